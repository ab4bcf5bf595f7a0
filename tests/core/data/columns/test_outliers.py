"""What is no outlier: numbers that are skewed, as incomes and prices are."""

import numpy as np
import pytest

from core.data.columns.outliers import outliers
from core.data.samples import sample_table

SHAPES = {
    "normal": lambda rng, rows: rng.normal(100, 5, rows),
    "lognormal": lambda rng, rows: rng.lognormal(10, 1, rows),
    "exponential": lambda rng, rows: 5 + rng.exponential(size=rows),
    "gamma": lambda rng, rows: rng.gamma(0.3, size=rows),
    "laplace": lambda rng, rows: rng.laplace(size=rows),
    "uniform": lambda rng, rows: rng.random(rows),
    "count": lambda rng, rows: rng.negative_binomial(1, 0.05, rows).astype(float),
    "two groups": lambda rng, rows: np.where(rng.random(rows) < 0.3, 1e6, 0) + rng.normal(size=rows),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_tail_is_no_outlier(shape: str) -> None:
    rng = np.random.default_rng(0)
    fired = [len(outliers(SHAPES[shape](rng, rows))) for rows in (10, 60, 300, 3000) for _ in range(50)]
    assert sum(map(bool, fired)) == 0


def test_what_is_predicted_in_the_samples_has_none() -> None:
    assert len(outliers(sample_table("diabetes").frame["progression"].astype(float).to_numpy())) == 0


@pytest.mark.parametrize("shape", ["normal", "exponential", "laplace"])
def test_three_of_800_rows_that_lie_far_out_are_found(shape: str) -> None:
    numbers = SHAPES[shape](np.random.default_rng(1), 800)
    numbers[[3, 500, 799]] = [1e5, -1e5, 1e7]
    numbers[10] = np.nan
    assert outliers(numbers).tolist() == [3, 500, 799]
    assert outliers(np.where(np.isnan(numbers), numbers, numbers * 1e300)).tolist() == [3, 500, 799]
