"""All the fits of a scikit-learn search, made many at a time before it asks for them one by one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from types import TracebackType
from typing import Any, NoReturn

import numpy as np
from sklearn.base import clone
from sklearn.utils import check_random_state

from core.data.columns.column import Task
from core.errors import TrainingFailedError
from core.search.fused.engine import row_orders
from core.search.fused.fitting import Source, complete, fill, prepare
from core.search.fused.members import Array, Member, Network
from core.search.fused.pool import train_members
from core.search.fused.training import Trained
from core.search.fused.translation import Asked, check_loss, parts, translate
from core.search.prepared import loss_failure
from core.search.sklearn_internals import rows_of
from core.search.splits import ALL_ROWS, Split

# Numbers in the weights that are kept at a time: 512 MiB.
MOST_WEIGHTS = 2**27


@dataclass(frozen=True)
class ParameterSetting:
    """One setting of a search.

    Parameters
    ----------
    params : dict
        The parameters to set.
    preparation : hashable
        The same for those whose rows are prepared alike.
    asked : Asked
        What it trains.
    """

    params: Mapping[str, Any]
    preparation: Hashable
    asked: Asked


@dataclass(frozen=True)
class Job:
    """One training of a search.

    Parameters
    ----------
    candidate, split : int
    source : hashable
        Tells its rows: the same for all that are trained on the same.
    order_seed : int or None
        Of the order of its rows; None for the order that they have.
    network : Network
    """

    candidate: int
    split: int
    source: Hashable
    order_seed: int | None
    network: Network


@dataclass(frozen=True)
class Failure:
    """Why there is no fit, to be raised whenever it is asked for."""

    error: Exception
    traceback: TracebackType | None

    def throw(self) -> NoReturn:
        """Raise it, with the same traceback each time."""
        raise self.error.with_traceback(self.traceback)


class Fits:
    """The fits of a search by number: candidate after candidate, and for each split after split.

    Parameters
    ----------
    estimator : estimator
        The search's.
    X, y : array-like
    candidates : sequence of ParameterSetting
    splits : sequence of (ndarray, ndarray)
        Positions of training and validation rows.

    Attributes
    ----------
    seconds : list of float
        What each fit took, once it was asked for.
    """

    def __init__(
        self, estimator: Any, X: Any, y: Any, candidates: Sequence[ParameterSetting], splits: Sequence[Split]
    ) -> None:
        self._estimator, self._X, self._y = estimator, X, y
        self._candidates, self.splits = candidates, splits
        self._sources: dict[Hashable, Source | Failure] = {}
        self._trained: dict[int, Trained | Failure] = {}
        self._jobs = [self._job(number, split) for number in range(len(candidates)) for split in range(len(splits))]
        self._users = Counter(job.source for job in self._jobs)
        self.seconds = [0.0] * len(self._jobs)

    def __len__(self) -> int:
        return len(self._jobs)

    def fill(self, number: int, estimator: Any) -> None:
        """Make an estimator with a candidate's parameters a fitted one, to be asked for once, in the order of numbers.

        Raises
        ------
        Exception
            Whatever its fit failed of.
        """
        job = self._jobs[number]
        source = self._source(job)
        if isinstance(source, Failure):
            source.throw()
        if number not in self._trained:
            self._train_from(number)
        trained = self._trained.pop(number)
        if isinstance(trained, Failure):
            trained.throw()
        self.seconds[number] = trained.seconds + source.seconds / self._users[job.source]
        fill(estimator, source, trained)

    def refit(self, estimator: Any, X: Any, y: Any) -> None:
        """Fit an estimator on all rows; it gets a Keras model."""
        asked = translate(clone(parts(estimator)[1]))
        source = prepare(estimator, X, y)
        network = asked.settled(len(source.rows.X), self._draw)
        trained = train(source.task, {0: Job(0, ALL_ROWS, 0, self._order(asked), network)}, {0: source})[0]
        if isinstance(trained, Failure):
            trained.throw()
        complete(estimator, source, trained)

    def _draw(self) -> int:
        # As in all of scikit-learn, without a seed NumPy's global generator is drawn from.
        return int(check_random_state(None).randint(2**31))

    @cached_property
    def _order_seed(self) -> int:
        """One order for all that give none, so that they are compared like for like."""
        return self._draw()

    def _order(self, asked: Asked) -> int | None:
        if not asked.shuffle:
            return None
        return self._order_seed if asked.order_seed is None else asked.order_seed

    def _job(self, number: int, split: int) -> Job:
        candidate = self._candidates[number]
        network = candidate.asked.settled(len(self.splits[split][0]), self._draw)
        return Job(number, split, (candidate.preparation, split), self._order(candidate.asked), network)

    def _source(self, job: Job) -> Source | Failure:
        if job.source not in self._sources:
            self._sources[job.source] = self._prepare(job)
        return self._sources[job.source]

    def _prepare(self, job: Job) -> Source | Failure:
        estimator = with_params(self._estimator, self._candidates[job.candidate].params)
        X, y = rows_of(estimator, self._X, self._y, self.splits[job.split][0])
        try:
            return prepare(estimator, X, y)
        except Exception as error:  # the search decides what it means
            return Failure(error, error.__traceback__)

    def _train_from(self, first: int) -> None:
        """Train a job and those after it, as many as may be kept."""
        tasks: dict[Task, dict[int, Job]] = {}
        size = 0
        for number in range(first, len(self._jobs)):
            job = self._jobs[number]
            source = self._source(job)
            if isinstance(source, Failure):
                continue
            size += n_weights(job.network, source)
            if size > MOST_WEIGHTS and number > first:
                break
            # A split may lack a class, and be of another task.
            tasks.setdefault(source.task, {})[number] = job
        sources = {name: source for name, source in self._sources.items() if isinstance(source, Source)}
        for task, jobs in tasks.items():
            self._trained |= train(task, jobs, sources)


def plan(estimator: Any, candidates: Iterable[Mapping[str, Any]]) -> list[ParameterSetting]:
    """The settings of a search over an estimator.

    Raises
    ------
    NotFusable
        If there is one that the fused engine cannot train.
    """
    planned = []
    for params in candidates:
        settled = with_params(estimator, params)
        _, wrapper = parts(settled)
        # All but the network's own parameters may change how rows are prepared.
        network = "" if wrapper is settled else settled.steps[-1][0]
        others = {(name, _identity(value)) for name, value in params.items() if name.partition("__")[0] != network}
        preparation = (type(wrapper), frozenset(others if network else ()))
        planned.append(ParameterSetting(params, preparation, translate(wrapper)))
    return planned


def check_losses(candidates: Sequence[ParameterSetting], y: Any, splits: Iterable[Split], classes: bool) -> None:
    """Refuse losses other than that of `create_model` on the training rows of any split, which may lack a class.

    Raises
    ------
    NotFusable
    """
    with_loss = [candidate.asked for candidate in candidates if candidate.asked.loss is not None]
    if with_loss:
        labels = np.asarray(y).ravel()
        for n_classes in {len(np.unique(labels[train])) if classes else None for train, _ in splits}:
            for asked in with_loss:
                check_loss(asked, n_classes)


def with_params(estimator: Any, params: Mapping[str, Any]) -> Any:
    """A clone of an estimator with a candidate's parameters, as scikit-learn sets them."""
    # Distributions draw NumPy's numbers, some of which Keras refuses.
    plain = {name: value.item() if isinstance(value, np.generic) else value for name, value in params.items()}
    return clone(estimator).set_params(**clone(plain, safe=False))


