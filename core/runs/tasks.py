"""The tasks of one run that are with the cluster."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from distributed import Future
from distributed.scheduler import KilledWorker

from core.errors import Message, RunError
from core.runs.cluster import Cluster
from core.runs.run import Run
from core.search.events import Share, TrainingEnded

# Every worker that dies takes with it what it was training, so that a share ends after a few.
MOST_DEATHS = 10
# Nobody can say of what a process died; nearly always the system took it for its memory.
DIED = Message(
    "The process that trained it died, most likely for lack of memory. Try fewer hidden units or a smaller batch size."
)

Place = tuple[int, int]


class Tasks:
    """Sends a run to the workers in shares, and knows what became of each.

    The fused engine takes a share a worker, as it trains many networks at a time; the classic one a share a setting.

    Parameters
    ----------
    cluster : Cluster
        Where they are trained.
    run : Run
        The run.
    done : frozenset of (int, int)
        Candidate numbers and splits that need no training.
    """

    def __init__(self, cluster: Cluster, run: Run, done: frozenset[Place]) -> None:
        self._cluster, self._run = cluster, run
        self._over = set(done)
        self._begun: dict[int, set[Place]] = {}
        self._deaths: Counter[int] = Counter()
        self._futures: dict[int, Future] = {}
        # The same share goes to the same worker again, which has compiled its programs.
        self._workers = cluster.workers() if run.config.engine == "fused" else []
        self._n_shares = max(1, len(self._workers)) if run.config.engine == "fused" else run.n_candidates
        if len(done) < run.n_candidates * run.n_splits:
            for index in range(self._n_shares):
                self._send(index)

    def __len__(self) -> int:
        """How many are still to end."""
        return len(self._futures)

    def began(self, share: int, places: Iterable[Place]) -> None:
        """Take note that a worker has begun trainings of a share."""
        self._begun.setdefault(share, set()).update(places)

    def ended(self, trainings: Iterable[TrainingEnded]) -> None:
        """Take note that trainings are over."""
        self._over.update((one.candidate, one.split) for one in trainings)

    def finished(self) -> list[int]:
        """The shares whose tasks have ended since they were last collected."""
        return [index for index, future in self._futures.items() if future.done()]

    def collect(self, finished: Iterable[int]) -> list[TrainingEnded]:
        """What died with its worker, of tasks that ended; what that had not begun is sent again."""
        return [training for index in finished for training in self._collect(index)]

    def withdraw(self) -> None:
        """Take back what no worker has begun."""
        self._cluster.cancel([self._futures.pop(index) for index in self._futures.keys() - self._begun.keys()])

    def _send(self, index: int) -> None:
        run, share, done = self._run, Share(index, self._n_shares), frozenset(self._over)
        worker = self._workers[index] if self._workers and not self._deaths[index] else None
        self._futures[index] = self._cluster.train(run.id, run.dataset_id, run.config, share, done, worker)

    def _collect(self, index: int) -> list[TrainingEnded]:
        future = self._futures.pop(index)
        if future.status == "finished":
            return []
        if future.status != "error":
            raise ConnectionError(f"A task was {future.status}.")
        error = future.exception()
        if not isinstance(error, KilledWorker):
            raise error
        self._deaths[index] += 1
        if self._deaths[index] > MOST_DEATHS:
            raise RunError("The processes that train die again and again. Look at the memory of this computer.")
        lost = [TrainingEnded(*place, math.nan, failure=DIED) for place in self._begun.pop(index, set()) - self._over]
        self.ended(lost)
        self._send(index)
        return lost
