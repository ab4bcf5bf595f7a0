import contextlib
import dataclasses
import math
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, inspect

from core import SearchConfig
from core.analysis.scores import leaders, score_frame
from core.errors import Message, RunError, StoreError
from core.runs.examinations import NO_CANDIDATE, Kind
from core.runs.store import Status, Store
from core.search.candidates import make_candidates
from core.search.events import TrainingEnded
from tests.core.runs.planning import add_planned

CONFIG = SearchConfig(target="y", hidden_units=[4, 8], activation=["relu"], cv=2)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path}/deep/er/gridlight.db")
    yield store
    store.close()


def take(store: Store) -> str:
    """Adds a run and has a runner called "a" claim it."""
    run_id = add(store)
    assert store.take_next("a", 60) == run_id
    return run_id


def add(store: Store) -> str:
    return add_planned(store, CONFIG)


def test_a_run_comes_back_as_it_was_added(store: Store) -> None:
    run = store.run(add(store))
    assert run.config == CONFIG
    assert run.status is Status.QUEUED
    assert [one.params["hidden_units"] for one in store.candidates(run.id)] == [4, 8]


def test_a_store_of_an_earlier_version_is_brought_up_to_date(store: Store, tmp_path: Path) -> None:
    run_id = take(store)
    with store._engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE examinations")
        for column in ("n_inputs", "n_outputs", "n_rows", "n_sealed"):
            connection.exec_driver_sql(f"ALTER TABLE runs DROP COLUMN {column}")
        connection.exec_driver_sql("DROP INDEX trainings_by_version")
        connection.exec_driver_sql("ALTER TABLE trainings DROP COLUMN version")
        connection.exec_driver_sql(
            "INSERT INTO trainings (run_id, candidate, split, score, fit_time, score_time, curves, failure) "
            f"VALUES ('{run_id}', 0, 0, 0.5, 1, 1, x'', 'null')"
        )
    store.close()
    later = Store(f"sqlite:///{tmp_path}/deep/er/gridlight.db")
    run = later.run(run_id)
    assert (run.config, run.n_inputs, run.n_sealed) == (CONFIG, None, None)
    later.record(run_id, "a", [TrainingEnded(0, 1, 0.75)])
    assert [one.score for one in later.trainings(run_id)] == [0.5, 0.75]
    assert [one.score for one in later.trainings(run_id, run.version)] == [0.75]
    assert inspect(later._engine).get_indexes("trainings")[0]["name"] == "trainings_by_version"
    later.examinations.ask(run, Kind.BASELINES)
    assert later.run(add(later)).n_inputs == 3
    later.close()


def test_a_question_is_asked_once_and_keeps_its_first_answer(store: Store) -> None:
    run = store.run(add(store))
    asked = store.examinations
    for _ in range(2):
        asked.ask(run, Kind.BASELINES)
    asked.ask(run, Kind.CLOSER_LOOK, 1)
    waiting = asked.waiting()
    assert [(one.kind, one.candidate, one.part) for one in waiting] == [
        (Kind.BASELINES, NO_CANDIDATE, 0),
        (Kind.BASELINES, NO_CANDIDATE, 1),
        (Kind.CLOSER_LOOK, 1, 0),
        (Kind.CLOSER_LOOK, 1, 1),
    ]
    version = store.run(run.id).version
    asked.answer(waiting[0], {"linear": 0.5})
    asked.answer(waiting[0], {"linear": 0.9})
    asked.answer(waiting[1], None, Message("No {x}.", {"x": "memory"}))
    assert store.run(run.id).version > version, "whoever looks at the run looks again"
    assert asked.progress(run.id, Kind.BASELINES) == (2, 2)
    assert asked.progress(run.id, Kind.CLOSER_LOOK, 1) == (0, 2)
    answered, failed = asked.of_run(run.id, Kind.BASELINES)
    assert (answered.answer, answered.failure) == ({"linear": 0.5}, None)
    assert (failed.answer, str(failed.failure)) == (None, "No memory.")
    assert [one.kind for one in asked.waiting()] == [Kind.CLOSER_LOOK] * 2
    asked.ask(run, Kind.BASELINES)
    assert asked.progress(run.id, Kind.BASELINES) == (2, 2)


