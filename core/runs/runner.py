"""Takes queued runs in order and has the cluster train them. The commands that a page gives stand here, too."""

from __future__ import annotations

import contextlib
import logging
import math
import queue
import signal
import threading
import time
import uuid
from collections.abc import Callable
from multiprocessing import resource_tracker
from typing import Any, cast

import numpy as np
import pandas as pd

from core.data.columns.column import Task
from core.data.datasets import Datasets
from core.errors import GridlightError, Message, RunError
from core.model.features import most_features
from core.runs.cluster import Cluster
from core.runs.examiner import Examiner
from core.runs.predicting import (
    Cells,
    ModelPlace,
    RowPrediction,
    TablePrediction,
    predict_row,
    predict_table,
)
from core.runs.run import Run, Status
from core.runs.store import Store
from core.runs.tasks import Tasks
from core.search.config import SearchConfig
from core.search.events import TrainingEnded
from core.search.plan import plan_search
from core.settings import Settings

logger = logging.getLogger(__name__)

LEASE_SECONDS = 15.0
POLL_SECONDS = 0.1
# Between two looks at a run that is being trained; each may be a transaction of the store.
LOOK_SECONDS = 0.05
# How long a server that stops waits for trainings under way; what is not over then is trained again by the next.
PATIENCE_SECONDS = 3.0

NO_CLUSTER = Message("The processes that train do not run. Start the server again; its log says what is wrong.")
NOT_READY = "The processes that train are not ready. Try again in a moment; the server's log says more."
WENT_WRONG = Message("Something went wrong inside the search. Its details are in the server's log.")


def start_run(store: Store, datasets: Datasets, dataset_id: str, config: SearchConfig, max_settings: int) -> str:
    """Check a search and queue it.

    Returns
    -------
    str
        The run's id.

    Raises
    ------
    GridlightError
        If the table cannot be searched with this config; nothing is queued then.
    """
    dataset = datasets.load(dataset_id)
    plan = plan_search(dataset.table.frame, config, max_settings)
    return store.add(
        dataset_id=dataset_id,
        dataset_name=dataset.name,
        config=config,
        task=plan.task,
        scoring=plan.scoring,
        n_splits=len(plan.splits),
        n_inputs=most_features(plan.columns),
        n_outputs=len(np.unique(plan.y)) if plan.task is Task.MULTICLASS else 1,
        n_sealed=len(plan.sealed),
        candidates=plan.candidates,
        notes=plan.notes,
    )


