"""How long looks take, and what the server holds, while very many trainings come in and after large uploads."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import numpy as np
import pandas as pd
import psutil
from playwright.sync_api import Page, WebSocket, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.benchmarks import tables
from tests.benchmarks.measure import Row, at_most
from tests.benchmarks.process import Process, peak_bytes
from tests.benchmarks.sizes import Sizes
from tests.e2e.browser import find
from tests.e2e.conftest import ARGUMENTS, Server, wait_until

MEGABYTE = 1e6
LOOK, KILOBYTES, HELD = 0.2, 50, 450
EPOCHS, N_ROUNDS, BATCHES_A_SECOND = 50, 20, 5
LONGEST = 300
# Who trains the run, as far as the store knows.
OWNER = "the benchmark"


def load(sizes: Sizes, pairs: int) -> list[Row]:
    """Looks at a run of very many trainings, and uploads; once, as each is many looks."""
    return [*_watched(sizes), *_refused(sizes), *_described(sizes)]


def feed(folder: str, run_id: str, n_settings: int, seconds: float) -> None:
    """Record a run's trainings as a runner does, some hundred at a time, round after round."""
    from core.errors import Message
    from core.runs.store import Status, Store
    from core.search.events import TrainingEnded

    store, rng = Store(f"sqlite:///{folder}/data/gridlight.db"), random.Random(0)
    trainings = [
        TrainingEnded(number, split, rng.gauss(0.8, 0.03), 0.01, 0.001, [0.5] * EPOCHS, [0.6] * EPOCHS)
        if rng.random() > 0.001
        else TrainingEnded(number, split, float("nan"), failure=Message("There was no memory.", {}))
        for split in range(N_ROUNDS)
        for number in range(n_settings)
    ]
    size = max(1, round(len(trainings) / seconds / BATCHES_A_SECOND))
    for start in range(0, len(trainings), size):
        begun = time.perf_counter()
        store.record(run_id, OWNER, trainings[start : start + size])
        time.sleep(max(0.0, 1 / BATCHES_A_SECOND - (time.perf_counter() - begun)))  # as a runner waits for its workers
    store.finish(run_id, OWNER, Status.DONE)
    store.close()


class _Looks:
    """What a page asks of its server and what it gets: seconds and bytes of each look."""

    def __init__(self, page: Page) -> None:
        self.seconds: list[float] = []
        self.bytes: list[int] = []
        self._asked: list[float] = []
        self._answered: float | None = None
        self._sent = 0
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", self._ask)
        socket.on("framereceived", self._answer)

    def _ask(self, data: bytes | str) -> None:
        if isinstance(data, bytes) and BackMsg.FromString(data).rerun_script.fragment_id:
            self._asked.append(time.perf_counter())

    def _answer(self, data: bytes | str) -> None:
        if not isinstance(data, bytes):
            return
        self._sent += len(data)
        kind = ForwardMsg.FromString(data).WhichOneof("type")
        if kind == "new_session":
            # Looks that are asked for while the server is at one are one.
            self._answered, self._asked, self._sent = min(self._asked, default=None), [], len(data)
        elif kind == "script_finished" and self._answered is not None:
            self.seconds.append(time.perf_counter() - self._answered)
            self.bytes.append(self._sent)
            self._answered = None


def _watched(sizes: Sizes) -> list[Row]:
    n_settings = sizes.load_settings
    with tempfile.TemporaryDirectory() as name:
        run_id = _queue(Path(name), n_settings)
        with _opened(Path(name)) as (server, page), Process() as feeder:
            looks = _Looks(page)
            page.goto(f"{server.url}/?run={run_id}")
            page.locator(".st-key-stop_search").wait_for()
            before = _held(server)
            seconds = max(5.0, n_settings / 25)
            feeding = Thread(
                target=lambda: feeder.call(
                    "load.feed", folder=name, run_id=run_id, n_settings=n_settings, seconds=seconds
                )
            )
            feeding.start()
            while feeding.is_alive():
                page.wait_for_timeout(250)
            feeding.join()
            page.locator(".st-key-download_scores").wait_for(state="attached")
            most = _held(server)
            page.wait_for_timeout(1000 * sizes.load_afterwards)
            after = _held(server)
    hundredths = statistics.quantiles(looks.seconds, n=100)
    note = (
        f"Looks: {len(looks.seconds)} while {n_settings * N_ROUNDS} trainings came in; of 100 looks, 95 took no longer "
        f"than the second figure. The server held {before:.0f} MB before, {most:.0f} MB at the end."
    )
    what = f"{n_settings * N_ROUNDS} trainings"
    return [
        at_most(f"{what}, a look / {LOOK} s", [(statistics.median(looks.seconds), LOOK)], 1, "s", note),
        at_most(f"{what}, 95 of 100 looks / {LOOK} s", [(hundredths[94], LOOK)], 1, "s"),
        at_most(f"{what}, sent a look", [(statistics.median(looks.bytes) / 1000, KILOBYTES)], 1, "kB"),
        at_most(f"{what}, held {sizes.load_afterwards} s after", [(after, HELD)], 1, "MB"),
    ]