def test_every_opening_of_the_same_rows_is_known_whatever_the_search(store: Store) -> None:
    first, second, third = (store.run(add(store)) for _ in range(3))
    store.examinations.ask(first, Kind.TEST, 0)
    store.examinations.ask(second, Kind.TEST, 1)
    openings = store.examinations.openings(third)
    assert [(one.question.run_id, one.question.candidate) for one in openings] == [(first.id, 0), (second.id, 1)]
    assert openings[0].asked < openings[1].asked
    elsewhere = dataclasses.replace(third, dataset_id="e" * 32)
    other_target = dataclasses.replace(third, config=CONFIG.model_copy(update={"target": "z"}))
    for other in (elsewhere, other_target):
        assert store.examinations.openings(other) == []


def test_runs_are_taken_in_order_by_one_owner_each(store: Store) -> None:
    first, second = add(store), add(store)
    assert store.runs_ahead(second) == 1
    assert [store.take_next("a", 60), store.take_next("b", 60), store.take_next("b", 60)] == [first, second, None]


def test_a_run_whose_owner_is_gone_is_taken_again_with_what_it_has(store: Store) -> None:
    run_id = add(store)
    store.take_next("a", lease=-1)
    store.record(run_id, "a", [TrainingEnded(0, 0, 0.5)])
    assert store.take_next("b", 60) == run_id
    assert len(store.trainings(run_id)) == 1


def test_a_training_is_kept_once_with_its_curve_and_its_failure(store: Store) -> None:
    run_id = take(store)
    store.record(run_id, "a", [TrainingEnded(0, 1, 0.5, loss=[2.0, 1.0], validation_loss=[3.0, 2.5])])
    version = store.run(run_id).version
    failed = TrainingEnded(0, 0, math.nan, failure=Message("No {thing}.", {"thing": "memory"}))
    store.record(run_id, "a", [TrainingEnded(0, 1, 0.9), failed])
    trainings = store.trainings(run_id)
    assert [one.split for one in trainings] == [0, 1]
    assert math.isnan(trainings[0].score)
    assert str(trainings[0].failure) == "No memory."
    assert trainings[1].score == 0.5
    assert store.curves(run_id, 0)[1] == ([2.0, 1.0], [3.0, 2.5])
    assert store.run(run_id).version > version


def test_many_trainings_are_kept_with_one_insert(store: Store) -> None:
    run_id = take(store)
    store.record(run_id, "a", [TrainingEnded(7, 1, 0.5)])
    statements: list[str] = []
    event.listen(store._engine, "before_cursor_execute", lambda *args: statements.append(args[2].split()[0]))
    many = [TrainingEnded(*divmod(place, 3), 0.25) for place in range(3000)]
    store.record(run_id, "a", [*many, TrainingEnded(0, 0, 1.0)])
    assert statements == ["UPDATE", "INSERT"]
    scores = {(one.candidate, one.split): one.score for one in store.trainings(run_id)}
    assert len(scores) == 3000
    assert (scores[7, 1], scores[0, 0]) == (0.5, 0.25)
    version = store.run(run_id).version
    store.record(run_id, "a", [])
    assert store.run(run_id).version == version


def test_only_trainings_that_are_new_since_a_version_are_read(store: Store) -> None:
    run_id = take(store)
    store.record(run_id, "a", [TrainingEnded(0, 0, 0.5), TrainingEnded(1, 0, 0.6)])
    version = store.run(run_id).version
    assert store.trainings(run_id, version) == []
    store.record(run_id, "a", [TrainingEnded(0, 0, 0.9), TrainingEnded(0, 1, 0.7)])
    assert [(one.candidate, one.split) for one in store.trainings(run_id, version)] == [(0, 1)]
    assert len(store.trainings(run_id)) == 3


