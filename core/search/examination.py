"""A closer look at one setting: its networks once more, and what they predict for rows that they have not seen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.inspection import permutation_importance
from sklearn.pipeline import Pipeline

from core.data.columns.column import Task, type_columns
from core.errors import TrainingFailedError
from core.search.fused.target import PredictedClasses, PredictedNumbers, Target
from core.search.metrics import Metric, metric
from core.search.plan import Plan
from core.search.predictions import Predictions
from core.search.search import REFIT_SPLIT, search_engine

Array = npt.NDArray[Any]
Answers = PredictedClasses | PredictedNumbers
LEVEL = 0.95
RESAMPLES = 999
# How often each column is shuffled, and over how many rows; more make no difference that can be seen.
SHUFFLES = 5
MOST_SHUFFLED = 2_000
# Rows of a round that are kept: more show nothing new, and are stored and sent.
MOST_KEPT = 20_000
# Rows that a network takes at a time: the outputs of wide layers for all rows would not fit into memory.
BATCH = 8192


def examine_split(plan: Plan, params: dict[str, Any], split: int) -> dict[str, Any]:
    """Train a setting's network of one round again and see what it predicts for the round's validation rows.

    Parameters
    ----------
    plan : Plan
        The search.
    params : dict
        The setting.
    split : int
        The round.

    Returns
    -------
    dict of JSON data
        ``score``; ``predictions``, as `Predictions.to_dict` has them, of about `MOST_KEPT` rows at most; and
        ``columns``: by each column's name, how much the score falls when the column is shuffled among the validation
        rows, `SHUFFLES` times.

    References
    ----------
    Breiman (2001), Random forests. Machine Learning 45. (Permutation importance.)
    """
    train, validation = plan.splits[split]
    part = replace(plan, X=plan.X.iloc[train].reset_index(drop=True), y=plan.y[train])
    network = _network(part, params, split)
    X, y = plan.X.iloc[validation], plan.y[validation]
    answers = _answers(network, X)
    kept, some = _sample(y, MOST_KEPT), _sample(y, MOST_SHUFFLED)
    shuffled = permutation_importance(
        network, X.iloc[some], y[some], scoring=plan.scoring, n_repeats=SHUFFLES, random_state=split
    )
    return {
        "score": metric(plan.scoring).score(answers, y),
        "predictions": _predictions(_of_rows(answers, kept), y[kept], plan.rows[validation][kept]).to_dict(),
        "columns": dict(zip(X.columns, shuffled["importances"].tolist(), strict=True)),
    }


def open_test(plan: Plan, frame: pd.DataFrame, params: dict[str, Any]) -> dict[str, Any]:
    """Train a setting on all rows that were not set aside, and score it on those that were.

    Parameters
    ----------
    plan : Plan
        The search.
    frame : DataFrame
        Its table.
    params : dict
        The setting.

    Returns
    -------
    dict of JSON data
        ``score``; ``low`` and ``high``, as `score_interval` gives them; and ``rows``, their number.
    """
    network = _network(plan, params, REFIT_SPLIT)
    X, y = type_columns(frame.iloc[plan.sealed], plan.columns), plan.y_sealed
    answers = _answers(network, X)
    low, high = score_interval(metric(plan.scoring), answers, y)
    return {
        "score": metric(plan.scoring).score(answers, y),
        "low": low,
        "high": high,
        "rows": len(y),
    }


def score_interval(scoring: Metric, answers: Answers, y: Array) -> tuple[float | None, float | None]:
    """Where a score lies with 95 % confidence, as far as the number of rows goes.

    Wilson's interval for the share of right answers; for other metrics the percentiles of `RESAMPLES` bootstrap
    samples of the rows. None where the rows are too few for most samples to have every class.

    References
    ----------
    Wilson (1927), Probable inference. JASA 22. Efron & Tibshirani (1993), An introduction to the bootstrap.
    """
    if scoring.share_of_rows:
        right = int((answers.predict(None) == y).sum())
        interval = stats.binomtest(right, len(y)).proportion_ci(LEVEL, method="wilson")
        return float(interval.low), float(interval.high)
    drawn = np.random.default_rng(0).integers(len(y), size=(RESAMPLES, len(y)))
    if isinstance(answers, PredictedClasses):  # most metrics are undefined where a class is missing
        n_classes = len(np.unique(y))
        drawn = np.array([rows for rows in drawn if len(np.unique(y[rows])) == n_classes])
    if len(drawn) < RESAMPLES / 2:
        return None, None
    scores = [scoring.score(_of_rows(answers, rows), y[rows]) for rows in drawn]
    low, high = np.percentile(scores, [50 * (1 - LEVEL), 50 * (1 + LEVEL)])
    return float(low), float(high)


def _sample(y: Array, most: int) -> Array:
    """Positions of about so many rows at most, spread evenly over the target, with one of each class at least."""
    if len(y) <= most:
        return np.arange(len(y))
    spread = np.argsort(y, kind="stable")[np.linspace(0, len(y) - 1, most).astype(int)]
    values, first = np.unique(y, return_index=True)
    return np.unique(np.concatenate([spread, first if len(values) < most else first[:0]]))


def _of_rows(answers: Answers, rows: Array) -> Answers:
    if isinstance(answers, PredictedClasses):
        return PredictedClasses(answers.classes_, answers.probabilities[rows])
    return PredictedNumbers(answers.numbers[rows])


def _network(plan: Plan, params: dict[str, Any], split: int) -> Pipeline:
    """Preprocessing and network, trained on all rows of a plan, as a pipeline that predicts at once."""
    fitted = search_engine(plan.config).fit_best(plan, params, split)
    kind = _Numbers if plan.task is Task.REGRESSION else _Classes
    return Pipeline([("preprocessing", fitted[0]), ("network", kind(fitted[-1].model_, Target(plan.task, plan.y)))])


class _Immediate(BaseEstimator):  # type: ignore[misc]
    """A trained Keras model; its own ``predict`` would take some forty times as long for a small table."""

    def __init__(self, model: Any, target: Target) -> None:
        self.model = model
        self.target = target

    def fit(self, X: Array, y: Array) -> _Immediate:
        """Trained already; scikit-learn asks for the method."""
        return self

    def answers(self, X: Array) -> Answers:
        """What it says of rows."""
        batches = [np.float32(X[start : start + BATCH]) for start in range(0, len(X), BATCH)]
        return self.target.decode(np.concatenate([np.asarray(self.model(batch, training=False)) for batch in batches]))

    def predict(self, X: Array) -> Array:
        """The likeliest class, or the number."""
        return self.answers(X).predict(None)

    def __sklearn_is_fitted__(self) -> bool:
        return True


class _Numbers(RegressorMixin, _Immediate):  # type: ignore[misc]
    pass


class _Classes(ClassifierMixin, _Immediate):  # type: ignore[misc]
    @property
    def classes_(self) -> Array:
        return self.target.classes

    def predict_proba(self, X: Array) -> Array:
        """The probability of each class."""
        answers = self.answers(X)
        assert isinstance(answers, PredictedClasses)
        return answers.probabilities


def _answers(network: Pipeline, X: pd.DataFrame) -> Answers:
    answers: Answers = network[-1].answers(network[:-1].transform(X))
    told = answers.numbers if isinstance(answers, PredictedNumbers) else answers.probabilities
    if not np.isfinite(told).all():
        raise TrainingFailedError("What the network predicts is no longer a number. Try a smaller learning rate.")
    return answers


def _predictions(answers: Answers, y: Array, rows: Array) -> Predictions:
    if isinstance(answers, PredictedNumbers):
        return Predictions(rows, y, answers.numbers, (), np.empty((len(y), 0)))
    classes = np.asarray([str(one) for one in answers.classes_], object)
    return Predictions(
        rows=rows,
        truth=classes[np.searchsorted(answers.classes_, y)],
        predicted=classes[answers.probabilities.argmax(axis=1)],
        classes=tuple(classes),
        probabilities=np.asarray(answers.probabilities, np.float64),
    )
