"""The tasks of one run that are with the cluster."""

from __future__ import annotations

import math
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from distributed import Future

from core.errors import GridlightError, Message, RunError
from core.runs.cluster import Cluster, KilledWorker
from core.runs.run import Run
from core.runs.worker import Part
from core.search.events import WHOLE, Share, TrainingEnded

# A process may die of what else the machine does; one that dies of the same training three times dies of that.
TRIES = 3
# Where nothing comes to an end between so many deaths, it is not for single trainings that processes die.
MOST_DEATHS = 30
# Nobody can say of what a process died; nearly always the system took it for its memory.
DIED = Message(
    "The process that trained it died, most likely for lack of memory. Try fewer hidden units or a smaller batch size."
)

Place = tuple[int, int]


@dataclass(eq=False)
class _Task:
    """What was sent: a share, and which trainings that is where it is known."""

    share: Share
    places: frozenset[Place] | None
    future: Future
    silent_deaths: int
    started: bool = False
    begun: set[Place] = field(default_factory=set)


class Tasks:
    """Sends a run to the workers in shares, and knows what became of each.

    The fused engine takes a share a worker, as it trains many networks at a time; the classic one a share a setting.

    A worker that dies takes its tasks with it. What it had begun is suspected, and sent again, each training alone; the
    rest is sent as it was. Where it had begun nothing, the task is sent again as it was, and then in halves. One that
    only stood in line there is sent again.

    Parameters
    ----------
    cluster : Cluster
        Where they are trained.
    run : Run
        The run.
    done : iterable of (int, int)
        Candidate numbers and splits that need no training.
    """

    def __init__(self, cluster: Cluster, run: Run, done: Iterable[Place]) -> None:
        self._cluster, self._run = cluster, run
        self._all = frozenset((number, split) for number in range(run.n_candidates) for split in range(run.n_splits))
        self._left = set(self._all.difference(done))
        # What is sent apart from its share.
        self._apart: set[Place] = set()
        self._deaths: Counter[Place] = Counter()
        self._deaths_in_a_row = 0
        self._tasks: dict[str, _Task] = {}
        # Its own: another server that trains this run over the same scheduler does not hear of it.
        self._flag = cluster.stop_flag(f"stop-{run.id}-{uuid.uuid4().hex}")
        if self._left:
            self._send_all()

    def __len__(self) -> int:
        """How many are still to end."""
        return len(self._tasks)

    def began(self, task: str, places: Iterable[Place]) -> None:
        """Take note that a worker has begun a task, and trainings of it."""
        if task in self._tasks:
            self._tasks[task].started = True
            self._tasks[task].begun.update(places)

    def ended(self, trainings: Iterable[TrainingEnded]) -> None:
        """Take note that trainings are over."""
        for training in trainings:
            self._left.discard((training.candidate, training.split))
            if training.failure is None:
                self._deaths_in_a_row = 0

    def finished(self) -> list[str]:
        """The tasks that have ended since they were last collected."""
        return [name for name, task in self._tasks.items() if task.future.done()]

    def collect(self, finished: Iterable[str]) -> list[TrainingEnded]:
        """What is given up, of tasks that ended; what else died with its worker is sent again.

        Raises
        ------
        ConnectionError
            If the cluster lost a task.
        GridlightError
            If a task cannot be done, or processes die again and again, whatever they train.
        RuntimeError
            If a task failed for a reason that nobody thought of.
        """
        return [training for name in finished for training in self._collect(self._tasks.pop(name))]

    def stop(self) -> None:
        """Take back what no worker has begun, and have the workers drop what they have."""
        self._flag.set()
        waiting = [name for name, task in self._tasks.items() if not task.begun]
        self._cluster.cancel([self._tasks.pop(name).future for name in waiting])

    def _send_all(self) -> None:
        run = self._run
        if run.config.engine == "classic":
            for number in range(run.n_candidates):
                self._send(WHOLE, frozenset((number, split) for split in range(run.n_splits)))
            return
        # The same share goes to the same worker again, which has compiled its programs.
        workers = self._cluster.workers()
        for index in range(max(1, len(workers))):
            self._send(Share(index, max(1, len(workers))), None, workers[index] if workers else None)

    def _send(self, share: Share, places: frozenset[Place] | None, worker: str | None = None, deaths: int = 0) -> None:
        """Send what is left of a share, or of some trainings."""
        left = self._left - self._apart if places is None else self._left & places
        if left:
            name = f"train-{self._run.id}-{uuid.uuid4().hex}"
            part = Part(share, self._all - left) if places is None else Part(places=frozenset(left))
            future = self._cluster.train(self._run, name, part, self._flag.name, worker)
            self._tasks[name] = _Task(share, places, future, deaths)

    def _collect(self, task: _Task) -> list[TrainingEnded]:
        if task.future.status == "finished":
            return []
        if task.future.status != "error":
            raise ConnectionError(f"A task was {task.future.status}.")
        error = task.future.exception()
        if isinstance(error, GridlightError):
            raise error
        if not isinstance(error, KilledWorker):
            # Whatever it was, it is no error of the way to the workers, as which the caller would take some.
            raise RuntimeError("A task failed.") from error
        self._deaths_in_a_row += 1
        if self._deaths_in_a_row > MOST_DEATHS:
            raise RunError("The processes that train die again and again. Look at the memory of this computer.")
        if suspects := self._suspects(task):
            return self._try_alone(task, suspects)
        silent_deaths = task.silent_deaths + task.started
        if silent_deaths < TRIES:
            self._send(task.share, task.places, deaths=silent_deaths)
        else:
            self._send_halves(task)
        return []

    def _suspects(self, task: _Task) -> set[Place]:
        """What a worker may have died of: what it had begun, or all that there was to begin."""
        if task.started and task.places is not None and len(task.places) == 1:
            return self._left & task.places
        return self._left & task.begun

    def _try_alone(self, task: _Task, suspects: set[Place]) -> list[TrainingEnded]:
        self._deaths.update(suspects)
        given_up = {place for place in suspects if self._deaths[place] >= TRIES}
        failed = [TrainingEnded(*place, math.nan, failure=DIED) for place in sorted(given_up)]
        self.ended(failed)
        self._apart |= suspects
        for place in sorted(suspects - given_up):
            self._send(WHOLE, frozenset({place}))
        self._send(task.share, None if task.places is None else task.places - self._apart)
        return failed

    def _send_halves(self, task: _Task) -> None:
        # Which trainings a worker's share has is the engine's business: all that is left will do, as what the other
        # workers train twice is kept once.
        left = sorted(self._left - self._apart if task.places is None else self._left & task.places)
        self._apart.update(left)
        middle = (len(left) + 1) // 2
        for half in left[:middle], left[middle:]:
            self._send(WHOLE, frozenset(half))
