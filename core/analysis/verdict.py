"""What a search came to: who won, whether that is luck, and which setting to take."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from core.analysis.comparison import FAR_REACH, LEVEL, Comparison, compare_with_best, mean_interval, reach, score_matrix
from core.analysis.sizes import smallest_as_good
from core.search.metrics import metric

SURE = 0.95


class Case(StrEnum):
    """What can be said of the best setting beside the others."""

    CLEAR = "clear"  # each other one is worse by more than luck explains
    TIED = "tied"  # some may be as good
    ALL_TIED = "all tied"  # each may be as good
    FEW_ROUNDS = "few rounds"  # as above, and so few rounds could hardly have told otherwise
    ONE_SETTING = "one setting"  # there is no other to compare it with


@dataclass(frozen=True)
class Verdict:
    """What a search came to.

    Parameters
    ----------
    case : Case
        How the best stands beside the others.
    best : int
        Its candidate number.
    score, low, high : float
        Its mean score, and where that lies with 95 % confidence; NaN ends where nothing is known of its spread.
    rounds : int
        That settings were compared over.
    others : int
        Settings that it was compared with: those with a score in every round.
    left_out : int
        Settings that lack a round, as they failed or the search was stopped.
    shared : tuple of int
        All settings with the best mean.
    tied : tuple of int
        Settings whose distance from the best may be luck, by their means.
    same : tuple of int
        Those of them that are the same for all purposes: within `margin` of it, with 95 % probability.
    runner_up : Comparison or None
        How the next best compares.
    margin : float
        Smaller differences make no difference.
    smallest : int or None
        The setting with fewest weights among those as good as the best; None where sizes or spreads are unknown.
    """

    case: Case
    best: int
    score: float
    low: float
    high: float
    rounds: int
    others: int
    left_out: int
    shared: tuple[int, ...]
    tied: tuple[int, ...]
    same: tuple[int, ...]
    runner_up: Comparison | None
    margin: float
    smallest: int | None

    @property
    def lead_matters(self) -> bool:
        """Whether the next best is behind by more than the margin."""
        return self.runner_up is not None and self.runner_up.difference > self.margin


def judge(
    ranked: pd.DataFrame,
    rounds: pd.DataFrame,
    shared: tuple[int, ...],
    folds: int,
    scoring: str,
    weights: Mapping[int, int] | None = None,
) -> Verdict | None:
    """What a search came to; None if no setting has a score in every round.

    Parameters
    ----------
    ranked, rounds : DataFrame
        As `core.analysis.scores.ranking` and `core.analysis.scores.round_frame` give them.
    shared : tuple of int
        The settings with the best mean, as `core.analysis.scores.leaders` gives them.
    folds : int
        Parts that the rows were cut into.
    scoring : str
        The metric.
    weights : mapping of int to int, optional
        Numbers in the weights of each setting's network.
    """
    matrix = score_matrix(ranked, rounds)
    if matrix.empty:
        return None
    scores = matrix.iloc[0]
    margin = metric(scoring).margin(float(scores.mean()))
    found = compare_with_best(matrix, folds, margin)
    tied = tuple(one.candidate for one in found if one.p_value >= LEVEL)
    low, high = mean_interval(scores.to_numpy(), folds)
    return Verdict(
        case=_case(len(found), len(tied), reach(folds, len(scores)) if len(scores) > 1 else math.inf),
        best=int(matrix.index[0]),
        score=float(scores.mean()),
        low=low,
        high=high,
        rounds=len(scores),
        others=len(found),
        left_out=int((~ranked["complete"]).sum()),
        shared=shared,
        tied=tied,
        same=tuple(one.candidate for one in found if one.candidate in tied and one.same >= SURE),
        runner_up=found[0] if found else None,
        margin=margin,
        smallest=smallest_as_good(matrix, tied, weights, folds) if weights else None,
    )


def _case(others: int, tied: int, far: float) -> Case:
    if not others:
        return Case.ONE_SETTING
    if not tied:
        return Case.CLEAR
    if far > FAR_REACH:
        return Case.FEW_ROUNDS
    return Case.ALL_TIED if tied == others else Case.TIED
