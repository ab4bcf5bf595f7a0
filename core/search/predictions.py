"""What networks predict for rows that they have not seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Predictions:
    """What was predicted for rows that were not trained on.

    Parameters
    ----------
    rows : ndarray of int, shape (n_rows,)
        Their positions in the table, from 0.
    truth, predicted : ndarray of shape (n_rows,)
        The target as it is and as it was predicted: str for classes, float64 for a number.
    classes : tuple of str
        The classes, sorted as scikit-learn sorts labels; none for a number.
    probabilities : ndarray of float64, shape (n_rows, n_classes)
        Of each class; of shape (n_rows, 0) for a number.
    """

    rows: Array
    truth: Array
    predicted: Array
    classes: tuple[str, ...]
    probabilities: Array

    def to_dict(self) -> dict[str, Any]:
        """The predictions as plain JSON data."""
        return {
            "rows": self.rows.tolist(),
            "truth": self.truth.tolist(),
            "predicted": self.predicted.tolist(),
            "classes": list(self.classes),
            # Seven digits are all that a network gives.
            "probabilities": [[round(one, 7) for one in row] for row in self.probabilities.tolist()],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The predictions that `to_dict` gave."""
        kind = object if data["classes"] else np.float64
        return cls(
            rows=np.asarray(data["rows"], np.int64),
            truth=np.asarray(data["truth"], kind),
            predicted=np.asarray(data["predicted"], kind),
            classes=tuple(data["classes"]),
            probabilities=np.asarray(data["probabilities"], np.float64).reshape(
                len(data["rows"]), len(data["classes"])
            ),
        )

    @classmethod
    def joined(cls, parts: Iterable[Self]) -> Self:
        """Predictions for several sets of rows as one."""
        several = list(parts)
        return cls(
            rows=np.concatenate([one.rows for one in several]),
            truth=np.concatenate([one.truth for one in several]),
            predicted=np.concatenate([one.predicted for one in several]),
            classes=several[0].classes,
            probabilities=np.concatenate([one.probabilities for one in several]),
        )


@dataclass(frozen=True)
class AnswerScore:
    """How right predictions for the rows of a file are, by the answers that it holds.

    Parameters
    ----------
    scoring : str
        The metric: the search's, or one that these rows suffice for.
    score : float
        NaN where no row can be scored.
    rows : int
        How many rows are scored.
    empty : int
        Rows without an answer; left out.
    unknown : int
        Rows whose answer is no class that the network knows, or no number; left out.
    """

    scoring: str
    score: float
    rows: int
    empty: int
    unknown: int
