"""Finds where a table begins, below its titles and what else stands above it."""

from __future__ import annotations

from collections import Counter

from core.data.reading.header import JUDGED_ROWS, looks_like_header
from core.data.reading.kinds import kind

MOST_TITLES = 10  # rows
MUCH_LARGER = 3  # times as many rows


def first_block(cells: list[list[str]], blocks: list[list[int]], overall: int) -> tuple[int, int]:
    """The block with which the first whole table begins, and the number of its columns.

    Parameters
    ----------
    cells : list of list of str
        A file's rows.
    blocks : list of list of int
        Those with no blank line between them.
    overall : int
        The number of cells that most rows of the file have.
    """
    top = _titles(cells, blocks)
    first = _first_whole(cells, blocks, overall, top)
    if first is None:
        return top, overall
    if larger := _larger(cells, blocks, first):
        top = first = larger
    width = common_width(cells, blocks[first])
    while first > top and len(blocks[first - 1]) <= 3 and all(len(cells[at]) == width for at in blocks[first - 1]):
        first -= 1  # a blank line between the header and the rows below it
    return first, width


def common_width(cells: list[list[str]], block: list[int]) -> int:
    """The number of cells that most rows of a block have, of those with several; 1 if none has."""
    widths = Counter(len(cells[at]) for at in block if len(cells[at]) > 1)
    return max(widths, key=lambda width: (widths[width], width)) if widths else 1


def _titles(cells: list[list[str]], blocks: list[list[int]]) -> int:
    """How many of the first blocks are a few titles that a spreadsheet filled up with delimiters."""
    for number, block in enumerate(blocks):
        if not all(_is_sparse(cells[at]) for at in block):
            above = [cells[at] for part in blocks[:number] for at in part]
            pairs = [row for row in above if any(cell.strip() for cell in row[1:])]
            times = MUCH_LARGER if pairs and looks_like_header(pairs[0], pairs[1:], 2) else 1
            return number if len(above) <= min(sum(map(len, blocks[number:])) // times, MOST_TITLES) else 0
    return 0


def _is_sparse(row: list[str]) -> bool:
    """Whether a row has a title at one end only, or at its left a name and its value."""
    filled = [at for at, cell in enumerate(row) if cell.strip()]
    last = len(row) - 1
    return filled in ([], [0]) or (last > 1 and filled in ([last], [0, 1]))


def _first_whole(cells: list[list[str]], blocks: list[list[int]], overall: int, top: int) -> int | None:
    """The first block, from one on, that is a table of two rows or more.

    A few lines of two cells above a wider table are none.
    """
    most = max(sum(len(cells[at]) == overall for at in block) for block in blocks)
    for number, block in enumerate(blocks[top:], start=top):
        width = common_width(cells, block)
        fitting = sum(len(cells[at]) == width for at in block)
        if (
            width < 2
            or fitting < 2
            or (
                width < overall
                and not (fitting > 3 and looks_like_header(cells[block[0]], [cells[at] for at in block[1:]], width))
                and (fitting * 3 <= most or (width == 2 < overall - 1 and fitting <= most) or fitting == width == 2)
            )
        ):
            continue
        return number
    return None


def _is_small(cells: list[list[str]], block: list[int]) -> bool:
    """Whether a block is a few names and values, and no table with a header."""
    rows = [cells[at] for at in block]
    width = max(at for row in rows for at, cell in enumerate(row, start=1) if cell.strip() or at == 1)
    return len(rows) < 6 and width == 2 and not looks_like_header(rows[0], rows[1:], 2)


def _larger(cells: list[list[str]], blocks: list[list[int]], first: int) -> int:
    """A later block that is a table with a header, and much larger than a first that is small; 0 if there is none."""
    if not _is_small(cells, blocks[first]):
        return 0
    for number in range(first + 1, len(blocks)):
        rows = [cells[at] for at in blocks[number]]
        if len(rows) >= MUCH_LARGER * len(blocks[first]) and looks_like_header(
            rows[0], rows[1:], common_width(cells, blocks[number])
        ):
            return number
    return 0


def first_row(cells: list[list[str]], block: list[int], width: int) -> tuple[int, int]:
    """The place in its first block at which a table begins, and its width with the names that stand there."""
    begin = next(
        (n for n, at in enumerate(block) if len(cells[at]) == width and not is_lonely(cells[at]) and any(cells[at])), 0
    )
    begin = _below_pairs(cells, block, begin)
    if begin and len(cells[block[begin - 1]]) == width - 1 and width > 2:
        # A header that is one cell short: there are names for rows, or rows end in a delimiter.
        below = [cells[at] for at in block[begin : begin + JUDGED_ROWS]]
        if not looks_like_header(below[0], below[1:], width) and all(
            kind(cell) != "number" for cell in cells[block[begin - 1]]
        ):
            begin -= 1
    elif begin and len(cells[block[begin - 1]]) == width + 1:
        # One that is a cell longer: the cells of the last column lack in each row, or names hold a delimiter.
        header, below = cells[block[begin - 1]], [cells[at] for at in block[begin : begin + JUDGED_ROWS]]
        words = len(set(header)) == len(header) and all(kind(cell) in ("word", "other") for cell in header)
        if words and not looks_like_header(below[0], below[1:], width) and looks_like_header(header, below, width):
            return begin - 1, width + 1
    return begin, width


def _below_pairs(cells: list[list[str]], block: list[int], begin: int) -> int:
    """Where a header stands below rows of which only the first cells are filled: a title, a name and its value."""
    upto = min(len(block) - 2, begin + MOST_TITLES)
    at = next((at for at in range(begin, upto) if not _is_sparse(cells[block[at]])), upto)
    if at in (begin, begin + MOST_TITLES):
        return begin
    below = [cells[place] for place in block[at + 1 : at + 1 + JUDGED_ROWS]]
    header = cells[block[at]]
    return at if all(cell.strip() for cell in header) and looks_like_header(header, below, len(header)) else begin


def is_lonely(row: list[str]) -> bool:
    """Whether a row of three cells or more has words in its first cell only."""
    return len(row) > 2 and kind(row[0]) in ("word", "other") and not any(cell.strip() for cell in row[1:])
