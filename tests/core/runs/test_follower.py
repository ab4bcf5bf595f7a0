"""What becomes of a run while its store, its cluster or its claim is lost."""

import contextlib
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core import SearchConfig
from core.errors import DataError
from core.runs.examiner import Examiner
from core.runs.follower import Follower
from core.runs.health import Health, Phase
from core.runs.store import Run, Status, Store
from core.search.events import TrainingEnded
from tests.core.runs.planning import add_planned
from tests.core.runs.recorder import Recorder

CONFIG = SearchConfig(target="y", hidden_units=[4, 8], activation=["relu"], cv=2)
ALL = [TrainingEnded(number, split, 0.5) for number in range(2) for split in range(2)]


class Followed:
    """A run that a thread follows, as a runner does; its two shares are sent."""

    def __init__(self, store: Store) -> None:
        self.id = add_planned(store, CONFIG)
        assert store.take_next("a", 60) == self.id
        self.store, self.cluster, self.health = store, Recorder(), Health()
        self.messages: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self.closing = threading.Event()
        self.raised: Exception | None = None
        self.thread = threading.Thread(target=self._follow)
        self.thread.start()
        wait_until(lambda: len(self.cluster.sent) == 2)

    def _follow(self) -> None:
        examiner = Examiner(self.cluster, self.store, "a")
        follower = Follower(self.store, "a", self.cluster, self.messages, self.health, self.store.run(self.id))
        try:
            follower.follow(examiner.look, self.closing)
        except ConnectionError as error:
            self.raised = error

    def tell(self, trainings: list[TrainingEnded]) -> None:
        """As a worker that has trained them."""
        task = self.cluster.sent[0].name
        ended = [training.to_dict() for training in trainings]
        self.messages.put({"run": self.id, "task": task, "began": [], "ended": ended})

    def end(self) -> Run:
        """The run after its follower has ended."""
        self.thread.join(30)
        assert not self.thread.is_alive()
        return self.store.run(self.id)


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)  # between two looks


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr("core.runs.database.SECONDS_OF_PATIENCE", 0)
    store = Store(f"sqlite:///{tmp_path}/gridlight.db")
    yield store
    store.close()


@pytest.fixture
def followed(store: Store) -> Iterator[Followed]:
    followed = Followed(store)
    yield followed
    followed.closing.set()
    followed.thread.join()


def finish_tasks(followed: Followed) -> None:
    for task in followed.cluster.sent:
        task.status = "finished"


def test_what_comes_in_while_the_store_cannot_be_written_is_kept_and_written_when_it_can(
    followed: Followed, tmp_path: Path
) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "gridlight.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        followed.tell(ALL[:2])
        wait_until(lambda: followed.health.state.phase is Phase.NO_STORE)
        assert "database is locked" in str(followed.health.state.reason)
        assert followed.health.state.run_id == followed.id
        followed.tell(ALL[2:])
        finish_tasks(followed)
    assert followed.end().status is Status.DONE
    assert followed.store.trainings(followed.id) == ALL
    assert followed.health.state.run_id is None


def test_a_run_that_another_runner_has_claimed_is_dropped(followed: Followed) -> None:
    with followed.store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE runs SET owner = 'b'")
    followed.tell(ALL)
    assert followed.end().status is Status.RUNNING
    assert followed.store.trainings(followed.id) == []
    assert followed.cluster.is_set, "its workers stop"


@pytest.mark.parametrize("how", ["scheduler", "task"])
def test_a_run_whose_cluster_is_lost_waits_again_with_what_it_has(followed: Followed, how: str) -> None:
    followed.tell(ALL[:1])
    wait_until(lambda: followed.store.trainings(followed.id) == ALL[:1])
    if how == "scheduler":
        followed.cluster.lost = True
    else:
        followed.cluster.sent[1].status = "cancelled"
    assert followed.end().status is Status.QUEUED
    assert isinstance(followed.raised, ConnectionError)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (DataError("No {x}.", x="table"), "No table."),
        (ZeroDivisionError(), "Something went wrong inside the search. Its details are in the server's log."),
        # Of the training: the way to the workers is all right.
        (FileNotFoundError("table"), "Something went wrong inside the search. Its details are in the server's log."),
    ],
)
def test_what_goes_wrong_inside_a_run_ends_that_run_and_stops_its_workers(
    followed: Followed, error: Exception, sentence: str
) -> None:
    followed.tell(ALL[:1])
    followed.cluster.sent[1].error = error
    followed.cluster.sent[1].status = "error"
    run = followed.end()
    assert (run.status, str(run.failure)) == (Status.FAILED, sentence)
    assert followed.store.trainings(followed.id) == ALL[:1], "what was finished is kept"
    assert followed.raised is None
    assert followed.cluster.is_set


def test_a_training_that_cannot_be_stored_ends_the_run(followed: Followed) -> None:
    followed.tell([TrainingEnded(0, 0, 0.5, loss=[1.0, 2.0], validation_loss=[1.0])])
    run = followed.end()
    assert run.status is Status.FAILED
    assert "Something went wrong inside the search" in str(run.failure)


@pytest.mark.parametrize("asked", [False, True])
def test_a_server_that_closes_gives_its_run_back(followed: Followed, asked: bool) -> None:
    if asked:
        followed.store.request_stop(followed.id)
    followed.closing.set()
    assert followed.end().status is (Status.STOPPED if asked else Status.QUEUED)
