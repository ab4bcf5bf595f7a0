"""Puts rows together to a table: names, rows of one width, and notes on all that was mended or left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.data.extent import COMMENT_MARKS, Extent, find_extent
from core.data.header import JUDGED_ROWS, header_rows, join_header, looks_like_header, name_columns
from core.data.rows import Form, Rows, split_rows
from core.errors import Message

LONGEST_RAW = 200
MOST_NOTES = 50  # of one kind

BEFORE = "Line {line} stands above the table and was left out: {text}"
COMMENT = "Line {line} is a comment and was left out: {text}"
AFTER = "Line {line} stands below the table and was left out: {text}"
LONG = "Line {line} has {found} cells where the table has {expected} columns, and was set aside: {text}"
SHORT = "Line {line} has {found} cells where the table has {expected} columns; those that lack are empty: {text}"
UNCLOSED = "Line {line} has a quotation mark that is never closed; it was read up to the next cell: {text}"
REWRITTEN = (
    "Line {line} is written otherwise than the rest, with another delimiter, other quotation marks or a delimiter "
    "too many; it was read as they are: {text}"
)


@dataclass
class Grid:
    """A table of one width.

    Parameters
    ----------
    names : list of str
        The columns' names.
    body : list of list of str
        Its rows.
    header_rows : int
        How many rows its names were made of.
    notes : list of Message
        What was mended or left out.
    clean : bool
        Whether nothing but names was mended.
    """

    names: list[str]
    body: list[list[str]]
    header_rows: int
    notes: list[Message] = field(default_factory=list)
    clean: bool = True

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.names)


def make_grid(rows: Rows, lines: list[str], form: Form) -> Grid:
    """The table that stands in rows.

    Parameters
    ----------
    rows : Rows
        A file's rows of cells; at least one.
    lines : list of str
        The file's lines, for the notes.
    form : Form
        How the cells were written.
    """
    extent = find_extent(rows, form.delimiter)
    notes = _Notes(rows, lines)
    body = [rows.cells[at] for at in extent.rows]
    width = extent.width
    trailing = _trailing(body, width)
    if trailing:
        width -= 1
    named = bool(body) and len(body[0]) == width - 1 and width > 2 and len(body) > 1 and len(body[1]) == width
    if named and looks_like_header(["", *body[0]], body[1 : 1 + JUDGED_ROWS], width):
        body[0] = ["", *body[0]]  # R leaves the name of the column of names out
    pairs = zip(extent.rows, body, strict=True)
    notes.add(SHORT, [at for at, row in pairs if len(row) < width and row is rows.cells[at]], expected=width)
    body = [row if len(row) == width else [*row[:width], *[""] * (width - len(row))] for row in body]
    commented = _commented_header(extent, rows, lines, form, body, width)
    count = 1 if commented else header_rows(body[: JUDGED_ROWS + 3], width) if body else 0
    header = [commented] if commented else body[:count]
    notes.add(BEFORE, extent.before)
    notes.add(COMMENT, [at for at in extent.comments if not (commented and at == _last_comment(extent))])
    notes.add(LONG, extent.long, expected=width)
    inside = set(extent.rows)
    notes.add(UNCLOSED, [at for at in rows.mended if at in inside])
    notes.add(REWRITTEN, [at for at in rows.rewritten if at in inside])
    notes.add(AFTER, extent.after)
    if extent.next_table is not None:
        line = rows.lines[extent.next_table] + 1
        notes.say("The file has several tables. Only the first is used; the next begins at line {line}.", line=line)
    if trailing:
        notes.say("Each line ends in a delimiter: the empty column behind it was left out.")
    clean = not notes.all and not rows.after_blank and rows.lines[0] == 0 and not commented
    names, about_names = name_columns(join_header(header, width))
    if not count:
        about_names = [Message("The file has no row of names: columns are called by their number.")]
    elif count > 1:
        notes.say("The first {count} rows of the table are read as names, joined with a space.", count=count)
    return Grid(names, body if commented else body[count:], count, [*notes.all, *about_names], clean)


def _trailing(body: list[list[str]], width: int) -> bool:
    """Whether each row ends in a delimiter with nothing behind it."""
    full = [row for row in body if len(row) >= width]
    return width > 1 and bool(full) and not any(row[width - 1].strip() for row in full)


def _last_comment(extent: Extent) -> int:
    """The comment right above the table; -1 if there is none."""
    above = extent.rows[0] - 1 if extent.rows else -1
    return above if above in extent.comments else -1


def _commented_header(
    extent: Extent, rows: Rows, lines: list[str], form: Form, body: list[list[str]], width: int
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
    cells = split_rows([line.removeprefix(mark).strip(" ")], [""], form).cells
    if cells and len(cells[0]) == width and looks_like_header(cells[0], body[:JUDGED_ROWS], width):
        return cells[0]
    return None


class _Notes:
    def __init__(self, rows: Rows, lines: list[str]) -> None:
        self.all: list[Message] = []
        self._rows, self._lines = rows, lines

    def say(self, template: str, **values: object) -> None:
        self.all.append(Message(template, values))

    def add(self, template: str, places: Iterable[int], **values: object) -> None:
        """A note for each row, with its line and what stands there; beyond a number of them, only how many."""
        places = list(places)
        for at in places[:MOST_NOTES]:
            line = self._rows.lines[at]
            text = self._lines[line]
            text = text if len(text) <= LONGEST_RAW else text[: LONGEST_RAW - 1] + "…"
            more = {"found": len(self._rows.cells[at]), **values} if "{found}" in template else values
            self.all.append(Message(template, {"line": line + 1, "text": text, **more}))
        if len(places) > MOST_NOTES:
            self.say("The same holds for {count} more lines.", count=len(places) - MOST_NOTES)