def train(task: Task, jobs: Mapping[int, Job], sources: Mapping[Hashable, Source]) -> dict[int, Trained | Failure]:
    """Train jobs, each known by a number, through the fused engine."""
    places: dict[tuple[Hashable, int, int | None], int] = {}
    members = []
    for number, job in jobs.items():
        place = places.setdefault((job.source, job.split, job.order_seed), len(places))
        members.append(Member(number, place, job.network, goes_on=job.split == ALL_ROWS))
    named = list(places)
    rows = [sources[name].rows for name, _, _ in named]
    shuffled = {seed: row_orders(seed, len(rows[0].X)) for _, _, seed in named if seed is not None}

    def orders(place: int, epoch: int, n_rows: int) -> Array:
        _, split, seed = named[place]
        return np.arange(n_rows, dtype=np.int32) if seed is None else shuffled[seed](split, epoch, n_rows)

    sizes = [one.size for one in rows]
    updates = train_members(task, members, sizes, rows.__getitem__, orders, stop=lambda: False)
    return {
        trained.member.candidate: _outcome(trained, update.error)
        for update in updates
        if update.over
        for trained in update.members
    }


def n_weights(network: Network, source: Source) -> int:
    """How many numbers the weights of a network are."""
    sizes = [source.rows.X.shape[1], *[network.hidden_units] * network.hidden_layers, source.rows.outputs]
    return sum(inputs * units + units for inputs, units in pairwise(sizes))


def _identity(value: Any) -> Hashable:
    try:
        hash(value)
    except TypeError:
        return id(value)
    return type(value), value


def _outcome(trained: Trained, error: Exception | None) -> Trained | Failure:
    if error is not None:
        return Failure(error, error.__traceback__)
    for epoch, loss in enumerate(trained.loss, start=1):
        if not math.isfinite(loss):
            reason = loss_failure(epoch)
            return Failure(TrainingFailedError(reason.template, **reason.values), None)
    return trained
