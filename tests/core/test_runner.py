"""Runs through the real engine: a Dask cluster with its worker processes."""

import time
from collections.abc import Iterator

import numpy as np
import pytest

from core import SearchConfig, run_search
from core.data.datasets import Datasets
from core.data.samples import sample_table
from core.runs.runner import Runner, start_run
from core.runs.store import Run, Status, Store
from core.settings import Settings

CONFIG = SearchConfig(target="species", hidden_units=[3, 5, 9], activation=["relu"], epochs=[2], refit=False)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data_dir=str(tmp_path_factory.mktemp("data")), workers=2)


@pytest.fixture(scope="module")
def runner(settings: Settings) -> Iterator[Runner]:
    runner = Runner(settings)
    runner.start()
    yield runner
    runner.close()


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


def test_a_run_scores_as_a_search_in_this_process(settings: Settings, store: Store, runner: Runner) -> None:
    run_id = start(settings, store, CONFIG)
    assert wait(store, run_id).status is Status.DONE
    here = run_search(sample_table("iris").frame, CONFIG)
    stored = [one.score for one in store.trainings(run_id)]
    np.testing.assert_allclose(stored, [one.score for one in here.trainings], atol=1e-6)
    losses = store.curves(run_id, 1)[2][0]
    np.testing.assert_allclose(losses, here.trainings[5].loss, rtol=1e-5)


def test_a_stopped_run_keeps_what_is_done(settings: Settings, store: Store, runner: Runner) -> None:
    run_id = start(settings, store, CONFIG.model_copy(update={"epochs": [3000], "hidden_units": [3, 4]}))
    wait(store, run_id, trainings=0)
    while store.run(run_id).status is Status.QUEUED:
        time.sleep(0.05)
    store.request_stop(run_id)
    assert wait(store, run_id).status is Status.STOPPED


def test_a_run_left_by_a_server_that_died_is_taken_up_where_it_was(
    settings: Settings, store: Store, runner: Runner
) -> None:
    whole = start(settings, store, CONFIG)
    wait(store, whole)
    orphan = start(settings, store, CONFIG)
    store.take_next("a server that died", lease=-1)
    kept = [one for one in store.trainings(whole) if one.candidate == 0]
    store.record(orphan, kept)
    assert wait(store, orphan).status is Status.DONE
    assert [one.score for one in store.trainings(orphan)] == [one.score for one in store.trainings(whole)]
    assert store.trainings(orphan)[0].fit_time == kept[0].fit_time
