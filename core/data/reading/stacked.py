"""Tells tables apart that follow one another with no blank line between."""

from __future__ import annotations

from collections import Counter

from core.data.reading.header import JUDGED_ROWS, looks_like_header
from core.data.reading.kinds import TYPED, column_kinds, kind

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
    at = len(block) >= 2 * FEWEST_ROWS and (_other_width(cells, block) or _same_width(cells, block))
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
    return at if whole and _begins(second, below, wider=below > above) else 0


def _begins(rows: list[list[str]], width: int, wider: bool) -> bool:
    """Whether rows begin with a header; of words alone, narrower ones may as well be rows that lack cells."""
    words = all(kind(cell) == "word" and not any(sign.isdigit() for sign in cell) for cell in rows[0])
    return looks_like_header(rows[0], rows[1 : 1 + JUDGED_ROWS], width) or (wider and words)


def _same_width(cells: list[list[str]], block: list[int]) -> int:
    """Where a header comes again, or another stands above cells of other kinds; 0 if nowhere."""
    rows = [cells[at] for at in block]
    header, above = rows[0], rows[1 : 3 + FEWEST_ROWS]
    width = len(header)
    kinds = column_kinds(above, width)
    typed = [position for position, one in enumerate(kinds) if one in TYPED]
    named = bool(typed) and looks_like_header(header, above, width)
    for at in range(FEWEST_ROWS, len(rows) - 1):
        row = rows[at]
        if len(row) != width or (typed and kind(row[typed[0]]) in TYPED):
            continue
        if row == header and named:
            return at
        below = rows[at + 1 : at + 1 + JUDGED_ROWS]
        if len(below) < 2 or len(set(row)) < width or (not typed and kind(below[0][-1]) == kind(row[-1])):
            continue
        if any(kind(cell) not in ("word", "other") or any(sign.isdigit() for sign in cell) for cell in row):
            continue
        before = rows[1:at]
        if any(cell == other for one in before[-JUDGED_ROWS:] for cell, other in zip(row, one, strict=False)):
            continue  # its words are values
        if (len(typed) > 1 and looks_like_header(row, below, width) and looks_like_header(header, before, width)) or (
            all(cell.strip() for cell in header) and unlike(before, [row, *below], width)
        ):
            return at
    return 0


def unlike(above: list[list[str]], below: list[list[str]], width: int) -> bool:
    """Whether rows have words in all columns in which others have numbers, dates or times, or the reverse."""
    if min(len(above), len(below) - 1) < 2 or any(len(row) != width for row in below[:2]):
        return False
    old, new = (column_kinds(rows[:JUDGED_ROWS], width) for rows in (above, below[1:]))
    was, now = (sum(one in TYPED for one in kinds) for kinds in (old, new))
    changed = all(
        kind(below[0][at]) in ("word", "other") for at in range(width) if old[at] in TYPED or new[at] in TYPED
    )
    return changed and ((was > 1 and now == 0) or (now > 1 and was == 0))
