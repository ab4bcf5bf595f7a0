"""The engines that train a search, behind one interface."""

from __future__ import annotations

from typing import Any, Protocol

from sklearn.pipeline import Pipeline

from core.search.config import SearchConfig
from core.search.data import SearchData
from core.search.events import WHOLE, OnEvent, Share, Stop


class Engine(Protocol):
    """What trains the networks of a search: both engines come to the same scores, but for chance."""

    def train(
        self,
        data: SearchData,
        on_event: OnEvent,
        stop: Stop,
        done: frozenset[tuple[int, int]] = frozenset(),
        share: Share = WHOLE,
    ) -> bool:
        """Train every setting on every split.

        Parameters
        ----------
        data : SearchData
            The rows, and the plan.
        on_event : callable
            Called with each event as it happens.
        stop : callable
            Asked some times a second, or after each epoch; when it returns true, trainings under way are dropped.
        done : frozenset of (int, int), default none
            Candidate numbers and splits that need no training.
        share : Share, default all
            The part of the search to train.

        Returns
        -------
        bool
            False if it was stopped.
        """

    def fit(self, data: SearchData, params: dict[str, Any], split: int) -> Pipeline:
        """A fitted pipeline: a setting trained on all rows of `data`.

        Parameters
        ----------
        data : SearchData
            The rows, and the plan.
        params : dict
            The setting.
        split : int
            Stands for the split in its random numbers.
        """


def engine_of(config: SearchConfig) -> Engine:
    """The engine that a config asks for."""
    if config.engine == "classic":
        from core.search.classic import ClassicEngine

        return ClassicEngine()
    from core.search.fused.engine import FusedEngine

    return FusedEngine()
