"""What is unpacked of a kept model; that models come back as they were is held by tests of the runner."""

import io
import zipfile
from pathlib import Path

import pytest

from core.errors import RunError
from core.model import trained
from core.runs import models
from core.runs.models import FILES, FOLDER, Models

NAME = f"{'0' * 32}-1.zip"


def kept(folder: Path, files: dict[str, bytes]) -> Models:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    (folder / FOLDER).mkdir()
    (folder / FOLDER / NAME).write_bytes(packed.getvalue())
    return Models(str(folder))


def test_the_files_of_a_model_are_those_that_it_is_stored_as() -> None:
    assert {trained.NETWORK, trained.PREPROCESSING, trained.ABOUT} == FILES


def test_the_files_of_a_model_are_read(tmp_path: Path) -> None:
    files = {name: name.encode() for name in FILES}
    assert kept(tmp_path, files).files(NAME) == files


@pytest.mark.parametrize("name", ["../../stray", "/tmp/stray", "model.keras/../../stray", "other.json", ".."])
def test_a_file_that_no_model_has_is_not_unpacked(tmp_path: Path, name: str) -> None:
    stored = kept(tmp_path, {"model.keras": b"", name: b"stray"})
    with pytest.raises(RunError, match=r"is damaged\. Start the search again"):
        stored.load(NAME)
    assert not list(tmp_path.rglob("stray"))


def test_a_file_that_grows_beyond_bounds_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "MOST_BYTES", 1000)
    with pytest.raises(RunError, match="is damaged"):
        kept(tmp_path, {"model.keras": bytes(1001)}).files(NAME)


def test_half_a_file_gets_a_sentence(tmp_path: Path) -> None:
    stored = kept(tmp_path, {"model.keras": bytes(range(256)) * 100})
    place = tmp_path / FOLDER / NAME
    whole = place.read_bytes()
    for spoilt in (whole[:100], b"", whole[:60] + bytes(40) + whole[100:]):
        place.write_bytes(spoilt)
        with pytest.raises(RunError, match="is damaged"):
            stored.files(NAME)
