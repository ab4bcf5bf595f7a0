import math

import pandas as pd
import pytest
from scipy import stats

from core.analysis.sizes import n_weights, smallest_as_good

BEST = [0.90, 0.80, 0.70]
# The standard error of the mean of three rounds of three folds, by scipy's for independent rounds.
ERROR = float(stats.sem(BEST)) * math.sqrt((1 / 3 + 1 / 2) / (1 / 3))


@pytest.mark.parametrize("hidden_layers", [1, 3])
@pytest.mark.parametrize(
    ("meta", "outputs"),
    [
        ({"target_type_": "binary"}, 1),
        ({"target_type_": "multiclass", "n_classes_": 4}, 4),
        ({"target_type_": "continuous"}, 1),
    ],
)
def test_weights_are_those_that_keras_counts(hidden_layers: int, meta: dict[str, object], outputs: int) -> None:
    from core.model.network import create_model

    params = {"hidden_units": 7, "hidden_layers": hidden_layers, "activation": "relu", "dropout": 0.2}
    model = create_model(**params, meta={**meta, "n_features_in_": 5})
    assert n_weights(params, 5, outputs) == model.count_params()


def matrix(*gaps: float) -> pd.DataFrame:
    """The best, and settings whose means are so many standard errors below its own; numbered from 10."""
    rows = [[score - gap * ERROR for score in BEST] for gap in (0.0, *gaps)]
    return pd.DataFrame(rows, index=range(10, 10 + len(rows)))


def test_the_smallest_within_one_standard_error_is_as_good() -> None:
    weights = {10: 400, 11: 300, 12: 200, 13: 100}
    scores = matrix(0.5, 0.999, 1.001)
    assert smallest_as_good(scores, [11, 12, 13], weights, folds=3) == 12
    # Only those that are tied count, whatever their size.
    assert smallest_as_good(scores, [11, 13], weights, folds=3) == 11
    assert smallest_as_good(scores, [], weights, folds=3) == 10
    # More folds share more of their training rows with one another, but each tells more: the error is smaller.
    assert smallest_as_good(scores, [11, 12, 13], weights, folds=10) == 11


def test_the_best_itself_may_be_the_smallest_and_of_equally_small_ones_the_better_is_taken() -> None:
    assert smallest_as_good(matrix(0.1, 0.2), [11, 12], {10: 5, 11: 6, 12: 7}, folds=3) == 10
    assert smallest_as_good(matrix(0.1, 0.2), [12, 11], {10: 9, 11: 6, 12: 6}, folds=3) == 11


def test_without_any_spread_only_equal_means_are_as_good() -> None:
    # As computers sum, the second mean is a trace less than the first.
    scores = pd.DataFrame([[0.5, 0.5, 0.5], [0.6, 0.7, 0.2], [0.6, 0.7, 0.1]])
    assert smallest_as_good(scores, [1, 2], {0: 3, 1: 2, 2: 1}, folds=3) == 1


def test_one_round_tells_nothing() -> None:
    assert smallest_as_good(pd.DataFrame([[0.5], [0.5]]), [1], {0: 2, 1: 1}, folds=2) is None
    assert smallest_as_good(pd.DataFrame(), [], {}, folds=2) is None
