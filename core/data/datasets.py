"""Stored tables: one Parquet file each, named by its content, and the files that they were read from."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import IO

import fsspec
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from core.data.reading.reader import ReadOptions
from core.data.reading.rows import Dialect
from core.data.reading.table import Table, odd_frame
from core.data.whole_files import write_whole
from core.errors import DataError, Message

logger = logging.getLogger(__name__)

DATASET_ID = re.compile(r"[0-9a-f]{32}")
SOURCES = "sources"
AS_FOUND = ReadOptions()
METADATA_KEY = b"gridlight"
LONGEST_NAME = 200
NO_ROOM = "The table cannot be stored: {reason}. Make room for it, then try again."
NO_FOLDER = "The folder of stored tables {folder} cannot be made: {reason}. Choose another folder for the data."


@dataclass(frozen=True, eq=False)
class Dataset:
    """A stored table.

    Parameters
    ----------
    id : str
        32 hexadecimal digits, from the table's content.
    name : str
        What a person calls it: the sample's or the file's name.
    sample : str or None
        The sample's key, where it is one.
    table : Table
        The cells.
    source : str or None
        32 hexadecimal digits, from the content of the file that it was read from, where that is stored.
    options : ReadOptions
        What a person said of how to read that.
    """

    id: str
    name: str
    sample: str | None
    table: Table = field(repr=False)
    source: str | None = None
    options: ReadOptions = AS_FOUND


class Datasets:
    """The folder of stored tables.

    Parameters
    ----------
    url : str
        A folder, local or of any file system that fsspec knows.
    """

    def __init__(self, url: str) -> None:
        self._fs, self._root = fsspec.core.url_to_fs(url)
        try:
            self._fs.makedirs(f"{self._root}/{SOURCES}", exist_ok=True)
        except OSError as error:
            raise DataError(NO_FOLDER, folder=self._root, reason=error.strerror or str(error)) from error

    def save(
        self,
        table: Table,
        name: str,
        sample: str | None = None,
        source: bytes | None = None,
        options: ReadOptions = AS_FOUND,
    ) -> Dataset:
        """Store a table; the same content twice is stored once, as it was said last.

        Parameters
        ----------
        table : Table
            The table.
        name : str
            What a person calls it.
        sample : str, optional
            The sample's key, where it is one.
        source : bytes, optional
            The file that it was read from, to read it in another way.
        options : ReadOptions, optional
            What a person said of how to read that.
        """
        digest = hashlib.sha256(source).hexdigest()[:32] if source is not None else None
        dataset = Dataset(content_hash(table.frame), name[:LONGEST_NAME], sample, table, digest, options)
        if source is not None:
            self._write(f"{SOURCES}/{digest}", lambda file: file.write(source))
        if len(table.odd_lines):
            lines = pa.Table.from_pandas(table.odd_lines, preserve_index=False)
            self._write(f"{dataset.id}.lines.parquet", lambda file: pq.write_table(lines, file))
        about = {
            "name": dataset.name,
            "sample": sample,
            "source": digest,
            "options": asdict(options),
            "odd_lines": len(table.odd_lines),
            "dialect": asdict(table.dialect),
            "notes": [note.to_dict() for note in table.notes],
        }
        arrow = pa.Table.from_pandas(table.frame, preserve_index=False)
        arrow = arrow.replace_schema_metadata({**(arrow.schema.metadata or {}), METADATA_KEY: json.dumps(about)})
        self._write(f"{dataset.id}.parquet", lambda file: pq.write_table(arrow, file))
        return dataset

    def load(self, dataset_id: str) -> Dataset:
        """Read a stored table.

        Raises
        ------
        DataError
            If there is none by that id, or it cannot be read.
        """
        if not DATASET_ID.fullmatch(dataset_id) or not self._fs.exists(f"{self._root}/{dataset_id}.parquet"):
            raise DataError("This table is no longer stored here. Choose the file or the sample again.")
        try:
            return self._load(dataset_id)
        # All that a file that was cut short, spoilt or put there by somebody else may come to.
        except (pa.ArrowException, OSError, LookupError, TypeError, ValueError) as error:
            logger.warning("The table %s cannot be read: %s", dataset_id, error)
            raise DataError(
                "The file in which this table is stored is damaged. Choose the file or the sample again: "
                "it is then stored anew."
            ) from error

    def _load(self, dataset_id: str) -> Dataset:
        arrow = self._read(f"{dataset_id}.parquet")
        about = json.loads(arrow.schema.metadata[METADATA_KEY])
        notes = [Message.from_dict(note) for note in about["notes"]]
        odd = self._read(f"{dataset_id}.lines.parquet").to_pandas() if about.get("odd_lines") else odd_frame()
        table = Table(arrow.to_pandas(), Dialect(**about["dialect"]), notes, odd)
        options = ReadOptions(**about.get("options", {}))
        return Dataset(dataset_id, about["name"], about["sample"], table, about.get("source"), options)

    def source(self, dataset: Dataset) -> bytes:
        """The file that a table was read from.

        Raises
        ------
        DataError
            If it is not stored.
        """
        path = f"{self._root}/{SOURCES}/{dataset.source}"
        if dataset.source is None or not DATASET_ID.fullmatch(dataset.source) or not self._fs.exists(path):
            raise DataError("The file itself is no longer stored here. Choose it again to read it in another way.")
        return bytes(self._fs.cat_file(path))

    def _read(self, name: str) -> pa.Table:
        with self._fs.open(f"{self._root}/{name}", "rb") as file:
            return pq.read_table(file)

    def _write(self, name: str, write: Callable[[IO[bytes]], object]) -> None:
        write_whole(self._fs, f"{self._root}/{name}", write, NO_ROOM)


def content_hash(frame: pd.DataFrame) -> str:
    """32 hexadecimal digits that tell one table's names and cells from another's."""
    digest = hashlib.sha256(json.dumps([str(name) for name in frame.columns]).encode())
    digest.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
    return digest.hexdigest()[:32]
