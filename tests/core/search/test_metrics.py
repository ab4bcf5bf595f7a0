import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.metrics import get_scorer

from core.data.columns.column import Task
from core.model.predictor import PredictedClasses, PredictedNumbers
from core.search.metrics import METRICS, Metric, metric

CLASSES = np.array(["ash", "elm", "oak"], object)


class SaysOnlyClasses(ClassifierMixin, BaseEstimator):
    """Knows no probabilities."""

    classes_ = CLASSES

    def predict(self, X: object) -> object:
        return CLASSES[[0, 1, 2, 1]]


class SaysOnlyNumbers(RegressorMixin, BaseEstimator):
    def predict(self, X: object) -> object:
        return np.array([1.0, 2.0, 3.0, 5.0])


def answers(scored: Metric, seed: int) -> tuple[object, np.ndarray]:
    random = np.random.default_rng(seed)
    if Task.REGRESSION in scored.tasks:
        return PredictedNumbers(random.normal(size=60)), random.normal(size=60)
    shares = random.dirichlet([1, 1, 1], size=60)
    return PredictedClasses(CLASSES, shares), CLASSES[random.integers(3, size=60)]


@pytest.mark.parametrize("scored", METRICS.values(), ids=METRICS)
def test_a_metric_scores_as_scikit_learn_does_within_its_bounds(scored: Metric) -> None:
    for seed in range(20):
        predicted, y = answers(scored, seed)
        score = scored.score(predicted, y)
        assert score == pytest.approx(get_scorer(scored.scoring)(predicted, None, y), abs=1e-12)
        low, high = scored.bounds
        assert low is None or low <= score
        assert high is None or score <= high


@pytest.mark.parametrize("scored", METRICS.values(), ids=METRICS)
def test_what_is_right_in_every_row_reaches_the_upper_end(scored: Metric) -> None:
    if Task.REGRESSION in scored.tasks:
        y = np.arange(6.0)
        perfect: object = PredictedNumbers(y)
    else:
        y = CLASSES[[0, 1, 2, 2, 1, 0]]
        perfect = PredictedClasses(CLASSES, np.eye(3)[[0, 1, 2, 2, 1, 0]])
    assert scored.score(perfect, y) == pytest.approx(scored.high, abs=1e-12)


@pytest.mark.parametrize(
    "scored", [one for one in METRICS.values() if not one.probabilities], ids=lambda one: one.scoring
)
def test_a_metric_that_needs_no_probabilities_scores_who_knows_none(scored: Metric) -> None:
    if Task.REGRESSION in scored.tasks:
        assert np.isfinite(scored.score(SaysOnlyNumbers(), np.array([1.0, 2.0, 4.0, 4.0])))
    else:
        assert np.isfinite(scored.score(SaysOnlyClasses(), CLASSES[[0, 1, 2, 2]]))


def test_of_a_scorer_that_is_not_offered_only_what_its_name_says_is_known() -> None:
    assert metric("jaccard_macro").bounds == (None, None)
    assert metric("neg_median_absolute_error").bounds == (None, 0.0)
    assert metric("jaccard_macro").tasks == tuple(Task)
