"""A table begins at its names, whatever titles stand above it."""

from itertools import product

import pytest

from core import read_csv
from core.data.reading.beginning import first_block, first_row
from core.data.reading.rows import Dialect, split_lines, split_rows

NAMES = ["지역", "연도", "인구", "비율"]
CELLS = [["서울", str(2000 + year), str(931 * year), f"{year / 7:.2f}"] for year in range(1, 21)]
TITLES = ["인구 현황", "자료: 통계청", "작성일: 2024-05-01"]


def _file(titles: list[str], between: list[str], delimiter: str) -> str:
    return "\n".join([*titles, *between, *(delimiter.join(row) for row in [NAMES, *CELLS])]) + "\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("codec", ["cp949", "utf-8"])
def test_titles_that_are_filled_up_with_delimiters_stand_above_the_table(codec: str, delimiter: str) -> None:
    filled = delimiter * 3
    for count, end, blank in product((1, 2, 3), ("", delimiter, filled), ([], [""], ["", " "], [filled], [filled] * 2)):
        text = _file([title + end for title in TITLES[:count]], blank, delimiter)
        frame = read_csv(text.encode(codec)).frame
        assert (list(frame.columns), frame.to_numpy().tolist()) == (NAMES, CELLS), text[:80]


@pytest.mark.parametrize(
    "above",
    [
        ["인구 현황,,,", "", ",,,단위: 명"],
        ["인구 현황,,,", ",,,", ",,,2024-05-01", ""],
        ["보고서,인구,,", "기간,2024,,", ""],
        [",,,", "인구 현황,,,", "", "자료: 통계청,,,", ""],
        ['"인구, 현황",,,', ""],
    ],
)
def test_so_do_a_unit_at_the_right_and_names_with_their_values(above: list[str]) -> None:
    table = read_csv(_file(above, [], ",").encode())
    assert (list(table.frame.columns), table.frame.to_numpy().tolist()) == (NAMES, CELLS)
    assert {line for line in above if line.strip(",")} <= set(table.odd_lines["text"])  # left out, and told


def _first_cells(text: str) -> tuple[str, int]:
    """What stands in the first cell of the table that is found, and its width."""
    rows = split_rows(*split_lines(text), Dialect(","))
    blocks: list[list[int]] = [[]]
    for at in range(len(rows.cells)):
        blocks += [[]] if at in rows.after_blank else []
        blocks[-1].append(at)
    first, width = first_block(rows.cells, blocks, rows.width())
    at, width = first_row(rows.cells, blocks[first], width)
    return rows.cells[blocks[first][at]][0], width


@pytest.mark.parametrize(
    ("text", "first", "width"),
    [
        ("a,b\n1,2\n3,4", "a", 2),
        ("A title\na,b\n1,2\n3,4", "a", 2),
        ("a,b\n\n1,2\n3,4", "a", 2),  # a blank line below the names
        ("a,b,c\nx,,\n\ny,,\nz,1,2", "a", 3),  # a table of few filled cells is no title
        ("a,b,\n1,2,\n3,4,\n\nx,y,z\n1,2,3\n4,5,6\n7,8,9", "a", 3),  # nor is one with names of its own
        ("Station,Seoul\nYear,2024\n\na,b,c,d\n1,2,3,4\n5,6,7,8\n9,1,2,3\n4,5,6,7", "a", 4),
        ("mpg,cyl\nMazda,21,6\nDatsun,22,4", "mpg", 3),  # names of rows have no name
    ],
)
def test_where_a_table_begins(text: str, first: str, width: int) -> None:
    assert _first_cells(text) == (first, width)
