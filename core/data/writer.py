"""Tables that we write for people to open."""

from __future__ import annotations

import pandas as pd

from core.data.cells import is_number
from core.data.formulas import guard


def write_csv(frame: pd.DataFrame) -> bytes:
    """A table as CSV in UTF-8 with a byte order mark, which spreadsheets need to see that it is UTF-8.

    Parameters
    ----------
    frame : DataFrame
        The table. Text cells and column names that a spreadsheet would run as
        a formula get an apostrophe in front, which `core.read_csv` takes off
        again: see `core.data.formulas`. Numbers stay as they are.
    """
    safe: pd.DataFrame = frame.apply(lambda cells: cells if is_number(cells) else guard(cells))
    safe = safe.set_axis(guard(pd.Series(list(frame.columns), dtype=object)), axis="columns")
    # Between "\r\n", a cell with either of them is quoted; alone, "\r" would end a row.
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")
