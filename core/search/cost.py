"""What a search will take, before it is started and while it runs: trainings, and programs that are new and compiled.

The settings that will be tried are known beforehand, also those that a random search draws, and so are the programs
that train them: a search is priced by its own, not by a mean of what its ranges allow.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from core.data.columns.column import Column, Task
from core.model.features import most_features
from core.search.candidates import make_candidates
from core.search.config import SearchConfig
from core.search.fused.members import Member, Network, Size, make_groups
from core.search.fused.shape import Shape
from core.search.plan import Plan, feature_columns

# Of the classic engine, two workers on two cores: to build and compile a network, for what Keras does between epochs,
# and for each step. What the fused engine takes stands in `core.search.fused.members`.
SECONDS_A_TRAINING = 1.0
SECONDS_AN_EPOCH = 0.05
SECONDS_A_CLASSIC_STEP = 0.002
# For all that is neither training nor compiling; and to trace and compile a program, or to trace one that an earlier
# server compiled and fetch it from disk, as a share of that.
SECONDS_A_SEARCH = 0.5
SECONDS_A_PROGRAM = 2.0
FETCHING = 0.4
# Five rounds, four times over, tell settings from luck where three cannot. They are suggested if they take no longer
# than the first of these, else fewer repeats; and fewer rounds where one repeat takes longer than the second.
SHORT_SECONDS = 10.0
LONG_SECONDS = 60.0
FOLDS, FEW_FOLDS = 5, 3
REPEATS = (4, 2)
# Scores that tell how long the rest takes: a tenth of all, as the most costly are trained first; three at least, and
# of a hundred more would tell no more.
TELLING_SHARE, FEWEST_TELLING, MOST_TELLING = 0.1, 3, 100


@dataclass(frozen=True)
class TableSize:
    """How large a table is for a network.

    Parameters
    ----------
    task : Task
        What is predicted.
    n_rows : int
        Rows that are not set aside.
    n_inputs, n_outputs : int
        Numbers that a network takes and gives for a row.
    """

    task: Task
    n_rows: int
    n_inputs: int
    n_outputs: int


@dataclass(frozen=True)
class Training:
    """One training of a setting.

    Parameters
    ----------
    program : Shape or None
        What the fused engine compiles for it; None for the classic engine.
    seconds : float
        What it takes on the machine that the constants were measured on.
    """

    program: Shape | None
    seconds: float


@dataclass(frozen=True)
class Pace:
    """How fast a server is, beside the machine that the constants were measured on.

    Parameters
    ----------
    factors : mapping of Shape or None to float
        How many times as long a training takes, by its program, of those that were trained here.
    usual : float
        The same, of others.
    seconds_a_program : float
        To compile one.
    at_hand : frozenset of Shape
        The programs that its workers hold. What else is in `factors` is fetched from disk.
    """

    factors: Mapping[Shape | None, float] = field(default_factory=dict)
    usual: float = 1.0
    seconds_a_program: float = SECONDS_A_PROGRAM
    at_hand: frozenset[Shape] = frozenset()

    def training(self, one: Training) -> float:
        """Seconds of a training."""
        return one.seconds * self.factors.get(one.program, self.usual)

    def preparing(self, programs: Iterable[Shape | None], workers: int) -> float:
        """Seconds until programs can be run, each being prepared by one of so many workers."""
        missing = {program for program in programs if program is not None} - self.at_hand
        seconds = [self.seconds_a_program * (FETCHING if program in self.factors else 1) for program in missing]
        return sum(seconds) / min(workers, max(1, len(seconds)))


@dataclass(frozen=True)
class Cost:
    """What a search will cost.

    Parameters
    ----------
    settings, rounds, trainings : int
        Their numbers; trainings is the product of the other two.
    seconds : float
        A guess.
    preparing : float
        How many of them programs take that are not there yet.
    """

    settings: int
    rounds: int
    trainings: int
    seconds: float
    preparing: float


def plan_size(plan: Plan) -> TableSize:
    """How large a search's table is for its networks."""
    return TableSize(plan.task, len(plan.rows), most_features(plan.columns), plan.n_outputs)


def table_size(columns: Iterable[Column], n_rows: int, config: SearchConfig, task: Task) -> TableSize:
    """The same before there is a plan, as nearly as the columns tell."""
    described = {column.name: column for column in columns}
    n_classes = described[config.target].unique - len(config.leave_out.classes)
    left = max(1, round(n_rows * (1 - config.test_size)))
    n_outputs = n_classes if task is Task.MULTICLASS else 1
    return TableSize(task, left, most_features(feature_columns(described, config)), n_outputs)


