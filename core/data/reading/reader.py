"""Bytes in, a table of cells as they were written out."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from core.data.formulas import unguard
from core.data.reading.blocks import set_apart
from core.data.reading.clean import read_clean
from core.data.reading.dialect import EXCEL_HINT, SAMPLE_CHARACTERS, SAMPLE_LINES, find_dialect, sample_of
from core.data.reading.encoding import decode, decode_as, refuse_what_is_no_text, wide_utf, without_zeros
from core.data.reading.extent import COMMENT_MARKS
from core.data.reading.grid import Grid, make_grid
from core.data.reading.header import MOST_HEADER_ROWS
from core.data.reading.mending import mend_rows
from core.data.reading.rows import Dialect, split_lines, split_rows
from core.data.reading.source import Source, bytes_of
from core.data.reading.table import Table
from core.data.reading.wrapping import wrapping
from core.errors import Counted, DataError, Message

MOST_COLUMNS = 2000
EMPTY = "The file is empty. Choose a CSV file with a header row and at least one row below it."
NO_ENCODING = "There is no encoding called {name} for text files. Choose one such as utf-8 or cp949."
ONE_COLUMN = "The file has one column only. A search needs at least two: one to predict, and one to predict it from."


@dataclass(frozen=True)
class ReadOptions:
    """What a person says of a file, where that was not found out rightly; None is found out.

    Parameters
    ----------
    encoding : str, optional
        A Python codec name.
    delimiter : str, optional
        What stands between two cells; ``" "`` is any number of spaces.
    first_line : int, optional
        The line at which the table begins, from 1; what stands above is left out.
    header_rows : int, optional
        How many rows of names there are, 0 to 3.

    Raises
    ------
    DataError
        If one of them is not possible.
    """

    encoding: str | None = None
    delimiter: str | None = None
    first_line: int | None = None
    header_rows: int | None = None

    def __post_init__(self) -> None:
        if self.encoding is not None:
            try:
                # Some codecs are none of text, and some do not get over a byte that they cannot read.
                bytes(range(128, 256)).decode(self.encoding, errors="replace")
            except (LookupError, ValueError) as error:
                raise DataError(NO_ENCODING, name=self.encoding) from error
        if self.delimiter is not None and (not self.delimiter or any(sign in self.delimiter for sign in "\r\n\"'")):
            raise DataError("What stands between two cells must be a sign that is no quotation mark and no line break.")
        if self.first_line is not None and self.first_line < 1:
            raise DataError("The lines of a file are counted from 1; {line} is none.", line=self.first_line)
        if self.header_rows is not None and not 0 <= self.header_rows <= MOST_HEADER_ROWS:
            raise DataError(
                "A table has 0 to {most} rows of names; {count} is not possible.",
                most=MOST_HEADER_ROWS,
                count=self.header_rows,
            )


def read_csv(
    source: Source,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    first_line: int | None = None,
    header_rows: int | None = None,
) -> Table:
    """Read a CSV file of which nothing need be known.

    Encoding, delimiter, quotation marks and header are found; lines around
    the table, rows that do not fit and spoilt characters are mended or left
    out, and told.

    Parameters
    ----------
    source : str, path, bytes or file object
        The path of a file, its bytes, or the open file, which is read from where it stands to its end. Of one that is
        open as text the encoding is known.
    encoding, delimiter, first_line, header_rows : optional
        What is known of the file all the same; see `ReadOptions`. Default: found.

    Returns
    -------
    Table
        Cells as strings, as written, but for an apostrophe that keeps a spreadsheet from running a cell as a formula;
        see `core.data.formulas`. It has no rows if the file has a header only.

    Raises
    ------
    DataError
        If the file cannot be opened, is empty or binary, has one column or
        more than 2,000, does not fit into memory, or cannot be read as was
        asked.
    """
    options = ReadOptions(encoding, delimiter, first_line, header_rows)
    try:
        data, known = bytes_of(source)
        return _read(data, replace(options, encoding=known or encoding))
    except DataError as error:
        # Who keeps an error keeps all that the functions held through which it came: here, the file.
        source = data = b""
        raise error.with_traceback(None) from error.__cause__


def _read(data: bytes, options: ReadOptions) -> Table:
    wide = _is_wide(data, options)
    refuse_what_is_no_text(data, wide)
    text, encoding, notes = _text_of(data, options, wide)
    if not text.strip():
        raise DataError(EMPTY)
    above, text = _cut_above(text, options.first_line or 1)
    lines, ends = sample_of(text)
    if unwrap := wrapping(lines):
        text = "\n".join(unwrap(line) for line in split_lines(text)[0])
        lines, ends = sample_of(text)
    dialect = replace(_dialect(lines, ends, options), encoding=encoding)
    whole = len(text) <= SAMPLE_CHARACTERS and len(lines) < SAMPLE_LINES
    grid = _grid(lines, ends, dialect, options, above, cut=not whole)
    if not whole and grid.clean and not notes:
        untouched = encoding in ("utf-8", "utf-8-sig") and not above and not unwrap
        data = data.removeprefix(codecs.BOM_UTF8) if untouched else text.encode()
        del text  # as large as the file; the clean way does without
        frame = read_clean(data, dialect, grid.header_rows)
        if frame is not None:
            return _table(frame, dialect, grid, notes)
        text = data.decode()
    if not whole:
        blocks = set_apart(*split_lines(text), dialect, grid, len(above) + 1)
        grid = _grid(blocks.lines, blocks.ends, dialect, options, above, blocks.numbers)
        frame = blocks.join(grid)
        if frame is not None:
            return _table(frame, dialect, grid, notes)
        grid = _grid(*split_lines(text), dialect, options, above)
    frame = pd.DataFrame(grid.body, columns=range(grid.width), dtype="str")
    return _table(frame, dialect, grid, notes)


def _is_wide(data: bytes, options: ReadOptions) -> bool:
    """Whether characters are two or four bytes each."""
    if options.encoding is None:
        return wide_utf(data) is not None
    return codecs.lookup(options.encoding).name.startswith(("utf-16", "utf-32"))


def _dialect(lines: list[str], ends: list[str], options: ReadOptions) -> Dialect:
    dialect = find_dialect(_without_comments(lines), ends, options.delimiter or "")
    if dialect is None and options.delimiter:
        raise DataError("With {sign} between its cells the file has one column only.", sign=options.delimiter)
    if dialect is None:
        raise DataError(ONE_COLUMN)
    return dialect


def _text_of(data: bytes, options: ReadOptions, wide: bool) -> tuple[str, str, list[Message]]:
    """A file's text, its encoding, and notes on what is no text."""
    notes = []
    if not wide and (zeros := data.count(0)):
        data = without_zeros(data)
        left_out = Counted(
            "{count} character that is no text (a zero byte) was left out.",
            "{count} characters that are no text (zero bytes) were left out.",
        )
        notes.append(Message(left_out, {"count": zeros}))
    if not wide:
        data = data.rstrip(b"\x1a")  # the end of a file on DOS
    text, encoding, lost = decode_as(data, options.encoding) if options.encoding else decode(data)
    if lost:
        shown = Counted(
            "{count} character could not be read and is shown as \ufffd.",
            "{count} characters could not be read and are shown as \ufffd.",
        )
        notes.append(Message(shown, {"count": lost}))
    return text, encoding, notes


