"""How fast this server is, learned from the searches that it finished."""

from __future__ import annotations

from functools import cache

import numpy as np

from core.data.columns.column import Task
from core.data.samples import SAMPLES, sample_table
from core.runs.run import Run
from core.runs.store import Store
from core.runs.worker import config_ahead
from core.search.cost import (
    SECONDS_A_PROGRAM,
    SECONDS_A_SEARCH,
    Pace,
    TableSize,
    Training,
    measured_factors,
    plan_size,
    trainings_of,
)
from core.search.fused.shape import Shape
from core.search.plan import plan_search

# Searches that are learned from: enough for a median, and few enough to follow a machine that others use, too.
MOST_RUNS = 20


@cache
def programs_ahead() -> frozenset[Shape]:
    """The programs that `compile_ahead` compiles."""
    plans = [plan_search(sample_table(sample).frame, config_ahead(sample)) for sample in SAMPLES]
    trainings = [one for plan in plans for one in trainings_of(plan.config, plan_size(plan))]
    return frozenset(one.program for one in trainings if one.program is not None)


def learn_pace(store: Store, workers: int, since: float | None = None, ahead: frozenset[Shape] = frozenset()) -> Pace:
    """Learn from the last searches.

    Parameters
    ----------
    store : Store
        Where they are.
    workers : int
        Worker processes.
    since : float, optional
        When the engine that runs now was ready: what was trained later, its workers hold.
    ahead : frozenset of Shape, default none
        The programs that they hold anyway.
    """
    factors: dict[Shape | None, float] = {}
    at_hand = set(ahead)
    compiling: list[float] = []  # seconds a program, once for each
    for run in store.finished(MOST_RUNS):
        trainings, times = run_trainings(run), store.fit_times(run.id)
        programs = {one.program for one in trainings if one.program is not None}
        new = programs - factors.keys() - programs_ahead()
        compiling += [_seconds_a_program(run, times, len(new), workers)] * len(new)
        factors.update(measured_factors(trainings, times))
        if since is not None and run.started is not None and run.started >= since:
            at_hand |= programs
    return Pace(
        factors,
        float(np.median([*factors.values()])) if factors else 1.0,
        float(np.median(compiling)) if compiling else SECONDS_A_PROGRAM,
        frozenset(at_hand),
    )


def run_trainings(run: Run) -> list[Training]:
    """One training of each setting of a run whose rows are known."""
    assert run.n_rows is not None
    assert run.n_inputs is not None
    assert run.n_outputs is not None
    return trainings_of(run.config, TableSize(Task(run.task), run.n_rows, run.n_inputs, run.n_outputs))


def _seconds_a_program(run: Run, times: dict[int, tuple[int, float]], n_new: int, workers: int) -> float:
    """What a run took beside its training, shared out to the programs that were new to it."""
    if not n_new or run.started is None or run.ended is None:
        return 0.0
    training = sum(seconds for _, seconds in times.values()) / min(workers, run.n_candidates * run.n_splits)
    return max(0.0, run.ended - run.started - SECONDS_A_SEARCH - training) * min(workers, n_new) / n_new
