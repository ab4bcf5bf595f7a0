"""Takes queued runs in order and has the engine train them. The commands that a page gives stand here, too."""

from __future__ import annotations

import logging
import queue
import signal
import threading
import time
import uuid
from multiprocessing import resource_tracker
from typing import Any

from distributed import Future
from distributed.scheduler import KilledWorker

from core.data.datasets import Datasets
from core.errors import GridlightError, Message
from core.runs.engine import Engine
from core.runs.store import Run, Status, Store
from core.search.config import SearchConfig
from core.search.events import TrainingEnded
from core.search.plan import plan_search
from core.settings import Settings

logger = logging.getLogger(__name__)

LEASE_SECONDS = 15.0
POLL_SECONDS = 0.1


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
        candidates=plan.candidates,
        notes=plan.notes,
    )


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
        self._closing = threading.Event()
        self._messages: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="gridlight-runner", daemon=True)

    def start(self) -> None:
        """Start the engine in the background, then take runs."""
        self._thread.start()

    def close(self) -> None:
        """Stop training, put an unfinished run back into the queue, and stop the engine."""
        self._closing.set()
        self._thread.join()
        self._store.close()

    def _work(self) -> None:
        _keep_interrupts_from_children()
        engine = None
        try:
            engine = Engine(self._settings)
            engine.subscribe(self._messages.put)
            engine.warm_up()
            while not self._closing.is_set():
                if run_id := self._store.take_next(self._owner, LEASE_SECONDS):
                    self._train(engine, run_id)
                else:
                    self._closing.wait(POLL_SECONDS)
        except Exception:
            if not self._closing.is_set():
                logger.exception("The engine cannot go on.")
                self._refuse_runs()
        finally:
            if engine is not None:
                engine.close()

    def _refuse_runs(self) -> None:
        """Say of every run that it cannot be trained: better than to let people wait."""
        while not self._closing.wait(POLL_SECONDS):
            if run_id := self._store.take_next(self._owner, LEASE_SECONDS):
                message = Message(
                    "The training engine does not run. Start the server again; its log says what is wrong."
                )
                self._store.finish(run_id, Status.FAILED, message)

    def _train(self, engine: Engine, run_id: str) -> None:
        run = self._store.run(run_id)
        try:
            self._follow(engine, run)
        except GridlightError as error:
            self._store.finish(run_id, Status.FAILED, error.message)
        except Exception:
            logger.exception("Run %s failed.", run_id)
            message = Message("Something went wrong inside the search. Its details are in the server's log.")
            self._store.finish(run_id, Status.FAILED, message)

    def _follow(self, engine: Engine, run: Run) -> None:
        """Have a run trained, and keep what comes of it until it is over or the server stops."""
        done = frozenset((one.candidate, one.split) for one in self._store.trainings(run.id))
        flag = engine.stop_flag(run.id)
        flag.clear()
        waiting = {
            candidate: engine.train(run.id, run.dataset_id, run.config, candidate, done)
            for candidate in range(run.n_candidates)
            if any((candidate, split) not in done for split in range(run.n_splits))
        }
        renewed = time.monotonic()
        while waiting:
            self._keep_messages(run.id)
            if self._closing.is_set() or self._store.run(run.id).status is Status.STOPPING:
                flag.set()
            if time.monotonic() - renewed > LEASE_SECONDS / 3:
                self._store.renew(run.id, self._owner, LEASE_SECONDS)
                renewed = time.monotonic()
            for candidate in [candidate for candidate, future in waiting.items() if future.done()]:
                self._store.record(run.id, self._outcome(run, candidate, waiting.pop(candidate), done))
        if self._store.run(run.id).status is Status.STOPPING:
            self._store.finish(run.id, Status.STOPPED)
        elif self._closing.is_set():
            self._store.release(run.id, self._owner)
        else:
            self._finish(run)

    def _keep_messages(self, run_id: str) -> None:
        """Store the trainings that workers told of, all that are there in one go."""
        messages = []
        try:
            messages.append(self._messages.get(timeout=POLL_SECONDS))
            while True:
                messages.append(self._messages.get_nowait())
        except queue.Empty:
            pass
        trainings = [TrainingEnded.from_dict(message["training"]) for message in messages if message["run"] == run_id]
        if trainings:
            self._store.record(run_id, trainings)

    def _outcome(
        self, run: Run, candidate: int, future: Future, done: frozenset[tuple[int, int]]
    ) -> list[TrainingEnded]:
        """What a task returned; where its worker died of it, that its trainings failed."""
        error = future.exception()
        if error is None:
            return [TrainingEnded.from_dict(training) for training in future.result()]
        if not isinstance(error, KilledWorker):
            raise error
        reason = Message("There was not enough memory. Try fewer hidden units or a smaller batch size.")
        return [
            TrainingEnded(candidate, split, float("nan"), failure=reason)
            for split in range(run.n_splits)
            if (candidate, split) not in done
        ]

    def _finish(self, run: Run) -> None:
        trainings = self._store.trainings(run.id)
        if all(training.failure for training in trainings):
            reasons = " ".join({str(training.failure): None for training in trainings})
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
