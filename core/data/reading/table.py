"""What reading a file gives: its table, how it was written, and what became of the lines that do not fit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from core.data.reading.rows import Dialect
from core.errors import Counted, Message


class Fate(StrEnum):
    """What became of a line that is no plain row of the table."""

    BEFORE = "before"
    COMMENT = "comment"
    LONG = "long"
    SHORT = "short"
    UNCLOSED = "unclosed"
    REWRITTEN = "rewritten"
    AFTER = "after"


FATES = {
    Fate.BEFORE: "Line {line} stands above the table and was left out: {text}",
    Fate.COMMENT: "Line {line} is a comment and was left out: {text}",
    Fate.LONG: "Line {line} has {found} cells where the table has {expected} columns, and was set aside: {text}",
    Fate.SHORT: "Line {line} has too few cells, {found} where the table has {expected} columns; those that lack are "
    "empty: {text}",
    Fate.UNCLOSED: "Line {line} has a quotation mark that is never closed; it was read up to the next cell: {text}",
    Fate.REWRITTEN: "Line {line} is written otherwise than the rest, with another delimiter, other quotation marks or "
    "a delimiter too many; it was read as they are: {text}",
    Fate.AFTER: "Line {line} stands below the table and was left out: {text}",
}
MORE = Counted("The same holds for {count} more line.", "The same holds for {count} more lines.")


def odd_frame(lines: Iterable[tuple[int, str, str]] = ()) -> pd.DataFrame:
    """The frame of odd lines: ``line``, from 1; ``fate``; and ``text``, as it is written."""
    frame = pd.DataFrame(list(lines), columns=["line", "fate", "text"])
    return frame.astype({"line": "int64", "fate": "str", "text": "str"})


@dataclass(frozen=True)
class Table:
    """A table as it was written.

    Parameters
    ----------
    frame : DataFrame
        One string column a column of the file; an empty cell is ``""``.
    dialect : Dialect
        How the file was written.
    notes : list of Message
        What was mended while reading, and what was left out; of one kind of line, the first 50.
    odd_lines : DataFrame
        All lines that were mended or left out: ``line``, from 1; ``fate``, a `Fate`; and ``text``, as it is written.
    """

    frame: pd.DataFrame
    dialect: Dialect
    notes: list[Message] = field(default_factory=list)
    odd_lines: pd.DataFrame = field(default_factory=odd_frame)
