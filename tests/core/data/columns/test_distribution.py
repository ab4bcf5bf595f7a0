"""How a column's values are spread, and what a network makes of it, as a person is told."""

import pandas as pd
import pytest

from core.data.columns.distribution import Axis, distribution, in_words
from core.data.columns.roles import describe_columns
from core.model.features import MOST_ONE_HOT, preparation
from core.model.preprocessing import make_preprocessing


def _column(cells: list[str], name: str = "x"):  # type: ignore[no-untyped-def]
    frame = pd.DataFrame({name: cells}, dtype="str")
    return frame[name], describe_columns(frame)[0]


def test_numbers_are_counted_in_ranges_and_few_of_them_one_by_one() -> None:
    spread = distribution(*_column([str(n * 0.5) for n in range(0, 1000, 7)]))
    assert spread.axis is Axis.NUMBERS
    assert (sum(spread.counts), len(spread.edges)) == (143, len(spread.counts) + 1)
    assert (spread.edges[0], spread.edges[-1]) == (0, 497)
    few = distribution(*_column(["3", "1", "1", "2", "", "1"] * 3))
    assert (few.axis, few.values, few.counts) == (Axis.VALUES, ("1", "2", "3"), (9, 3, 3))


def test_words_are_counted_the_commonest_first_and_the_rest_together() -> None:
    spread = distribution(*_column([chr(97 + min(n, 15)) for n in range(30)] * 3))
    assert spread.values[0] == "p"
    assert (spread.counts[0], len(spread.counts), spread.others) == (45, 12, 12)


def test_dates_are_counted_over_time_and_texts_by_their_words() -> None:
    days = distribution(*_column([f"2024-{n % 12 + 1:02}-15" for n in range(24)]))
    assert days.axis is Axis.DATES
    assert (days.edges[0], days.edges[-1]) == (pd.Timestamp("2024-01-15"), pd.Timestamp("2024-12-15"))
    texts = distribution(*_column([f"a b c{n}" if n % 2 else f"one{n} two" for n in range(60)]))
    assert (texts.axis, sum(texts.counts)) == (Axis.WORDS, 60)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["1", "2", "4000", ""], "From 1 to 4,000, 1,334 on average."),
        (["5.3.2024", "1.2.2023"], "From 1 February 2023 to 5 March 2024."),
        (["a", "b", "a", ""], "Different values: 2; the commonest is a (67 % of rows that have one)."),
        (["", "", ""], "No cell is there."),
    ],
)
def test_what_is_said_of_a_column(cells: list[str], said: str) -> None:
    assert str(in_words(*_column(cells))) == said


@pytest.mark.parametrize(
    ("cells", "numbers", "said"),
    [
        (["1.5", "2.5", "4"] * 9, 1, "the mean"),
        (["a", "b", "a"] * 9, 2, "a column of 0 and 1 for each of its values."),
        (["a", "b", ""] * 9, 3, "an empty cell being one of them"),
        ([f"w{n % 45}" for n in range(400)], MOST_ONE_HOT, "Becomes 40 columns"),
        (["2024-01-05", "2023-02-11", "2022-03-01"] * 9, 5, "year, month, day, weekday"),
        ([f"some words {n}" for n in range(90)], 20, "Becomes 20 numbers"),
    ],
)
def test_what_is_said_of_the_preparation_is_what_is_done(cells: list[str], numbers: int, said: str) -> None:
    frame = pd.DataFrame({"x": cells, "other": ["1", "2", "5"] * (len(cells) // 3) + ["7"] * (len(cells) % 3)})
    columns = describe_columns(frame.astype("str"))
    assert said in str(preparation(columns[0]))
    made = make_preprocessing(columns).fit_transform(frame.astype("str"))
    assert made.shape[1] == numbers + 1
