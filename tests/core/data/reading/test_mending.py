"""Single rows that are written otherwise than the table are read as they seem to be meant."""

import pytest

from core.data.reading.mending import mend_rows
from core.data.reading.rows import Dialect, split_lines, split_rows

ABOVE = "day,n,place\n2024-05-01,5,Rome\n2024-05-02,6,Bern\n"
BELOW = "2024-05-04,8,Oslo\n2024-05-05,9,Bonn\n"


@pytest.mark.parametrize(
    "line", ["2024-05-03;7;Paris", "2024-05-03\t7\tParis", "'2024-05-03','7','Paris'", "2024-05-03 7 Paris"]
)
def test_a_row_with_other_signs_is_mended(line: str) -> None:
    lines, ends = split_lines(ABOVE + line + "\n" + BELOW)
    rows = split_rows(lines, ends, Dialect(","), 3)
    mend_rows(rows, lines, Dialect(","))
    assert (rows.cells[3], rows.rewritten) == (["2024-05-03", "7", "Paris"], [3])


@pytest.mark.parametrize("line", ["moved; to the roof", "2024-05-03", "x;y;z", "2024-05-03,7,Paris"])
def test_other_rows_stay_as_they_are(line: str) -> None:
    lines, ends = split_lines(ABOVE + line + "\n" + BELOW)
    rows = split_rows(lines, ends, Dialect(","), 3)
    before = [list(row) for row in rows.cells]
    mend_rows(rows, lines, Dialect(","))
    assert (rows.cells, rows.rewritten) == (before, [])


def test_a_delimiter_too_many_among_the_names_is_left_out() -> None:
    lines, ends = split_lines(ABOVE.replace("day,", "day,,") + BELOW)
    rows = split_rows(lines, ends, Dialect(","), 3)
    mend_rows(rows, lines, Dialect(","))
    assert rows.cells[0] == ["day", "n", "place"]
