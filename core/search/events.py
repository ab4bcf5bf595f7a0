"""What is told while a search runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from core.errors import Message


@dataclass(frozen=True)
class TrainingBegan:
    """One training begins.

    Parameters
    ----------
    candidate, split : int
        Which training.
    """

    candidate: int
    split: int


@dataclass(frozen=True)
class EpochEnded:
    """One epoch of one training is over.

    Parameters
    ----------
    candidate, split : int
        Which training.
    epoch : int
        From 1.
    loss, validation_loss : float
        The mean loss over training rows during the epoch and over validation rows after it; for a number to predict
        in units of its variance.
    """

    candidate: int
    split: int
    epoch: int
    loss: float
    validation_loss: float


@dataclass(frozen=True)
class TrainingEnded:
    """One training is over.

    Parameters
    ----------
    candidate, split : int
        Which training.
    score : float
        The metric on the split's validation rows; higher is better. NaN if the training failed.
    fit_time, score_time : float
        Seconds.
    loss, validation_loss : list of float
        One number an epoch, as in `EpochEnded`.
    failure : Message, optional
        Why there is no score.
    """

    candidate: int
    split: int
    score: float
    fit_time: float = 0.0
    score_time: float = 0.0
    loss: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    failure: Message | None = None

    def to_dict(self) -> dict[str, Any]:
        """The event as plain data, to be sent between processes."""
        return {**vars(self), "failure": self.failure and self.failure.to_dict()}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The event that `to_dict` gave."""
        failure = data["failure"] and Message.from_dict(data["failure"])
        return cls(**{**data, "failure": failure})


Event = TrainingBegan | EpochEnded | TrainingEnded
OnEvent = Callable[[Event], None]
Stop = Callable[[], bool]


@dataclass(frozen=True)
class Share:
    """A part of a search: each of `of` workers takes another.

    Parameters
    ----------
    index : int
        Which part, from 0.
    of : int
        How many parts there are.
    """

    index: int = 0
    of: int = 1


WHOLE = Share()
