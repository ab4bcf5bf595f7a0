"""Finds where in a file's rows the table stands, and what stands around it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from core.data.reading.beginning import common_width, first_block, first_row, is_lonely
from core.data.reading.header import JUDGED_ROWS, looks_like_header
from core.data.reading.kinds import TYPED, column_kinds, column_profile, is_shifted, kind
from core.data.reading.rows import Rows
from core.data.reading.stacked import split_tables, unlike

COMMENT_MARKS = ("#", "//", "%")
REMARK_MARKS = ("--", ";", "!", "'", "*", "REM ", "rem ")
CLOSING_WORDS = (
    "total", "totals", "grand total", "sum", "subtotal", "summe", "gesamt", "합계", "총계", "총합", "계", "소계",
    "合計", "合计", "总计", "total general", "итого", "average", "mean", "평균",
)  # fmt: skip
CLOSING_STARTS = (
    "source",
    "note",
    "notes",
    "quelle",
    "출처",
    "자료",
    "주:",
    "※",
    "*",
    "generated",
    "end of",
    "fuente",
    "©",
)


@dataclass
class Extent:
    """Where the table stands.

    Parameters
    ----------
    width : int
        The number of its columns.
    rows : list of int
        Its rows, with its header and those that have too few cells.
    before, comments, after, long : list of int
        Rows that are none of its: above it, marked as a comment, below it,
        and those with too many cells.
    next_table : int or None
        The row at which another table begins.
    """

    width: int
    rows: list[int] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    comments: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)
    long: list[int] = field(default_factory=list)
    next_table: int | None = None


def find_extent(rows: Rows, delimiter: str, at_once: bool = False) -> Extent:
    """Where the first whole table of a file stands.

    Parameters
    ----------
    rows : Rows
        Rows of cells; at least one.
    delimiter : str
        What stands between cells: a line that begins with it is no comment.
    at_once : bool, default=False
        Whether the table is known to begin with the first row.
    """
    cells = rows.cells
    overall = rows.width()
    marks = tuple(mark for mark in COMMENT_MARKS if not mark.startswith(delimiter))
    comments = _comments(cells, marks, overall) - ({0} if at_once else set())
    blocks = [part for block in _blocks(rows, comments) for part in split_tables(cells, block)]
    if not blocks:
        return Extent(overall, comments=sorted(comments))
    first, width = (0, common_width(cells, blocks[0])) if at_once else first_block(cells, blocks, overall)
    extent = Extent(width, comments=sorted(comments))
    extent.before = [at for block in blocks[:first] for at in block]
    inside = blocks[0]
    if not at_once:
        begin, width = first_row(cells, blocks[first], width)
        extent.before += blocks[first][:begin]
        extent.width, inside = width, blocks[first][begin:]
    held: list[int] = []
    for block in blocks[first + 1 :]:
        if _begins_another(cells, block, inside, width):
            extent.next_table = block[0]
            break
        held += block
        if any(len(cells[at]) in (width, width - 1) for at in block) and not _closes(cells, block, width):
            inside += held
            held = []
    extent.after = held
    _end(cells, inside, extent)
    _sort_out(cells, inside, extent)
    return extent


def _sort_out(cells: list[list[str]], inside: list[int], extent: Extent) -> None:
    """Tell rows of the table from remarks between them and from rows with too many cells."""
    width = extent.width
    profile = column_profile([cells[at] for at in inside[1 : 1 + JUDGED_ROWS] if len(cells[at]) == width], width)
    for at in inside:
        row = cells[at]
        if len(row) < width - 1 and not any(cell.strip() for cell in row):
            continue  # a blank line with a delimiter
        if len(row) == 1 and width > 2 and at != inside[0] and profile and _is_remark(row[0].strip(), profile[0]):
            extent.comments.append(at)
            continue
        beyond = any(cell.strip() for cell in row[width:]) or (len(row) > width and is_shifted(row, profile))
        (extent.long if beyond and at != inside[0] else extent.rows).append(at)


def _is_remark(text: str, first: str) -> bool:
    """Whether a line of one cell is said about the rows around it, rather than a row whose other cells lack."""
    return text.startswith(REMARK_MARKS) or (first in TYPED and " " in text and kind(text) in ("word", "other"))


def _comments(cells: list[list[str]], marks: tuple[str, ...], width: int) -> set[int]:
    """Rows that begin with a sign for comments and have another number of cells than the table."""
    marked = [at for at, row in enumerate(cells) if row[0].lstrip().startswith(marks)]
    if len(marked) * 2 > len(cells):
        return set()
    found = {at for at in marked if len(cells[at]) != width}
    # One as wide as the table, above its header, is a comment with delimiters in it.
    top = [at for at in marked if all(above in marked for above in range(at))]
    if top:
        below = cells[top[-1] + 1 : top[-1] + 1 + JUDGED_ROWS]
        header_follows = len(below) > 1 and looks_like_header(below[0], below[1:], width)
        found |= set(top if header_follows else top[:-1])
    return found


def _blocks(rows: Rows, without: set[int]) -> list[list[int]]:
    """Rows with no blank line between them."""
    blocks: list[list[int]] = [[]]
    for at in range(len(rows.cells)):
        if at in rows.after_blank and blocks[-1]:
            blocks.append([])
        if at not in without:
            blocks[-1].append(at)
    return [block for block in blocks if block]


def _begins_another(cells: list[list[str]], block: list[int], inside: list[int], width: int) -> bool:
    if len(block) < 2:
        return False
    other = common_width(cells, block)
    if other != width:
        return other > 1 and sum(len(cells[at]) == other for at in block) >= 2 and not _closes(cells, block, width)
    first = cells[block[0]]
    titled = block[len(first) == 1 :]
    if unlike([cells[at] for at in inside[1:]], [cells[at] for at in titled], width):
        return True
    if len(first) != width:  # a title above another table
        return len(first) == 1 and len(block) > 2 and _mixed(cells, block[1:], inside, width)
    return first == cells[inside[0]] or _mixed(cells, block, inside, width)


def _mixed(cells: list[list[str]], block: list[int], inside: list[int], width: int) -> bool:
    """Whether a block begins with a header of its own: words above columns that have been numbers so far."""
    below = [cells[at] for at in block[1 : 1 + JUDGED_ROWS]]
    return len(cells[block[0]]) == width and looks_like_header(cells[block[0]], below, width)


def _closes(cells: list[list[str]], block: list[int], width: int) -> bool:
    """Whether a block below a blank line is what is said below a table."""
    said = _closing(cells[block[0]])
    noted = said and len(cells[block[0]]) != width
    return all(
        _closing(cells[at]) or len(cells[at]) == 1 or (said and len(cells[at]) != width) or (noted and at != block[0])
        for at in block[:10]
    )


def _closing(row: list[str]) -> bool:
    first = row[0].strip().strip(":").lower()
    return first in CLOSING_WORDS or first.startswith(CLOSING_STARTS)


def _end(cells: list[list[str]], inside: list[int], extent: Extent) -> None:
    """Take totals and remarks away from the end of the table's rows."""
    width, taken = extent.width, []
    kinds = column_kinds([cells[at] for at in inside[1 : 1 + JUDGED_ROWS]], width)
    labels = Counter(cells[at][0].strip() for at in inside)
    lonely = [at for at in inside[1:] if is_lonely(cells[at])]
    single = [at for at in inside if len(cells[at]) == 1]
    while len(inside) > 2:
        row = cells[inside[-1]]
        if not any(cell.strip() for cell in row):  # spreadsheets write such below their tables
            taken.append(inside.pop())
            continue
        fits_first = kinds[0] == kind(row[0]) and not (kinds[0] == "word" and len(row[0]) > 40)
        sentence = len(row) == 1 and (not fits_first or (width > 2 and (" " in row[0].strip() or row[0][:1] in "([")))
        # One below a table of two columns has more words than any name above, or ends as a sentence does.
        if len(row) == 1 and width == 2 and single == inside[-1:]:
            longest = max(len(cells[at][0].split()) for at in inside[:-1])
            text = row[0].strip()
            sentence |= len(text.split()) > max(2, longest) or (
                " " in text and (text[-1:] in ".:" or ": " in text or text[:1] in "([")
            )
        remark = len(row) != width and (_closing(row) or sentence)
        word = row[0].strip()
        total = len(row) == width and word.strip(":").lower() in CLOSING_WORDS and labels[word] == 1
        title = is_lonely(row) and (_closing(row) or kinds[0] != "word" or lonely[:1] == inside[-1:])
        if title and lonely:
            lonely.pop()
        if not (remark or total or title):
            break
        taken.append(inside.pop())
    extent.after = [*reversed(taken), *extent.after]


def ends_in_data(tail: list[list[str]], width: int) -> bool:
    """Whether the last rows of a table whose rows all fit are rows of data, not totals or remarks."""
    extent, inside = Extent(width), list(range(len(tail)))
    _end(tail, inside, extent)
    return not extent.after
