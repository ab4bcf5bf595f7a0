"""The fused engine: many networks of a search at a time."""

from __future__ import annotations

import math
import time
from functools import cache, lru_cache
from typing import Any

import numpy as np
from sklearn.pipeline import Pipeline

from core.data.columns.column import Task
from core.errors import Message
from core.model.features import most_features
from core.model.pipeline import make_pipeline
from core.model.predictor import TargetCodec
from core.search.candidates import training_seed
from core.search.data import SearchData
from core.search.events import WHOLE, EpochEnded, OnEvent, Share, Stop, TrainingBegan, TrainingEnded
from core.search.fused.members import Array, Member, Network, Rows, Size
from core.search.fused.pool import GroupProgress, train_members
from core.search.fused.training import Orders, Trained
from core.search.metrics import metric
from core.search.plan import Plan
from core.search.prepared import failure, loss_failure, prepare_split


class FusedEngine:
    """See `core.search.engines.Engine`."""

    def train(
        self,
        data: SearchData,
        on_event: OnEvent,
        stop: Stop,
        done: frozenset[tuple[int, int]] = frozenset(),
        share: Share = WHOLE,
    ) -> bool:
        """Train many settings at a time; trainings come in any order."""
        plan = data.plan
        members = [
            Member(candidate.number, split, network(plan, candidate.params, split))
            for candidate in plan.candidates
            for split in range(len(plan.splits))
        ]
        orders = row_orders(plan.config.random_state, len(plan.splits[0][0]))
        halted = _Remembered(stop)
        told: dict[tuple[int, int], int] = {}
        rows = _PlannedRows(data)
        reports = train_members(plan.task, members, rows.sizes, rows.prepare, orders, halted, done, share)
        for progress in reports:
            for trained in progress.members:
                _tell(data, rows, trained, progress, told, on_event)
        return not halted.answer

    def fit(self, data: SearchData, params: dict[str, Any], split: int) -> Pipeline:
        """Train one setting on all rows."""
        plan = data.plan
        one = network(plan, params, split)
        pipeline = make_pipeline(plan.columns, plan.task, params, one.seed)
        X = pipeline[:-1].fit_transform(data.X, data.y)
        codec = TargetCodec.of(plan.task, data.y)
        inputs, y = np.asarray(X, np.float32), codec.encode(data.y)
        rows = Rows(inputs, y, inputs[:0], y[:0], codec.n_outputs)
        orders = row_orders(plan.config.random_state, len(X))
        reports = train_members(
            plan.task,
            [Member(0, 0, one)],
            [rows.size],
            lambda _: rows,
            orders=lambda _, epoch, n_rows: orders(split, epoch, n_rows),
            stop=lambda: False,
        )
        *_, last = reports
        if last.error is not None:
            raise last.error
        trained = last.members[0]
        estimator = pipeline[-1].initialize(X, data.y)
        estimator.model_.set_weights(trained.weights)
        estimator.history_ = {"loss": trained.loss}
        return pipeline


def network(plan: Plan, params: dict[str, Any], split: int) -> Network:
    """The network of a setting in a split."""
    return Network(**params, seed=training_seed(plan.config.random_state, params, split))


def row_orders(random_state: int, n_train: int) -> Orders:
    """The order of training rows by split and epoch; the same for all settings, which are so compared like for like.

    Parameters
    ----------
    random_state : int
        The search's.
    n_train : int
        About how many rows are trained on.
    """

    # Networks of one split ask for the same orders, close together.
    @lru_cache(maxsize=max(8, 2**22 // n_train))
    def order(split: int, epoch: int, n_rows: int) -> Array:
        # The split that stands for all rows is -1.
        return np.random.default_rng([random_state, split + 1, epoch]).permutation(n_rows).astype(np.int32)

    return order


class _PlannedRows:
    """The rows of a search's splits, as networks take them."""

    def __init__(self, data: SearchData) -> None:
        self._data = data
        plan = data.plan
        # Of classes, every split has all.
        self._classes = None if plan.task is Task.REGRESSION else TargetCodec(plan.task, plan.labels)
        self.codec = cache(self._codec)

    @property
    def sizes(self) -> list[Size]:
        """At most so large."""
        plan = self._data.plan
        n_features, n_outputs = most_features(plan.columns), plan.n_outputs
        return [Size(len(train), len(validation), n_features, n_outputs) for train, validation in plan.splits]

    def prepare(self, split: int) -> Rows:
        """The rows of a split."""
        X, y, X_check, y_check = prepare_split(self._data, split)
        codec = self.codec(split)
        return Rows(X, codec.encode(y), X_check, codec.encode(y_check), codec.n_outputs)

    def _codec(self, split: int) -> TargetCodec:
        plan = self._data.plan
        return self._classes or TargetCodec.of(plan.task, self._data.y[plan.splits[split][0]])


class _Remembered:
    """A question whose yes is remembered."""

    def __init__(self, ask: Stop) -> None:
        self._ask = ask
        self.answer = False

    def __call__(self) -> bool:
        self.answer = self.answer or self._ask()
        return self.answer


def _tell(
    data: SearchData,
    rows: _PlannedRows,
    trained: Trained,
    progress: GroupProgress,
    told: dict[tuple[int, int], int],
    on_event: OnEvent,
) -> None:
    """Tell what is new of a training; `told` keeps how many of its epochs were told."""
    candidate, split = key = trained.member.candidate, trained.member.split
    if key not in told:
        on_event(TrainingBegan(candidate, split))
        told[key] = 0
    for epoch in range(told[key] + 1, len(trained.validation_loss) + 1):
        losses = trained.loss[epoch - 1], trained.validation_loss[epoch - 1]
        if not math.isfinite(losses[0]):
            break
        on_event(EpochEnded(candidate, split, epoch, *losses))
        told[key] = epoch
    if progress.over:
        on_event(_ended(data, rows.codec(split), trained, progress))


def _ended(data: SearchData, codec: TargetCodec, trained: Trained, progress: GroupProgress) -> TrainingEnded:
    candidate, split = trained.member.candidate, trained.member.split
    start = time.perf_counter()
    score, reason = _score(data, codec, trained) if progress.error is None else (math.nan, failure(progress.error))
    finite = next((epoch for epoch, loss in enumerate(trained.loss) if not math.isfinite(loss)), len(trained.loss))
    return TrainingEnded(
        candidate,
        split,
        score,
        trained.seconds,
        time.perf_counter() - start,
        trained.loss[:finite],
        trained.validation_loss[:finite],
        reason,
    )


def _score(data: SearchData, codec: TargetCodec, trained: Trained) -> tuple[float, Message | None]:
    for epoch, loss in enumerate(trained.loss, start=1):
        if not math.isfinite(loss):
            return math.nan, loss_failure(epoch)
    plan = data.plan
    predicted, y = codec.decode(trained.output), data.y[plan.splits[trained.member.split][1]]
    try:
        score = metric(plan.scoring).score(predicted, y)
    except Exception as error:  # whatever one score fails of, the others go on, and the reason is kept
        return math.nan, failure(error)
    if not math.isfinite(score):
        return math.nan, Message("The score is not a number.")
    return score, None
