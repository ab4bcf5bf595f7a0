"""Runs through the real cluster: a Dask cluster with its worker processes."""

import dataclasses
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from core import DataError, SearchConfig, run_search
from core.data.datasets import Datasets
from core.data.samples import sample_table
from core.errors import RunError
from core.runs.examinations import NO_CANDIDATE, Examination, Kind
from core.runs.health import Phase
from core.runs.planner import start_run
from core.runs.runner import Runner
from core.runs.store import Run, Status, Store
from core.runs.tasks import TRIES
from core.runs.worker import TOPIC
from core.search.baselines import BASELINES
from core.search.predictions import AnswerScore
from core.settings import Settings
from tests.core.runs.planning import add_planned

CONFIG = SearchConfig(target="species", hidden_units=[3, 5, 9], activation=["relu"], epochs=[2], cv=2, refit=False)
CLASSIC = CONFIG.model_copy(update={"engine": "classic", "hidden_units": [3, 5]})
both_engines = pytest.mark.parametrize("config", [CONFIG, CLASSIC], ids=["fused", "classic"])


class Server:
    """A runner that is stopped and started as a server is."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.start()

    def start(self) -> None:
        self.runner = Runner(self.settings)
        self.runner.start()

    def stop(self) -> None:
        self.runner.close()

    def workers(self) -> list[psutil.Process]:
        """The processes of its workers."""
        children = psutil.Process().children(recursive=True)
        return [child for child in children if "--multiprocessing-fork" in child.cmdline()]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data_dir=str(tmp_path_factory.mktemp("data")), workers=2, compile_ahead=False)


@pytest.fixture(scope="module")
def server(settings: Settings) -> Iterator[Server]:
    server = Server(settings)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def store(settings: Settings) -> Iterator[Store]:
    store = Store(settings.database_url)
    yield store
    store.close()


def start(settings: Settings, store: Store, config: SearchConfig) -> str:
    datasets = Datasets(settings.datasets_url)
    dataset = datasets.save(sample_table("iris"), "Iris")
    return start_run(store, dataset, config, settings.max_settings)


def wait(store: Store, run_id: str, trainings: int | None = None) -> Run:
    end = time.monotonic() + 120
    while not (run := store.run(run_id)).status.over:
        if trainings is not None and len(store.trainings(run_id)) >= trainings:
            break
        assert time.monotonic() < end, run
        time.sleep(0.05)  # between two looks
    return run


def wait_until(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)  # between two looks


@both_engines
def test_a_run_scores_as_a_search_in_this_process(
    config: SearchConfig, settings: Settings, store: Store, server: Server
) -> None:
    run_id = start(settings, store, config)
    assert wait(store, run_id).status is Status.DONE
    result = run_search(sample_table("iris").frame, config)
    here = {(one.candidate, one.split): one for one in result.trainings}
    stored = {(one.candidate, one.split): one.score for one in store.trainings(run_id)}
    assert stored == pytest.approx({place: one.score for place, one in here.items()}, abs=1e-6)
    losses = store.curves(run_id, 1)[1][0]
    np.testing.assert_allclose(losses, here[1, 1].loss, rtol=1e-5)


def wait_for(store: Store, run_id: str, kind: Kind, candidate: int = NO_CANDIDATE) -> list[Examination]:
    end = time.monotonic() + 120
    while True:
        done, total = store.examinations.progress(run_id, kind, candidate)
        if done == total:
            return store.examinations.of_run(run_id, kind, candidate)
        assert time.monotonic() < end, (kind, done, total)
        time.sleep(0.05)  # between two looks


def test_what_is_asked_of_a_run_that_is_over_is_answered_by_workers(
    settings: Settings, store: Store, server: Server
) -> None:
    run_id = start(settings, store, CONFIG.model_copy(update={"test_size": 0.2}))
    run = wait(store, run_id)
    for kind, candidate in ((Kind.BASELINES, NO_CANDIDATE), (Kind.CLOSER_LOOK, 1), (Kind.TEST, 1)):
        store.examinations.ask(run, kind, candidate)
    baselines = wait_for(store, run_id, Kind.BASELINES)
    assert [set(one.answer or {}) for one in baselines] == [set(BASELINES)] * 2
    looks = wait_for(store, run_id, Kind.CLOSER_LOOK, 1)
    trained = {one.split: one.score for one in store.trainings(run_id) if one.candidate == 1}
    assert {part: one.answer["score"] for part, one in enumerate(looks) if one.answer} == pytest.approx(trained)
    test = wait_for(store, run_id, Kind.TEST, 1)[0].answer
    assert test is not None
    assert test["rows"] == run.n_sealed == 30
    assert test["low"] <= test["score"] <= test["high"]


def kept_model(settings: Settings, store: Store) -> tuple[Run, str]:
    run = wait(store, start(settings, store, CONFIG))
    store.examinations.ask(run, Kind.MODEL, 1)
    answer = wait_for(store, run.id, Kind.MODEL, 1)[0].answer
    assert answer is not None
    return run, str(answer["name"])


def test_a_kept_model_predicts_rows_also_while_every_worker_trains(
    settings: Settings, store: Store, server: Server
) -> None:
    run, name = kept_model(settings, store)
    frame = sample_table("iris").frame
    features = frame.columns[:4]
    long = start(settings, store, CLASSIC.model_copy(update={"hidden_units": [3, 5, 7, 9], "epochs": [100]}))
    wait(store, long, trainings=1)
    row = server.runner.predict_row(run, name, {name: float(frame[name][0]) for name in features})
    table = server.runner.predict_table(run, name, frame)
    assert not store.run(long).status.over, "it did not wait for the trainings"
    store.request_stop(long)
    right = (table.frame["predicted species"] == frame["species"]).mean()
    assert table.right == AnswerScore("accuracy", pytest.approx(right), rows=150, empty=0, unknown=0)
    assert table.frame["predicted species"].iloc[0] == row.predicted == next(iter(row.probabilities))
    assert table.frame["probability"].iloc[0] == pytest.approx(max(row.probabilities.values()), abs=1e-6)
    assert sum(row.probabilities.values()) == pytest.approx(1, abs=1e-5)
    assert set(row.pushes) == set(features)
    wait(store, long)


def test_what_cannot_be_predicted_gets_a_sentence(settings: Settings, store: Store, server: Server) -> None:
    run, name = kept_model(settings, store)
    with pytest.raises(DataError, match="lacks a column"):
        server.runner.predict_table(run, name, sample_table("wine").frame)
    with pytest.raises(RunError, match="no longer stored"):
        server.runner.predict_row(run, f"{'0' * 32}-1.zip", {})
    with pytest.raises(RunError, match="no longer stored"):
        server.runner.predict_row(run, "../../etc/passwd", {})


def test_a_question_that_cannot_be_answered_gets_a_sentence(settings: Settings, store: Store, server: Server) -> None:
    run_id = start(settings, store, CONFIG)
    run = wait(store, run_id)
    table = Path(settings.datasets_url) / f"{run.dataset_id}.parquet"
    table.rename(table.with_suffix(".away"))
    try:
        # Of another search, which no worker has in mind.
        other = dataclasses.replace(run, id=start_like(store, run))
        store.examinations.ask(other, Kind.BASELINES)
        failures = {str(one.failure) for one in wait_for(store, other.id, Kind.BASELINES)}
    finally:
        table.with_suffix(".away").rename(table)
    assert failures == {"This table is no longer stored here. Choose the file or the sample again."}


def start_like(store: Store, run: Run) -> str:
    """A run that is over and was never trained, with another seed."""
    run_id = add_planned(store, run.config.model_copy(update={"random_state": 99}), run.dataset_id)
    store.request_stop(run_id)
    return run_id


@both_engines
def test_a_stopped_run_keeps_what_is_done_and_begins_nothing_more(
    config: SearchConfig, settings: Settings, store: Store, server: Server
) -> None:
    config = config.model_copy(update={"hidden_units": list(range(2, 62)), "epochs": [1, 10_000]})
    run_id = start(settings, store, config)
    wait(store, run_id, trainings=1)
    store.request_stop(run_id)
    assert wait(store, run_id).status is Status.STOPPED
    trainings = store.trainings(run_id)
    assert 1 <= len(trainings) < 240
    assert not any(one.failure for one in trainings)


def test_a_run_left_by_a_server_that_died_is_taken_up_where_it_was(
    settings: Settings, store: Store, server: Server
) -> None:
    run_id = start(settings, store, CONFIG)
    wait(store, run_id)
    whole = store.trainings(run_id)
    with store._engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM trainings WHERE run_id = ? AND candidate > 0", (run_id,))
        left = "UPDATE runs SET status = 'running', owner = 'a server that died', lease_until = 0 WHERE id = ?"
        connection.exec_driver_sql(left, (run_id,))
    assert wait(store, run_id).status is Status.DONE
    assert [one.score for one in store.trainings(run_id)] == [one.score for one in whole]
    assert store.trainings(run_id)[0] == whole[0]


def worker_that_trains(server: Server, run_id: str, place: tuple[int, int], killed: set[str]) -> psutil.Process | None:
    """The worker that has begun a training; None if none has since the last ones that were `killed`, by their tasks."""
    cluster = server.runner._cluster
    if cluster is None or cluster._own is None:
        return None  # it starts
    scheduler = cluster._own.scheduler
    for _, message in scheduler.get_events(TOPIC):
        task = message["task"]
        if message["run"] == run_id and list(place) in map(list, message["began"]) and task not in killed:
            known = scheduler.tasks.get(task)
            if known is not None and known.processing_on is not None:
                killed.add(task)
                return psutil.Process(known.processing_on.pid)
    return None


def test_a_training_that_kills_its_worker_each_time_is_given_up_and_the_rest_goes_on(
    settings: Settings, store: Store, server: Server
) -> None:
    # Long enough to be caught, and side by side with others.
    config = CONFIG.model_copy(update={"hidden_units": list(range(2, 8)), "epochs": [3000]})
    run_id = start(settings, store, config)
    killed: set[str] = set()
    end = time.monotonic() + 120
    while not (failed := [one for one in store.trainings(run_id) if one.failure]):
        if worker := worker_that_trains(server, run_id, (2, 1), killed):
            worker.kill()
        assert time.monotonic() < end, store.run(run_id)
        time.sleep(0.02)  # between two looks
    assert len(killed) == TRIES
    assert wait(store, run_id).status is Status.DONE
    trainings = store.trainings(run_id)
    assert len(trainings) == 6 * 2
    assert [(one.candidate, one.split) for one in trainings if one.failure] == [(2, 1)]
    assert "process that trained it died" in str(failed[0].failure)


def test_a_server_that_stops_leaves_its_run_to_the_next(settings: Settings, store: Store, server: Server) -> None:
    run_id = start(settings, store, CLASSIC.model_copy(update={"hidden_units": [3], "epochs": [20], "cv": 3}))
    wait(store, run_id, trainings=1)
    server.stop()
    assert store.run(run_id).status is Status.QUEUED
    kept = store.trainings(run_id)
    assert 1 <= len(kept) < 3
    server.start()
    assert wait(store, run_id).status is Status.DONE
    assert len(store.trainings(run_id)) == 3
    assert store.trainings(run_id)[: len(kept)] == kept


@pytest.mark.parametrize("planned", [0, 1])
def test_a_run_that_cannot_be_read_fails_and_the_next_is_taken(
    settings: Settings, store: Store, server: Server, planned: int
) -> None:
    run = wait(store, start(settings, store, CONFIG))
    spoilt = start_like(store, run)
    with store._engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE runs SET config = json_set(config, '$.new', 1), status = 'queued', planned = ? WHERE id = ?",
            (planned, spoilt),
        )
    unreadable = dataclasses.replace(run, id=spoilt)
    store.examinations.ask(unreadable, Kind.TEST, 1)
    later = start(settings, store, CONFIG)
    assert wait(store, later).status is Status.DONE
    with pytest.raises(RunError, match="Another version of Gridlight"):
        store.run(spoilt)
    assert "Another version of Gridlight" in str(wait_for(store, spoilt, Kind.TEST, 1)[0].failure)
    with store._engine.begin() as connection:
        row = connection.exec_driver_sql("SELECT status, failure FROM runs WHERE id = ?", (spoilt,)).one()
    assert row[0] == Status.FAILED
    assert "Another version of Gridlight" in row[1]
    assert spoilt in [one.question.run_id for one in store.examinations.openings(run)]


def test_a_server_without_a_cluster_says_so_and_leaves_runs_to_others(
    settings: Settings, store: Store, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.runs.cluster.CONNECT_SECONDS", 0.2)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        address = f"tcp://127.0.0.1:{nobody.getsockname()[1]}"
        alone = Runner(settings.model_copy(update={"scheduler": address}))
        server.stop()
        alone.start()
        try:
            run_id = start(settings, store, CONFIG)
            wait_until(lambda: alone.state().phase is Phase.NO_CLUSTER, "it to notice")
            state = alone.state()
            assert address in str(state.reason)
            with pytest.raises(RunError, match="not ready"):
                alone.predict_row(store.run(run_id), "any", {})
            stopped = start(settings, store, CONFIG)
            store.request_stop(stopped)
            wait_until(lambda: alone.state() != state, "it to try again")
            assert store.run(run_id).status is Status.QUEUED
            assert store.run(stopped).status is Status.STOPPED
            server.start()
            assert wait(store, run_id).status is Status.DONE
        finally:
            alone.close()
