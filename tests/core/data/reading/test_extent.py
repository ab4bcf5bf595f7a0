"""A table is told from what stands around and between its rows."""

import pytest

from core.data.reading.extent import Extent, ends_in_data, find_extent
from core.data.reading.rows import Dialect, split_lines, split_rows


def _extent(text: str, at_once: bool = False) -> Extent:
    return find_extent(split_rows(*split_lines(text), Dialect(",")), ",", at_once)


TABLE = "day,n,place\n1,5,Rome\n2,6,Bern\n3,7,Oslo\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TABLE, Extent(3, rows=[0, 1, 2, 3])),
        ("A title\n\n" + TABLE, Extent(3, rows=[1, 2, 3, 4], before=[0])),
        ("# made by\n" + TABLE, Extent(3, rows=[1, 2, 3, 4], comments=[0])),
        (TABLE + "4,8\n5,9,Bonn\n", Extent(3, rows=[0, 1, 2, 3, 4, 5])),
        (TABLE + "4,8,Bonn,x\n5,9,Bonn\n", Extent(3, rows=[0, 1, 2, 3, 5], long=[4])),
        (TABLE + "Total,18,\n", Extent(3, rows=[0, 1, 2, 3], after=[4])),
        (TABLE + "\nSource: us\n", Extent(3, rows=[0, 1, 2, 3], after=[4])),
        (TABLE + "\na,b\n1,2\n3,4\n", Extent(3, rows=[0, 1, 2, 3], next_table=4)),
        (TABLE + "-- moved\n4,8,Bonn\n", Extent(3, rows=[0, 1, 2, 3, 5], comments=[4])),
        (TABLE.replace("\n2", "\n\n2"), Extent(3, rows=[0, 1, 2, 3])),
    ],
)
def test_what_becomes_of_each_row(text: str, found: Extent) -> None:
    assert _extent(text) == found


def test_a_table_that_is_known_to_begin_with_the_first_row_does() -> None:
    assert _extent("A title,,\n\n" + TABLE, at_once=True).rows[0] == 0


def test_the_end_of_a_table_is_data_or_not() -> None:
    assert ends_in_data([["1", "x"], ["2", "y"], ["3", "z"]], 2)
    assert not ends_in_data([["1", "2"], ["2", "3"], ["Total", "5"]], 2)
