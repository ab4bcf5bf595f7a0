"""The file that an exported script reads: the person's own, if pandas reads it as the page did, else the table."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePath
from typing import Any

import pandas as pd
from pandas.errors import ParserWarning

from core.data.datasets import Dataset
from core.data.formulas import are_formulas
from core.data.reading.table import Fate, Table
from core.data.writer import write_csv

LEFT_OUT = (Fate.BEFORE, Fate.COMMENT, Fate.LONG, Fate.AFTER)
MOST_SKIPPED = 20
# pandas unpacks files that are called so.
PACKED = (".bz2", ".gz", ".tar", ".xz", ".zip", ".zst")


@dataclass(frozen=True)
class DataFile:
    """A CSV file, and how pandas reads it.

    Parameters
    ----------
    name : str
        What it is called: no folder, no address.
    content : bytes or None
        What stands in it; None if it is the person's own file.
    options : dict
        What ``pandas.read_csv`` is told, beside that each cell is text.
    unreadable : str or None
        The name of the person's own file, where pandas does not read it as the page did.
    guarded : bool
        Whether cells have an apostrophe in front, as they could be taken for a formula.
    """

    name: str
    content: bytes | None = None
    options: dict[str, Any] = field(default_factory=dict)
    unreadable: str | None = None
    guarded: bool = False


def data_file(dataset: Dataset, source: bytes | None = None) -> DataFile:
    """The file that a script reads.

    Parameters
    ----------
    dataset : Dataset
        A stored table.
    source : bytes, optional
        The file that it was read from, as `Datasets.source` gives it.
    """
    own = re.split(r"[/\\:]", dataset.name)[-1] or "table"
    if source is not None and not own.lower().endswith(PACKED):
        for options in _ways(dataset.table):
            if _reads(source, options, dataset.table.frame):
                return DataFile(own, options=options)
    frame = dataset.table.frame
    stem = re.sub(r"[^\w -]+", "_", PurePath(own).stem)  # a browser may save it under another name otherwise
    name = f"{stem}.csv" if source is None else f"{stem}-table.csv"
    options = {"header": 0, "names": list(frame.columns)} if are_formulas(frame.columns.to_series()).any() else {}
    guarded = any(are_formulas(frame[column]).any() for column in frame)
    return DataFile(name, write_csv(frame), options, None if source is None else own, guarded)


def _ways(table: Table) -> list[dict[str, Any]]:
    """What pandas could be told of a file, the shortest first."""
    dialect, names = table.dialect, list(table.frame.columns)
    options: dict[str, Any] = {}
    if dialect.encoding.replace("_", "-").lower() not in ("utf-8", "utf-8-sig", "ascii"):
        options["encoding"] = dialect.encoding
    if dialect.delimiter != ",":
        options["sep"] = r"\s+" if dialect.delimiter == " " else dialect.delimiter
    if dialect.quote not in ('"', ""):
        options["quotechar"] = dialect.quote
    if dialect.escape:
        options["escapechar"] = dialect.escape
    above = dialect.first_line - 1
    left_out = sorted(table.odd_lines.loc[table.odd_lines["fate"].isin(LEFT_OUT), "line"] - 1)
    if len(left_out) > MOST_SKIPPED:
        return []
    if any(line > above for line in left_out):
        options["skiprows"] = left_out
    elif above:
        options["skiprows"] = above
    if dialect.header_rows == 1:
        return [options, {**options, "header": 0, "names": names}]
    if dialect.header_rows == 0:
        return [{**options, "header": None, "names": names}]
    return []


def _reads(source: bytes, options: dict[str, Any], frame: pd.DataFrame) -> bool:
    """Whether pandas reads a file as the page did."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", ParserWarning)
            read = pd.read_csv(BytesIO(source), dtype="str", keep_default_na=False, **options)
    except (ValueError, ParserWarning):  # then it does not
        return False
    return bool(read.columns.equals(frame.columns)) and read.equals(frame)
