"""Which runs are planned, and what is no reason to give one up."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core import SearchConfig
from core.errors import Message, RunError
from core.runs.cluster import LOST, NO_WORKER
from core.runs.planner import MOST_TRIES, Planner
from core.runs.run import Run
from core.runs.store import Status, Store

CONFIG = SearchConfig(target="y")


class Workers:
    """Stand in for the cluster's: they say what the test has them say."""

    has_workers = True

    def __init__(self, error: RunError) -> None:
        self.error, self.asked = error, 0

    def plan(self, run: Run) -> Message:
        self.asked += 1
        raise self.error


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr("core.runs.planner.LOOK_SECONDS", 0)
    store = Store(f"sqlite:///{tmp_path}/gridlight.db")
    yield store
    store.close()


def look_until(planner: Planner, condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        planner.look()
        time.sleep(0.01)  # between two looks
    planner.close()


def test_a_run_waits_as_long_as_no_worker_is_there(store: Store) -> None:
    run_id, workers = store.add("d" * 32, "name", CONFIG), Workers(RunError(NO_WORKER))
    look_until(Planner(workers, store), lambda: workers.asked > 2 * MOST_TRIES)
    assert store.run(run_id).status is Status.QUEUED


def test_a_run_whose_planning_loses_its_process_each_time_is_given_up(store: Store) -> None:
    run_id, workers = store.add("d" * 32, "name", CONFIG), Workers(RunError(LOST))
    look_until(Planner(workers, store), lambda: store.run(run_id).status.over)
    assert "lost again and again" in str(store.run(run_id).failure)
    assert workers.asked == MOST_TRIES


@pytest.mark.parametrize("status", ["queued", "running"])
def test_a_run_that_cannot_be_read_stands_in_no_others_way(store: Store, status: str) -> None:
    spoilt, run_id = store.add("d" * 32, "name", CONFIG), store.add("d" * 32, "name", CONFIG)
    with store._engine.begin() as connection:
        spoil = "UPDATE runs SET config = json_set(config, '$.new', 1), status = ? WHERE id = ?"
        connection.exec_driver_sql(spoil, (status, spoilt))
    look_until(Planner(Workers(RunError(LOST)), store), lambda: store.run(run_id).status.over)
