"""How fast a server is, as its finished searches show."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from core import SearchConfig
from core.runs.pace import learn_pace, programs_ahead, run_trainings
from core.runs.store import Run, Status, Store
from core.search.cost import SECONDS_A_PROGRAM, SECONDS_A_SEARCH, Pace
from core.search.events import TrainingEnded
from tests.core.runs.planning import add_planned

CONFIG = SearchConfig(target="y", hidden_units=[4, 8], activation=["elu"], cv=2, repeats=2)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path}/gridlight.db")
    yield store
    store.close()


def finish(store: Store, config: SearchConfig, times_as_long: float, wall: float) -> Run:
    """A run whose trainings took so many times as long as expected, over after so many seconds."""
    run_id = add_planned(store, config)
    store.take_next("engine", 60)
    run = store.run(run_id)
    trainings = run_trainings(run)
    ended = [
        TrainingEnded(number, split, 0.5, times_as_long * one.seconds)
        for number, one in enumerate(trainings)
        for split in range(run.n_splits)
    ]
    store.record(run_id, "engine", ended)
    store.finish(run_id, "engine", Status.DONE)
    with store._engine.begin() as connection:
        connection.execute(text("UPDATE runs SET ended = started + :wall WHERE id = :id"), {"wall": wall, "id": run_id})
    return store.run(run_id)


def test_a_new_server_is_taken_for_the_machine_that_was_measured(store: Store) -> None:
    assert learn_pace(store, 2) == Pace()


def test_training_and_compiling_are_learned_apart_from_searches_that_are_over(store: Store) -> None:
    run = finish(store, CONFIG, times_as_long=3.0, wall=0.0)
    training = sum(seconds for _, seconds in store.fit_times(run.id).values()) / 2
    with store._engine.begin() as connection:
        connection.execute(text("UPDATE runs SET ended = started + :wall"), {"wall": SECONDS_A_SEARCH + training + 7})
    pace = learn_pace(store, 2)
    programs = {one.program for one in run_trainings(run)}
    assert pace.factors == pytest.approx(dict.fromkeys(programs, 3.0))
    assert pace.usual == pytest.approx(3.0)
    assert pace.seconds_a_program == pytest.approx(7.0)
    assert pace.preparing(programs, 2) == pytest.approx(0.4 * 7)  # on disk, as this server compiled none
    assert learn_pace(store, 2, since=time.time() + 60).preparing(programs, 2) == pytest.approx(0.4 * 7)
    assert learn_pace(store, 2, since=0.0).preparing(programs, 2) == 0


def test_the_last_search_over_a_kind_of_network_counts_and_compiles_nothing(store: Store) -> None:
    finish(store, CONFIG, times_as_long=1.0, wall=5.0)
    learned = learn_pace(store, 2).seconds_a_program
    finish(store, CONFIG, times_as_long=4.0, wall=500.0)
    pace = learn_pace(store, 2)
    assert pace.usual == pytest.approx(4.0)
    assert pace.seconds_a_program == learned


def test_what_idle_workers_compile_teaches_nothing_of_compiling_and_is_at_hand(store: Store) -> None:
    assert len(programs_ahead()) == 12  # six samples, two activations
    pace = learn_pace(store, 2, since=0.0, ahead=programs_ahead())
    assert pace.preparing(programs_ahead(), 2) == 0
    assert pace.seconds_a_program == SECONDS_A_PROGRAM
