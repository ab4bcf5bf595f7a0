"""Has the workers answer what is asked beside trainings."""

from __future__ import annotations

import contextlib
import logging
import time
from collections import Counter
from typing import Any

from distributed import Future

from core.errors import GridlightError, Message, RunError, StoreError
from core.runs.cluster import Cluster, KilledWorker
from core.runs.examinations import Question
from core.runs.store import LEASE_SECONDS, Store
from core.runs.tasks import TRIES

logger = logging.getLogger(__name__)

# Between two looks at the store, each a question to the database.
LOOK_SECONDS = 0.1
# Sent at a time: what a server that stops has not been told yet, the next one asks again.
MOST_SENT = 8
DIED = Message("The process that worked on it died, most likely for lack of memory.")
WENT_WRONG = Message("Something went wrong here. Its details are in the server's log.")


class Examiner:
    """Sends questions to the cluster, oldest first, and keeps the answers.

    Parameters
    ----------
    cluster : Cluster
        Where they are answered.
    store : Store
        Where they are asked.
    owner : str
        By whose name they are claimed: of two servers over one store, one has each answered.
    """

    def __init__(self, cluster: Cluster, store: Store, owner: str) -> None:
        self._cluster, self._store, self._owner = cluster, store, owner
        self._sent: dict[Question, Future] = {}
        self._deaths: Counter[Question] = Counter()
        self._looked = self._renewed = -LEASE_SECONDS

    def look(self) -> None:
        """Keep what was answered since the last look, and send what waits; to be called often."""
        now, examinations = time.monotonic(), self._store.examinations
        if now < self._looked + LOOK_SECONDS:
            return
        self._looked = now
        for question in [question for question, future in self._sent.items() if future.done()]:
            self._collect(question, self._sent[question])
            del self._sent[question]
        if self._sent and now > self._renewed + LEASE_SECONDS / 3:
            examinations.renew(self._owner, LEASE_SECONDS)
            self._renewed = now
        if room := MOST_SENT - len(self._sent):
            for question in examinations.claim(self._owner, LEASE_SECONDS, room):
                self._send(question)

    def close(self) -> None:
        """Leave what has no answer yet to whoever looks next."""
        with contextlib.suppress(StoreError):  # the claims run out by themselves
            self._store.examinations.release(self._owner)

    def _send(self, question: Question) -> None:
        try:
            run = self._store.run(question.run_id)
        except RunError as error:  # one that cannot be answered stands in no other's way
            self._store.examinations.answer(question, None, error.message)
        else:
            self._sent[question] = self._cluster.examine(question, run)

    def _collect(self, question: Question, future: Future) -> None:
        examinations = self._store.examinations
        if future.status == "finished":
            examinations.answer(question, future.result())
            return
        error = future.exception() if future.status == "error" else None
        self._deaths[question] += isinstance(error, KilledWorker)
        # What was cancelled has no answer, and another task may be what a worker died of: both are sent again.
        if error is None or (isinstance(error, KilledWorker) and self._deaths[question] < TRIES):
            examinations.release(self._owner, question)
        else:
            examinations.answer(question, None, _reason(question, error))


def _reason(question: Question, error: Any) -> Message:
    if isinstance(error, GridlightError):
        return error.message
    if isinstance(error, KilledWorker):
        return DIED
    logger.error("%s failed.", question, exc_info=error)
    return WENT_WRONG
