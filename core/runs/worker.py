"""What runs inside a worker process."""

from __future__ import annotations

import logging
import os
import threading
import time
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from typing import Any

from distributed import Event as Flag
from distributed import Worker, WorkerPlugin, get_client, get_worker

from core.data.datasets import Datasets
from core.data.samples import SAMPLES, sample_table
from core.runs.examinations import Kind, Question
from core.runs.models import Models
from core.search.baselines import score_baselines
from core.search.candidates import Candidate
from core.search.config import SearchConfig
from core.search.cost import FOLDS, REPEATS
from core.search.events import WHOLE, Event, Share, TrainingBegan, TrainingEnded
from core.search.plan import Plan, plan_search
from core.search.search import search_engine

TOPIC = "gridlight"
SECONDS_BETWEEN_STOP_CHECKS = 0.25
# What happens so soon after one another is told in one message, as the server is busy with each; the first comes soon.
SECONDS_TO_FIRST_NEWS = 0.05
SECONDS_OF_NEWS = 0.2


class WarmUp(WorkerPlugin):  # type: ignore[misc]
    """Warms every worker up before it takes a task, also one that a nanny starts in the place of one that died."""

    name = "gridlight-warm-up"

    def setup(self, worker: Worker) -> None:
        """Called by Dask in the worker process."""
        warm_up()


@cache  # once a process: a server that is started again finds the workers of another machine warm
def warm_up() -> None:
    """Import TensorFlow and train one tiny network, so that the first search does not have to."""
    if hasattr(os, "nice"):
        os.nice(10)  # the page stays quick while every core trains
    import numpy as np

    from core.model.wrappers import KerasClassifier

    # It advises people who write programs, in the log of people who read a table.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    X, y = np.zeros((8, 2), dtype=np.float32), np.arange(8) % 2
    KerasClassifier(epochs=1).fit(X, y, validation_data=(X, y)).predict(X)


def compile_ahead(sample: str, share: Share) -> None:
    """Compile what this worker needs for a search over a sample: a first search then takes a moment."""
    target = SAMPLES[sample].target
    # As many rounds as are suggested for tables of this size.
    config = SearchConfig(target=target, test_size=0.2, epochs=[1], refit=False, cv=FOLDS, repeats=REPEATS[0])
    plan = plan_search(sample_table(sample).frame, config)
    search_engine(config).train_candidates(plan, plan.candidates, lambda _: None, lambda: False, share=share)


@lru_cache(maxsize=1)
def _plan(datasets_url: str, dataset_id: str, config_json: str) -> Plan:
    config = SearchConfig.model_validate_json(config_json)
    return plan_search(Datasets(datasets_url).load(dataset_id).table.frame, config)


@dataclass(frozen=True)
class Part:
    """A part of a search.

    Parameters
    ----------
    share : Share
        A worker's share of all.
    done : frozenset of (int, int), optional
        Candidate numbers and splits of it that need no training.
    places : frozenset of (int, int), optional
        Those to train, where it is no share.
    """

    share: Share = WHOLE
    done: frozenset[tuple[int, int]] = frozenset()
    places: frozenset[tuple[int, int]] | None = None

    def of(self, plan: Plan) -> tuple[list[Candidate], frozenset[tuple[int, int]]]:
        """The candidates of a plan that have a part in it, and what of them needs no training."""
        if self.places is None:
            return list(plan.candidates), self.done
        numbers = {number for number, _ in self.places}
        candidates = [candidate for candidate in plan.candidates if candidate.number in numbers]
        every = {(number, split) for number in numbers for split in range(len(plan.splits))}
        return candidates, frozenset(every - self.places)


def train(
    datasets_url: str,
    dataset_id: str,
    config_json: str,
    run_id: str,
    task: str,
    part: Part,
    flag: str,
) -> None:
    """Train a part of a search until a flag is set, and tell of each training that begins or ends.

    Nothing is returned: a worker may die before it is asked for a result, and what it told came before its end.
    """
    news = _News(run_id, task)
    plan = _plan(datasets_url, dataset_id, config_json)
    candidates, done = part.of(plan)
    search_engine(plan.config).train_candidates(plan, candidates, news.add, _StopFlag(flag), done, part.share)
    news.send()


def examine(
    datasets_url: str,
    dataset_id: str,
    config_json: str,
    question: Question,
    params: dict[str, Any] | None,
) -> dict[str, Any]:
    """Answer one part of an examination: JSON data, as `core.search.baselines` and `core.search.examination` have it.

    A model is kept as a file: its answer is its ``name``, and the ``columns`` that it needs and what they held.

    Each part is a task of its own, so that a search that comes in between waits for one part at most.
    """
    from core.search import examination

    plan = _plan(datasets_url, dataset_id, config_json)
    if question.kind is Kind.BASELINES or params is None:
        return score_baselines(plan, question.part)
    if question.kind is Kind.CLOSER_LOOK:
        return examination.examine_split(plan, params, question.part)
    if question.kind is Kind.MODEL:
        return _keep_model(plan, params, question, datasets_url)
    return examination.open_test(plan, Datasets(datasets_url).load(dataset_id).table.frame, params)


def _keep_model(plan: Plan, params: dict[str, Any], question: Question, datasets_url: str) -> dict[str, Any]:
    from core.search.refit import refit

    model = refit(plan, params)
    return {
        "name": Models(datasets_url).save(question.run_id, question.candidate, model),
        "columns": [column.to_dict() for column in model.columns],
        "seen": {name: asdict(seen) for name, seen in model.seen.items()},
    }


class _News:
    """Tells of trainings that begin and end, a moment later."""

    def __init__(self, run_id: str, task: str) -> None:
        self._worker, self._run_id, self._task = get_worker(), run_id, task
        self._lock = threading.Lock()
        self._wait = SECONDS_TO_FIRST_NEWS
        self._began: list[tuple[int, int]] = []
        self._ended: list[dict[str, Any]] = []
        self._tell()  # of a worker that dies, the server knows so what it worked on

    def add(self, event: Event) -> None:
        """Take note of an event, to be sent soon."""
        with self._lock:
            first = not self._began and not self._ended
            if isinstance(event, TrainingBegan):
                self._began.append((event.candidate, event.split))
            elif isinstance(event, TrainingEnded):
                self._ended.append(event.to_dict())
            else:
                return
        if first:
            loop = self._worker.loop
            loop.add_callback(loop.call_later, self._wait, self.send)

    def send(self) -> None:
        """Send what is new."""
        with self._lock:
            if self._began or self._ended:
                self._tell()
            self._began, self._ended, self._wait = [], [], SECONDS_OF_NEWS

    def _tell(self) -> None:
        message = {"run": self._run_id, "task": self._task, "began": self._began, "ended": self._ended}
        self._worker.log_event(TOPIC, message)


class _StopFlag:
    """Asks the scheduler whether to stop: a round trip of some milliseconds, so not at every epoch."""

    def __init__(self, name: str) -> None:
        self._flag = Flag(name, client=get_client())
        self._asked = -1.0
        self._set = False

    def __call__(self) -> bool:
        now = time.monotonic()
        if not self._set and now - self._asked > SECONDS_BETWEEN_STOP_CHECKS:
            self._set, self._asked = bool(self._flag.is_set()), now
        return self._set
