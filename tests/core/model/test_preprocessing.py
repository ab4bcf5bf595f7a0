"""From a table's columns to a network's inputs."""

import numpy as np
import pandas as pd
import pytest

from core.data.columns.column import Role, type_columns, with_roles
from core.data.columns.roles import describe_columns
from core.data.samples import sample_table
from core.model.features import most_features
from core.model.preprocessing import make_preprocessing


def numbers_of(frame: pd.DataFrame, fitted_on: pd.DataFrame | None = None) -> np.ndarray:
    preprocessing = make_preprocessing(describe_columns(frame))
    return preprocessing.fit(frame if fitted_on is None else fitted_on).transform(frame)


def test_numbers_are_standardised_and_the_mean_stands_for_a_missing_one() -> None:
    made = numbers_of(pd.DataFrame({"a": [1.0, np.nan, 3.0, 5.0], "b": [10.0, 30.0, 20.0, 20.0]}))
    np.testing.assert_allclose(made[1, 0], 0, atol=1e-12)
    np.testing.assert_allclose(made.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(made.std(axis=0), 1)


def test_a_column_that_is_empty_where_it_is_fitted_is_zeros_there() -> None:
    frame = pd.DataFrame({"a": [np.nan, np.nan, 3.0, 5.0], "b": [1.0, 2.0, 3.0, 4.0]})
    made = numbers_of(frame, fitted_on=frame.iloc[:2])
    np.testing.assert_array_equal(made[:2, 0], 0)
    assert np.isfinite(made).all()


@pytest.mark.parametrize("dtypes", [["float64"], ["float64", "float32"], ["float64", "int64"]])
def test_a_table_is_left_as_it_is(dtypes: list[str]) -> None:
    cells = np.random.default_rng(0).normal(10, 5, size=(20, 2))
    frame = pd.DataFrame(cells, columns=["a", "b"]).assign(**{dtype: cells[:, 0].astype(dtype) for dtype in dtypes})
    before = frame.copy(deep=True)
    numbers_of(frame)
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize("rows", [slice(None), slice(0, 40)])
def test_there_are_never_more_features_than_told(rows: slice) -> None:
    table = sample_table("churn").frame
    note = pd.Series([f"{word} was said {number} times" for number in range(50) for word in ("yes", "no")])
    frame = table.assign(
        note=note.reindex(range(len(table)), fill_value="nothing"),
        code=[f"c{number % 90}" for number in range(len(table))],
        at=pd.date_range("2020-01-01 13:45:10", periods=len(table), freq="7h"),
    )
    columns = with_roles(describe_columns(frame), {"note": Role.TEXT, "code": Role.CATEGORY})
    columns = [column for column in columns if column.role is not Role.IDENTIFIER]
    assert {column.role for column in columns} == {Role.NUMBER, Role.CATEGORY, Role.DATE, Role.TEXT}
    typed = type_columns(frame, columns)
    made = make_preprocessing(columns)[1:].fit_transform(typed.iloc[rows])
    assert made.shape[1] <= most_features(columns)
    if rows == slice(None):
        # Where all there is is there, only a value for missing cells may be in vain.
        assert made.shape[1] >= most_features(columns) - len(columns)


def test_a_column_of_dates_or_text_may_have_any_name() -> None:
    dates = pd.date_range("2024-01-01", periods=30).strftime("%Y-%m-%d")
    texts = [f"{'red' if n % 3 else 'blue'} thing number {n}" for n in range(30)]
    plain = numbers_of(pd.DataFrame({"made": dates, "about": texts}))
    np.testing.assert_array_equal(numbers_of(pd.DataFrame({"date__made": dates, "text__about": texts})), plain)
