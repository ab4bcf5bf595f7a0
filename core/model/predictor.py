"""What networks say of rows: classes with their probabilities, or numbers; and the way between a target and a network.

One forward pass for all that predict with a Keras model: closer looks, final tests, models that are taken home.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.preprocessing import StandardScaler

from core.data.columns.column import Task
from core.errors import TrainingFailedError

Array = npt.NDArray[Any]
# Rows that a network takes at a time: the outputs of wide layers for all rows would not fit into memory.
BATCH = 8192


class PredictedNumbers(RegressorMixin, BaseEstimator):
    """Answers a scorer with what was predicted before, whatever the rows.

    Parameters
    ----------
    numbers : ndarray of float64, shape (n_rows,)
    """

    def __init__(self, numbers: Array) -> None:
        self.numbers = numbers

    def predict(self, X: Any) -> Array:
        """The numbers."""
        return self.numbers

    @property
    def predicted(self) -> Array:
        """The number of each row."""
        return self.numbers

    @property
    def probabilities(self) -> Array:
        """None: an array of shape (n_rows, 0)."""
        return np.empty((len(self.numbers), 0))

    def of_rows(self, positions: Array) -> PredictedNumbers:
        """What was predicted for some of the rows."""
        return PredictedNumbers(self.numbers[positions])

    @property
    def finite(self) -> bool:
        """Whether all are numbers still."""
        return bool(np.isfinite(self.numbers).all())

    def __sklearn_is_fitted__(self) -> bool:
        return True


class PredictedClasses(ClassifierMixin, BaseEstimator):
    """Answers a scorer with what was predicted before, whatever the rows.

    Parameters
    ----------
    classes : ndarray of shape (n_classes,)
        Sorted.
    probabilities : ndarray of shape (n_rows, n_classes)
    """

    def __init__(self, classes: Array, probabilities: Array) -> None:
        self.classes_ = classes
        self.probabilities = probabilities

    def predict(self, X: Any) -> Array:
        """The likeliest class of each row."""
        return self.predicted

    def predict_proba(self, X: Any) -> Array:
        """The probability of each class."""
        return self.probabilities

    @property
    def predicted(self) -> Array:
        """The likeliest class of each row."""
        return np.asarray(self.classes_[self.probabilities.argmax(axis=1)])

    def of_rows(self, positions: Array) -> PredictedClasses:
        """What was predicted for some of the rows."""
        return PredictedClasses(self.classes_, self.probabilities[positions])

    @property
    def finite(self) -> bool:
        """Whether all are numbers still."""
        return bool(np.isfinite(self.probabilities).all())

    def __sklearn_is_fitted__(self) -> bool:
        return True


Predicted = PredictedClasses | PredictedNumbers


@dataclass(frozen=True, eq=False)
class TargetCodec:
    """A target as networks take it, and what they say as answers.

    Parameters
    ----------
    task : Task
        What is predicted.
    classes : ndarray of shape (n_classes,)
        Sorted; none for a number.
    offset, scale : float
        A number is learned as ``(number - offset) / scale``.
    """

    task: Task
    classes: Array
    offset: float = 0.0
    scale: float = 1.0

    @classmethod
    def of(cls, task: Task, y: Array) -> Self:
        """Learn from training rows: the classes, or mean and standard deviation."""
        if task is not Task.REGRESSION:
            return cls(task, np.unique(y))
        scaler = StandardScaler().fit(np.asarray(y, np.float64).reshape(-1, 1))
        return cls(task, np.empty(0), float(scaler.mean_[0]), float(scaler.scale_[0]))

    @property
    def n_outputs(self) -> int:
        """Units of the output layer."""
        return len(self.classes) if self.task is Task.MULTICLASS else 1

    def encode(self, y: Array) -> Array:
        """Class numbers or standardised numbers, a column of float32."""
        if self.task is Task.REGRESSION:
            numbers = (np.asarray(y, np.float64) - self.offset) / self.scale
            return np.asarray(numbers, np.float32).reshape(-1, 1)
        return np.asarray(np.searchsorted(self.classes, y), np.float32).reshape(-1, 1)

    def decode(self, output: Array) -> Predicted:
        """What a network's output, of shape (n_rows, n_outputs), says."""
        if self.task is Task.REGRESSION:
            return PredictedNumbers(output[:, 0].astype(np.float64) * self.scale + self.offset)
        both = output if output.shape[1] > 1 else np.column_stack([1 - output[:, 0], output[:, 0]])
        return PredictedClasses(self.classes, both)


def predict(network: Any, inputs: Array, codec: TargetCodec) -> Predicted:
    """What a Keras model says of prepared rows; its own ``predict`` takes some forty times as long for a small table.

    Parameters
    ----------
    network : keras.Model
        Trained.
    inputs : array-like of shape (n_rows, n_features)
        As it takes them.
    codec : TargetCodec
        How it was given its target.

    Raises
    ------
    TrainingFailedError
        If what it says is no number.
    """
    starts = range(0, max(1, len(inputs)), BATCH)
    batches = [np.asarray(inputs[start : start + BATCH], np.float32) for start in starts]
    answers = codec.decode(np.concatenate([np.asarray(network(batch, training=False)) for batch in batches]))
    if not answers.finite:
        raise TrainingFailedError("What the network predicts is no longer a number. Try a smaller learning rate.")
    return answers