def trainings_of(config: SearchConfig, size: TableSize) -> list[Training]:
    """One training of each setting, in the settings' order."""
    candidates, _ = make_candidates(config)
    n_checked = max(1, size.n_rows // config.cv)
    n_train = max(1, size.n_rows - n_checked)
    if config.engine == "classic":
        return [Training(None, _classic_seconds(n_train, **one.params)) for one in candidates]
    members = [Member(one.number, 0, Network(**one.params, seed=0)) for one in candidates]
    trainings = {}
    for group in make_groups(size.task, members, [Size(n_train, n_checked, size.n_inputs, size.n_outputs)]):
        one = Training(group.shape, group.seconds / len(group.members))
        trainings.update({member.candidate: one for member in group.members})
    return [trainings[number] for number in range(len(candidates))]


def estimate_cost(config: SearchConfig, size: TableSize, workers: int, pace: Pace | None = None) -> Cost:
    """What a search will cost, with so many worker processes."""
    pace = pace or Pace()
    trainings, rounds = trainings_of(config, size), config.cv * config.repeats
    n_trainings = len(trainings) * rounds
    # The classic engine sends a worker all rounds of a setting.
    side_by_side = min(workers, len(trainings) if config.engine == "classic" else n_trainings)
    preparing = pace.preparing((one.program for one in trainings), workers)
    training = sum(map(pace.training, trainings)) * rounds / side_by_side
    return Cost(len(trainings), rounds, n_trainings, SECONDS_A_SEARCH + preparing + training, preparing)


def seconds_left(
    trainings: Sequence[Training], rounds: int, times: Mapping[int, tuple[int, float]], workers: int, pace: Pace
) -> float | None:
    """What is left of a search; None while there are too few scores to tell.

    Parameters
    ----------
    trainings : sequence of Training
        One of each setting.
    rounds : int
        How many each setting has.
    times : mapping of int to (int, float)
        By setting: how many of its trainings are over, and their seconds.
    workers : int
        Worker processes.
    pace : Pace
        The server's, for programs that are still to be prepared.
    """
    total, done = len(trainings) * rounds, sum(count for count, _ in times.values())
    if done < min(total, MOST_TELLING, max(FEWEST_TELLING, TELLING_SHARE * total)):
        return None
    seen = measured_factors(trainings, times)
    own = replace(pace, factors={**pace.factors, **seen}, usual=float(np.median([*seen.values()])))
    to_do = {number: rounds - times.get(number, (0, 0.0))[0] for number in range(len(trainings))}
    training = sum(own.training(trainings[number]) * count for number, count in to_do.items())
    programs = {trainings[number].program for number, count in to_do.items() if count} - seen.keys()
    return training / min(workers, max(1, total - done)) + own.preparing(programs, workers)


def measured_factors(
    trainings: Sequence[Training], times: Mapping[int, tuple[int, float]]
) -> dict[Shape | None, float]:
    """How many times as long trainings took as on the machine that the constants were measured on, by program.

    Parameters
    ----------
    trainings : sequence of Training
        One of each setting.
    times : mapping of int to (int, float)
        By setting: how many of its trainings are over, and their seconds.
    """
    expected: dict[Shape | None, float] = {}
    measured: dict[Shape | None, float] = {}
    for number, (count, seconds) in times.items():
        one = trainings[number]
        expected[one.program] = expected.get(one.program, 0.0) + count * one.seconds
        measured[one.program] = measured.get(one.program, 0.0) + seconds
    return {program: measured[program] / seconds for program, seconds in expected.items() if seconds}


def suggest_rounds(config: SearchConfig, size: TableSize, most: int, workers: int) -> tuple[int, int]:
    """Rounds and repeats for a search, enough to tell settings from luck where the time allows.

    What was learned of this server plays no part: the same table and form get the same rounds, before and after.

    Parameters
    ----------
    config : SearchConfig
        The search; its own rounds and repeats do not matter.
    size : TableSize
        The table.
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
    cost = estimate_cost(config.model_copy(update={"cv": folds, "repeats": 1}), size, workers)
    seconds = cost.seconds - cost.preparing - SECONDS_A_SEARCH  # of training alone: it grows with the repeats
    for repeats in REPEATS:
        if seconds * repeats <= SHORT_SECONDS:
            return folds, repeats
    return (folds if seconds <= LONG_SECONDS else min(folds, FEW_FOLDS)), 1


def telling_rounds(most: int) -> tuple[int, int]:
    """Rounds and repeats that can tell settings from luck, where the rows allow so many rounds at most.

    Fewer rounds are repeated more often, so that they are as many in all.
    """
    folds = max(2, min(FOLDS, most))
    return folds, math.ceil(FOLDS * REPEATS[0] / folds)


def _classic_seconds(n_train: int, *, epochs: int, batch_size: int, **others: object) -> float:
    steps = epochs * math.ceil(n_train / batch_size)
    return SECONDS_A_TRAINING + epochs * SECONDS_AN_EPOCH + steps * SECONDS_A_CLASSIC_STEP