class Runner:
    """The thread that stands between the store and the cluster.

    Parameters
    ----------
    settings : Settings
        Where the store is and what the cluster is.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = Store(settings.database_url)
        self._owner = uuid.uuid4().hex
        self._cluster: Cluster | None = None
        self._closing = threading.Event()
        self._messages: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="gridlight-runner", daemon=True)

    def start(self) -> None:
        """Start the cluster in the background, then take runs."""
        self._thread.start()

    def predict_row(self, run: Run, model: str, cells: Cells) -> RowPrediction:
        """What a kept model says of one row, while a person waits.

        Raises
        ------
        RunError
            If the cluster does not run, or the model is gone.
        """
        return cast(RowPrediction, self._predict(predict_row, run, model, cells))

    def predict_table(self, run: Run, model: str, frame: pd.DataFrame) -> TablePrediction:
        """What a kept model says of the rows of a table, while a person waits.

        Raises
        ------
        DataError
            If the table lacks a column.
        RunError
            If the cluster does not run, or the model is gone.
        """
        return cast(TablePrediction, self._predict(predict_table, run, model, frame))

    def _predict(self, predict: Callable[..., Any], run: Run, model: str, rows: object) -> Any:
        if self._cluster is None:
            raise RunError(NOT_READY)
        return self._cluster.predict(predict, ModelPlace(self._settings.datasets_url, run.dataset_id, model), rows)

    def close(self) -> None:
        """Stop training, put an unfinished run back into the queue, and stop the cluster."""
        self._closing.set()
        self._thread.join()
        self._store.close()

    def _work(self) -> None:
        _keep_interrupts_from_children()
        try:
            with contextlib.closing(Cluster(self._settings)) as cluster:
                cluster.subscribe(self._messages.put)
                cluster.warm_up()
                self._cluster = cluster
                if self._settings.compile_ahead:
                    cluster.compile_ahead()
                self._take_runs(cluster)
        except Exception:
            if not self._closing.is_set():
                logger.exception("The cluster cannot go on.")
        self._cluster = None
        self._refuse_runs()

    def _take_runs(self, cluster: Cluster) -> None:
        examiner = Examiner(cluster, self._store)
        while not self._closing.is_set():
            if cluster.lost:
                raise ConnectionError("The scheduler is out of reach.")
            examiner.look()
            if run_id := self._store.take_next(self._owner, LEASE_SECONDS):
                self._train(cluster, examiner, run_id)
            else:
                self._closing.wait(POLL_SECONDS)

    def _refuse_runs(self) -> None:
        """Say of all that is asked that it cannot be done: better than to let people wait."""
        while not self._closing.wait(POLL_SECONDS):
            if run_id := self._store.take_next(self._owner, LEASE_SECONDS):
                self._store.finish(run_id, Status.FAILED, NO_CLUSTER)
            for question in self._store.examinations.waiting():
                self._store.examinations.answer(question, None, NO_CLUSTER)

    def _train(self, cluster: Cluster, examiner: Examiner, run_id: str) -> None:
        run = self._store.run(run_id)
        try:
            self._follow(cluster, examiner, run)
        except GridlightError as error:
            self._store.finish(run_id, Status.FAILED, error.message)
        except Exception:
            logger.exception("Run %s failed.", run_id)
            self._store.finish(run_id, Status.FAILED, NO_CLUSTER if cluster.lost else WENT_WRONG)

    def _follow(self, cluster: Cluster, examiner: Examiner, run: Run) -> None:
        """Have a run trained, and keep what comes of it until it is over or the server stops."""
        done = frozenset((one.candidate, one.split) for one in self._store.trainings(run.id))
        flag = cluster.stop_flag(run.id)
        flag.clear()
        tasks = Tasks(cluster, run, done)
        stopped = math.inf
        renewed = time.monotonic()
        while tasks and not (self._closing.is_set() and time.monotonic() > stopped + PATIENCE_SECONDS):
            # Looked at before the messages: what a worker told of its trainings came before its task ended.
            finished = tasks.finished()
            self._read_messages(run.id, tasks)
            self._store.record(run.id, tasks.collect(finished))
            examiner.look()
            if stopped == math.inf and (self._closing.is_set() or self._store.run(run.id).status is Status.STOPPING):
                stopped = time.monotonic()
                flag.set()
                tasks.withdraw()
            if time.monotonic() - renewed > LEASE_SECONDS / 3:
                self._store.renew(run.id, self._owner, LEASE_SECONDS)
                renewed = time.monotonic()
            if tasks:
                time.sleep(LOOK_SECONDS)
        if self._store.run(run.id).status is Status.STOPPING:
            self._store.finish(run.id, Status.STOPPED)
        elif self._closing.is_set():
            self._store.release(run.id, self._owner)
        else:
            self._finish(run)

    def _read_messages(self, run_id: str, tasks: Tasks) -> None:
        """Take note of what workers told, all that is there in one go."""
        trainings = []
        with contextlib.suppress(queue.Empty):
            while True:
                message = self._messages.get_nowait()
                if message["run"] == run_id:
                    tasks.began(message["share"], [tuple(place) for place in message["began"]])
                    trainings += [TrainingEnded.from_dict(training) for training in message["ended"]]
        tasks.ended(trainings)
        self._store.record(run_id, trainings)

    def _finish(self, run: Run) -> None:
        if not self._store.has_score(run.id):
            reasons = " ".join({str(training.failure): None for training in self._store.trainings(run.id)})
            self._store.finish(run.id, Status.FAILED, Message("Every setting failed. {reason}", {"reason": reasons}))
        else:
            self._store.finish(run.id, Status.DONE)


def _keep_interrupts_from_children() -> None:
    """Leave Ctrl-C, which a terminal sends to every process of its group, to the server.

    Processes inherit the signal mask of the thread that starts them.
    """
    if hasattr(signal, "pthread_sigmask"):
        # Started here, as it unblocks the signal again in whatever thread it is started from.
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
