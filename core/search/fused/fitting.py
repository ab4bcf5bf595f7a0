"""The fit of an estimator in two halves: all but its network, and the network's weights."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from sklearn.base import is_classifier

from core.data.columns.column import Task
from core.search.fused.members import Array, Rows
from core.search.fused.training import Trained
from core.search.fused.translation import parts

TASKS = {"binary": Task.BINARY, "multiclass": Task.MULTICLASS, "continuous": Task.REGRESSION}
OUTPUTS = {Task.BINARY: "sigmoid", Task.MULTICLASS: "softmax", Task.REGRESSION: "linear"}
MOST_PREDICTED = 8192


@dataclass(frozen=True, eq=False)
class Source:
    """Training rows as a network takes them, and what was learned to make them so.

    Parameters
    ----------
    steps : list
        The steps of a pipeline before the network, fitted.
    learned : dict
        What a fit leaves in `KerasClassifier` or `KerasRegressor`, but for the model.
    task : Task
    rows : Rows
        None of them for validation.
    seconds : float
        That it took.
    """

    steps: list[Any]
    learned: dict[str, Any]
    task: Task
    rows: Rows
    seconds: float


class TrainedModel:
    """Stands where a Keras model would, and only predicts: to build a real one takes as long as some trainings.

    Parameters
    ----------
    task : Task
        Decides the last activation.
    activation : str
        Of the hidden layers, by Keras's name.
    weights : list of ndarray
        As ``keras.Model.get_weights`` has them.
    """

    def __init__(self, task: Task, activation: str, weights: list[Array]) -> None:
        self._activations = [activation] * (len(weights) // 2 - 1) + [OUTPUTS[task]]
        self._weights = weights

    def predict(self, x: Any, **kwargs: Any) -> Array:
        """What the network says of rows; ignores what else Keras's own takes."""
        starts = range(0, max(1, len(x)), MOST_PREDICTED)
        return np.concatenate([self._forward(x[start : start + MOST_PREDICTED]) for start in starts])

    def _forward(self, x: Any) -> Array:
        hidden = tf.constant(np.asarray(x, np.float32))
        for kernel, bias, name in zip(self._weights[::2], self._weights[1::2], self._activations, strict=True):
            hidden = keras.activations.get(name)(tf.matmul(hidden, kernel) + bias)
        return np.asarray(hidden)


def prepare(estimator: Any, X: Any, y: Any) -> Source:
    """Fit all of an estimator but its network, in place."""
    start = time.perf_counter()
    preprocessing, wrapper = parts(estimator)
    if preprocessing is not None:
        X = preprocessing.fit_transform(X, y)
        # With a `memory`, clones are fitted.
        estimator.steps[:-1] = preprocessing.steps
    before = set(vars(wrapper))
    # As SciKeras does before it builds a model.
    if is_classifier(wrapper):
        wrapper.classes_ = None
    X, y = wrapper._validate_data(X, y, reset=True)
    if X.ndim != 2:
        raise ValueError(f"Found array with dim {X.ndim}, while dim 2 is required.")
    wrapper.target_encoder_ = wrapper.target_encoder.fit(y)
    vars(wrapper).update(wrapper.target_encoder_.get_metadata())
    wrapper.feature_encoder_ = wrapper.feature_encoder.fit(X)
    wrapper._initialize_callbacks()

    task = TASKS[wrapper.target_type_]
    inputs = np.asarray(wrapper.feature_encoder_.transform(X), np.float32)
    target = np.asarray(wrapper.target_encoder_.transform(y), np.float32).reshape(len(X), -1)
    outputs = wrapper.n_classes_ if task is Task.MULTICLASS else 1
    rows = Rows(inputs, target, inputs[:0], target[:0], outputs)  # scikit-learn's search does the checking
    learned = {name: value for name, value in vars(wrapper).items() if name not in before}
    steps = [] if preprocessing is None else preprocessing.steps
    return Source(steps, learned, task, rows, time.perf_counter() - start)


def fill(estimator: Any, source: Source, trained: Trained) -> None:
    """Make an estimator one that was fitted elsewhere; its model only predicts."""
    if source.steps:
        estimator.steps[:-1] = source.steps
    _, wrapper = parts(estimator)
    vars(wrapper).update(source.learned)
    wrapper.model_ = TrainedModel(source.task, trained.member.network.activation, trained.weights)
    wrapper.history_ = {"loss": trained.loss}


def complete(estimator: Any, trained: Trained) -> None:
    """Give a prepared estimator its Keras model."""
    _, wrapper = parts(estimator)
    wrapper.model_ = wrapper._build_keras_model()
    wrapper.model_.set_weights(trained.weights)
    # Keras saves an optimizer's variables, which it makes with the first step, and loads no model without them.
    wrapper.model_.optimizer.build(wrapper.model_.trainable_variables)
    wrapper.history_ = {"loss": trained.loss}
