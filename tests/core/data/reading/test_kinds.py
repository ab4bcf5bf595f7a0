"""Single cells look like numbers, dates, times or words."""

import sys

import pytest

from core.data.reading.kinds import column_kinds, column_profile, is_shifted, kind


@pytest.mark.parametrize(
    ("expected", "cells"),
    [
        ("empty", ["", " ", "NA", "?", "-"]),
        ("number", ["1", "-1.5", "1,5", "1 234", "5 %", "€5", "1e-5", "(7)", "3kg"]),
        ("date", ["2024-05-01", "5/1/2024", "5-Mar-24", "2024년 5월 1일", "2024-05-01 12:30", "2024-05-01T12:30:00Z"]),
        ("time", ["12:30", "9:05 PM", "12:30:05.5"]),
        ("word", ["red", "north side", "O'Brien", "서울", "a@b.de", "https://x.org/y?z=1", "010 1234 5678"]),
        ("other", ["a,b", "1,5 2,5", "5 -7", "1  2", "''", "a;b", "x||y"]),
    ],
)
def test_what_a_cell_looks_like(expected: str, cells: list[str]) -> None:
    assert {cell: kind(cell) for cell in cells} == dict.fromkeys(cells, expected)


def test_a_long_cell_is_judged_by_its_beginning_and_not_kept() -> None:
    cell = "1" * 300 + "x"
    before = sys.getrefcount(cell)
    assert kind(cell) == "number"
    assert sys.getrefcount(cell) == before


def test_the_kind_of_a_column_is_that_of_most_of_its_cells() -> None:
    rows = [["1", "x", "", "1"], ["2", "y", "", "x"], ["3", "5", "", "2"], ["?", "z", "", "y"]]
    assert column_kinds(rows, 4) == ["number", "word", "empty", "word"]
    assert column_profile(rows, 4) == ["number", "filled", "blank", "filled"]


def test_a_row_with_a_cell_too_many_fits_without_it() -> None:
    assert is_shifted(["", "1", "x", "2024-05-01"], ["number", "filled", "date"])
    assert not is_shifted(["1", "x", "2024-05-01", ""], ["number", "filled", "date"])
