"""Bytes in, a table of cells as they were written out."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from core.data.dialect import EXCEL_HINT, SAMPLE_CHARACTERS, SAMPLE_LINES, find_form, sample_of
from core.data.encoding import decode, refuse_what_is_no_text, wide_utf, without_zeros
from core.data.extent import COMMENT_MARKS, ends_in_data
from core.data.mending import mend_rows
from core.data.rows import Form, split_lines, split_rows
from core.data.table import Grid, make_grid
from core.data.wrapping import wrapping
from core.errors import DataError, Message

MOST_COLUMNS = 2000
EMPTY = "The file is empty. Choose a CSV file with a header row and at least one row below it."
NO_ROWS = "The file has a header and no rows below it. Choose a file that has data."
ONE_COLUMN = "The file has one column only. A search needs at least two: one to predict, and one to predict it from."


@dataclass(frozen=True)
class Dialect:
    """How a file was written.

    Parameters
    ----------
    encoding : str
        A Python codec name.
    delimiter : str
        What stands between two cells; ``" "`` is any number of spaces.
    quote : str, default='"'
        What stands around a cell; ``""`` if nothing does.
    escape : str, default=""
        What stands before a quotation mark within a cell; ``""`` if that is doubled.
    header_rows : int, default=1
        How many rows of names there are.
    """

    encoding: str
    delimiter: str
    quote: str = '"'
    escape: str = ""
    header_rows: int = 1


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
        What was mended while reading, and what was left out.
    """

    frame: pd.DataFrame
    dialect: Dialect
    notes: list[Message] = field(default_factory=list)


def read_csv(source: bytes | str | Path) -> Table:
    """Read a CSV file of which nothing is known.

    Encoding, delimiter, quotation marks and header are found; lines around
    the table, rows that do not fit and spoilt characters are mended or left
    out, and told.

    Parameters
    ----------
    source : bytes, str or Path
        The file's bytes, or the path of a file.

    Returns
    -------
    Table
        Cells as strings, as written.

    Raises
    ------
    DataError
        If the file cannot be opened, is empty or binary, has one column, no
        row below its header, or more than 2,000 columns.
    """
    data = source if isinstance(source, bytes) else _bytes_of(Path(source))
    refuse_what_is_no_text(data)
    notes: list[Message] = []
    if not wide_utf(data) and (zeros := data.count(0)):
        data = without_zeros(data)
        notes.append(Message("{count} characters that are no text (zero bytes) were left out.", {"count": zeros}))
    if not wide_utf(data):
        data = data.rstrip(b"\x1a")  # the end of a file on DOS
    text, encoding, lost = decode(data)
    if lost:
        notes.append(Message("{count} characters could not be read and are shown as \ufffd.", {"count": lost}))
    if not text.strip():
        raise DataError(EMPTY)
    lines, ends = sample_of(text)
    if unwrap := wrapping(lines):
        text = "\n".join(unwrap(line) for line in split_lines(text)[0])
        data = text.encode()
        lines, ends = sample_of(text)
    form = find_form(_without_comments(lines), ends)
    if form is None:
        raise DataError(ONE_COLUMN)
    whole = len(text) <= SAMPLE_CHARACTERS and len(lines) < SAMPLE_LINES
    sample = _grid(lines, ends, form, cut=not whole)
    if not whole and sample.clean and not lost:
        if encoding not in ("utf-8", "utf-8-sig"):
            data = text.encode()
        del text  # as large as the file; the clean way does without
        frame = _read_clean(data.removeprefix(b"\xef\xbb\xbf"), form, sample)
        if frame is not None:
            return _table(frame, encoding, form, sample, notes)
        text = data.decode().removeprefix("\ufeff")
    if not whole:
        del sample
        lines, ends = split_lines(text)
        sample = _grid(lines, ends, form)
    frame = pd.DataFrame(sample.body, columns=range(sample.width), dtype="str")
    return _table(frame, encoding, form, sample, notes)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError("The file {name} cannot be opened. Check that it is there.", name=path.name) from error


