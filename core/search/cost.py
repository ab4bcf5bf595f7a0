"""What a search will cost, before it is started."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.search.candidates import count_candidates
from core.search.config import Range, SearchConfig

# Measured with the classic engine, two workers on two cores: to build and compile a network, for what Keras does
# between epochs, and for each step.
SECONDS_A_TRAINING = 1.0
SECONDS_AN_EPOCH = 0.05
SECONDS_A_STEP = 0.002


@dataclass(frozen=True)
class Cost:
    """What a search will cost.

    Parameters
    ----------
    settings, rounds, trainings : int
        Their numbers; trainings is the product of the other two.
    seconds : float
        A guess.
    """

    settings: int
    rounds: int
    trainings: int
    seconds: float


def estimate_cost(config: SearchConfig, n_rows: int, workers: int) -> Cost:
    """What a search will cost on a table of so many rows, with so many worker processes."""
    settings, rounds = count_candidates(config), config.cv * config.repeats
    rows = n_rows * (1 - config.test_size) * (config.cv - 1) / config.cv
    epochs, batch = _middle(config.epochs), _middle(config.batch_size)
    training = SECONDS_A_TRAINING + epochs * (SECONDS_AN_EPOCH + SECONDS_A_STEP * math.ceil(rows / batch))
    return Cost(settings, rounds, settings * rounds, training * settings * rounds / min(workers, settings))


def _middle(values: list[int] | Range) -> float:
    return (values.low + values.high) / 2 if isinstance(values, Range) else sum(values) / len(values)
