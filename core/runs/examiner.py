"""Has the workers answer what is asked beside trainings."""

from __future__ import annotations

import logging
import time
from typing import Any

from distributed import Future
from distributed.scheduler import KilledWorker

from core.errors import GridlightError, Message
from core.runs.cluster import Cluster
from core.runs.examinations import NO_CANDIDATE, Question
from core.runs.store import Store

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
    """

    def __init__(self, cluster: Cluster, store: Store) -> None:
        self._cluster, self._store = cluster, store
        self._sent: dict[Question, Future] = {}
        self._looked = -LOOK_SECONDS

    def look(self) -> None:
        """Keep what was answered since the last look, and send what waits; to be called often."""
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        for question in [question for question, future in self._sent.items() if future.done()]:
            self._collect(question, self._sent.pop(question))
        room = MOST_SENT - len(self._sent)
        waiting = self._store.examinations.waiting() if room else []
        for question in [one for one in waiting if one not in self._sent][:room]:
            self._sent[question] = self._send(question)

    def _send(self, question: Question) -> Future:
        run, params = self._store.run(question.run_id), None
        if question.candidate != NO_CANDIDATE:
            params = self._store.candidates(question.run_id)[question.candidate].params
        return self._cluster.examine(question, run, params)

    def _collect(self, question: Question, future: Future) -> None:
        if future.status == "finished":
            self._store.examinations.answer(question, future.result())
        elif future.status == "error":
            self._store.examinations.answer(question, None, _reason(question, future.exception()))
        # What was cancelled has no answer: it is sent again.


def _reason(question: Question, error: Any) -> Message:
    if isinstance(error, GridlightError):
        return error.message
    if isinstance(error, KilledWorker):
        return DIED
    logger.error("%s failed.", question, exc_info=error)
    return WENT_WRONG
