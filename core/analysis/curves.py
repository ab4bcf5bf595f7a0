"""What a setting's learning curves say: whether it went on learning, or learned its rows by heart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
# Two epochs have no shape.
FEWEST_EPOCHS = 3
# The end of a training is its last tenth, as that is long enough to see a trend in and short enough to be the end.
TAIL = 0.1
# Of a short training it is three epochs, as one or two are noise.
SHORTEST_TAIL = 3
# A fall over the end by more than this share of the whole fall is worth more epochs.
STILL_FALLS = 0.01
# A rise by more than this share of the fall is worth fewer: less is lost in the noise of most curves.
RISES = 0.05
# A rise counts if this share of the rounds has it: one odd round says little of the setting.
MOST_ROUNDS = 2 / 3
# A fall by less than this share of the first loss is none.
LEAST_FALL = 0.01
# A difference counts if it is this many standard errors of the curve's own noise.
BEYOND_NOISE = 3.0


class Sign(StrEnum):
    """What the curves show.

    LEARNING: the validation loss still falls at the end. OVERFIT: it rises again after its lowest. STEADY: neither.
    NOTHING: it never falls below that of the first epoch, so nothing is learned, or all of it in that epoch.
    """

    LEARNING = "learning"
    OVERFIT = "overfit"
    STEADY = "steady"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Learning:
    """How a setting learned, over the mean of its rounds.

    Parameters
    ----------
    epochs : int
        Of the shortest round.
    best_epoch : int
        With the lowest validation loss, from 1.
    first_loss : float
        On training rows, of the first epoch.
    train_loss, validation_loss : float
        After the last epoch.
    best_validation_loss : float
        The lowest.
    sign : Sign
        What the curves show.
    """

    epochs: int
    best_epoch: int
    first_loss: float
    train_loss: float
    validation_loss: float
    best_validation_loss: float
    sign: Sign

    @property
    def astray(self) -> bool:
        """Whether it did not even learn the rows it was shown: steps too large, most often."""
        return self.train_loss > self.first_loss


def learning(curves: Mapping[int, tuple[Sequence[float], Sequence[float]]]) -> Learning | None:
    """What a setting's learning curves say.

    Parameters
    ----------
    curves : mapping of int to (losses, validation losses)
        As `core.runs.store.Store.curves` gives them: an epoch each, by round. Rounds without any, or with losses that
        are no finite numbers, do not count, and longer ones are cut to the shortest.

    Returns
    -------
    Learning or None
        None with fewer than three epochs.
    """
    rounds = [one for one in curves.values() if min(map(len, one)) and all(map(math.isfinite, (*one[0], *one[1])))]
    epochs = min((min(map(len, one)) for one in rounds), default=0)
    if epochs < FEWEST_EPOCHS:
        return None
    losses = np.array([one[0][:epochs] for one in rounds], np.float64).mean(axis=0)
    by_round = np.array([one[1][:epochs] for one in rounds], np.float64)
    validation = by_round.mean(axis=0)
    best = int(validation.argmin())
    return Learning(
        epochs=epochs,
        best_epoch=best + 1,
        first_loss=float(losses[0]),
        train_loss=float(losses[-1]),
        validation_loss=float(validation[-1]),
        best_validation_loss=float(validation[best]),
        sign=_sign(by_round, validation),
    )


def _sign(by_round: Array, validation: Array) -> Sign:
    """What validation losses of shape (n_rounds, n_epochs), and their mean, show.

    Means over as many epochs as the end has stand for single epochs, of which noise would choose the lowest.
    """
    epochs = len(validation)
    tail = min(max(math.ceil(TAIL * epochs), SHORTEST_TAIL), epochs // 2)
    means = np.lib.stride_tricks.sliding_window_view(by_round, tail, axis=1).mean(axis=2)
    mean = means.mean(axis=0)
    best, noise = int(mean.argmin()), BEYOND_NOISE * _noise(validation)
    fall = float(validation[0] - mean[best])
    if fall <= max(LEAST_FALL * abs(validation[0]), noise * math.sqrt(1 + 1 / tail)):
        return Sign.NOTHING
    told = noise * math.sqrt(2 / tail)
    rises = mean[-1] - mean[best] > max(RISES * fall, told)
    if rises and validation.argmin() < epochs - tail and (means[:, -1] > means[:, best]).mean() >= MOST_ROUNDS:
        return Sign.OVERFIT
    return Sign.LEARNING if mean[-1 - tail] - mean[-1] > max(STILL_FALLS * fall, told) else Sign.STEADY


def _noise(curve: Array) -> float:
    """The standard deviation of a curve's noise, from third differences, in which its slope and its bend are gone.

    Those of white noise have 20 times its variance; their median passes over the steep beginning.
    """
    differences = np.abs(np.diff(curve, 3))
    return float(np.median(differences)) / (0.6745 * math.sqrt(20)) if len(differences) else 0.0
