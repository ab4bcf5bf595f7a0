"""Finds how many rows of a table are its header, and makes names from them."""

from __future__ import annotations

import re
from itertools import pairwise

from core.data.kinds import column_kinds, kind
from core.errors import Message

MOST_HEADER_ROWS = 3
JUDGED_ROWS = 100
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
        if below in ("number", "date", "time"):
            votes += {"word": 1, "other": 1, "empty": 0}.get(kind(cell), -1 if kind(cell) == below else 0)
    return votes


def _is_header(row: list[str], below: list[list[str]], width: int) -> bool:
    kinds = column_kinds(below[:JUDGED_ROWS], width)
    votes = _votes(row, kinds)
    if votes or not below:
        return votes > 0 or not below or _years(row)
    if any(kind(cell) == one for cell, one in zip(row, kinds, strict=False) if one in ("number", "date", "time")):
        return _years(row)
    # All are words: those of a header do not come again below, and no two of them are the same.
    names = [cell.strip() for cell in row if cell.strip()]
    again = sum(
        bool(cell.strip()) and any(position < len(other) and other[position] == cell for other in below[:JUDGED_ROWS])
        for position, cell in enumerate(row)
    )
    unnamed = any(one == "number" and not cell.strip() for cell, one in zip(row, kinds, strict=False))
    return again == 0 and (unnamed or len(names) == len(set(names)) or len(below) < 3)


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
    if len(numbers) < 2 or not all(re.fullmatch(r"(?:19|20)\d\d", number) for number in numbers):
        return False
    steps = {int(later) - int(earlier) for earlier, later in pairwise(numbers)}
    return len(steps) == 1 and abs(steps.pop()) in (1, 2, 5, 10)


def _continues(rows: list[list[str]], count: int, width: int) -> bool:
    """Whether the row after so many header rows is one more of them: units, or the lower part of names."""
    row, below = rows[count], rows[count + 1 :]
    kinds = column_kinds(below[:JUDGED_ROWS], width)
    judged = [kind(cell) for cell, one in zip(row, kinds, strict=False) if one in ("number", "date", "time")]
    if not judged or any(one not in ("word", "other", "empty") for one in judged):
        return False
    words = sum(one in ("word", "other") for one in judged)
    units = sum(bool(UNIT.fullmatch(cell.strip())) for cell in row)
    merged = any(not cell.strip() for cell in rows[count - 1])
    if words == 0 or (len(judged) < 2 and not units and not merged):
        return False
    again = any(
        cell.strip() and one == "word" and any(position < len(other) and other[position] == cell for other in below)
        for position, (cell, one) in enumerate(zip(row, kinds, strict=False))
    )
    return not again and (words * 2 >= len(judged) or units > 0)


def join_header(rows: list[list[str]], width: int) -> list[str]:
    """One name a column: the cells above one another with a space between."""
    if not rows:
        return [""] * width
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
