"""Mends single rows that are written otherwise than the table: with another delimiter, or other quotation marks."""

from __future__ import annotations

import re
from dataclasses import replace

from core.data.reading.header import JUDGED_ROWS, looks_like_header
from core.data.reading.kinds import TYPED, column_kinds, kind
from core.data.reading.rows import Dialect, Rows, split_rows

DELIMITERS = (",", ";", "\t", "|", " ")
QUOTES = ("'", '"', "`")


def mend_rows(rows: Rows, lines: list[str], dialect: Dialect) -> None:
    """Read rows again that do not fit, or are quoted in another way, as they seem to be meant.

    Parameters
    ----------
    rows : Rows
        A file's rows; those that are mended are replaced, and named in ``rows.rewritten``.
    lines : list of str
        The file's lines.
    dialect : Dialect
        How most rows are written.
    """
    width = rows.width()
    fitting = [at for at, row in enumerate(rows.cells) if len(row) == width]
    if width < 2 or len(fitting) < 2:
        return
    judged = [rows.cells[at] for at in fitting[: JUDGED_ROWS + 1]]
    named = looks_like_header(judged[0], judged[1:], width)
    kinds = column_kinds(judged[1:], width)
    several = sum(one in TYPED for one in kinds) > 1
    spaced = _spaced(rows, lines, fitting, dialect)
    for at in range(fitting[0]) if not named else ():
        filled = [cell for cell in rows.cells[at] if cell.strip()]
        if len(rows.cells[at]) > len(filled) == width and _names(filled, judged):
            rows.cells[at] = filled
            rows.rewritten.append(at)
    for at, row in enumerate(rows.cells):
        line = lines[rows.lines[at]]
        other = _quoted(line, dialect, width)
        if other is None and at in spaced:
            other = [row[0], *(cell.removeprefix(" ") for cell in row[1:])]
        if other is None and len(row) != width and not (named and at < fitting[0]):
            # Spaces stand in remarks too, above and below a table.
            marks = DELIMITERS if fitting[0] < at < fitting[-1] or (at > fitting[0] and several) else DELIMITERS[:-1]
            above = at < fitting[0] and len(row) == 1
            other = _divided(line, dialect, kinds, marks, len(row) == 1, above)
        if other is not None:
            rows.cells[at] = other
            rows.rewritten.append(at)
    rewritten = set(rows.rewritten)
    rows.mended = [at for at in rows.mended if at not in rewritten]


def _names(row: list[str], below: list[list[str]]) -> bool:
    """Whether a row that holds a delimiter too many is the header of those below."""
    words = all(kind(cell) in ("word", "other") for cell in row)
    return words and looks_like_header(row, below, len(row))


def _cells(line: str, dialect: Dialect, width: int) -> list[str]:
    rows = split_rows([line], [""], dialect, width).cells
    return rows[0] if rows else []


def _quoted(line: str, dialect: Dialect, width: int) -> list[str] | None:
    """The cells of a line whose cells all stand in quotation marks that the table does not use."""
    mark = line[:1]
    if mark not in QUOTES or mark == dialect.quote or len(line) < 2 or line[-1] != mark:
        return None
    if line.count(mark + dialect.delimiter + mark) != width - 1:
        return None
    cells = _cells(line, replace(dialect, quote=mark), width)
    return cells if len(cells) == width else None


def _spaced(rows: Rows, lines: list[str], fitting: list[int], dialect: Dialect) -> set[int]:
    """The few rows that have a space behind each delimiter, where no other row has one behind any."""
    mark = dialect.delimiter
    if mark not in (",", ";"):
        return set()
    begun = {at for at in fitting if any(cell.startswith(" ") for cell in rows.cells[at][1:])}
    if not begun or len(begun) > max(1, len(fitting) // 10):
        return set()
    bare = [re.sub('"[^"]*"', "Q", lines[rows.lines[at]]) for at in begun]
    return begun if all(line.count(mark) == line.count(mark + " ") > 1 for line in bare) else set()


def _divided(
    line: str, dialect: Dialect, kinds: list[str], marks: tuple[str, ...], lone: bool, above: bool
) -> list[str] | None:
    """The cells of a line under another delimiter, if they are as many as the table's and of the same kinds."""
    width, typed = len(kinds), [position for position, one in enumerate(kinds) if one in TYPED]
    for delimiter in marks:
        if delimiter in dialect.delimiter or delimiter not in line or (delimiter == " " and width < 3):
            continue
        cells = _cells(line, replace(dialect, delimiter=delimiter, quote=dialect.quote or '"'), width)
        if delimiter == " " and line.endswith(" ") and len(cells) == width - 1:
            cells.append("")
        if len(cells) != width:
            continue
        if delimiter != " " and not line.replace(delimiter + " ", "").count(delimiter):
            cells = [cell.removeprefix(" ") for cell in cells]
        seen = [kind(cells[position]) for position in typed]
        if above and delimiter != " " and width > 2 and all(one in ("word", "other") for one in seen):
            return cells
        fits = all(one in (kinds[position], "empty") for one, position in zip(seen, typed, strict=True))
        if fits and (any(one != "empty" for one in seen) or (lone and delimiter != " " and width > 2 and not typed)):
            return cells
    return None
