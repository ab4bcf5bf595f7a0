"""Takes queued runs in order and has the cluster train them. The commands that a page gives stand here, too."""

from __future__ import annotations

import contextlib
import logging
import queue
import signal
import threading
import time
import uuid
from collections.abc import Callable
from multiprocessing import resource_tracker
from typing import Any, cast

import pandas as pd

from core.errors import Message, RunError, StoreError
from core.runs.cluster import Cluster
from core.runs.examiner import Examiner
from core.runs.follower import Follower
from core.runs.health import Health, Phase, RunnerState
from core.runs.pace import programs_ahead
from core.runs.planner import Planner
from core.runs.predicting import (
    Cells,
    ModelPlace,
    RowPrediction,
    TablePrediction,
    predict_row,
    predict_table,
)
from core.runs.run import Run, Status
from core.runs.store import LEASE_SECONDS, Store
from core.search.fused.shape import Shape
from core.settings import Settings

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.1
# How long a person waits for a prediction at most: of one row also by a process that has yet to load the model, of a
# table as large as may be uploaded.
ROW_SECONDS = 60.0
TABLE_SECONDS = 600.0

NOT_READY = "The processes that train are not ready. Try again in a moment; the server's log says more."


class Runner:
    """The thread that stands between the store and the cluster.

    Whatever fails, it goes on: what fails inside a run ends that run, all else is tried again after a pause.

    Parameters
    ----------
    settings : Settings
        Where the store is and what the cluster is.

    Attributes
    ----------
    ready_since : float or None
        When its workers were warm, in seconds since 1970; None before.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._owner = uuid.uuid4().hex
        self._cluster: Cluster | None = None
        self._health = Health()
        self.ready_since: float | None = None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="gridlight-runner", daemon=True)

    def start(self) -> None:
        """Start the cluster in the background, then take runs."""
        self._thread.start()

    def state(self) -> RunnerState:
        """What it does now, or waits for."""
        return self._health.state

    def predict_row(self, run: Run, model: str, cells: Cells) -> RowPrediction:
        """What a kept model says of one row, while a person waits.

        Raises
        ------
        RunError
            If the cluster does not run, the model is gone, or it takes too long.
        """
        return cast(RowPrediction, self._predict(predict_row, run, model, cells, ROW_SECONDS))

    def predict_table(self, run: Run, model: str, frame: pd.DataFrame) -> TablePrediction:
        """What a kept model says of the rows of a table, while a person waits.

        Raises
        ------
        DataError
            If the table lacks a column.
        RunError
            If the cluster does not run, the model is gone, or it takes too long.
        """
        return cast(TablePrediction, self._predict(predict_table, run, model, frame, TABLE_SECONDS))

    def _predict(self, predict: Callable[..., Any], run: Run, model: str, rows: object, seconds: float) -> Any:
        cluster = self._cluster
        if cluster is None:
            raise RunError(NOT_READY)
        place = ModelPlace(self._settings.datasets_url, run.dataset_id, model, run.id, run.config.model_dump_json())
        return cluster.predict(predict, place, rows, seconds)

    def programs_ahead(self) -> frozenset[Shape]:
        """The programs that its workers compiled when they had nothing else to do; none before all are."""
        cluster = self._cluster
        return programs_ahead() if cluster is not None and cluster.compiled_ahead else frozenset()

    def close(self) -> None:
        """Stop training, put an unfinished run back into the queue, and stop the cluster."""
        self._closing.set()
        self._thread.join()

    def _work(self) -> None:
        _keep_interrupts_from_children()
        while not self._closing.wait(self._health.pause):
            self._health.tries()
            try:
                self._serve()
            except StoreError as error:
                self._health.failed(Phase.NO_STORE, error.message)
            except Exception as error:
                if not self._closing.is_set():
                    # A scheduler that is out of reach is told of in a line; of all else the log needs the details.
                    logger.error("The cluster cannot go on: %s", error, exc_info=not isinstance(error, OSError))
                    self._health.failed(Phase.NO_CLUSTER, Message("{reason}", {"reason": str(error).rstrip(".")}))

    def _serve(self) -> None:
        """Take runs for as long as the cluster is there."""
        with contextlib.closing(Store(self._settings.database_url)) as store:
            if self._health.state.phase is Phase.NO_STORE:
                self._health.is_in(Phase.STARTING)
            with contextlib.closing(Cluster(self._settings)) as cluster:
                messages: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
                cluster.subscribe(messages.put)
                cluster.warm_up()
                self._cluster, self.ready_since = cluster, time.time()
                if self._settings.compile_ahead:
                    cluster.compile_ahead()
                    programs_ahead()  # worked out now, and not while a person waits for a price
                try:
                    self._take_runs(store, cluster, messages)
                finally:
                    self._cluster = None

    def _take_runs(self, store: Store, cluster: Cluster, messages: queue.SimpleQueue[dict[str, Any]]) -> None:
        with (
            contextlib.closing(Examiner(cluster, store, self._owner)) as examiner,
            contextlib.closing(Planner(cluster, store)) as planner,
        ):

            def look() -> None:
                examiner.look()
                planner.look()

            while not self._closing.wait(self._health.pause):
                cluster.check()
                try:
                    self._health.tries()
                    look()
                    run_id = store.take_next(self._owner, LEASE_SECONDS)
                    self._health.is_in(Phase.READY if cluster.has_workers else Phase.NO_WORKERS)
                    if run_id is None:
                        self._closing.wait(POLL_SECONDS)
                    elif run := self._read(store, run_id):
                        follower = Follower(store, self._owner, cluster, messages, self._health, run)
                        follower.follow(look, self._closing)
                except StoreError as error:
                    self._health.failed(Phase.NO_STORE, error.message)

    def _read(self, store: Store, run_id: str) -> Run | None:
        """A run that was claimed; None if it cannot be read, and has failed by that."""
        try:
            return store.run(run_id)
        except RunError as error:
            store.finish(run_id, self._owner, Status.FAILED, error.message)
            return None


def _keep_interrupts_from_children() -> None:
    """Leave Ctrl-C, which a terminal sends to every process of its group, to the server.

    Processes inherit the signal mask of the thread that starts them.
    """
    if hasattr(signal, "pthread_sigmask"):
        # Started here, as it unblocks the signal again in whatever thread it is started from.
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