def test_stopping_a_waiting_run_ends_it_and_a_running_one_is_asked(store: Store) -> None:
    waiting, running = add(store), None
    store.request_stop(waiting)
    assert store.run(waiting).status is Status.STOPPED
    running = add(store)
    store.take_next("a", 60)
    store.request_stop(running)
    assert store.run(running).status is Status.STOPPING


def test_an_unknown_run_gets_a_sentence(store: Store) -> None:
    with pytest.raises(RunError, match="no search at this address"):
        store.run("no such run")


def test_facts_of_scores() -> None:
    candidates, _ = make_candidates(SearchConfig(target="y", hidden_units=[1, 2, 3], activation=["relu"]))
    scores = {0: (0.5, 0.7), 1: (0.8, 0.9), 2: (0.82,)}
    trainings = [TrainingEnded(c, s, score, 2.0) for c, row in scores.items() for s, score in enumerate(row)]
    frame = score_frame(candidates, trainings)
    assert frame["candidate"].tolist() == [1, 2, 0]
    assert frame["rank"].tolist() == [1, 2, 3]
    assert frame["mean"].tolist() == pytest.approx([0.85, 0.82, 0.6])
    assert frame["std"].tolist() == pytest.approx([0.05, 0.0, 0.1])
    best = leaders(frame, n_splits=2)
    assert best is not None
    assert (best.best, best.shared) == (1, (1,))


def test_what_a_runner_writes_on_a_run_of_another_one_does_nothing(store: Store) -> None:
    run_id = take(store)
    before = store.run(run_id)
    store.record(run_id, "b", [TrainingEnded(0, 0, 0.5)])
    store.finish(run_id, "b", Status.DONE)
    store.release(run_id, "b")
    store.renew(run_id, "b", -60)
    assert (store.run(run_id), store.trainings(run_id)) == (before, [])
    assert store.take_next("b", 60) is None, "the lease is as long as it was"
    assert (store.owned_status(run_id, "a"), store.owned_status(run_id, "b")) == (Status.RUNNING, None)
    store.finish(run_id, "a", Status.DONE)
    store.record(run_id, "a", [TrainingEnded(0, 0, 0.5)])
    assert (store.run(run_id).status, store.trainings(run_id)) == (Status.DONE, [])


@pytest.mark.parametrize(("asked", "status"), [(False, Status.QUEUED), (True, Status.STOPPED)])
def test_a_run_that_is_given_back_waits_again_or_is_stopped_if_it_was_to_stop(
    store: Store, asked: bool, status: Status
) -> None:
    run_id = take(store)
    if asked:
        store.request_stop(run_id)
    store.release(run_id, "a")
    assert store.run(run_id).status is status


def test_a_run_whose_owner_is_gone_is_stopped_at_once(store: Store) -> None:
    run_id = add(store)
    store.take_next("a", lease=-1)
    store.request_stop(run_id)
    assert store.run(run_id).status is Status.STOPPED
    assert store.take_next("b", 60) is None


def at_once(times: int, command: Callable[[], object]) -> None:
    """Give a command from so many threads at the same moment; raises what one of them raises."""
    start = threading.Barrier(times)
    with ThreadPoolExecutor(times) as pool:
        for future in [pool.submit(lambda: (start.wait(), command())) for _ in range(times)]:
            future.result()


def test_two_tabs_may_ask_and_two_runners_record_at_the_same_moment(store: Store) -> None:
    for _ in range(10):
        run = store.run(take(store))
        at_once(4, lambda run=run: store.examinations.ask(run, Kind.BASELINES))
        at_once(4, lambda run=run: store.record(run.id, "a", [TrainingEnded(0, 0, 0.5), TrainingEnded(0, 1, 0.5)]))
        assert store.examinations.progress(run.id, Kind.BASELINES) == (0, 2)
        assert len(store.trainings(run.id)) == 2


