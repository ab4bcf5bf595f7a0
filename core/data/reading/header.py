"""Finds how many rows of a table are its header, and makes names from them."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from core.data.reading.kinds import ADDRESS, TYPED, column_kinds, kind
from core.errors import Message

MOST_HEADER_ROWS = 3
JUDGED_ROWS = 100
YEAR = re.compile(r"(?:19|20)\d\d")
UNIT = re.compile(r"[\[(].{0,20}[\])]")


def header_rows(rows: list[list[str]], width: int) -> int:
    """How many of the first rows are a header.

    Parameters
    ----------
    rows : list of list of str
        The first rows of a table.
    width : int
        The number of its columns.

    Returns
    -------
    int
        0 to 3.
    """
    if _counted(rows):
        return 1
    if not any(kind(cell) in ("word", "other") for cell in rows[0]):
        return 0
    for count in range(MOST_HEADER_ROWS, 1, -1):
        if _stacked(rows, count, width) or (count == 2 and _grouped(rows)):
            return count
    if not _is_header(rows[0], rows[1:], width):
        return 0
    count = 1
    while count < MOST_HEADER_ROWS and count + 1 < len(rows) and _continues(rows, count, width):
        count += 1
    return count


def looks_like_header(row: list[str], below: list[list[str]], width: int) -> bool:
    """Whether a row has words above columns of numbers, dates or times."""
    return _votes(row, column_kinds(below[:JUDGED_ROWS], width)) > 0


def _votes(row: list[str], kinds: list[str]) -> int:
    """Columns of numbers, dates or times in which the row has words, less those in which it has the same kind."""
    votes = 0
    for cell, below in zip(row, kinds, strict=False):
        if below in TYPED:
            votes += {"word": 1, "other": 1, "empty": 0}.get(kind(cell), -1 if kind(cell) == below else 0)
    return votes


def _is_header(row: list[str], below: list[list[str]], width: int) -> bool:
    kinds = column_kinds(below[:JUDGED_ROWS], width)
    votes = _votes(row, kinds)
    if votes or not below:
        return (votes > 0 and not _is_value(row, below, kinds)) or not below or _years(row)
    if any(kind(cell) == one for cell, one in zip(row, kinds, strict=False) if one in TYPED):
        return _years(row)
    # All are words: those of a header do not come again below, and no two of them are the same.
    names = [cell.strip() for cell in row if cell.strip()]
    again = sum(
        bool(cell.strip()) and any(position < len(other) and other[position] == cell for other in below[:JUDGED_ROWS])
        for position, cell in enumerate(row)
    )
    unnamed = any(one == "number" and not cell.strip() for cell, one in zip(row, kinds, strict=False))
    return again == 0 and (unnamed or len(names) == len(set(names)) or len(below) < 3 or _recurring(below, width))


def _is_value(row: list[str], below: list[list[str]], kinds: list[str]) -> bool:
    """Whether a word that stands above numbers comes again among them, as "more" does above 2, 4 and more."""
    again = {
        at for other in below for at, (cell, named) in enumerate(zip(other, row, strict=False)) if cell == named != ""
    }
    if not any(kinds[at] in TYPED for at in again):
        return False
    # A header may come again as a whole, at the head of another page.
    return any(cell == named != "" for other in below if other != row for cell, named in zip(other, row, strict=False))


def _stacked(rows: list[list[str]], count: int, width: int) -> bool:
    """Whether so many rows have words throughout where all rows below have numbers, dates or times."""
    below = rows[count:]
    kinds = column_kinds(below[:JUDGED_ROWS], width)
    typed = [position for position, one in enumerate(kinds) if one in TYPED]
    if len(typed) < 2:
        return False
    for row in rows[:count]:
        seen = ["word" if _spans(row, at, below[0]) else kind(cell) for at, cell in enumerate(row)]
        named = [position for position in typed if seen[position] in ("word", "other")]
        words = sum(
            position in named or (not row[position].strip() and position > named[0]) for position in typed if named
        )
        if words * 2 < len(typed) or any(one in TYPED for one in seen) or any(map(ADDRESS.fullmatch, row)):
            return False
    first = sum(kind(below[0][position]) in TYPED for position in typed)
    return first * 2 >= len(typed) and not _again(rows[count - 1], below)


def _spans(row: list[str], at: int, below: list[str]) -> bool:
    """Whether a cell is a year that stands above several columns of other numbers."""
    merged = at + 1 < len(row) and not row[at + 1].strip()
    return merged and bool(YEAR.fullmatch(row[at].strip())) and not any(map(YEAR.fullmatch, below[at : at + 2]))


def _again(row: list[str], below: list[list[str]]) -> bool:
    """Whether a word of a row comes again in its column."""
    return any(
        kind(cell) in ("word", "other") and any(position < len(other) and other[position] == cell for other in below)
        for position, cell in enumerate(row)
    )


def _grouped(rows: list[list[str]]) -> bool:
    """Whether a first row names groups of columns, and the second has the same names in each of them."""
    if len(rows) < 3:
        return False
    groups: list[list[str]] = []
    for upper, lower in zip(rows[0], rows[1], strict=False):
        if upper.strip() or not groups:
            groups.append([])
        groups[-1].append(lower.strip())
    wide = [tuple(group) for group in groups if len(group) > 1]
    if len(wide) < 2 or len(set(wide)) > 1 or not all(wide[0]) or len(set(wide[0])) < len(wide[0]):
        return False
    return all(kind(cell) not in TYPED or YEAR.fullmatch(cell.strip()) for cell in rows[0]) and not any(
        row[: len(rows[1])] == rows[1] for row in rows[2:]
    )


def _recurring(rows: list[list[str]], width: int) -> bool:
    """Whether half of the cells come more than once in their column."""
    columns = [Counter(row[position] for row in rows if position < len(row)) for position in range(width)]
    again = sum(number for column in columns for number in column.values() if number > 1)
    return again * 2 >= sum(column.total() for column in columns)


def _counted(rows: list[list[str]]) -> bool:
    """Whether the first row numbers the columns from 0 or 1, as no row below does."""

    def numbers(row: list[str]) -> list[str]:
        return [cell.strip() for cell in row if cell.strip().isdecimal()]

    first = numbers(rows[0])
    if len(first) < 3 or len(first) < len(rows[0]) - 1 or len(rows) < 2:
        return False
    counts = ([str(n + start) for n in range(len(first))] for start in (0, 1))
    return first in counts and any(kind(cell) != "number" or "." in cell for row in rows[1:] for cell in row)


def _years(row: list[str]) -> bool:
    """Whether the numbers of a row are years one after another: names, not values."""
    numbers = [cell.strip() for cell in row if kind(cell) == "number"]
    if len(numbers) < 2 or not all(YEAR.fullmatch(number) for number in numbers):
        return False
    steps = {int(later) - int(earlier) for earlier, later in pairwise(numbers)}
    return len(steps) == 1 and abs(steps.pop()) in (1, 2, 5, 10)


def _continues(rows: list[list[str]], count: int, width: int) -> bool:
    """Whether the row after so many header rows is one more of them: units, or the lower part of names."""
    row, below = rows[count], rows[count + 1 :]
    kinds = column_kinds(below[:JUDGED_ROWS], width)
    judged = [kind(cell) for cell, one in zip(row, kinds, strict=False) if one in TYPED]
    if not judged or any(one not in ("word", "other", "empty") for one in judged):
        return False
    words = sum(one in ("word", "other") for one in judged)
    units = sum(bool(UNIT.fullmatch(cell.strip())) for cell in row)
    merged = any(not cell.strip() for cell in rows[count - 1])
    if words == 0 or (len(judged) < 2 and not units and not merged):
        return False
    return not _again(row, below) and (words * 2 >= len(judged) or units > 0)


def join_header(rows: list[list[str]], width: int) -> list[str]:
    """One name a column: the cells above one another with a space between.

    A name that stands above several columns, with blank cells to its right, is one of each.
    """
    if not rows:
        return [""] * width
    rows = [list(row) for row in rows]
    for level in range(len(rows) - 2, -1, -1):
        upper, lower = rows[level : level + 2]
        for position in range(1, width):
            within = not any(row[position].strip() for row in rows[: level + 1])  # no group begins here
            if within and lower[position].strip() and not UNIT.fullmatch(lower[position].strip()):
                upper[position] = upper[position - 1]
    return [" ".join(part for row in rows if (part := row[position].strip())) for position in range(width)]


def name_columns(header: list[str]) -> tuple[list[str], list[Message]]:
    """Names that are all there and all different, and notes on those that had to be made up.

    Parameters
    ----------
    header : list of str
        The names as they are written, ``""`` where there is none.

    Returns
    -------
    names, notes : tuple of list of str and list of Message
    """
    names: dict[str, None] = {}
    notes: list[Message] = []
    taken = {cell.strip() for cell in header}
    numbers: dict[str, int] = {}
    for position, cell in enumerate(header, start=1):
        name = cell.strip() or f"column {position}"
        if name in names or (not cell.strip() and name in taken):
            number = numbers.get(name, 2)
            while f"{name} ({number})" in taken or f"{name} ({number})" in names:
                number += 1
            numbers[name] = number
            name = f"{name} ({number})"
        if name != cell.strip():
            notes.append(Message('Column {position} is called "{name}" here.', {"position": position, "name": name}))
        names[name] = None
    return list(names), notes
