"""Puts rows together to a table: names, rows of one width, and notes on all that was mended or left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from core.data.formulas import unguard_name
from core.data.reading.extent import COMMENT_MARKS, Extent, find_extent
from core.data.reading.header import (
    JUDGED_ROWS,
    MOST_HEADER_ROWS,
    header_rows,
    join_header,
    looks_like_header,
    name_columns,
)
from core.data.reading.rows import Dialect, Rows, split_rows
from core.data.reading.table import FATES, MORE, Fate, odd_frame
from core.errors import Counted, Message

LONGEST_RAW = 200
MOST_NOTES = 50  # of one kind


@dataclass
class Grid:
    """Rows of one width with their names: a table on the way to a frame.

    Parameters
    ----------
    names : list of str
        The columns' names.
    body : list of list of str
        Its rows.
    body_lines : list of int
        The line of the file at which each begins, from 1.
    header_rows : int
        How many rows its names were made of.
    first_line : int
        The line at which it begins, from 1.
    odd_lines : DataFrame
        Lines that were mended or left out; see `Table`.
    end : int or None
        The line at which something begins that is none of the table's, if anything does.
    trailing : bool
        Whether each row ends in a delimiter with nothing behind it.
    notes : list of Message
        What was mended or left out.
    clean : bool
        Whether nothing but names was mended.
    """

    names: list[str]
    body: list[list[str]]
    body_lines: list[int]
    header_rows: int
    first_line: int
    odd_lines: pd.DataFrame
    end: int | None = None
    trailing: bool = False
    notes: list[Message] = field(default_factory=list)
    clean: bool = True

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.names)

    def ends_before(self, line: int) -> bool:
        """Whether the table is over above a line."""
        return self.end is not None and self.end < line


def make_grid(
    rows: Rows,
    lines: list[str],
    dialect: Dialect,
    known_header_rows: int | None = None,
    above: Sequence[str] = (),
    at_once: bool = False,
    numbers: Sequence[int] = (),
) -> Grid:
    """The table that stands in rows.

    Parameters
    ----------
    rows : Rows
        A file's rows of cells; at least one.
    lines : list of str
        The file's lines, for the notes.
    dialect : Dialect
        How the cells were written.
    known_header_rows : int, optional
        How many rows of names there are. Default: found.
    above : sequence of str, default=()
        Lines of the file above these, known to be none of the table's.
    at_once : bool, default=False
        Whether the table is known to begin with the first row.
    numbers : sequence of int, optional
        Where lines stand in the file, from 1. Default: one after another, below those above.
    """
    extent = find_extent(rows, dialect.delimiter, at_once)
    notes = _Notes(rows, lines, above, numbers or range(len(above) + 1, len(above) + len(lines) + 1))
    body = [rows.cells[at] for at in extent.rows]
    width = extent.width
    trailing = _trailing(body, width)
    if trailing:
        width -= 1
    named = bool(body) and len(body[0]) == width - 1 and width > 2 and len(body) > 1 and len(body[1]) == width
    if named and looks_like_header(["", *body[0]], body[1 : 1 + JUDGED_ROWS], width):
        body[0] = ["", *body[0]]  # R leaves the name of the column of names out
    pairs = zip(extent.rows, body, strict=True)
    notes.add(Fate.SHORT, [at for at, row in pairs if len(row) < width and row is rows.cells[at]], expected=width)
    body = [row if len(row) == width else [*row[:width], *[""] * (width - len(row))] for row in body]
    commented = None if known_header_rows is not None else _commented_header(extent, rows, lines, dialect, body, width)
    header = [commented] if commented else body[: _header_rows(body, width, known_header_rows)]
    notes.add(Fate.BEFORE, extent.before)
    notes.add(Fate.COMMENT, [at for at in extent.comments if not (commented and at == _last_comment(extent))])
    notes.add(Fate.LONG, extent.long, expected=width)
    inside = set(extent.rows)
    notes.add(Fate.UNCLOSED, [at for at in rows.mended if at in inside])
    notes.add(Fate.REWRITTEN, [at for at in rows.rewritten if at in inside])
    notes.add(Fate.AFTER, extent.after)
    if extent.next_table is not None:
        line = notes.line(extent.next_table)
        notes.say("The file has several tables. Only the first is used; the next begins at line {line}.", line=line)
    if trailing:
        notes.say("Each line ends in a delimiter: the empty column behind it was left out.")
    clean = not (notes.all or rows.after_blank or rows.lines[0] or commented)
    notes.say_above()
    names, about_names = name_columns(join_header([[unguard_name(cell) for cell in row] for row in header], width))
    if not header:
        about_names = [Message("The file has no row of names: columns are called by their number.")]
    elif len(header) > 1:
        notes.say("The first {count} rows of the table are read as names, joined with a space.", count=len(header))
    first = _last_comment(extent) if commented else extent.rows[0] if extent.rows else 0
    skipped = 0 if commented else len(header)
    below = [at for at in (extent.next_table, *extent.after) if at is not None]
    return Grid(
        names,
        body[skipped:],
        [notes.line(at) for at in extent.rows[skipped:]],
        len(header),
        notes.line(first),
        notes.odd_lines(),
        notes.line(min(below)) if below else None,
        trailing,
        [*notes.all, *about_names],
        clean,
    )


def _header_rows(body: list[list[str]], width: int, known: int | None) -> int:
    if known is not None:
        return known
    return header_rows(body[: JUDGED_ROWS + MOST_HEADER_ROWS], width) if body else 0


def _trailing(body: list[list[str]], width: int) -> bool:
    """Whether each row ends in a delimiter with nothing behind it."""
    full = [row for row in body if len(row) >= width]
    return width > 1 and bool(full) and not any(row[width - 1].strip() for row in full)


def _last_comment(extent: Extent) -> int:
    """The comment right above the table; -1 if there is none."""
    above = extent.rows[0] - 1 if extent.rows else -1
    return above if above in extent.comments else -1


def _commented_header(
    extent: Extent, rows: Rows, lines: list[str], dialect: Dialect, body: list[list[str]], width: int
) -> list[str] | None:
    """The names, if they stand in a line that is marked as a comment."""
    at = _last_comment(extent)
    if len(body) < 2:
        return None
    marks = COMMENT_MARKS if at >= 0 else tuple(f"{mark} " for mark in COMMENT_MARKS)
    if body[0][0].startswith(marks) and looks_like_header(body[0], body[1 : 1 + JUDGED_ROWS], width):
        body[0] = [body[0][0].lstrip("#%/ "), *body[0][1:]]
        return None
    if at < 0 or looks_like_header(body[0], body[1 : 1 + JUDGED_ROWS], width):
        return None
    line = lines[rows.lines[at]].lstrip()
    mark = next((mark for mark in COMMENT_MARKS if line.startswith(mark)), "")
    cells = split_rows([line.removeprefix(mark).strip(" ")], [""], dialect).cells
    if cells and len(cells[0]) == width and looks_like_header(cells[0], body[:JUDGED_ROWS], width):
        return cells[0]
    return None


class _Notes:
    def __init__(self, rows: Rows, lines: list[str], above: Sequence[str], numbers: Sequence[int]) -> None:
        self.all: list[Message] = []
        self._odd: list[tuple[int, Fate, str]] = []
        self._rows, self._lines, self._above, self._numbers = rows, lines, above, numbers

    def line(self, at: int) -> int:
        """The line of the file at which a row begins, from 1."""
        return self._numbers[self._rows.lines[at]]

    def say(self, template: str | Counted, **values: object) -> None:
        self.all.append(Message(template, values))

    def add(self, fate: Fate, places: Iterable[int], **values: object) -> None:
        """What became of some rows, with the line of each and what stands there."""
        texts = {at: self._text(at) for at in places}
        self._odd += [(self.line(at), fate, text) for at, text in texts.items()]
        for at in list(texts)[:MOST_NOTES]:
            more = {"found": len(self._rows.cells[at]), **values} if values else {}
            self._say_line(fate, self.line(at), texts[at], **more)
        self._say_how_many_more(len(texts))

    def say_above(self) -> None:
        """That the lines above, which are known to be none of the table's, were left out."""
        filled = [(line, text) for line, text in enumerate(self._above, start=1) if text.strip()]
        self._odd += [(line, Fate.BEFORE, text) for line, text in filled]
        for line, text in filled[:MOST_NOTES]:
            self._say_line(Fate.BEFORE, line, text)
        self._say_how_many_more(len(filled))

    def odd_lines(self) -> pd.DataFrame:
        """All lines of which something became, in the order of the file."""
        return odd_frame(sorted(self._odd))

    def _text(self, at: int) -> str:
        """A row as it is written, over several lines where a cell holds line breaks."""
        begins = self._rows.lines
        end = begins[at + 1] if at + 1 < len(begins) else len(self._lines)
        return "\n".join(self._lines[begins[at] : end]).rstrip("\n")

    def _say_line(self, fate: Fate, line: int, text: str, **values: object) -> None:
        text = text if len(text) <= LONGEST_RAW else text[: LONGEST_RAW - 1] + "…"
        self.say(FATES[fate], line=line, text=text, **values)

    def _say_how_many_more(self, count: int) -> None:
        if count > MOST_NOTES:
            self.say(MORE, count=count - MOST_NOTES)
