"""Runs through the real cluster: a Dask cluster with its worker processes."""

import dataclasses
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from core import DataError, SearchConfig, run_search
from core.data.datasets import Datasets
from core.data.samples import sample_table
from core.errors import RunError
from core.runs.examinations import NO_CANDIDATE, Examination, Kind
from core.runs.runner import Runner, start_run
from core.runs.store import Run, Status, Store
from core.search.baselines import BASELINES
from core.settings import Settings

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
    return start_run(store, datasets, dataset.id, config, settings.max_settings)


def wait(store: Store, run_id: str, trainings: int | None = None) -> Run:
    end = time.monotonic() + 120
    while not (run := store.run(run_id)).status.over:
        if trainings is not None and len(store.trainings(run_id)) >= trainings:
            break
        assert time.monotonic() < end, run
        time.sleep(0.05)  # between two looks
    return run


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
    run_id = store.add(
        dataset_id=run.dataset_id,
        dataset_name=run.dataset_name,
        config=run.config.model_copy(update={"random_state": 99}),
        task=run.task,
        scoring=run.scoring,
        n_splits=run.n_splits,
        n_inputs=4,
        n_outputs=3,
        n_sealed=0,
        candidates=store.candidates(run.id),
        notes=[],
    )
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
    whole = start(settings, store, CONFIG)
    wait(store, whole)
    orphan = start(settings, store, CONFIG)
    store.take_next("a server that died", lease=-1)
    kept = [one for one in store.trainings(whole) if one.candidate == 0]
    store.record(orphan, "a server that died", kept)
    assert wait(store, orphan).status is Status.DONE
    assert [one.score for one in store.trainings(orphan)] == [one.score for one in store.trainings(whole)]
    assert store.trainings(orphan)[0].fit_time == kept[0].fit_time


def test_a_worker_that_dies_takes_only_what_it_trained_with_it(
    settings: Settings, store: Store, server: Server
) -> None:
    # The two long ones are trained first, and a short one stands in line behind each.
    run_id = start(settings, store, CLASSIC.model_copy(update={"hidden_units": [3, 4], "epochs": [40, 1]}))
    assert [one.params["epochs"] for one in store.candidates(run_id)] == [40, 40, 1, 1]
    while {one.candidate for one in store.trainings(run_id)} != {0, 1}:
        wait(store, run_id, trainings=len(store.trainings(run_id)) + 1)
    for worker in server.workers():
        worker.kill()
    assert wait(store, run_id).status is Status.DONE
    trainings = store.trainings(run_id)
    failed = [one for one in trainings if one.failure]
    assert len(trainings) == 4 * 2
    assert {one.candidate for one in failed} == {0, 1}
    assert 0 not in {one.split for one in failed}, "what a worker told before it died is kept"
    assert {str(one.failure) for one in failed} == {
        "The process that trained it died, most likely for lack of memory. "
        "Try fewer hidden units or a smaller batch size."
    }


def test_a_worker_that_dies_takes_only_the_networks_that_it_trained_side_by_side_with_it(
    settings: Settings, store: Store, server: Server
) -> None:
    config = CONFIG.model_copy(update={"hidden_units": list(range(2, 26)), "epochs": [10_000]})
    run_id = start(settings, store, config)
    wait(store, run_id, trainings=1)
    for worker in server.workers():
        worker.kill()
    assert wait(store, run_id).status is Status.DONE
    trainings = store.trainings(run_id)
    assert len(trainings) == 24 * 2
    assert 1 <= sum(one.failure is not None for one in trainings) <= 2 * 8
    later = start(settings, store, CONFIG.model_copy(update={"hidden_units": [3]}))
    assert wait(store, later).status is Status.DONE
    assert not any(one.failure for one in store.trainings(later))


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


def test_without_a_cluster_runs_are_refused_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.runs.cluster.CONNECT_SECONDS", 0.5)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        settings = Settings(data_dir=str(tmp_path), scheduler=f"tcp://127.0.0.1:{nobody.getsockname()[1]}")
        server, store = Server(settings), Store(settings.database_url)
        run = wait(store, start(settings, store, CONFIG))
        assert run.status is Status.FAILED
        assert "processes that train do not run" in str(run.failure)
        assert wait(store, start(settings, store, CONFIG)).failure == run.failure, "and every later one"
        store.examinations.ask(run, Kind.BASELINES)
        assert {str(one.failure) for one in wait_for(store, run.id, Kind.BASELINES)} == {str(run.failure)}
        with pytest.raises(RunError, match="not ready"):
            server.runner.predict_row(run, "any", {})
        server.stop()
        store.close()
