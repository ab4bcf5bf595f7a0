"""The quick way for large files that are dirty in places: blocks of clean lines are read by pandas' parser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from core.data.reading.clean import read_clean
from core.data.reading.extent import COMMENT_MARKS
from core.data.reading.grid import Grid
from core.data.reading.header import JUDGED_ROWS
from core.data.reading.kinds import TYPED, column_kinds
from core.data.reading.rows import Dialect

LINES = 10_000


@dataclass
class Blocks:
    """A text's lines, the clean ones set apart.

    Parameters
    ----------
    lines, ends : list of str
        The other ones, and what ended each.
    numbers : list of int
        Where they stand in the file, from 1.
    clean : dict of int to DataFrame
        The cells of each clean block, by the line that it begins at.
    """

    lines: list[str]
    ends: list[str]
    numbers: list[int]
    clean: dict[int, pd.DataFrame]

    def join(self, grid: Grid) -> pd.DataFrame | None:
        """The whole table in the order of the file.

        Parameters
        ----------
        grid : Grid
            What was made of the other lines.

        Returns
        -------
        DataFrame or None
            None if the clean lines do not fit to it.
        """
        rest = pd.DataFrame(grid.body, index=grid.body_lines, columns=range(grid.width), dtype="str")
        pieces, taken = [], 0
        for line, block in self.clean.items():
            if block.shape[1] == grid.width + grid.trailing and grid.trailing:
                if block.iloc[:, -1].str.strip().any():
                    return None
                block = block.iloc[:, :-1]
            if block.shape[1] != grid.width or grid.ends_before(line):
                return None
            upto = int(rest.index.searchsorted(line))
            pieces += [rest.iloc[taken:upto], block]
            taken = upto
        self.clean.clear()
        return pd.concat([*pieces, rest.iloc[taken:]], ignore_index=True)


def set_apart(lines: list[str], ends: list[str], dialect: Dialect, sample: Grid, first_number: int) -> Blocks:
    """Read blocks of clean lines, and keep the others.

    The first and the last block are kept, those that may hold a header of
    another table, and each that follows one that is
    not clean: no cell reaches from one kept block over a clean one to another,
    as a block has more lines than a cell can.

    Parameters
    ----------
    lines, ends : list of str
        The lines of a text and what ended each.
    dialect : Dialect
        How cells are written.
    sample : Grid
        The table's first rows.
    first_number : int
        Where the first stands in the file.
    """
    kept = Blocks([], [], [], {})
    before_is_clean = False
    may_hold_header = _header_finder(sample)
    for start in range(0, len(lines), LINES):
        block = lines[start : start + LINES]
        cells = None
        if 0 < start < len(lines) - LINES and block[0].strip() and not block[0].startswith(COMMENT_MARKS):
            cells = read_clean("\n".join(block).encode(), dialect, header_rows=0)
        # A delimiter at the end of each line makes a column more.
        fits = cells is not None and len(cells) == len(block) and cells.shape[1] - sample.width in (0, 1)
        is_clean = cells is not None and fits and not may_hold_header(cells)
        if cells is not None and is_clean and before_is_clean:
            kept.clean[start + first_number] = cells
        else:
            kept.lines += block
            kept.ends += ends[start : start + LINES]
            kept.numbers += range(start + first_number, start + first_number + len(block))
        before_is_clean = is_clean or start == 0
    return kept


def _header_finder(sample: Grid) -> Callable[[pd.DataFrame], bool]:
    """Whether a row of a block may be the header of a table: words where there are numbers, or the names again."""
    kinds = column_kinds(sample.body[:JUDGED_ROWS], sample.width)
    typed = next((position for position, one in enumerate(kinds) if one in TYPED), None)
    if typed is None:
        return lambda cells: bool((cells.iloc[:, 0].str.strip() == sample.names[0]).any())
    return lambda cells: bool(cells.iloc[:, typed].str.fullmatch(r"\D*[^\W\d_]\D*").any())
