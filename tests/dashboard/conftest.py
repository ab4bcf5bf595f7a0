"""The page's own script over a real store and real tables; no cluster runs, so tests record what one would."""

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

import dashboard
from core import SearchConfig
from core.data.datasets import Dataset
from core.data.reading.reader import read_csv
from core.errors import GridlightError
from core.runs.planner import start_run
from core.runs.store import Store
from dashboard import services

OpenPage = Callable[..., AppTest]
QueueRun = Callable[..., str]

MAIN = Path(dashboard.__file__).with_name("main.py")
TABLE = "id,size,colour,grade,kind\n" + "".join(
    f"{n},{n * 7 % 10 + 0.5},{'red' if n % 3 else 'blue'},{n % 3 + 1},{'a' if n % 2 else 'b'}\n" for n in range(24)
)


# At each opening of a page Streamlit reads about every installed package whether it brings components: 0.4 of the 0.6
# seconds that a test takes, for an answer that stays the same.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def await_apart(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine gives, in a thread of its own: the browser's tests leave a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in [name for name in os.environ if name.startswith("GRIDLIGHT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GRIDLIGHT_DATA_DIR", str(tmp_path))
    forget_what_visitors_share()
    yield tmp_path
    services.store().close()
    forget_what_visitors_share()


def forget_what_visitors_share() -> None:
    services.settings.cache_clear()
    for shared in (services.store, services.datasets, services.plans, services.lending):
        shared.clear()


@pytest.fixture
def store(data_dir: Path) -> Store:
    return services.store()


@pytest.fixture
def dataset(data_dir: Path) -> Dataset:
    return services.save_dataset(read_csv(TABLE.encode()), "things.csv")


@pytest.fixture
def open_page(data_dir: Path) -> OpenPage:
    """Opens an address in a browser that was never here."""

    def open_page(**address: str) -> AppTest:
        page = AppTest.from_file(MAIN, default_timeout=30)
        page.query_params.update(address)
        return page.run()

    return open_page


def start_planned(store: Store, dataset: Dataset, config: SearchConfig) -> str:
    """Queue a run and plan it, as a worker would."""
    run_id = start_run(store, dataset, config, 1000)
    plan_waiting(store)
    return run_id


def plan_waiting(store: Store) -> None:
    """Plan what is queued, as a worker would."""
    for run in map(store.run, store.unplanned()):
        try:
            plan = services.plans().make(run.id, run.dataset_id, run.config)
        except GridlightError as error:
            store.refuse(run.id, error.message)
        else:
            store.keep_plan(run.id, plan.summary())


@pytest.fixture
def queue_run(store: Store, dataset: Dataset) -> QueueRun:
    """Queues a run of two settings and two rounds, or of what it is told."""

    def queue_run(**given: object) -> str:
        usual = {"target": "kind", "hidden_units": [4, 8], "activation": ["relu"], "cv": 2, "refit": False}
        return start_planned(store, dataset, SearchConfig(**{**usual, **given}))

    return queue_run
