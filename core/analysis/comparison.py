"""Luck or not: every setting of a search against the best, on the same rounds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from core.analysis.scores import DIGITS

Array = npt.NDArray[np.float64]
LEVEL = 0.05
# Rounds tell little if means must lie further apart: see `reach`.
FAR_REACH = 2.5


@dataclass(frozen=True)
class Comparison:
    """How one setting compares with the best.

    Parameters
    ----------
    candidate : int
        Its number.
    difference : float
        The best's mean score less its own.
    low, high : float
        Where the difference lies with 95 % confidence, for this setting alone.
    p_value : float
        How likely so large a difference is if the two are equally good, corrected for the number of settings that the
        best was picked from.
    better, same, worse : float
        The probabilities that the best is better by more than the margin, that the two are the same for all purposes,
        and that the best is worse by more than it.
    """

    candidate: int
    difference: float
    low: float
    high: float
    p_value: float
    better: float
    same: float
    worse: float


def score_matrix(ranked: pd.DataFrame, rounds: pd.DataFrame) -> pd.DataFrame:
    """The scores of settings that have one in every round, best mean first.

    Parameters
    ----------
    ranked, rounds : DataFrame
        As `core.analysis.scores.ranking` and `core.analysis.scores.round_frame` give them.

    Returns
    -------
    DataFrame of shape (n_settings, n_rounds)
        One row a setting, by its number.
    """
    return rounds.pivot(index="candidate", columns="round", values="score").loc[ranked["candidate"][ranked["complete"]]]


def compare_with_best(matrix: pd.DataFrame, folds: int, margin: float = 0.0) -> list[Comparison]:
    """Compare every setting with the first.

    Rounds share training rows, so that their differences tell less than independent ones would: the variance of their
    mean is taken as ``(1 / n + 1 / (folds - 1))`` times theirs. Frequentist: a t-test, two-sided as either could have
    come out best, with Hochberg's correction for the number of comparisons: it holds where, as here, all have one
    setting in common, and calls the best the winner if it beats each other one at the level, which is no more often
    wrong for having picked it from many. Bayesian: the correlated t-test.

    Parameters
    ----------
    matrix : DataFrame of shape (n_settings, n_rounds)
        As `score_matrix` gives it.
    folds : int
        Parts that the rows were cut into, two at least: one validates, the others train.
    margin : float, default 0
        Differences of less than this are the same for all purposes.

    Returns
    -------
    list of Comparison
        In the order of the rows behind the first; none if there are fewer than two rounds.

    References
    ----------
    Nadeau & Bengio (2003), Inference for the generalization error. Machine Learning 52.
    Gutmann & Maymin (1987), Is the selected population the best? Annals of Statistics 15.
    Benavoli, Corani, Demšar & Zaffalon (2017), Time for a change. JMLR 18.
    """
    n_rounds = matrix.shape[1]
    if n_rounds < 2 or matrix.empty:
        return []
    scores = matrix.to_numpy()
    differences = scores[0] - scores[1:]
    means = differences.mean(axis=1)
    variances = np.maximum(differences.var(axis=1, ddof=1), _step(scores) ** 2 / 6)
    errors = np.sqrt((1 / n_rounds + 1 / (folds - 1)) * variances)
    freedom = n_rounds - 1
    # All scores alike: nothing is known of their spread, and nothing is claimed.
    errors = np.where(errors > 0, errors, math.inf)
    p_values = hochberg(2 * stats.t.sf(np.abs(means) / errors, freedom))
    width = stats.t.ppf(1 - LEVEL / 2, freedom) * errors
    return [
        Comparison(int(candidate), mean, mean - wide, mean + wide, p_value, *_posterior(mean, error, freedom, margin))
        for candidate, mean, wide, p_value, error in zip(
            matrix.index[1:], means.tolist(), width.tolist(), p_values.tolist(), errors.tolist(), strict=True
        )
    ]


def mean_interval(scores: Array, folds: int) -> tuple[float, float]:
    """Where a mean over rounds lies with 95 % confidence; NaN where there is one round only.

    Parameters
    ----------
    scores : ndarray of shape (n_rounds,)
    folds : int
        Parts that the rows were cut into; the variance is that of `compare_with_best`.
    """
    n = len(scores)
    if n < 2:
        return math.nan, math.nan
    error = math.sqrt((1 / n + 1 / (folds - 1)) * float(scores.var(ddof=1)))
    width = float(stats.t.ppf(1 - LEVEL / 2, n - 1)) * error
    return float(scores.mean()) - width, float(scores.mean()) + width


def reach(folds: int, rounds: int) -> float:
    """How far apart two means must be to be told from luck, in standard deviations of the rounds' differences.

    Parameters
    ----------
    folds, rounds : int
        Parts that the rows were cut into, and rounds in all; two at least.
    """
    return float(stats.t.ppf(1 - LEVEL / 2, rounds - 1) * math.sqrt(1 / rounds + 1 / (folds - 1)))


def hochberg(p_values: npt.ArrayLike) -> Array:
    """Hochberg's correction: each can then be held against the level as if it were the only test.

    References
    ----------
    Hochberg (1988), A sharper Bonferroni procedure for multiple tests of significance. Biometrika 75.
    """
    p = np.asarray(p_values, float)
    falling = np.argsort(-p, kind="stable")
    corrected = np.empty_like(p)
    corrected[falling] = np.minimum.accumulate(np.arange(1, len(p) + 1) * p[falling])
    return corrected.clip(max=1)


def _step(scores: Array) -> float:
    """The smallest step between scores of one round: a share of few rows moves by whole rows.

    Each score is off by up to half a step, a difference of two by a variance of ``step ** 2 / 6``. Without this, three
    rounds that happen to differ by the same one row would be a proof. Rounds may differ in how many rows they have.
    """
    gaps = np.diff(np.sort(scores, axis=0), axis=0)
    gaps = gaps[gaps > 10**-DIGITS]
    return float(gaps.min()) if len(gaps) else 0.0


def _posterior(mean: float, error: float, freedom: int, margin: float) -> tuple[float, float, float]:
    if math.isinf(error):
        return 0.0, 1.0, 0.0
    better = float(stats.t.sf(margin, freedom, mean, error))
    worse = float(stats.t.cdf(-margin, freedom, mean, error))
    return better, 1 - better - worse, worse
