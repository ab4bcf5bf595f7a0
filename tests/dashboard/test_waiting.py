"""What the page says of a search that waits for something that is out of order."""

import contextlib
import sqlite3
import time
from pathlib import Path

import pytest

from core.errors import Message
from core.runs.health import Phase, RunnerState
from core.runs.runner import Runner
from core.runs.store import Status, Store
from core.settings import Settings
from dashboard import services
from dashboard.sentences.runner import waits_for
from tests.dashboard.conftest import OpenPage, QueueRun

REASON = Message("No {thing}", {"thing": "scheduler"})


def state(phase: Phase, run_id: str | None = None, next_try: float | None = 52.0) -> RunnerState:
    now = time.time()
    return RunnerState(phase, now - 57, REASON, next_try and now + next_try, run_id)


def test_a_search_that_waits_in_line_says_what_for(queue_run: QueueRun, store: Store) -> None:
    run = store.run(queue_run())
    lost = "The processes that train have been out of reach for about 60 seconds: No scheduler. "
    ends = "The search waits, and can be stopped."
    assert waits_for(run, state(Phase.NO_CLUSTER)) == f"{lost}Next try in about 50 seconds. {ends}"
    assert waits_for(run, state(Phase.NO_CLUSTER, next_try=None)) == f"{lost}Trying again now. {ends}"
    assert "No scheduler" in (waits_for(run, state(Phase.NO_STORE)) or "")
    assert "No process that trains is there." in (waits_for(run, RunnerState(Phase.NO_WORKERS, 0.0)) or "")
    for fine in (None, RunnerState(Phase.READY, 0.0), RunnerState(Phase.STARTING, 0.0)):
        assert waits_for(run, fine) is None


def test_a_search_that_another_server_trains_does_not_wait_for_what_is_out_of_order_here(
    queue_run: QueueRun, store: Store
) -> None:
    run_id = queue_run()
    store.take_next("a runner", 60)
    run = store.run(run_id)
    assert waits_for(run, state(Phase.NO_CLUSTER)) is None
    assert waits_for(run, state(Phase.NO_STORE, run_id)) is not None


def test_where_the_cluster_cannot_be_reached_the_run_step_says_so_and_can_be_stopped(
    open_page: OpenPage, queue_run: QueueRun, store: Store, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.runs.cluster.CONNECT_SECONDS", 0.2)
    runner = Runner(Settings(data_dir=str(data_dir), scheduler="tcp://127.0.0.1:1"))
    runner.start()
    services.set_runner(runner)
    try:
        page = open_page(run=queue_run())
        while runner.state().phase is not Phase.NO_CLUSTER:
            page.run()
        (warning,) = page.run().warning
        assert warning.value.startswith("The processes that train have been out of reach for about")
        page.button(key="stop_search").click().run()
        assert store.run(page.query_params["run"]).status is Status.STOPPED
        assert [warning.value for warning in page.warning] == ["Stopped before a training was done."]
    finally:
        services.set_runner(None)
        runner.close()


def test_a_stop_that_the_database_does_not_take_is_told_of_and_can_be_given_again(
    open_page: OpenPage, queue_run: QueueRun, store: Store, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(run=queue_run())
    store.close()  # the next connection has
    monkeypatch.setattr("core.runs.database.SECONDS_OF_PATIENCE", 0)
    with contextlib.closing(sqlite3.connect(data_dir / "gridlight.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        page.button(key="stop_search").click().run()
        assert ["database is locked" in error.value for error in page.error] == [True]
    page.button(key="stop_search").click().run()
    assert store.run(page.query_params["run"]).status is Status.STOPPED
    assert not page.error
