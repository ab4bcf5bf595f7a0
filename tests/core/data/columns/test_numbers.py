"""Numbers as people write them."""

import numpy as np
import pandas as pd
import pytest

from core.data.columns.column import Role, type_columns
from core.data.columns.roles import describe_columns


def read(cells: list[str]) -> tuple[Role, list[float]]:
    """What a column of these cells is used as, and its numbers."""
    frame = pd.DataFrame({"value": cells, "other": [f"words of {number % 3}" for number in range(len(cells))]})
    column = describe_columns(frame)[0]
    if column.role is not Role.NUMBER:
        return column.role, []
    return column.role, type_columns(frame, [column])["value"].tolist()


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1,5", "2,25", "-0,5"], [1.5, 2.25, -0.5]),
        (["1.234,5", "2", "12.345.678"], [1234.5, 2.0, 12345678.0]),
        (["1,234.5", "2", "12,345,678"], [1234.5, 2.0, 12345678.0]),
        (["1,234", "2,345", "678"], [1234.0, 2345.0, 678.0]),
        (["0,123", "0,456", "1,789"], [0.123, 0.456, 1.789]),
        (["1 234,5", "2\u00a0345", "7"], [1234.5, 2345.0, 7.0]),
        (["1'234.5", "2’345", "7"], [1234.5, 2345.0, 7.0]),
        (["$1,234.50", "$7", "-$3"], [1234.5, 7.0, -3.0]),
        (["1.234,50 €", "7 €", "(3) €"], []),
        (["1.234,50 €", "7 €", "-3 €"], [1234.5, 7.0, -3.0]),
        (["12%", "7.5 %", "0%"], [12.0, 7.5, 0.0]),
        (["(1,200)", "300", "(5)"], [-1200.0, 300.0, -5.0]),
        (["1,234원", "500원", "12,000원"], [1234.0, 500.0, 12000.0]),
        (["3만원", "1.5만원", "1억원"], [30_000.0, 15_000.0, 100_000_000.0]),
        (["−5,5", "+2,5", "1e3"], [-5.5, 2.5, 1000.0]),
    ],
)
def test_a_column_of_numbers_is_read_as_it_is_written(cells: list[str], numbers: list[float]) -> None:
    role, found = read(cells)
    assert (role is Role.NUMBER) == bool(numbers)
    assert found == pytest.approx(numbers)


@pytest.mark.parametrize(
    "cells",
    [
        ["1 km", "200 m", "3 km"],
        ["$5", "€5", "$7"],
        ["1.2.3", "1.2.4", "2.0.0"],
        ["12:30", "13:45", "14:00"],
        ["1,2,3", "4,5", "6"],
        ["A1", "B2", "A1"],
        ["(5", "6", "7)"],
    ],
)
def test_what_is_no_number_or_not_of_one_unit_stays_words(cells: list[str]) -> None:
    assert read(cells)[0] is not Role.NUMBER


def test_missing_cells_stay_missing_and_plain_numbers_are_read_beside_written_ones() -> None:
    frame = pd.DataFrame({"price": ["1.234,5", "", "NA", "7,25"], "word": ["a", "b", "a", "b"]})
    column = describe_columns(frame)[0]
    assert (column.role, column.missing) == (Role.NUMBER, 2)
    np.testing.assert_array_equal(type_columns(frame, [column])["price"], [1234.5, np.nan, np.nan, 7.25])
    later = frame.assign(price=[5, 6, 7, 8])  # a table that was typed elsewhere
    assert type_columns(later, [column])["price"].tolist() == [5, 6, 7, 8]


def test_a_hostile_cell_takes_no_time() -> None:
    long = "1," * 100_000
    assert read([long, "2", "3"])[0] is not Role.NUMBER
