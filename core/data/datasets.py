"""Stored tables: one Parquet file each, named by its content."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from dataclasses import asdict, dataclass, field

import fsspec
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from core.data.reader import Dialect, Table
from core.errors import DataError, Message

DATASET_ID = re.compile(r"[0-9a-f]{32}")
METADATA_KEY = b"gridlight"
LONGEST_NAME = 200


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
    """

    id: str
    name: str
    sample: str | None
    table: Table = field(repr=False)


class Datasets:
    """The folder of stored tables.

    Parameters
    ----------
    url : str
        A folder, local or of any file system that fsspec knows.
    """

    def __init__(self, url: str) -> None:
        self._fs, self._root = fsspec.core.url_to_fs(url)
        self._fs.makedirs(self._root, exist_ok=True)

    def save(self, table: Table, name: str, sample: str | None = None) -> Dataset:
        """Store a table; the same content twice is stored once, under the name it was given last."""
        dataset = Dataset(content_hash(table.frame), name[:LONGEST_NAME], sample, table)
        about = {
            "name": dataset.name,
            "sample": sample,
            "dialect": asdict(table.dialect),
            "notes": [note.to_dict() for note in table.notes],
        }
        arrow = pa.Table.from_pandas(table.frame, preserve_index=False)
        arrow = arrow.replace_schema_metadata({**(arrow.schema.metadata or {}), METADATA_KEY: json.dumps(about)})
        # Written beside and then moved: a reader never meets half a file.
        beside = f"{self._root}/{uuid.uuid4().hex}.part"
        with self._fs.open(beside, "wb") as file:
            pq.write_table(arrow, file)
        self._fs.mv(beside, self._path(dataset.id))
        return dataset

    def load(self, dataset_id: str) -> Dataset:
        """Read a stored table.

        Raises
        ------
        DataError
            If there is none by that id.
        """
        if not DATASET_ID.fullmatch(dataset_id) or not self._fs.exists(self._path(dataset_id)):
            raise DataError("This table is no longer stored here. Choose the file or the sample again.")
        with self._fs.open(self._path(dataset_id), "rb") as file:
            arrow = pq.read_table(file)
        about = json.loads(arrow.schema.metadata[METADATA_KEY])
        notes = [Message.from_dict(note) for note in about["notes"]]
        table = Table(arrow.to_pandas(), Dialect(**about["dialect"]), notes)
        return Dataset(dataset_id, about["name"], about["sample"], table)

    def _path(self, dataset_id: str) -> str:
        return f"{self._root}/{dataset_id}.parquet"


def content_hash(frame: pd.DataFrame) -> str:
    """32 hexadecimal digits that tell one table's names and cells from another's."""
    digest = hashlib.sha256(json.dumps([str(name) for name in frame.columns]).encode())
    digest.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
    return digest.hexdigest()[:32]
