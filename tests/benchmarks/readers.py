"""Who reads CSV files of which nothing is known; each function is called in a process of its own and gives plain data.

All get a file's path and nothing else. Where a reader can leave cells as they are written, it does.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd

from core.data.reading.reader import read_csv
from tests.benchmarks.process import peak_bytes

AS_WRITTEN: dict[str, Any] = {"dtype": str, "keep_default_na": False}


def _clevercsv(path: str) -> pd.DataFrame:
    import clevercsv

    return clevercsv.read_dataframe(path, **AS_WRITTEN)


def _clevercsv_rows(path: str) -> list[Any]:
    import clevercsv

    return clevercsv.read_table(path)


def _duckdb(path: str, **more: bool) -> list[Any]:
    import duckdb

    with duckdb.connect() as connection:
        found = connection.read_csv(path, all_varchar=True, **more)
        return [found.columns, *found.fetchall()]


# Of DuckDB's settings these two do best on dirty files: by what is right in every cell, and by what is right in part.
# `strict_mode=False` loses by either; `null_padding` with line breaks in cells asks for `parallel=False`.
READERS: dict[str, Callable[[str], Any]] = {
    "Gridlight": lambda path: read_csv(path).frame,
    "pandas": pd.read_csv,
    "pandas as text": partial(pd.read_csv, **AS_WRITTEN),
    "pandas sniffing": partial(pd.read_csv, sep=None, engine="python", **AS_WRITTEN),
    "CleverCSV": _clevercsv,
    "CleverCSV rows": _clevercsv_rows,
    "DuckDB": _duckdb,
    "DuckDB lenient": partial(_duckdb, null_padding=True, ignore_errors=True, parallel=False),
}


def read(reader: str, path: str) -> list[list[str]] | None:
    """A file's names, then its rows, with `""` for what is missing; None where the reader refuses the file."""
    try:
        found = READERS[reader](path)
    except Exception:  # each has errors of its own, and some raise what their libraries do
        return None
    if isinstance(found, pd.DataFrame):
        if not isinstance(found.index, pd.RangeIndex):  # pandas takes a first column without a name for the rows' names
            found = found.reset_index()
        found = [found.columns, *found.astype(object).to_numpy().tolist()]
    return [["" if pd.isna(cell) else str(cell) for cell in row] for row in found]


def measure(reader: str, path: str) -> dict[str, float]:
    """Seconds to read a file, and the most memory that this process ever had: with its imports, and then in all."""
    imports = peak_bytes()
    start = time.perf_counter()
    frame = READERS[reader](path)
    return {"seconds": time.perf_counter() - start, "imports": imports, "peak": peak_bytes(), "rows": len(frame)}
