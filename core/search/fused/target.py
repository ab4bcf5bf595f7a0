"""A target as a network takes it, and what a network says as a scorer asks for it."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin

from core.data.columns.column import Task
from core.model.wrappers import ScaledTarget
from core.search.fused.members import Array


class PredictedNumbers(RegressorMixin, BaseEstimator):
    """Answers a scorer with what was predicted before, whatever the rows."""

    def __init__(self, numbers: Array) -> None:
        self.numbers = numbers

    def predict(self, X: Any) -> Array:
        """The numbers."""
        return self.numbers

    def __sklearn_is_fitted__(self) -> bool:
        return True


class PredictedClasses(ClassifierMixin, BaseEstimator):
    """Answers a scorer with what was predicted before, whatever the rows."""

    def __init__(self, classes: Array, probabilities: Array) -> None:
        self.classes_ = classes
        self.probabilities = probabilities

    def predict(self, X: Any) -> Array:
        """The likeliest class of each row."""
        return np.asarray(self.classes_[self.probabilities.argmax(axis=1)])

    def predict_proba(self, X: Any) -> Array:
        """The probability of each class."""
        return self.probabilities

    def __sklearn_is_fitted__(self) -> bool:
        return True


class Target:
    """A target as networks take it, and back: class numbers, or numbers standardised on the training rows.

    Parameters
    ----------
    task : Task
    y : ndarray of shape (n_train,)
        The target of the training rows.
    """

    def __init__(self, task: Task, y: Array) -> None:
        self.task = task
        number = task is Task.REGRESSION
        self.classes: Array = np.empty(0) if number else np.unique(y)
        self._scaler = ScaledTarget().fit(np.asarray(y, np.float64)) if number else None

    @property
    def outputs(self) -> int:
        """Units of the output layer."""
        return len(self.classes) if self.task is Task.MULTICLASS else 1

    def encode(self, y: Array) -> Array:
        """Column of float32."""
        encoded = (
            self._scaler.transform(np.asarray(y, np.float64)) if self._scaler else np.searchsorted(self.classes, y)
        )
        return np.asarray(encoded, np.float32).reshape(-1, 1)

    def decode(self, output: Array) -> PredictedNumbers | PredictedClasses:
        """What a network's output says, as a scorer asks for it."""
        if self._scaler is not None:
            return PredictedNumbers(self._scaler.inverse_transform(output[:, 0]))
        probabilities = output if output.shape[1] > 1 else np.column_stack([1 - output[:, 0], output[:, 0]])
        return PredictedClasses(self.classes, probabilities)
