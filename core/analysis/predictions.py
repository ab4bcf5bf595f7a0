"""What predictions for rows that were not trained on show: which mistakes are made, and how sure the network is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats
from sklearn import metrics

from core.analysis.scores import MOST_POINTS
from core.search.predictions import Predictions

Array = npt.NDArray[Any]
# Fewer rows than this say nothing of how often a network that is so sure is right.
BIN_ROWS = 5
CONFIDENCE = 0.95
# Misses grow with the number if their sizes go with it by more than this, and not by luck.
SPREAD_CORRELATION = 0.3
SPREAD_LEVEL = 0.01


@dataclass(frozen=True)
class Confusion:
    """The mistake that is made most often.

    Parameters
    ----------
    truth, predicted : str
        The class, and the one that it is taken for.
    count, of : int
        How many rows of that class are, and how many there are.
    """

    truth: str
    predicted: str
    count: int
    of: int


@dataclass(frozen=True)
class NumberFit:
    """How far predicted numbers are from the true ones, in units of the target.

    Parameters
    ----------
    mean_absolute_error, median_absolute_error : float
        Of all rows.
    bias : float
        The mean of predicted less true: above 0 where predictions are too high.
    r2 : float
        Share of the variance that is explained; NaN for a single row.
    spread_grows : bool
        Whether misses are larger where larger numbers are predicted.
    """

    mean_absolute_error: float
    median_absolute_error: float
    bias: float
    r2: float
    spread_grows: bool


def confusion_frame(p: Predictions) -> pd.DataFrame:
    """How often each class was taken for each.

    Returns
    -------
    DataFrame
        One row for every pair of classes, in their order: ``truth``, ``predicted``, ``count``, and ``share`` of the
        rows with that truth, NaN where there are none.
    """
    counts = _confusions(p)
    with np.errstate(invalid="ignore"):
        shares = counts / counts.sum(axis=1, keepdims=True)
    pairs = [(truth, predicted) for truth in p.classes for predicted in p.classes]
    frame = pd.DataFrame(pairs, columns=["truth", "predicted"])
    return frame.assign(count=counts.ravel(), share=shares.ravel())


def most_confused(p: Predictions) -> Confusion | None:
    """The mistake that is made most often; None without any, the first in the order of classes if several tie."""
    counts = _confusions(p)
    wrong = counts * (1 - np.eye(len(p.classes), dtype=int))
    if not wrong.any():
        return None
    truth, predicted = np.unravel_index(wrong.argmax(), wrong.shape)
    of = int(counts[truth].sum())
    return Confusion(p.classes[truth], p.classes[predicted], int(wrong[truth, predicted]), of)


def ranking_curves(p: Predictions) -> pd.DataFrame:
    """How well the probability of each class tells its rows from the rest, at every threshold.

    Returns
    -------
    DataFrame
        ``cls``, ``kind`` ("roc" or "precision_recall"), and the curve from left to right: ``x`` and ``y`` are the false
        and the true positive rate, or recall and precision. Of many points some stand for all. Of two classes the
        second only; classes with no row, or with all, are left out.
    """
    frames = []
    for name, own, probability in _against_the_rest(p):
        false_positives, true_positives, _ = metrics.roc_curve(own, probability)
        precision, recall, _ = metrics.precision_recall_curve(own, probability)
        for kind, x, y in (
            ("roc", false_positives, true_positives),
            ("precision_recall", recall[::-1], precision[::-1]),
        ):
            kept = np.unique(np.linspace(0, len(x) - 1, min(len(x), MOST_POINTS)).round().astype(int))
            frames.append(pd.DataFrame({"cls": name, "kind": kind, "x": x[kept], "y": y[kept]}))
    columns = ["cls", "kind", "x", "y"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def ranking_areas(p: Predictions) -> pd.DataFrame:
    """The areas under the `ranking_curves`.

    Returns
    -------
    DataFrame
        One row a class that has curves: ``cls``, ``roc_area`` (0.5 is guessing), ``average_precision``, and
        ``base_rate``, the class's share of rows, which is the average precision of guessing.
    """
    rows = [
        (
            name,
            float(metrics.roc_auc_score(own, probability)),
            float(metrics.average_precision_score(own, probability)),
            float(own.mean()),
        )
        for name, own, probability in _against_the_rest(p)
    ]
    return pd.DataFrame(rows, columns=["cls", "roc_area", "average_precision", "base_rate"])


def calibration_frame(p: Predictions, bins: int = 10) -> pd.DataFrame:
    """How often the network is right, by how sure it is.

    Parameters
    ----------
    p : Predictions
        Of classes.
    bins : int, default 10
        Groups of about equally many rows. Fewer where there are not `BIN_ROWS` rows for each, or where equal
        probabilities would be parted.

    Returns
    -------
    DataFrame
        One row a group, the least sure first: ``confidence``, the mean probability of the predicted class; ``right``,
        the share of rows that are; ``low`` and ``high``, Wilson's 95 % interval of that share; ``count``, rows.
    """
    columns = ["confidence", "right", "low", "high", "count"]
    if not p.classes or not len(p.rows):
        return pd.DataFrame(columns=columns)
    confidence = _probability_of(p, p.predicted)
    groups = min(max(len(confidence) // BIN_ROWS, 1), bins)
    ends = np.unique(np.quantile(confidence, np.linspace(0, 1, groups + 1)[1:-1]))
    frame = pd.DataFrame({"confidence": confidence, "right": p.truth == p.predicted})
    rows = []
    for _, one in frame.groupby(np.searchsorted(ends, confidence)):
        hits = int(one["right"].sum())
        interval = stats.binomtest(hits, len(one)).proportion_ci(CONFIDENCE, method="wilson")
        rows.append((one["confidence"].mean(), hits / len(one), float(interval.low), float(interval.high), len(one)))
    return pd.DataFrame(rows, columns=columns)


def sureness(frame: pd.DataFrame) -> tuple[float, float]:
    """The mean confidence and the share of rows that are right: the former is higher where the network is too sure.

    Parameters
    ----------
    frame : DataFrame
        As `calibration_frame` gives it; (NaN, NaN) if it is empty.
    """
    if frame.empty:
        return math.nan, math.nan
    confidence, right = (float(np.average(frame[name], weights=frame["count"])) for name in ("confidence", "right"))
    return confidence, right


def residual_frame(p: Predictions) -> pd.DataFrame:
    """One row a predicted number: ``row``, ``truth``, ``predicted``, and ``residual``, predicted less true."""
    residuals = {"residual": p.predicted - p.truth}
    return pd.DataFrame({"row": p.rows, "truth": p.truth, "predicted": p.predicted, **residuals})


def number_fit(p: Predictions) -> NumberFit:
    """How far predicted numbers are from the true ones; of one row at least."""
    residuals = p.predicted - p.truth
    misses = np.abs(residuals)
    grows = False
    # Of values that are all alike there is no correlation, and of two there is always one.
    if len(misses) > 2 and np.ptp(misses) and np.ptp(p.predicted):
        found = stats.spearmanr(misses, p.predicted)
        grows = bool(found.statistic > SPREAD_CORRELATION and found.pvalue < SPREAD_LEVEL)
    return NumberFit(
        mean_absolute_error=float(misses.mean()),
        median_absolute_error=float(np.median(misses)),
        bias=float(residuals.mean()),
        r2=float(metrics.r2_score(p.truth, p.predicted)) if len(misses) > 1 else math.nan,
        spread_grows=grows,
    )


def worst_rows(p: Predictions, n: int = 10) -> pd.DataFrame:
    """The rows that were missed most.

    Parameters
    ----------
    p : Predictions
        Of classes or of a number.
    n : int, default 10
        Rows at most.

    Returns
    -------
    DataFrame
        ``row``, ``truth``, ``predicted``, ``miss``, the largest miss first. For classes only rows that are predicted
        wrong, their miss the probability of the predicted class less that of the true one; for a number its distance.
    """
    if p.classes:
        missed = p.truth != p.predicted
        miss = _probability_of(p, p.predicted) - _probability_of(p, p.truth)
    else:
        missed = np.ones(len(p.rows), bool)
        miss = np.abs(p.predicted - p.truth)
    frame: pd.DataFrame = pd.DataFrame({"row": p.rows, "truth": p.truth, "predicted": p.predicted, "miss": miss})[
        missed
    ]
    return frame.sort_values("miss", ascending=False, kind="stable", ignore_index=True).head(n)


def _codes(p: Predictions, labels: Array) -> Array:
    """The places of labels among the classes; -1 for one that is none of them."""
    places = {name: place for place, name in enumerate(p.classes)}
    return np.array([places.get(label, -1) for label in labels], dtype=np.int64)


def _confusions(p: Predictions) -> Array:
    """Rows by truth and by prediction, of shape (n_classes, n_classes)."""
    truth, predicted = _codes(p, p.truth), _codes(p, p.predicted)
    counts = np.zeros((len(p.classes), len(p.classes)), np.int64)
    known = (truth >= 0) & (predicted >= 0)
    np.add.at(counts, (truth[known], predicted[known]), 1)
    return counts


def _probability_of(p: Predictions, labels: Array) -> Array:
    """Each row's probability of its label; 0 for one that is no class."""
    codes = _codes(p, labels)
    return np.where(codes >= 0, p.probabilities[np.arange(len(codes)), codes], 0.0)


def _against_the_rest(p: Predictions) -> list[tuple[str, Array, Array]]:
    """Each class with which rows are of it, and their probabilities of it."""
    first = 1 if len(p.classes) == 2 else 0
    found = [(name, p.truth == name, p.probabilities[:, place]) for place, name in enumerate(p.classes)][first:]
    return [one for one in found if one[1].any() and not one[1].all()]
