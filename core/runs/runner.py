"""Takes queued runs in order and has the engine train them. The commands that a page gives stand here, too."""

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

import pandas as pd

from core.errors import GridlightError, Message, RunError
from core.runs.engine import Engine
from core.runs.examiner import Examiner
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
from core.runs.store import Store
from core.runs.tasks import Tasks
from core.search.events import TrainingEnded
from core.settings import Settings

logger = logging.getLogger(__name__)

LEASE_SECONDS = 15.0
POLL_SECONDS = 0.1
# Between two looks at a run that is being trained; each may be a transaction of the store.
LOOK_SECONDS = 0.05
# How long a server that stops waits for trainings under way; what is not over then is trained again by the next.
PATIENCE_SECONDS = 3.0

NO_ENGINE = Message("The training engine does not run. Start the server again; its log says what is wrong.")
NOT_READY = "The engine is not ready. Try again in a moment; if that does not help, look at the server's log."
WENT_WRONG = Message("Something went wrong inside the search. Its details are in the server's log.")


class Runner:
    """The thread that stands between the store and the engine.

    Parameters
    ----------
    settings : Settings
        Where the store is and what the engine is.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = Store(settings.database_url)
        self._owner = uuid.uuid4().hex
        self._engine: Engine | None = None
        self._closing = threading.Event()
        self._messages: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="gridlight-runner", daemon=True)

    def start(self) -> None:
        """Start the engine in the background, then take runs."""
        self._thread.start()

    def predict_row(self, run: Run, model: str, cells: Cells) -> RowPrediction:
        """What a kept model says of one row, while a person waits.

        Raises
        ------
        RunError
            If the engine does not run, or the model is gone.
        """
        return cast(RowPrediction, self._predict(predict_row, run, model, cells))

    def predict_table(self, run: Run, model: str, frame: pd.DataFrame) -> TablePrediction:
        """What a kept model says of the rows of a table, while a person waits.

        Raises
        ------
        DataError
            If the table lacks a column.
        RunError
            If the engine does not run, or the model is gone.
        """
        return cast(TablePrediction, self._predict(predict_table, run, model, frame))

    def _predict(self, predict: Callable[..., Any], run: Run, model: str, rows: object) -> Any:
        if self._engine is None:
            raise RunError(NOT_READY)
        return self._engine.predict(predict, ModelPlace(self._settings.datasets_url, run.dataset_id, model), rows)

    def close(self) -> None:
        """Stop training, put an unfinished run back into the queue, and stop the engine."""
        self._closing.set()
        self._thread.join()
        self._store.close()

    def _work(self) -> None:
        _keep_interrupts_from_children()
        try:
            with contextlib.closing(Engine(self._settings)) as engine:
                engine.subscribe(self._messages.put)
                engine.warm_up()
                self._engine = engine
                if self._settings.compile_ahead:
                    engine.compile_ahead()
                self._take_runs(engine)
        except Exception:
            if not self._closing.is_set():
                logger.exception("The engine cannot go on.")
        self._engine = None
        self._refuse_runs()

    def _take_runs(self, engine: Engine) -> None:
        examiner, planner = Examiner(engine, self._store), Planner(engine, self._store)
        while not self._closing.is_set():
            if engine.lost:
                raise ConnectionError("The scheduler is out of reach.")
            examiner.look()
            planner.look()
            if run_id := self._store.take_next(self._owner, LEASE_SECONDS):
                self._train(engine, examiner, planner, run_id)
            else:
                self._closing.wait(POLL_SECONDS)

    def _refuse_runs(self) -> None:
        """Say of all that is asked that it cannot be done: better than to let people wait."""
        while not self._closing.wait(POLL_SECONDS):
            if run_id := self._store.take_next(self._owner, LEASE_SECONDS):
                self._store.finish(run_id, Status.FAILED, NO_ENGINE)
            for question in self._store.examinations.waiting():
                self._store.examinations.answer(question, None, NO_ENGINE)

    def _train(self, engine: Engine, examiner: Examiner, planner: Planner, run_id: str) -> None:
        run = self._store.run(run_id)
        try:
            self._follow(engine, examiner, planner, run)
        except GridlightError as error:
            self._store.finish(run_id, Status.FAILED, error.message)
        except Exception:
            logger.exception("Run %s failed.", run_id)
            self._store.finish(run_id, Status.FAILED, NO_ENGINE if engine.lost else WENT_WRONG)

    def _follow(self, engine: Engine, examiner: Examiner, planner: Planner, run: Run) -> None:
        """Have a run trained, and keep what comes of it until it is over or the server stops."""
        done = frozenset((one.candidate, one.split) for one in self._store.trainings(run.id))
        flag = engine.stop_flag(run.id)
        flag.clear()
        tasks = Tasks(engine, run, done)
        stopped = math.inf
        renewed = time.monotonic()
        while tasks and not (self._closing.is_set() and time.monotonic() > stopped + PATIENCE_SECONDS):
            # Looked at before the messages: what a worker told of its trainings came before its task ended.
            finished = tasks.finished()
            self._read_messages(run.id, tasks)
            self._store.record(run.id, tasks.collect(finished))
            examiner.look()
            planner.look()
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
