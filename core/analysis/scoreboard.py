"""Every setting's scores as trainings come in: what they say does not depend on when each came."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from core.errors import Message
from core.model.hyperparameters import HYPERPARAMETERS
from core.search.candidates import Candidate
from core.search.events import TrainingEnded


class Scoreboard:
    """The scores of a run so far; only settings that something came of since are summed up anew.

    Parameters
    ----------
    candidates : sequence of Candidate
        The settings.
    n_splits : int
        Rounds.
    """

    def __init__(self, candidates: Sequence[Candidate], n_splits: int) -> None:
        self._rows = {candidate.number: row for row, candidate in enumerate(candidates)}
        self._settings = pd.DataFrame(
            {
                "candidate": [candidate.number for candidate in candidates],
                **{name: [candidate.params[name] for candidate in candidates] for name in HYPERPARAMETERS},
            }
        )
        shape = len(candidates), n_splits
        self._over = np.zeros(shape, bool)
        self._scores = np.full(shape, math.nan)
        self._fit_times = np.zeros(shape)
        self._failures: dict[int, dict[int, Message]] = {}  # by row and split
        # Of each setting: its mean and spread, its rounds with a score, its seconds, and why its first round failed.
        self._means, self._stds = np.full(shape[0], math.nan), np.full(shape[0], math.nan)
        self._rounds, self._seconds = np.zeros(shape[0], int), np.zeros(shape[0])
        self._reasons = np.full(shape[0], None, object)

    @property
    def done(self) -> int:
        """Trainings that are over."""
        return int(self._over.sum())

    def add(self, trainings: Iterable[TrainingEnded]) -> None:
        """Take trainings in; those that were there stay as they are, and so do those of other settings."""
        changed = set()
        for one in trainings:
            row = self._rows.get(one.candidate)
            if row is None or self._over[row, one.split]:
                continue
            place = row, one.split
            self._over[place], self._scores[place], self._fit_times[place] = True, one.score, one.fit_time
            if one.failure:
                self._failures.setdefault(row, {})[one.split] = one.failure
            changed.add(row)
        for row in changed:
            self._sum_up(row)

    def _sum_up(self, row: int) -> None:
        scores = self._scores[row][~np.isnan(self._scores[row])]
        if len(scores):
            self._means[row], self._stds[row] = scores.mean(), scores.std()
        self._rounds[row], self._seconds[row] = len(scores), sum(self._fit_times[row].tolist())
        if failures := self._failures.get(row):
            self._reasons[row] = failures[min(failures)]

    def comparable_rounds(self) -> list[int]:
        """The rounds over which a search that ended early can compare its settings.

        All, if some settings have been through all; else those that every setting which has a score has been through,
        as many are trained side by side, round after round.

        Returns
        -------
        list of int
            From 0; all where fewer than two are in common, which is no comparison.
        """
        scored = ~np.isnan(self._scores)
        scored = scored[scored.any(axis=1)]
        common: list[int] = np.flatnonzero(scored.all(axis=0)).tolist()
        through = scored.all(axis=1).any() or len(common) < 2
        return list(range(scored.shape[1])) if through else common

    def score_frame(self) -> pd.DataFrame:
        """As `core.analysis.scores.score_frame` gives it."""
        begun = self._over.any(axis=1)
        frame = self._settings[begun].assign(
            mean=self._means[begun],
            std=self._stds[begun],
            rounds=self._rounds[begun],
            seconds=self._seconds[begun],
            failure=self._reasons[begun],
        )
        frame = frame.sort_values("mean", ascending=False, kind="stable", ignore_index=True)
        frame.insert(0, "rank", frame["mean"].rank(method="min", ascending=False, na_option="bottom").astype("Int64"))
        return frame

    def round_frame(self) -> pd.DataFrame:
        """As `core.analysis.scores.round_frame` gives it, setting by setting."""
        rows, splits = np.nonzero(~np.isnan(self._scores))
        numbers = self._settings["candidate"].to_numpy(int)[rows]
        return pd.DataFrame({"candidate": numbers, "round": splits + 1, "score": self._scores[rows, splits]})
