"""From a table to predictions: preprocessing and a network as one scikit-learn pipeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sklearn.pipeline import Pipeline

from core.data.columns.column import Column, Task
from core.model.hyperparameters import HYPERPARAMETERS
from core.model.preprocessing import make_preprocessing


def estimator_params(params: Mapping[str, Any]) -> dict[str, Any]:
    """Hyperparameters by the names that `KerasClassifier` and `KerasRegressor` have for them."""
    return {HYPERPARAMETERS[name].estimator: value for name, value in params.items()}


def make_network(task: Task, params: dict[str, Any], random_state: int | None = None) -> Any:
    """An unfitted `KerasClassifier` or `KerasRegressor` with these hyperparameters.

    Parameters
    ----------
    task : Task
        What is predicted.
    params : dict
        Hyperparameters by the names of `SearchConfig`.
    random_state : int, optional
        The seed of its weights and of the order of its rows.
    """
    from core.model.wrappers import KerasClassifier, KerasRegressor

    kind = KerasRegressor if task is Task.REGRESSION else KerasClassifier
    return kind(random_state=random_state, **estimator_params(params))


def make_pipeline(
    columns: Sequence[Column], task: Task, params: dict[str, Any], random_state: int | None = None
) -> Pipeline:
    """Preprocessing and network: fits on a table of the columns, cells as strings or typed.

    Parameters
    ----------
    columns : sequence of Column
        The features.
    task, params, random_state
        As in `make_network`.
    """
    return Pipeline(
        [("preprocessing", make_preprocessing(columns)), ("network", make_network(task, params, random_state))]
    )
