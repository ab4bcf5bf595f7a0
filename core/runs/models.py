"""Trained models that are kept: one zip each, in the folder of stored tables."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import fsspec

from core.data.whole_files import write_whole
from core.errors import RunError

if TYPE_CHECKING:  # the page reads these files without TensorFlow
    from core.model.trained import TrainedModel

FOLDER = "models"
NAME = re.compile(r"[0-9a-f]{32}-\d+\.zip")
# Keras's own format, the preprocessing and what else there is to know, as `core.model.trained` names them.
FILES = frozenset({"model.keras", "preprocessing.skops", "model.json"})
# Of all its files together, unpacked; the widest networks that can be asked for have less.
MOST_BYTES = 2 * 2**30
GONE = "The trained model is no longer stored here. Start the search again."
NO_ROOM = "The trained model cannot be kept: {reason}. Make room on the disk of the data folder, and start anew."
DAMAGED = "The file in which the trained model is stored is damaged. Start the search again."


def model_name(run_id: str, candidate: int) -> str:
    """What the model of a setting is kept as."""
    return f"{run_id}-{candidate}.zip"


class Models:
    """The folder of trained models.

    Parameters
    ----------
    datasets_url : str
        That of stored tables, which every worker reaches; a folder in it holds the models.
    """

    def __init__(self, datasets_url: str) -> None:
        self._fs, root = fsspec.core.url_to_fs(datasets_url)
        self._root = f"{root}/{FOLDER}"

    def holds(self, name: str) -> bool:
        """Whether a model is kept."""
        return bool(self._fs.exists(f"{self._root}/{name}"))

    def save(self, name: str, model: TrainedModel) -> None:
        """Keep a model under the name that `model_name` gives."""
        packed = io.BytesIO()
        with tempfile.TemporaryDirectory() as folder:
            model.save(Path(folder))
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                for file in sorted(Path(folder).iterdir()):
                    archive.write(file, file.name)
        self._fs.makedirs(self._root, exist_ok=True)
        write_whole(self._fs, f"{self._root}/{name}", lambda file: file.write(packed.getvalue()), NO_ROOM)

    def files(self, name: str) -> dict[str, bytes]:
        """The files of a kept model.

        Raises
        ------
        RunError
            If it is not there, or holds anything but the files of a model.
        """
        if not NAME.fullmatch(name) or not self._fs.exists(f"{self._root}/{name}"):
            raise RunError(GONE)
        try:
            with zipfile.ZipFile(io.BytesIO(self._fs.cat_file(f"{self._root}/{name}"))) as archive:
                files = archive.infolist()
                # Checked before anything is unpacked: a name may lead out of the folder, a kilobyte become a gigabyte.
                if {file.filename for file in files} <= FILES and sum(file.file_size for file in files) <= MOST_BYTES:
                    return {file.filename: archive.read(file) for file in files}
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise RunError(DAMAGED) from error
        raise RunError(DAMAGED)

    def load(self, name: str) -> TrainedModel:
        """A kept model, ready to predict.

        Raises
        ------
        RunError
            If it is not there, or holds anything but the files of a model.
        """
        from core.model.trained import TrainedModel

        files = self.files(name)
        with tempfile.TemporaryDirectory() as folder:
            for one, data in files.items():
                (Path(folder) / one).write_bytes(data)
            return TrainedModel.load(Path(folder))
