"""What a run's records say: every setting's scores, how far it is, and which are best."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.model.hyperparameters import HYPERPARAMETERS
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
    by_candidate: dict[int, list[TrainingEnded]] = {}
    for training in trainings:
        by_candidate.setdefault(training.candidate, []).append(training)
    rows = []
    for candidate in candidates:
        own = by_candidate.get(candidate.number)
        if not own:
            continue
        scores = [one.score for one in own if not math.isnan(one.score)]
        rows.append(
            {
                "candidate": candidate.number,
                **{name: candidate.params[name] for name in HYPERPARAMETERS},
                "mean": float(np.mean(scores)) if scores else math.nan,
                "std": float(np.std(scores)) if scores else math.nan,
                "rounds": len(scores),
                "seconds": sum(one.fit_time for one in own),
                "failure": next((one.failure for one in own if one.failure), None),
            }
        )
    names = ["candidate", *HYPERPARAMETERS, "mean", "std", "rounds", "seconds", "failure"]
    frame = pd.DataFrame(rows, columns=names).sort_values("mean", ascending=False, kind="stable", ignore_index=True)
    frame.insert(0, "rank", frame["mean"].rank(method="min", ascending=False, na_option="bottom").astype("Int64"))
    return frame


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


def comparable_rounds(trainings: Sequence[TrainingEnded], n_splits: int) -> list[int]:
    """The rounds over which a search that ended early can compare its settings.

    All, if some settings have been through all; else those that every setting which has a score has been through, as
    many are trained side by side, round after round.

    Returns
    -------
    list of int
        From 0; all where fewer than two are in common, which is no comparison.
    """
    by_candidate: dict[int, set[int]] = {}
    for one in trainings:
        if not math.isnan(one.score):
            by_candidate.setdefault(one.candidate, set()).add(one.split)
    everything = list(range(n_splits))
    if not by_candidate or any(len(splits) == n_splits for splits in by_candidate.values()):
        return everything
    common = sorted(set.intersection(*by_candidate.values()))
    return common if len(common) > 1 else everything


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
        ).iloc[np.unique(np.linspace(0, len(loss) - 1, min(len(loss), MOST_POINTS)).round().astype(int))]
        for split, (loss, validation_loss) in curves.items()
    ]
    columns = ["round", "epoch", "loss", "validation_loss"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
