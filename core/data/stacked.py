"""Tells tables apart that follow one another with no blank line between."""

from __future__ import annotations

from collections import Counter

from core.data.header import JUDGED_ROWS, TYPED, looks_like_header
from core.data.kinds import column_kinds, kind

FEWEST_ROWS = 3  # of a table, its header counted


def split_tables(cells: list[list[str]], block: list[int]) -> list[list[int]]:
    """Rows with no blank line between them, parted where another table begins.

    Parameters
    ----------
    cells : list of list of str
        A file's rows.
    block : list of int
        Those of one block.
    """
    at = _other_width(cells, block) or _same_width(cells, block)
    return [block[:at], block[at:]] if at else [block]


def _other_width(cells: list[list[str]], block: list[int]) -> int:
    """Where rows of another width begin, with a header of their own; 0 if nowhere."""
    widths = [len(cells[at]) for at in block]
    common = [width for width, number in Counter(widths).most_common(2) if number >= FEWEST_ROWS and width > 1]
    if len(common) < 2:
        return 0
    places = {width: [at for at, one in enumerate(widths) if one == width] for width in common}
    above, below = sorted(common, key=lambda width: places[width][0])
    at = places[below][0]
    if places[above][-1] > at or len(places[below]) < 0.8 * (len(block) - at):
        return 0
    first = [cells[block[place]] for place in places[above]]
    second = [cells[block[place]] for place in places[below]]
    whole = len(first) > FEWEST_ROWS + 1 or looks_like_header(first[0], first[1:], above)
    return at if whole and _begins(second, below) else 0


def _begins(rows: list[list[str]], width: int) -> bool:
    return looks_like_header(rows[0], rows[1 : 1 + JUDGED_ROWS], width) or all(
        kind(cell) == "word" and not any(sign.isdigit() for sign in cell) for cell in rows[0]
    )


def _same_width(cells: list[list[str]], block: list[int]) -> int:
    """Where a header comes again, or another stands among rows of numbers; 0 if nowhere."""
    header, rows = cells[block[0]], [cells[at] for at in block]
    width = len(header)
    above = rows[1 : 3 + FEWEST_ROWS]
    kinds = column_kinds(above, width)
    typed = [position for position, one in enumerate(kinds) if one in TYPED]
    named = bool(typed) and looks_like_header(header, above, width)
    for at in range(FEWEST_ROWS, len(rows) - 1):
        row = rows[at]
        if len(row) != width or (not named and row != header) or kind(row[typed[0] if typed else 0]) in TYPED:
            continue
        if row == header and named:
            return at
        names = len(typed) > 1 and len(set(row)) == width and all(kind(cell) in ("word", "other") for cell in row)
        if names and not any(sign.isdigit() for cell in row for sign in cell):
            below = rows[at + 1 : at + 1 + JUDGED_ROWS]
            if len(below) > 1 and looks_like_header(row, below, width) and looks_like_header(header, rows[1:at], width):
                return at
    return 0