def _refused(sizes: Sizes) -> list[Row]:
    """Three files that are no tables."""
    megabytes = sizes.load_megabytes
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as name, _opened(Path(name)) as (server, page):
        page.goto(server.url)
        before = _held(server)
        for share in (0.5, 0.75, 1.0):
            path = Path(name, f"{share}.csv")
            path.write_bytes(b"\x89PNG\r\n\x1a\n" + rng.bytes(int(share * megabytes * MEGABYTE)))
            page.locator(".st-key-upload input[type=file]").set_input_files(path)
            page.locator(".st-key-upload").get_by_text(path.name).wait_for(timeout=1000 * LONGEST)
            page.get_by_role("alert").wait_for(timeout=1000 * LONGEST)
            path.unlink()
        return _given_back(sizes, server, page, before, f"three refused uploads up to {megabytes:g} MB")


def _described(sizes: Sizes) -> list[Row]:
    """A file of numbers."""
    megabytes = sizes.load_megabytes
    with tempfile.TemporaryDirectory() as name, _opened(Path(name)) as (server, page):
        path = Path(name, "numbers.csv")
        rng = np.random.default_rng(0)
        with path.open("w") as file:
            while (written := file.tell()) < megabytes * MEGABYTE:
                rows = pd.DataFrame(rng.normal(size=(20_000 if megabytes > 1 else 200, 20)).round(5)).add_prefix("x")
                rows.to_csv(file, index=False, header=not written)
        page.goto(server.url)
        before, start = _held(server), time.perf_counter()
        page.locator(".st-key-upload input[type=file]").set_input_files(path)
        page.locator(".st-key-target").wait_for(timeout=1000 * LONGEST)
        page.locator(".st-key-start_search").wait_for(timeout=1000 * LONGEST)
        print(f"  described after {time.perf_counter() - start:.1f} s")
        return _given_back(sizes, server, page, before, f"{megabytes:g} MB of numbers")


def _given_back(sizes: Sizes, server: Server, page: Page, before: float, what: str) -> list[Row]:
    page.wait_for_timeout(1000 * sizes.load_afterwards)
    after, peak = _held(server), peak_bytes(server.process.pid) / MEGABYTE
    note = f"{what}: the server held {before:.0f} MB before, {peak:.0f} MB at its peak."
    return [
        at_most(f"{what}, held {sizes.load_afterwards} s after", [(after, HELD)], 1, "MB", note),
        at_most(f"{what}, peak", [(peak, before)], None, "MB"),
    ]


def _queue(folder: Path, n_settings: int) -> str:
    """A run that somebody else trains."""
    from core import SearchConfig
    from core.data.datasets import Datasets
    from core.data.reading.reader import read_csv
    from core.runs.planner import start_run
    from core.runs.plans import Plans
    from core.runs.store import Store

    store = Store(f"sqlite:///{folder}/data/gridlight.db")
    table = read_csv(tables.class_table(500, 10).to_csv(index=False).encode())
    config = SearchConfig(
        target=str(table.frame.columns[-1]),
        hidden_units=list(range(10, 10 + n_settings // 10)),
        activation=["relu", "sigmoid", "tanh", "elu", "selu"],
        dropout=[0.0, 0.2],
        epochs=[EPOCHS],
        cv=5,
        repeats=N_ROUNDS // 5,
    )
    dataset = Datasets(f"{folder}/data/datasets").save(table, "table")
    run_id = start_run(store, dataset, config, n_settings)
    store.keep_plan(run_id, Plans(f"{folder}/data/datasets").make(run_id, dataset.id, config).summary())
    assert store.take_next(OWNER, lease=3600) == run_id
    store.close()
    return run_id


@contextmanager
def _opened(folder: Path) -> Iterator[tuple[Server, Page]]:
    """A server of its own and a page of a headless browser."""
    server = Server(folder, cwd=folder)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find(), args=ARGUMENTS)
            wait_until(lambda: _idle(server), LONGEST, "the workers to be warm")
            yield server, browser.new_page(viewport={"width": 1100, "height": 1000})
            browser.close()
    finally:
        server.interrupt()


def _idle(server: Server) -> bool:
    workers = psutil.Process(server.process.pid).children(recursive=True)
    before = [sum(one.cpu_times()[:2]) for one in workers]
    time.sleep(2)
    return len(workers) > 1 and all(
        sum(one.cpu_times()[:2]) - had < 0.2 for one, had in zip(workers, before, strict=True)
    )


def _held(server: Server) -> float:
    return psutil.Process(server.process.pid).memory_info().rss / MEGABYTE