def _table(frame: pd.DataFrame, encoding: str, form: Form, grid: Grid, notes: list[Message]) -> Table:
    if not len(frame):
        raise DataError(NO_ROWS)
    dialect = Dialect(encoding, form.delimiter, form.quote, form.escape, grid.header_rows)
    return Table(frame.set_axis(grid.names, axis="columns"), dialect, [*notes, *grid.notes])


def _without_comments(lines: list[str]) -> list[str]:
    """Lines but those that are marked as comments, unless many are: they say nothing about the table's form."""
    marked = [line.startswith(COMMENT_MARKS) for line in lines]
    if sum(marked) * 2 > len(lines) or len(lines) - sum(marked) < 2:
        return lines
    return [line for line, comment in zip(lines, marked, strict=True) if not comment]


def _grid(lines: list[str], ends: list[str], form: Form, cut: bool = False) -> Grid:
    if EXCEL_HINT.fullmatch(lines[0]):  # a line for Excel; blank, so that lines keep their numbers
        lines = ["", *lines[1:]]
    rows = split_rows(lines, ends, form, split_rows(lines[:200], ends[:200], form).width())
    if cut and rows.mended and rows.mended[-1] == len(rows.cells) - 1:  # its end is beyond the sample
        rows.mended.pop()
        rows.cells.pop()
        rows.lines.pop()
    if not rows.cells:
        raise DataError(EMPTY)
    mend_rows(rows, lines, form)
    if (widest := rows.width()) > MOST_COLUMNS:
        raise DataError(
            "The file has {count} columns; {most} is the most that can be read. Leave out those you do not need.",
            count=f"{widest:,}",
            most=f"{MOST_COLUMNS:,}",
        )
    grid = make_grid(rows, lines, form)
    if grid.width < 2:
        raise DataError(ONE_COLUMN)
    return grid


def _read_clean(data: bytes, form: Form, sample: Grid) -> pd.DataFrame | None:
    """Read a file by pandas, whose parser is quick; None if that would not give each cell where it belongs."""
    delimiter, quote = form.delimiter.encode(), form.quote.encode()
    line_ends = data.count(b"\n") or data.count(b"\r")
    if len(delimiter) != 1 or delimiter == b" " or form.escape or data.count(b"\r") not in (0, line_ends):
        return None
    if data.count(b"\r") and data.count(b"\r\n") not in (0, line_ends):
        return None
    if data.startswith(b"sep=") or re.search(rb"[\r\n][#%/]", data) or re.search(rb"\n\r?\n|\r\r", data.rstrip()):
        return None
    if quote and quote in data:
        around = b"\\r\\n" + re.escape(delimiter + quote)
        if re.search(b"(?<![%b])%b(?![%b])" % (around, quote, around), data):
            return None
    try:
        frame = pd.read_csv(
            io.BytesIO(data),
            sep=form.delimiter,
            quotechar=form.quote or '"',
            quoting=0 if form.quote else 3,
            header=None,
            dtype=str,
            keep_default_na=False,
            na_filter=False,
        )
    except (pd.errors.ParserError, UnicodeDecodeError):
        return None
    last_line = not data.endswith((b"\n", b"\r"))
    if len(frame) != line_ends + last_line and (not form.quote or len(data) < 5_000_000):
        return None
    # Each delimiter is either between two cells or within one: else a row has too few cells.
    within = sum(int(frame[name].str.count(re.escape(form.delimiter)).sum()) for name in frame) if quote else 0
    if data.count(delimiter) - within != (len(frame.columns) - 1) * len(frame):
        return None
    frame = frame.iloc[sample.header_rows :].reset_index(drop=True)
    tail = frame.iloc[-20:].to_numpy().tolist()
    return frame if ends_in_data(tail, len(frame.columns)) else None
