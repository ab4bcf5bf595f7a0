"""The metrics that are offered, a row each: to add one, add a row. Other scorers of scikit-learn can be named, too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import get_scorer

from core.data.columns.column import Task
from core.errors import Message

CLASSES = (Task.BINARY, Task.MULTICLASS)
NUMBERS = (Task.REGRESSION,)
# A difference of scores that makes no difference to anybody: of those that go up to 1, and as a share of an error.
MARGIN = 0.01


@dataclass(frozen=True)
class Metric:
    """A metric; higher is better.

    Parameters
    ----------
    scoring : str
        scikit-learn's name of its scorer.
    tasks : tuple of Task
        What it is for.
    label : Message
        What it is called, and what that means.
    low, high : float or None
        The lowest and the highest value that it can have; None where there is no such end, or it is unknown.
    probabilities : bool
        Whether it needs probabilities, and not only the class that is predicted.
    in_units : bool
        Whether it is in the units of the target, so that what is a small difference depends on its size.
    share_of_rows : bool
        Whether it is the share of rows that are predicted right.
    """

    scoring: str
    tasks: tuple[Task, ...]
    label: Message
    low: float | None = None
    high: float | None = None
    probabilities: bool = False
    in_units: bool = False
    share_of_rows: bool = False

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """The lowest and the highest value."""
        return self.low, self.high

    def score(self, answers: Any, y: npt.NDArray[Any]) -> float:
        """The score of what was predicted for rows whose target is `y`.

        Parameters
        ----------
        answers : estimator
            Answers whatever it is asked with what was predicted before.
        y : ndarray of shape (n_rows,)
            The truth.
        """
        if self.share_of_rows:  # scikit-learn's, a millisecond, takes a sixth of the time of a small search
            return float(np.mean(answers.predict(None) == y))
        return self.score_of(answers, None, y)

    def score_of(self, estimator: Any, X: Any, y: npt.NDArray[Any]) -> float:
        """The score of a fitted estimator on rows and their target."""
        return float(get_scorer(self.scoring)(estimator, X, y))

    def margin(self, score: float) -> float:
        """The difference below which two scores near this one are the same for all purposes.

        `MARGIN` for scores that go up to 1, and for the log loss; such a share of the error itself for errors in the
        units of the target.
        """
        return MARGIN * abs(score) if self.in_units else MARGIN


# The first of each task is its default.
METRICS = {
    metric.scoring: metric
    for metric in (
        Metric("accuracy", CLASSES, Message("Accuracy (share of rows predicted right)"), 0.0, 1.0, share_of_rows=True),
        Metric("balanced_accuracy", CLASSES, Message("Balanced accuracy (each class counts the same)"), 0.0, 1.0),
        Metric("f1_macro", CLASSES, Message("F1 (mean over classes)"), 0.0, 1.0),
        Metric(
            "matthews_corrcoef",
            CLASSES,
            Message("Matthews correlation (1 is perfect, 0 is no better than chance)"),
            -1.0,
            1.0,
        ),
        Metric("roc_auc_ovr", CLASSES, Message("Area under the ROC curve"), 0.0, 1.0, probabilities=True),
        Metric(
            "neg_log_loss", CLASSES, Message("Log loss, negated (closer to 0 is better)"), high=0.0, probabilities=True
        ),
        Metric("r2", NUMBERS, Message("R² (1 is perfect, 0 is no better than the mean)"), high=1.0),
        Metric(
            "neg_mean_absolute_error",
            NUMBERS,
            Message("Mean error, negated (closer to 0 is better)"),
            high=0.0,
            in_units=True,
        ),
        Metric(
            "neg_root_mean_squared_error",
            NUMBERS,
            Message("Root mean squared error, negated (closer to 0 is better)"),
            high=0.0,
            in_units=True,
        ),
    )
}


def metric(scoring: str) -> Metric:
    """The metric of a scikit-learn scorer's name; of one that is not offered, little is known."""
    known = METRICS.get(scoring)
    if known is not None:
        return known
    high = 0.0 if scoring.startswith("neg_") else None
    # Whether it asks for probabilities or classes is its own affair: who cannot tell must be ready for both.
    return Metric(scoring, (*CLASSES, *NUMBERS), Message(scoring), high=high, probabilities=True)


def scorings(task: Task) -> tuple[str, ...]:
    """The metrics offered for a task, the default first: scikit-learn scorers' names."""
    return tuple(metric.scoring for metric in METRICS.values() if task in metric.tasks)