def _cut_above(text: str, first_line: int) -> tuple[list[str], str]:
    """The lines above the one at which the table begins, and the text from there on."""
    if first_line == 1:
        return [], text
    lines, ends = split_lines(text)
    if not "".join(lines[first_line - 1 :]).strip():
        count = max(at for at, line in enumerate(lines, start=1) if line.strip())
        template = Counted(
            "The file has {count} line; its table cannot begin at line {line}.",
            "The file has {count} lines; its table cannot begin at line {line}.",
        )
        raise DataError(template, count=count, line=first_line)
    begin = sum(map(len, lines[: first_line - 1])) + sum(map(len, ends[: first_line - 1]))
    return lines[: first_line - 1], text[begin:]


def _table(frame: pd.DataFrame, dialect: Dialect, grid: Grid, notes: list[Message]) -> Table:
    dialect = replace(dialect, header_rows=grid.header_rows, first_line=grid.first_line)
    frame = unguard(frame.set_axis(grid.names, axis="columns"))
    return Table(frame, dialect, [*notes, *grid.notes], grid.odd_lines)


def _without_comments(lines: list[str]) -> list[str]:
    """Lines but those that are marked as comments, unless many are: they say nothing about how the table is written."""
    marked = [line.startswith(COMMENT_MARKS) for line in lines]
    if sum(marked) * 2 > len(lines) or len(lines) - sum(marked) < 2:
        return lines
    return [line for line, comment in zip(lines, marked, strict=True) if not comment]


def _grid(
    lines: list[str],
    ends: list[str],
    dialect: Dialect,
    options: ReadOptions,
    above: list[str],
    numbers: Sequence[int] = (),
    cut: bool = False,
) -> Grid:
    if EXCEL_HINT.fullmatch(lines[0]):  # a line for Excel; blank, so that lines keep their numbers
        lines = ["", *lines[1:]]
    rows = split_rows(lines, ends, dialect, split_rows(lines[:200], ends[:200], dialect).width())
    if cut and rows.mended and rows.mended[-1] == len(rows.cells) - 1:  # its end is beyond the sample
        rows.mended.pop()
        rows.cells.pop()
        rows.lines.pop()
    if not rows.cells:
        raise DataError(EMPTY)
    mend_rows(rows, lines, dialect)
    if (widest := rows.width()) > MOST_COLUMNS:
        raise DataError(
            "The file has {count} columns; {most} is the most that can be read. Leave out those you do not need.",
            count=f"{widest:,}",
            most=f"{MOST_COLUMNS:,}",
        )
    grid = make_grid(rows, lines, dialect, options.header_rows, above, options.first_line is not None, numbers)
    if grid.width < 2:
        raise DataError(ONE_COLUMN)
    return grid
