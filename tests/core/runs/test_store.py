import dataclasses
import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, inspect

from core import SearchConfig
from core.analysis.scores import Progress, leaders, progress, score_frame
from core.errors import Message, RunError
from core.runs.examinations import NO_CANDIDATE, Kind
from core.runs.store import Status, Store
from core.search.candidates import make_candidates
from core.search.events import TrainingEnded

CONFIG = SearchConfig(target="y", hidden_units=[4, 8], activation=["relu"], cv=2)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path}/deep/er/gridlight.db")
    yield store
    store.close()


def add(store: Store) -> str:
    candidates, notes = make_candidates(CONFIG)
    return store.add(
        dataset_id="d" * 32,
        dataset_name="name",
        config=CONFIG,
        task="binary",
        scoring="accuracy",
        n_splits=2,
        n_inputs=3,
        n_outputs=1,
        n_sealed=0,
        candidates=candidates,
        notes=notes,
    )


def test_a_run_comes_back_as_it_was_added(store: Store) -> None:
    run = store.run(add(store))
    assert run.config == CONFIG
    assert run.status is Status.QUEUED
    assert [one.params["hidden_units"] for one in store.candidates(run.id)] == [4, 8]


def test_a_store_of_an_earlier_version_is_brought_up_to_date(store: Store, tmp_path: Path) -> None:
    run_id = add(store)
    with store._engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE examinations")
        for column in ("n_inputs", "n_outputs", "n_sealed"):
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
    later.record(run_id, [TrainingEnded(0, 1, 0.75)])
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
    store.record(run_id, [TrainingEnded(0, 0, 0.5)])
    assert store.take_next("b", 60) == run_id
    assert len(store.trainings(run_id)) == 1


def test_a_training_is_kept_once_with_its_curve_and_its_failure(store: Store) -> None:
    run_id = add(store)
    store.record(run_id, [TrainingEnded(0, 1, 0.5, loss=[2.0, 1.0], validation_loss=[3.0, 2.5])])
    version = store.run(run_id).version
    failed = TrainingEnded(0, 0, math.nan, failure=Message("No {thing}.", {"thing": "memory"}))
    store.record(run_id, [TrainingEnded(0, 1, 0.9), failed])
    trainings = store.trainings(run_id)
    assert [one.split for one in trainings] == [0, 1]
    assert math.isnan(trainings[0].score)
    assert str(trainings[0].failure) == "No memory."
    assert trainings[1].score == 0.5
    assert store.curves(run_id, 0)[1] == ([2.0, 1.0], [3.0, 2.5])
    assert store.run(run_id).version > version


def test_many_trainings_are_kept_with_one_question_and_one_insert(store: Store) -> None:
    run_id = add(store)
    store.record(run_id, [TrainingEnded(7, 1, 0.5)])
    statements: list[str] = []
    event.listen(store._engine, "before_cursor_execute", lambda *args: statements.append(args[2].split()[0]))
    store.record(run_id, [TrainingEnded(*divmod(place, 3), 0.25) for place in range(3000)] + [TrainingEnded(0, 0, 1.0)])
    assert statements == ["SELECT", "UPDATE", "INSERT"]
    scores = {(one.candidate, one.split): one.score for one in store.trainings(run_id)}
    assert len(scores) == 3000
    assert (scores[7, 1], scores[0, 0]) == (0.5, 0.25)
    version = store.run(run_id).version
    store.record(run_id, [TrainingEnded(0, 0, 1.0)])
    store.record(run_id, [])
    assert store.run(run_id).version == version


def test_only_trainings_that_are_new_since_a_version_are_read(store: Store) -> None:
    run_id = add(store)
    store.record(run_id, [TrainingEnded(0, 0, 0.5), TrainingEnded(1, 0, 0.6)])
    version = store.run(run_id).version
    assert store.trainings(run_id, version) == []
    store.record(run_id, [TrainingEnded(0, 0, 0.9), TrainingEnded(0, 1, 0.7)])
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
    assert progress(5, 6, 10.0) == Progress(5, 6, 2.0)
    assert progress(0, 6, 1.0).seconds_left is None
