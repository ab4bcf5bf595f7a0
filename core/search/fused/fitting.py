"""The fit of an estimator in two halves: all but its network, and the network's weights."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from core.data.columns.column import Task
from core.model.scikeras_internals import Unbuilt, Wrapper
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


class TrainedNetwork(Unbuilt):
    """What the fused engine trained: predicts at once, and builds its Keras model when asked to, which takes longer.

    Parameters
    ----------
    task : Task
        Decides the last activation.
    trained : Trained
    """

    def __init__(self, task: Task, trained: Trained) -> None:
        self._weights = trained.weights
        hidden = [trained.member.network.activation] * (len(trained.weights) // 2 - 1)
        self._activations = [*hidden, OUTPUTS[task]]

    def predict(self, x: Any) -> Array:
        """What the network says of rows."""
        starts = range(0, max(1, len(x)), MOST_PREDICTED)
        return np.concatenate([self._forward(x[start : start + MOST_PREDICTED]) for start in starts])

    def _forward(self, x: Any) -> Array:
        hidden = tf.constant(np.asarray(x, np.float32))
        for kernel, bias, name in zip(self._weights[::2], self._weights[1::2], self._activations, strict=True):
            hidden = keras.activations.get(name)(tf.matmul(hidden, kernel) + bias)
        return np.asarray(hidden)

    def build(self, wrapper: Wrapper) -> keras.Model:
        """The Keras model; its optimizer is new."""
        model = wrapper.build_model()
        model.set_weights(self._weights)
        # Keras saves an optimizer's variables, which it makes with the first step, and loads no model without them.
        model.optimizer.build(model.trainable_variables)
        return model


def prepare(estimator: Any, X: Any, y: Any) -> Source:
    """Fit all of an estimator but its network, in place."""
    start = time.perf_counter()
    preprocessing, wrapper = parts(estimator)
    if preprocessing is not None:
        X = preprocessing.fit_transform(X, y)
        # With a `memory`, clones are fitted.
        estimator.steps[:-1] = preprocessing.steps
    before = set(vars(wrapper))
    inputs, target = wrapper.encode(X, y)
    task = TASKS[wrapper.target_type_]
    inputs = np.asarray(inputs, np.float32)
    target = np.asarray(target, np.float32).reshape(len(inputs), -1)
    outputs = wrapper.n_classes_ if task is Task.MULTICLASS else 1
    rows = Rows(inputs, target, inputs[:0], target[:0], outputs)  # scikit-learn's search does the checking
    learned = {name: value for name, value in vars(wrapper).items() if name not in before}
    steps = [] if preprocessing is None else preprocessing.steps
    return Source(steps, learned, task, rows, time.perf_counter() - start)


def fill(estimator: Any, source: Source, trained: Trained) -> None:
    """Make an estimator one that was fitted elsewhere; its Keras model is built when somebody asks for it."""
    if source.steps:
        estimator.steps[:-1] = source.steps
    _, wrapper = parts(estimator)
    vars(wrapper).update(source.learned)
    wrapper.model_ = TrainedNetwork(source.task, trained)
    wrapper.history_ = {"loss": trained.loss}


def complete(estimator: Any, source: Source, trained: Trained) -> None:
    """Give a prepared estimator its Keras model, with which it can be trained further."""
    _, wrapper = parts(estimator)
    wrapper.model_ = TrainedNetwork(source.task, trained).build(wrapper)
    wrapper.history_ = {"loss": trained.loss}
    optimizer, network = wrapper.model_.optimizer, trained.member.network
    n_steps = network.epochs * math.ceil(source.rows.size.n_train / network.batch_size)
    # As Keras saves them: what is kept beside one weight, then beside the next.
    kept = [slot for beside_weight in zip(*trained.slots, strict=True) for slot in beside_weight]
    state = [np.array(n_steps), np.array(network.learning_rate), *kept]
    optimizer.load_own_variables({str(number): values for number, values in enumerate(state)})
