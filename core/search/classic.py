"""The classic engine: scikit-learn's search over Keras, one training at a time. The reference for every other."""

from __future__ import annotations

import logging
import math
import time
from typing import Any

import keras
import numpy as np
from sklearn.pipeline import Pipeline

from core.errors import TrainingFailedError
from core.model.pipeline import make_network, make_pipeline
from core.search.candidates import Candidate, training_seed
from core.search.data import SearchData
from core.search.events import WHOLE, EpochEnded, OnEvent, Share, Stop, TrainingBegan, TrainingEnded
from core.search.metrics import metric
from core.search.plan import Plan
from core.search.prepared import Array, SplitData, failure, loss_failure, split_data

logger = logging.getLogger(__name__)

VALIDATION_BATCH = 8192


class _Stopped(Exception):  # noqa: N818 - no error
    """Raised inside Keras's fit to leave it."""


class ClassicEngine:
    """See `core.search.engines.Engine`."""

    def train(
        self,
        data: SearchData,
        on_event: OnEvent,
        stop: Stop,
        done: frozenset[tuple[int, int]] = frozenset(),
        share: Share = WHOLE,
    ) -> bool:
        """Train one setting after the other; a stop drops the training under way."""
        prepared = split_data(data)
        for candidate in data.plan.candidates[share.index :: share.of]:
            for split in range(len(data.plan.splits)):
                if (candidate.number, split) in done:
                    continue
                on_event(TrainingBegan(candidate.number, split))
                try:
                    on_event(_train(data.plan, candidate, split, prepared(split), on_event, stop))
                except _Stopped:
                    return False
        return True

    def fit(self, data: SearchData, params: dict[str, Any], split: int) -> Pipeline:
        """Train one setting on all rows, through Keras."""
        plan = data.plan
        seed = training_seed(plan.config.random_state, params, split)
        return make_pipeline(plan.columns, plan.task, params, seed).fit(data.X, data.y)


def _train(
    plan: Plan, candidate: Candidate, split: int, rows: SplitData, on_event: OnEvent, stop: Stop
) -> TrainingEnded:
    """One training; a training that fails is an event that says why."""
    X_train, y_train, X_validation, y_validation = rows
    # Keras keeps every model's graph until told otherwise.
    keras.backend.clear_session()
    network = make_network(
        plan.task, candidate.params, training_seed(plan.config.random_state, candidate.params, split)
    )
    watcher = _Watcher(candidate.number, split, network, X_validation, y_validation, on_event, stop)
    network.set_params(callbacks=[watcher])
    start = time.perf_counter()
    try:
        network.fit(X_train, y_train)
        fitted = time.perf_counter()
        score = metric(plan.scoring).score_of(network, X_validation, y_validation)
        if not math.isfinite(score):
            raise TrainingFailedError("The score is not a number.")
    except _Stopped:
        raise
    except Exception as error:  # whatever one network fails of, the others go on, and the reason is kept
        logger.info("Setting %s, round %s failed.", candidate.params, split, exc_info=True)
        return TrainingEnded(
            candidate.number, split, math.nan, time.perf_counter() - start, 0.0, *watcher.curves, failure=failure(error)
        )
    return TrainingEnded(candidate.number, split, score, fitted - start, time.perf_counter() - fitted, *watcher.curves)


class _Watcher(keras.callbacks.Callback):
    """Tells of each epoch, and leaves a training that was stopped or whose loss is no number."""

    def __init__(
        self, candidate: int, split: int, network: Any, X: Array, y: Array, on_event: OnEvent, stop: Stop
    ) -> None:
        super().__init__()
        self._candidate, self._split, self._on_event, self._stop = candidate, split, on_event, stop
        self._network, self._X, self._y = network, X, y
        self.curves: tuple[list[float], list[float]] = ([], [])

    def __deepcopy__(self, memo: dict[int, Any]) -> _Watcher:
        return self  # scikit-learn clones what an estimator is given; this one listens for its owner

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        logs = logs or {}
        loss = float(logs["loss"])
        if not math.isfinite(loss):
            reason = loss_failure(epoch + 1)
            raise TrainingFailedError(reason.template, **reason.values)
        validation_loss = self._validation_loss()
        for curve, value in zip(self.curves, (loss, validation_loss), strict=True):
            curve.append(value)
        self._on_event(EpochEnded(self._candidate, self._split, epoch + 1, loss, validation_loss))
        if self._stop():
            raise _Stopped

    def _validation_loss(self) -> float:
        """As Keras's ``evaluate``, which costs some 40 ms an epoch more on a small table."""
        y = self._network.target_encoder_.transform(self._y)
        total = 0.0
        for start in range(0, len(y), VALIDATION_BATCH):
            rows = slice(start, start + VALIDATION_BATCH)
            output = self.model(self._X[rows], training=False)
            target = keras.ops.convert_to_tensor(np.reshape(y[rows], (-1, 1)), dtype="float32")
            total += float(self.model.compute_loss(y=target, y_pred=output)) * len(target)
        return total / len(y)
