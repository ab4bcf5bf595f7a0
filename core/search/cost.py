"""What a search will cost, before it is started."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.model.hyperparameters import Range
from core.search.candidates import count_candidates
from core.search.config import SearchConfig

# Of the classic engine, two workers on two cores: to build and compile a network, for what Keras does between epochs,
# and for each step.
SECONDS_A_TRAINING = 1.0
SECONDS_AN_EPOCH = 0.05
SECONDS_A_CLASSIC_STEP = 0.002
# Of the fused engine, on one core of the same machine: for all that is not training, for each step of a network, and
# for each of its units, with 30 inputs and batches of 32; and how much longer a step with dropout takes.
SECONDS_A_SEARCH = 1.0
SECONDS_A_STEP = 2e-6
SECONDS_A_UNIT = 1.25e-7
DROPOUT = 5.5
# Five rounds, four times over, tell settings from luck where three cannot. They are suggested if they take no longer
# than the first of these, else fewer repeats; and fewer rounds where one repeat takes longer than the second.
SHORT_SECONDS = 10.0
LONG_SECONDS = 60.0
FOLDS, FEW_FOLDS = 5, 3
REPEATS = (4, 2)


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
    steps = epochs * math.ceil(rows / batch)
    trainings = settings * rounds
    if config.engine == "classic":
        training = SECONDS_A_TRAINING + epochs * SECONDS_AN_EPOCH + steps * SECONDS_A_CLASSIC_STEP
        seconds = training * trainings / min(workers, settings)
    else:
        inner = _middle(config.hidden_units) * (_middle(config.hidden_layers) - 1)
        work = SECONDS_A_UNIT * _middle(config.hidden_units) * (30 + inner) / 30 * batch / 32
        seconds = SECONDS_A_SEARCH + steps * (SECONDS_A_STEP + work) * _dropout(config) * trainings / workers
    return Cost(settings, rounds, trainings, seconds)


def suggest_rounds(config: SearchConfig, n_rows: int, most: int, workers: int) -> tuple[int, int]:
    """Rounds and repeats for a search, enough to tell settings from luck where the time allows.

    Parameters
    ----------
    config : SearchConfig
        The search; its own rounds and repeats do not matter.
    n_rows : int
        Rows that are searched with.
    most : int
        The most rounds that the rows allow, as `core.search.target.Supply` has it.
    workers : int
        Worker processes.

    Returns
    -------
    cv, repeats : int
        5 and 4 where that is short, then fewer repeats, then fewer rounds; never more rounds than the rows allow.
    """
    folds = max(2, min(FOLDS, most))

    def seconds(cv: int, repeats: int) -> float:
        return estimate_cost(config.model_copy(update={"cv": cv, "repeats": repeats}), n_rows, workers).seconds

    for repeats in REPEATS:
        if seconds(folds, repeats) <= SHORT_SECONDS:
            return folds, repeats
    return (folds if seconds(folds, 1) <= LONG_SECONDS else min(folds, FEW_FOLDS)), 1


def telling_rounds(most: int) -> tuple[int, int]:
    """Rounds and repeats that can tell settings from luck, where the rows allow so many rounds at most.

    Fewer rounds are repeated more often, so that they are as many in all.
    """
    folds = max(2, min(FOLDS, most))
    return folds, math.ceil(FOLDS * REPEATS[0] / folds)


def _dropout(config: SearchConfig) -> float:
    """How much longer steps take for dropout, over all settings."""
    if isinstance(config.dropout, Range):
        return DROPOUT
    return sum(DROPOUT if rate > 0 else 1.0 for rate in config.dropout) / len(config.dropout)


def _middle(values: list[int] | Range) -> float:
    return (values.low + values.high) / 2 if isinstance(values, Range) else sum(values) / len(values)
