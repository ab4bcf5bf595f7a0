"""Is it any good: the best setting beside simple methods on the same rounds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from core.analysis.comparison import LEVEL, Comparison, compare_with_best
from core.runs.examinations import Examination
from core.search.baselines import BASELINES, Baseline


class Outcome(StrEnum):
    """Whether the network is better than a method, worse, or cannot be told from it."""

    BETTER = "better"
    EVEN = "even"
    WORSE = "worse"


@dataclass(frozen=True)
class BaselineResult:
    """One simple method beside a setting.

    Parameters
    ----------
    method : Baseline
        Which.
    score : float
        Its mean over the rounds.
    comparison : Comparison
        The setting's score less its own; the p-value is corrected for the number of methods.
    """

    method: Baseline
    score: float
    comparison: Comparison

    @property
    def outcome(self) -> Outcome:
        """Of the setting."""
        if self.comparison.p_value >= LEVEL:
            return Outcome.EVEN
        return Outcome.BETTER if self.comparison.difference > 0 else Outcome.WORSE


def baseline_frame(parts: Iterable[Examination]) -> pd.DataFrame:
    """The scores of simple methods: one row a round (from 1) that is answered, one column a method.

    A run of an earlier version has only the methods that there were.
    """
    rows = {one.question.part + 1: one.answer for one in parts if one.answer is not None}
    names = [name for name in BASELINES if all(name in row for row in rows.values())]
    return pd.DataFrame.from_dict(rows, orient="index", columns=names).rename_axis("round").sort_index()


def compare_with_baselines(
    scores: pd.Series, baselines: pd.DataFrame, folds: int, margin: float
) -> list[BaselineResult]:
    """Compare a setting with each simple method, best method first.

    Parameters
    ----------
    scores : Series of shape (n_rounds,)
        The setting's score by round, from 1.
    baselines : DataFrame of shape (n_rounds, n_methods)
        As `baseline_frame` gives it.
    folds : int
        Parts that the rows were cut into.
    margin : float
        Smaller differences make no difference.

    Returns
    -------
    list of BaselineResult
        Over the rounds that have both; none where these are fewer than two.
    """
    both = baselines.join(scores.rename("network"), how="inner").dropna()
    if len(both) < 2:
        return []
    methods = list(baselines.columns)
    matrix = both[["network", *methods]].T.set_axis(range(len(methods) + 1), axis="index")
    found = compare_with_best(matrix, folds, margin)
    results = [
        BaselineResult(BASELINES[name], float(both[name].mean()), one) for name, one in zip(methods, found, strict=True)
    ]
    return sorted(results, key=lambda result: -result.score)
