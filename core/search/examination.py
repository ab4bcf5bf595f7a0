"""A closer look at one setting: its networks once more, and what they predict for rows that they have not seen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.inspection import permutation_importance
from sklearn.pipeline import Pipeline

from core.data.columns.column import Task
from core.model.predictor import Predicted, PredictedClasses, PredictedNumbers, TargetCodec, predict
from core.model.trained import TrainedModel
from core.search.data import SearchData
from core.search.metrics import Metric, metric
from core.search.predictions import Predictions
from core.search.search import fit_setting

Array = npt.NDArray[Any]
CONFIDENCE = 0.95
RESAMPLES = 999
# How often each column is shuffled, and over how many rows; more make no difference that can be seen.
SHUFFLES = 5
MOST_SHUFFLED = 2_000
# Rows of a round that are kept: more show nothing new, and are stored and sent.
MOST_KEPT = 20_000


def examine_split(data: SearchData, params: dict[str, Any], split: int) -> dict[str, Any]:
    """Train a setting's network of one round again and see what it predicts for the round's validation rows.

    Parameters
    ----------
    data : SearchData
        The rows of the search.
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
    plan = data.plan
    train, validation = plan.splits[split]
    network = _network(data.of_rows(train), params, split)
    X, y = data.X.iloc[validation], data.y[validation]
    answers = network[-1].answers(network[:-1].transform(X))
    kept, some = _sample(y, MOST_KEPT), _sample(y, MOST_SHUFFLED)
    shuffled = permutation_importance(
        network, X.iloc[some], y[some], scoring=plan.scoring, n_repeats=SHUFFLES, random_state=split
    )
    return {
        "score": metric(plan.scoring).score(answers, y),
        "predictions": _predictions(answers.of_rows(kept), y[kept], plan.rows[validation][kept]).to_dict(),
        "columns": dict(zip(X.columns, shuffled["importances"].tolist(), strict=True)),
    }


def open_test(model: TrainedModel, sealed: SearchData) -> dict[str, Any]:
    """Score a network that was trained on all rows that were not set aside on those that were.

    Parameters
    ----------
    model : TrainedModel
        The network, as `core.search.refit.refit` gives it.
    sealed : SearchData
        The rows that were set aside.

    Returns
    -------
    dict of JSON data
        ``score``; ``low`` and ``high``, as `score_interval` gives them; and ``rows``, their number.
    """
    scored, y = metric(sealed.plan.scoring), sealed.y
    # The model calls its classes as a person does; a scorer compares with those of the table.
    codec = replace(model.codec, classes=sealed.plan.labels)
    answers = predict(model.network, model.preprocessing.transform(sealed.X), codec)
    low, high = score_interval(scored, answers, y)
    return {"score": scored.score(answers, y), "low": low, "high": high, "rows": len(y)}


def score_interval(scoring: Metric, answers: Predicted, y: Array) -> tuple[float | None, float | None]:
    """Where a score lies with 95 % confidence, as far as the number of rows goes.

    Wilson's interval for the share of right answers; for other metrics the percentiles of `RESAMPLES` bootstrap
    samples of the rows. None where the rows are too few for most samples to have every class.

    References
    ----------
    Wilson (1927), Probable inference. JASA 22. Efron & Tibshirani (1993), An introduction to the bootstrap.
    """
    if scoring.share_of_rows:
        right = int((answers.predict(None) == y).sum())
        interval = stats.binomtest(right, len(y)).proportion_ci(CONFIDENCE, method="wilson")
        return float(interval.low), float(interval.high)
    random, scores = np.random.default_rng(0), []
    classes = np.unique(y, return_inverse=True)[1] if isinstance(answers, PredictedClasses) else np.zeros(len(y), int)
    for _ in range(RESAMPLES):  # one by one: all of them at once are a thousand times the rows
        rows = random.integers(len(y), size=len(y))
        # Most metrics are undefined where a class is missing.
        if np.bincount(classes[rows], minlength=classes.max() + 1).all():
            scores.append(scoring.score(answers.of_rows(rows), y[rows]))
    if len(scores) < RESAMPLES / 2:
        return None, None
    low, high = np.percentile(scores, [50 * (1 - CONFIDENCE), 50 * (1 + CONFIDENCE)])
    return float(low), float(high)


def _sample(y: Array, most: int) -> Array:
    """Positions of about so many rows at most, spread evenly over the target, with one of each class at least."""
    if len(y) <= most:
        return np.arange(len(y))
    spread = np.argsort(y, kind="stable")[np.linspace(0, len(y) - 1, most).astype(int)]
    values, first = np.unique(y, return_index=True)
    return np.unique(np.concatenate([spread, first if len(values) < most else first[:0]]))


def _network(data: SearchData, params: dict[str, Any], split: int) -> Pipeline:
    """Preprocessing and network, trained on all rows of `data`, as a pipeline that predicts at once."""
    fitted, plan = fit_setting(data, params, split), data.plan
    codec = TargetCodec.of(plan.task, data.y)
    kind = _Numbers if plan.task is Task.REGRESSION else _Classes
    return Pipeline([("preprocessing", fitted[0]), ("network", kind(fitted[-1].model_, codec))])


class _Immediate(BaseEstimator):  # type: ignore[misc]
    """A trained Keras model, as scikit-learn asks for it."""

    def __init__(self, model: Any, codec: TargetCodec) -> None:
        self.model = model
        self.codec = codec

    def fit(self, X: Array, y: Array) -> _Immediate:
        """Trained already; scikit-learn asks for the method."""
        return self

    def answers(self, X: Array) -> Predicted:
        """What it says of rows."""
        return predict(self.model, X, self.codec)

    def predict(self, X: Array) -> Array:
        """The likeliest class, or the number."""
        return self.answers(X).predicted

    def __sklearn_is_fitted__(self) -> bool:
        return True


class _Numbers(RegressorMixin, _Immediate):  # type: ignore[misc]
    pass


class _Classes(ClassifierMixin, _Immediate):  # type: ignore[misc]
    @property
    def classes_(self) -> Array:
        return self.codec.classes

    def predict_proba(self, X: Array) -> Array:
        """The probability of each class."""
        return self.answers(X).probabilities


def _predictions(answers: Predicted, y: Array, rows: Array) -> Predictions:
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