def test_a_question_is_claimed_by_one_server_and_by_the_next_when_that_is_gone(store: Store) -> None:
    run, examinations = store.run(add(store)), store.examinations
    examinations.ask(run, Kind.BASELINES)
    first, second = examinations.claim("a", 60, 1), examinations.claim("b", 60, 8)
    assert [question.part for question in first + second] == [0, 1]
    assert examinations.claim("c", 60, 8) == []
    examinations.renew("b", -60)
    assert examinations.claim("c", 60, 8) == second
    examinations.release("a")
    assert examinations.claim("c", 60, 8) == first
    version = store.run(run.id).version
    examinations.answer(first[0], {"linear": 0.5})
    examinations.answer(first[0], {"linear": 0.9})  # of the one that was thought gone
    assert store.run(run.id).version == version + 1
    assert examinations.of_run(run.id, Kind.BASELINES)[0].answer == {"linear": 0.5}


def test_a_question_of_a_later_version_is_left_to_it(store: Store) -> None:
    run = store.run(add(store))
    store.examinations.ask(run, Kind.BASELINES)
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE examinations SET kind = 'of_tomorrow' WHERE part = 0")
    assert [question.part for question in store.examinations.claim("a", 60, 8)] == [1]


def test_a_run_of_another_version_gets_a_sentence_and_the_rest_can_be_asked(store: Store) -> None:
    spoilt, run = add(store), store.run(add(store))
    for column, value in (("config", '{"target": "y", "of_tomorrow": 1}'), ("status", "of_tomorrow")):
        with store._engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE runs SET {column} = ? WHERE id = ?", (value, spoilt))
        with pytest.raises(RunError, match="Another version of Gridlight"):
            store.run(spoilt)
    store.examinations.ask(run, Kind.TEST, 0)
    assert len(store.examinations.openings(run)) == 1
    assert store.runs_ahead(run.id) == 0


def test_a_locked_database_is_told_of_and_can_be_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.runs.database.SECONDS_OF_PATIENCE", 0)
    store = Store(f"sqlite:///{tmp_path}/gridlight.db")
    run_id = take(store)
    with contextlib.closing(sqlite3.connect(tmp_path / "gridlight.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match=r"gridlight\.db cannot be used: database is locked\. Look at"):
            store.record(run_id, "a", [TrainingEnded(0, 0, 0.5)])
        assert store.run(run_id).status is Status.RUNNING
    store.record(run_id, "a", [TrainingEnded(0, 0, 0.5)])
    assert len(store.trainings(run_id)) == 1
    store.close()


def test_a_full_disk_is_told_of_and_what_was_there_stays(store: Store) -> None:
    run_id = take(store)

    def fill(connection: sqlite3.Connection, *_: object) -> None:
        """As on a full disk, the file cannot grow."""
        connection.execute(f"PRAGMA max_page_count = {1 if full else 2**30}")

    event.listen(store._engine, "checkout", fill)
    trainings = [TrainingEnded(number, 0, 0.5, loss=[1.0] * 1000, validation_loss=[1.0] * 1000) for number in range(9)]
    full = True
    with pytest.raises(StoreError, match="database or disk is full"):
        store.record(run_id, "a", trainings)
    full = False
    assert store.trainings(run_id) == []
    store.record(run_id, "a", trainings)
    assert len(store.trainings(run_id)) == 9


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite:///{folder}/damaged.db", "damaged.db cannot be used: file is not a database. Look at"),
        ("sqlite:///{folder}/damaged.db/deep/runs.db", "The folder of the database .* cannot be made: "),
        # Without its driver, the sentence says which package is needed.
        ("postgresql+psycopg://me:secret@127.0.0.1:1/runs", r"me:\*\*\*@127.0.0.1:1/runs (cannot be used|the Python)"),
    ],
)
def test_a_database_that_cannot_be_opened_is_told_of(tmp_path: Path, url: str, sentence: str) -> None:
    (tmp_path / "damaged.db").write_bytes(b"junk" * 5000)
    with pytest.raises(StoreError, match=sentence) as caught:
        Store(url.format(folder=tmp_path))
    assert "secret" not in str(caught.value)
