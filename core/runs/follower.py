"""Follows one run: has it trained, and keeps what comes of it, until it is over or somebody else's."""

from __future__ import annotations

import contextlib
import logging
import math
import queue
import threading
import time
from collections.abc import Callable
from typing import Any

from core.errors import GridlightError, Message, StoreError
from core.runs.cluster import Cluster
from core.runs.health import Health, Phase
from core.runs.run import Run, Status
from core.runs.store import LEASE_SECONDS, Store
from core.runs.tasks import Tasks
from core.search.events import TrainingEnded

logger = logging.getLogger(__name__)

# Between two looks at a run that is being trained; each may be a transaction of the store.
LOOK_SECONDS = 0.05
# How long a server that stops waits for trainings under way; what is not over then is trained again by the next.
PATIENCE_SECONDS = 3.0
WENT_WRONG = Message("Something went wrong inside the search. Its details are in the server's log.")


class Follower:
    """One run under way.

    What workers tell is kept in memory until the store has it: while the store cannot be written, they train on.

    Parameters
    ----------
    store : Store
        Where it goes.
    owner : str
        The runner, by whose name the run is claimed.
    cluster : Cluster
        Where it is trained.
    messages : SimpleQueue
        What workers tell.
    health : Health
        Told what is waited for.
    run : Run
        The run.
    """

    def __init__(
        self,
        store: Store,
        owner: str,
        cluster: Cluster,
        messages: queue.SimpleQueue[dict[str, Any]],
        health: Health,
        run: Run,
    ) -> None:
        self._store, self._owner, self._run = store, owner, run
        self._cluster, self._messages, self._health = cluster, messages, health
        self._tasks: Tasks | None = None
        self._unwritten: list[TrainingEnded] = []
        self._stopped = math.inf
        self._renewed = time.monotonic()
        self._failure: Message | None = None
        self._lost: Exception | None = None
        self._over = False

    def follow(self, look: Callable[[], None], closing: threading.Event) -> None:
        """Follow the run until it is over, another runner's, or `closing`; `look` is called often on the way.

        Raises
        ------
        ConnectionError
            If the cluster was lost; the run waits in the queue again.
        """
        self._health.follow(self._run.id)
        try:
            self._follow(look, closing)
        finally:
            self._health.follow(None)
        if self._lost:
            raise ConnectionError(str(self._lost)) from self._lost

    def _follow(self, look: Callable[[], None], closing: threading.Event) -> None:
        while not self._over:
            if self._failure is None and self._lost is None:
                self._train()
            if closing.is_set():
                self._stop()
            if not self._health.pause:
                self._keep(look, closing)
            if closing.is_set() and time.monotonic() > self._stopped + PATIENCE_SECONDS:
                break  # what could not be written is trained again
            if not self._over:
                time.sleep(LOOK_SECONDS)

    def _train(self) -> None:
        """Take note of what workers told, and send again what died with one."""
        try:
            self._cluster.check()
            if self._tasks is None:
                if self._health.pause:
                    return
                done = [(training.candidate, training.split) for training in self._store.trainings(self._run.id)]
                self._tasks = Tasks(self._cluster, self._run, done)
            # Looked at before the messages: what a worker told of its trainings came before its task ended.
            finished = self._tasks.finished()
            self._read_messages(self._tasks)
            self._unwritten += self._tasks.collect(finished)
        except StoreError as error:
            self._health.failed(Phase.NO_STORE, error.message)
        except GridlightError as error:
            self._fail(error.message)
        except OSError as error:
            self._lost = error
        except Exception as error:
            if self._cluster.lost:
                self._lost = error
            else:
                self._fail(WENT_WRONG)

    def _fail(self, reason: Message) -> None:
        """Give the run up; called where an error was caught."""
        if reason is WENT_WRONG:
            logger.exception("Run %s failed.", self._run.id)
        self._failure = reason
        self._stop()

    def _read_messages(self, tasks: Tasks) -> None:
        """Take note of what workers told, all that is there in one go."""
        trainings = []
        with contextlib.suppress(queue.Empty):
            while True:
                message = self._messages.get_nowait()
                if message["run"] == self._run.id:
                    tasks.began(message["task"], [tuple(place) for place in message["began"]])
                    trainings += [TrainingEnded.from_dict(training) for training in message["ended"]]
        tasks.ended(trainings)
        self._unwritten += trainings

    def _stop(self) -> None:
        if self._stopped == math.inf:
            self._stopped = time.monotonic()
            if self._tasks is not None and self._lost is None:
                try:
                    self._tasks.stop()
                except OSError as error:
                    self._lost = error

    def _keep(self, look: Callable[[], None], closing: threading.Event) -> None:
        """Bring the store up to date, or say what is the matter with it."""
        try:
            self._health.tries()
            self._write(closing)
            look()
        except StoreError as error:
            self._health.failed(Phase.NO_STORE, error.message)
            return
        except Exception:
            if self._failure is WENT_WRONG:
                raise
            self._unwritten = []  # it may be one of these
            self._fail(WENT_WRONG)
        if not self._over and self._lost is None:
            self._health.is_in(Phase.READY if self._cluster.has_workers else Phase.NO_WORKERS)

    def _write(self, closing: threading.Event) -> None:
        status = self._store.owned_status(self._run.id, self._owner)
        if status is None:  # its lease ran out, and another runner trains it: what that one keeps is the same
            self._stop()
            self._over = True
            return
        self._store.record(self._run.id, self._owner, self._unwritten)
        self._unwritten = []
        if time.monotonic() > self._renewed + LEASE_SECONDS / 3:
            self._store.renew(self._run.id, self._owner, LEASE_SECONDS)
            self._renewed = time.monotonic()
        if status is Status.STOPPING:
            self._stop()
        self._over = self._end(status, closing)

    def _end(self, status: Status, closing: threading.Event) -> bool:
        """End the run where there is nothing more to wait for; whether it did."""
        if self._failure:
            self._store.finish(self._run.id, self._owner, Status.FAILED, self._failure)
        elif self._lost or (closing.is_set() and time.monotonic() > self._stopped + PATIENCE_SECONDS):
            self._store.release(self._run.id, self._owner)
        elif self._tasks is None or len(self._tasks):
            return False
        elif status is Status.STOPPING or closing.is_set():
            self._store.release(self._run.id, self._owner)
        elif self._store.has_score(self._run.id):
            self._store.finish(self._run.id, self._owner, Status.DONE)
        else:
            reasons = " ".join({str(training.failure): None for training in self._store.trainings(self._run.id)})
            failure = Message("Every setting failed. {reason}", {"reason": reasons})
            self._store.finish(self._run.id, self._owner, Status.FAILED, failure)
        return True
