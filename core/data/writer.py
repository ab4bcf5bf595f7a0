"""Tables that we write for people to open."""

from __future__ import annotations

import pandas as pd

# A spreadsheet takes a cell that begins so for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(frame: pd.DataFrame) -> bytes:
    """A table as CSV in UTF-8 with a byte order mark, which spreadsheets need to see that it is UTF-8.

    Parameters
    ----------
    frame : DataFrame
        The table. Text cells and column names that a spreadsheet would run as a formula get an apostrophe in front;
        numbers stay as they are.
    """
    safe = frame.map(_neutral).set_axis([_neutral(name) for name in frame.columns], axis="columns")
    # Between "\r\n", a cell with either of them is quoted; alone, "\r" would end a row.
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _neutral(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
