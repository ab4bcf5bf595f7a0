"""What a run's records say: every setting's scores, how far it is, and which are best."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.analysis.scoreboard import Scoreboard
from core.search.candidates import Candidate
from core.search.events import TrainingEnded

# Means that differ by less are the same: the order in which rounds are summed can change the last digits.
DIGITS = 12
# Points of a drawn line: more than a screen can show apart cost time and show nothing.
MOST_POINTS = 300


@dataclass(frozen=True)
class Leaders:
    """The best setting so far.

    Parameters
    ----------
    best : int
        Its candidate number.
    mean, std : float
        Over its rounds.
    shared : tuple of int
        The candidate numbers of all settings with the best mean; more than one where they tie.
    """

    best: int
    mean: float
    std: float
    shared: tuple[int, ...]


def score_frame(candidates: Sequence[Candidate], trainings: Sequence[TrainingEnded]) -> pd.DataFrame:
    """One row a setting that has a training, best mean first.

    Parameters
    ----------
    candidates : sequence of Candidate
        The settings.
    trainings : sequence of TrainingEnded
        Those that are over.

    Returns
    -------
    DataFrame
        Columns ``rank`` (1 is best), ``candidate``, the hyperparameters, ``mean``, ``std`` (over rounds, as
        scikit-learn's, with no correction of its degrees of freedom), ``rounds`` (done with a score), ``seconds`` (of
        training, in all), and ``failure`` (a `Message` or None).
    """
    board = Scoreboard(candidates, 1 + max((one.split for one in trainings), default=0))
    board.add(trainings)
    return board.score_frame()


def ranking(scores: pd.DataFrame, n_splits: int) -> pd.DataFrame:
    """The settings as they can be compared: those with a score in every round by their means, then the rest.

    Parameters
    ----------
    scores : DataFrame
        As `score_frame` gives it.
    n_splits : int
        Rounds.

    Returns
    -------
    DataFrame
        As `scores`, with a column ``complete``. ``rank`` is empty where a round is missing, as other rows may be
        harder, and ``std`` where there is one score only, as nothing is known then of its spread.
    """
    complete = scores["rounds"] == n_splits
    ranks = scores["mean"].round(DIGITS).where(complete).rank(method="min", ascending=False).astype("Int64")
    known = scores.assign(rank=ranks, std=scores["std"].where(scores["rounds"] > 1), complete=complete)
    return known.sort_values("complete", ascending=False, kind="stable", ignore_index=True)


def round_frame(trainings: Sequence[TrainingEnded]) -> pd.DataFrame:
    """One row a training with a score: ``candidate``, ``round`` (from 1), ``score``."""
    rows = [(one.candidate, one.split + 1, one.score) for one in trainings if not math.isnan(one.score)]
    return pd.DataFrame(rows, columns=["candidate", "round", "score"])


def leaders(scores: pd.DataFrame, n_splits: int) -> Leaders | None:
    """The best of the settings that have been through every round; None while there is none.

    Parameters
    ----------
    scores : DataFrame
        As `score_frame` gives it.
    n_splits : int
        Rounds.
    """
    complete = scores[(scores["rounds"] == n_splits)]
    if complete.empty:
        return None
    best = complete.iloc[0]
    shared = complete["candidate"][complete["mean"].round(DIGITS) == round(best["mean"], DIGITS)]
    return Leaders(int(best["candidate"]), float(best["mean"]), float(best["std"]), tuple(map(int, shared)))


def curve_frame(curves: dict[int, tuple[list[float], list[float]]]) -> pd.DataFrame:
    """Learning curves of one setting, tidy: ``round`` (from 1), ``epoch`` (from 1), ``loss``, ``validation_loss``.

    Of a long training some epochs stand for all, evenly spread, with the first and the last among them.
    """
    frames = [
        pd.DataFrame(
            {"round": split + 1, "epoch": range(1, len(loss) + 1), "loss": loss, "validation_loss": validation_loss}
        ).iloc[evenly_spread(len(loss), MOST_POINTS)]
        for split, (loss, validation_loss) in curves.items()
    ]
    columns = ["round", "epoch", "loss", "validation_loss"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def evenly_spread(n: int, most: int) -> npt.NDArray[np.int_]:
    """Places of `n` in a row, so many at most that stand for all, with the first and the last among them."""
    return np.unique(np.linspace(0, n - 1, min(n, most)).round().astype(int))
