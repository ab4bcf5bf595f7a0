"""Has workers plan the runs that are queued, off the page's thread and beside what they train."""

from __future__ import annotations

import logging
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor

from core.data.datasets import Dataset
from core.errors import Message, RunError
from core.runs.cluster import NO_WORKER, Cluster
from core.runs.run import Run
from core.runs.store import Store
from core.search.config import SearchConfig
from core.search.plan import PlanSummary, check_size

logger = logging.getLogger(__name__)

# Between two looks at the store, each a question to the database.
LOOK_SECONDS = 0.1
# A table that takes a process with it each time is not tried for ever.
MOST_TRIES = 3
NOT_PLANNED = Message(
    "The process that prepared this search was lost again and again, most likely for lack of memory. "
    "Choose fewer columns or a smaller table."
)


def start_run(store: Store, dataset: Dataset, config: SearchConfig, max_settings: int) -> str:
    """Queue a search over a stored table.

    Parameters
    ----------
    store : Store
        Where it is queued.
    dataset : Dataset
        The table.
    config : SearchConfig
        What to do. Whether the table can be searched so is found out when the run is planned.
    max_settings : int
        The most settings that are allowed.

    Returns
    -------
    str
        The run's id.

    Raises
    ------
    ConfigError
        If it has more settings; nothing is queued then.
    """
    check_size(config, max_settings)
    return store.add(dataset.id, dataset.name, config)


class Planner:
    """Plans queued runs one after the other, and keeps what comes of it.

    Parameters
    ----------
    cluster : Cluster
        Whose workers plan.
    store : Store
        Where runs are queued.
    """

    def __init__(self, cluster: Cluster, store: Store) -> None:
        self._cluster, self._store = cluster, store
        self._thread = ThreadPoolExecutor(1, "gridlight-planner")
        self._sent: tuple[Run, Future[PlanSummary | Message]] | None = None
        self._tries: Counter[str] = Counter()
        self._looked = -LOOK_SECONDS

    def look(self) -> None:
        """Keep the plan that was made since the last look, and have the next made; to be called often."""
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        if self._sent is not None and self._sent[1].done():
            run, future = self._sent
            self._sent = None
            self._keep(run, future)
        if self._sent is None and self._cluster.has_workers and (waiting := self._next()):
            self._sent = waiting, self._thread.submit(self._cluster.plan, waiting)

    def close(self) -> None:
        """Begin no more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _next(self) -> Run | None:
        for run_id in self._store.unplanned():
            try:
                return self._store.run(run_id)
            except RunError as error:  # what is stored of it cannot be read: it stands in no other's way
                self._store.refuse(run_id, error.message)
        return None

    def _keep(self, run: Run, future: Future[PlanSummary | Message]) -> None:
        try:
            planned = future.result()
        except Exception as error:  # the process was lost: it is tried again
            if isinstance(error, RunError) and error.message.template == NO_WORKER:
                return  # that is no try
            logger.warning("Run %s could not be planned.", run.id, exc_info=True)
            self._tries[run.id] += 1
            if self._tries[run.id] == MOST_TRIES:
                self._store.refuse(run.id, NOT_PLANNED)
            return
        if isinstance(planned, Message):
            self._store.refuse(run.id, planned)
        else:
            self._store.keep_plan(run.id, planned)
