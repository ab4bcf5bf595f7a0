"""What runs inside a worker process."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from distributed import Event as Flag
from distributed import Worker, WorkerPlugin, get_client, get_worker

from core.data.datasets import Datasets
from core.data.samples import SAMPLES, sample_table
from core.errors import GridlightError, Message, RunError
from core.runs.examinations import Kind, Question
from core.runs.models import Models, model_name
from core.runs.plans import Plans
from core.search.baselines import score_baselines
from core.search.config import SearchConfig
from core.search.cost import FOLDS, REPEATS
from core.search.data import SearchData, learned_rows, sealed_data, search_data
from core.search.engines import engine_of
from core.search.events import WHOLE, Event, Share, TrainingBegan, TrainingEnded
from core.search.plan import Plan, PlanSummary

if TYPE_CHECKING:  # a worker imports TensorFlow when it warms up
    from core.model.trained import TrainedModel

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
    data = search_data(sample_table(sample).frame, config_ahead(sample))
    engine_of(data.plan.config).train(data, lambda _: None, lambda: False, share=share)


def config_ahead(sample: str) -> SearchConfig:
    """A search over a sample that needs the programs of those that people start, and takes a moment."""
    target = SAMPLES[sample].target
    # As many rounds as are suggested for tables of this size.
    return SearchConfig(target=target, test_size=0.2, epochs=[1], refit=False, cv=FOLDS, repeats=REPEATS[0])


async def plan_run(datasets_url: str, dataset_id: str, run_id: str, config_json: str) -> PlanSummary | Message:
    """Plan a run and keep its plan; a sentence where it cannot be run."""
    # A thread of its own: the worker's only one may be training.
    return await asyncio.to_thread(_plan_run, datasets_url, dataset_id, run_id, config_json)


def _plan_run(datasets_url: str, dataset_id: str, run_id: str, config_json: str) -> PlanSummary | Message:
    try:
        plan = Plans(datasets_url).make(run_id, dataset_id, SearchConfig.model_validate_json(config_json))
    except GridlightError as error:
        return error.message
    return plan.summary()


@lru_cache(maxsize=1)
def _data(datasets_url: str, dataset_id: str, run_id: str, config_json: str) -> SearchData:
    """The rows of a run, as its plan has them read; a run of a version that kept no plans is planned once more."""
    plan = Plans(datasets_url).make(run_id, dataset_id, SearchConfig.model_validate_json(config_json))
    return learned_rows(plan, Datasets(datasets_url).load(dataset_id).table.frame)


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

    def done_of(self, plan: Plan) -> frozenset[tuple[int, int]]:
        """What of a plan needs no training."""
        if self.places is None:
            return self.done
        every = ((candidate.number, split) for candidate in plan.candidates for split in range(len(plan.splits)))
        return frozenset(every) - self.places


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
    news = _News(run_id, task)  # first: also of a worker that dies of reading, the server knows what it worked on
    data = _data(datasets_url, dataset_id, run_id, config_json)
    engine_of(data.plan.config).train(data, news.add, _StopFlag(flag), part.done_of(data.plan), part.share)
    news.send()


def examine(
    datasets_url: str,
    dataset_id: str,
    config_json: str,
    question: Question,
) -> dict[str, Any]:
    """Answer one part of an examination: JSON data, as `core.search.baselines` and `core.search.examination` have it.

    A model is kept as a file: its answer is its ``name``, and the ``columns`` that it needs and what they held.

    Each part is a task of its own, so that a search that comes in between waits for one part at most.
    """
    from core.search import examination

    data = _data(datasets_url, dataset_id, question.run_id, config_json)
    if question.kind is Kind.BASELINES:
        return score_baselines(data, question.part)
    if not 0 <= question.candidate < len(data.plan.candidates):
        raise RunError("This search has no such setting. Choose another one.")
    params = data.plan.candidates[question.candidate].params
    if question.kind is Kind.CLOSER_LOOK:
        return examination.examine_split(data, params, question.part)
    name, model = _kept_model(data, params, question, datasets_url)
    if question.kind is Kind.MODEL:
        return {
            "name": name,
            "columns": [column.to_dict() for column in model.columns],
            "seen": {column: asdict(seen) for column, seen in model.seen.items()},
        }
    return examination.open_test(model, sealed_data(data.plan, Datasets(datasets_url).load(dataset_id).table.frame))


def _kept_model(
    data: SearchData, params: dict[str, Any], question: Question, datasets_url: str
) -> tuple[str, TrainedModel]:
    """A setting's network that is trained on all rows: trained once, for the final test or to be taken home."""
    from core.search.refit import refit

    models, name = Models(datasets_url), model_name(question.run_id, question.candidate)
    if models.holds(name):
        return name, models.load(name)
    model = refit(data, params)
    models.save(name, model)
    return name, model


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
