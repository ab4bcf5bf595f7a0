"""What is measured of Gridlight; each function is called in a process of its own and gives plain data."""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from typing import Any

import psutil

from core import SearchConfig, run_search
from tests.benchmarks import tables
from tests.benchmarks.process import peak_bytes

# A search that takes less is repeated: one alone would measure the clock and the neighbours.
SHORTEST = 1.0
# The store's own clock tells when a run was over.
POLL_SECONDS = 0.25


def grid(table: list[int], hidden_units: list[int], epochs: int, seed: int, engine: str = "fused") -> float:
    """Seconds of a whole search over the grid."""
    frame = tables.class_table(*table)
    return _seconds(frame, tables.grid_config(hidden_units, epochs, seed, engine))


def cold_grid(table: list[int], hidden_units: list[int], epochs: int, seed: int) -> dict[str, Any]:
    """As `grid`, where a worker is warm and has not compiled what is asked for; and the programs that it compiled."""
    return _cold(tables.class_table(*table), tables.grid_config(hidden_units, epochs, seed))


def cold_random(n_iter: int, epochs: int, seed: int) -> dict[str, Any]:
    """As `cold_grid`, of a random search through a wide space."""
    return _cold(tables.cancer_table(), tables.random_config(n_iter, epochs, seed))


def growing_settings(table: list[int], n_iter: int, epochs: int, seed: int) -> float:
    """Seconds of a random search over so many settings."""
    return _seconds(tables.class_table(*table), tables.growing_config(n_iter, epochs, seed))


def growing_rows(rows: int, seed: int) -> dict[str, float]:
    """Seconds of a search on so many rows, compiled before, and the most memory that this process ever had."""
    frame = tables.wide_table(rows, features=30)
    with_table = peak_bytes()
    config = tables.grid_config([100], epochs=1, seed=seed)
    run_search(frame, config)
    start = time.perf_counter()
    run_search(frame, config)
    return {"seconds": time.perf_counter() - start, "with_table": with_table, "peak": peak_bytes()}


def memory(table: list[int], hidden_units: list[int], epochs: int, runs: list[int]) -> list[int]:
    """Bytes that this process holds after each number of runs."""
    frame, held = tables.class_table(*table), []
    for number in range(1, max(runs) + 1):
        run_search(frame, tables.grid_config(hidden_units, epochs, seed=number))
        if number in runs:
            held.append(psutil.Process().memory_info().rss)
    return held


def scores(table: list[int], hidden_units: list[int], epochs: int, seed: int, engine: str) -> list[Any]:
    """Activation, hidden units and mean score of every setting."""
    results = run_search(tables.class_table(*table), tables.grid_config(hidden_units, epochs, seed, engine)).cv_results_
    pairs = zip(results["params"], results["mean_test_score"], strict=True)
    return [[params["activation"], params["hidden_units"], float(score)] for params, score in pairs]


class _Server:
    """A runner with its workers, and a table in its store."""

    def __init__(self, workers: int, table: list[int]) -> None:
        from core.data.datasets import Datasets
        from core.data.reading.reader import read_csv
        from core.runs.runner import Runner
        from core.runs.store import Store
        from core.settings import Settings

        self._closing = ExitStack()
        folder = self._closing.enter_context(tempfile.TemporaryDirectory())
        self.settings = Settings(
            data_dir=folder,
            workers=workers,
            store_url=f"sqlite:///{folder}/runs.db",
            compile_ahead=False,  # a run would wait for what is being compiled for the samples
        )
        uploaded = read_csv(tables.class_table(*table).to_csv(index=False).encode())
        self.dataset = Datasets(self.settings.datasets_url).save(uploaded, "table")
        self.store = Store(self.settings.database_url)
        self._closing.callback(self.store.close)
        runner = Runner(self.settings)
        runner.start()
        self._closing.callback(runner.close)

    def seconds(self, config: SearchConfig) -> float:
        """From the run's place in the queue to its end, by the store's own clock."""
        from core.runs.planner import start_run

        run_id = start_run(self.store, self.dataset, config, self.settings.max_settings)
        while not (run := self.store.run(run_id)).status.over:
            time.sleep(POLL_SECONDS)
        if run.status != "done" or any(one.failure for one in self.store.trainings(run_id)):
            raise RuntimeError(f"The run ended as {run.status}: {run.failure}")
        return run.ended - run.created

    def close(self) -> None:
        self._closing.close()


_servers: list[_Server] = []


def start_server(workers: int, table: list[int]) -> None:
    """Start a runner in this process, with so many workers of one thread."""
    _servers.append(_Server(workers, table))


def served(n_rates: int, epochs: int, seed: int) -> float:
    """Seconds of a run of ten trainings a rate; the seed changes the rounds, and nothing of what is compiled."""
    rates = [round(10 ** (-4 + 3 * number / n_rates), 7) for number in range(n_rates)]
    return _servers[0].seconds(tables.grid_config([100], epochs, seed, learning_rate=rates, cv=5))


def stop_server() -> None:
    """Stop it; its workers end with it."""
    _servers.pop().close()


def _seconds(frame: Any, config: SearchConfig) -> float:
    start, times = time.perf_counter(), 0
    while True:
        run_search(frame, config)
        times += 1
        seconds = time.perf_counter() - start
        if seconds >= SHORTEST:
            return seconds / times


def _cold(frame: Any, config: SearchConfig) -> dict[str, Any]:
    """One search in a process that has imported everything and trained one network of another architecture."""
    from core.search.fused import training
    from core.search.fused.program import compiled

    other = tables.grid_config([24], epochs=1, seed=0, activation=["softplus"], hidden_layers=[2])
    run_search(tables.class_table(60, 8), other)
    compiled.cache_clear()
    training._pace.clear()
    start = time.perf_counter()
    run_search(frame, config)
    return {"seconds": time.perf_counter() - start, "programs": compiled.cache_info().misses}
