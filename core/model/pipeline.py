"""From a table to predictions: preprocessing and a network as one scikit-learn pipeline."""

from __future__ import annotations

from typing import Any

from sklearn.pipeline import Pipeline

from core.data.columns.column import Column, Task
from core.model.preprocessing import make_preprocessing

# Where SciKeras takes each hyperparameter.
ESTIMATOR_PARAMS = {
    "hidden_units": "model__hidden_units",
    "activation": "model__activation",
    "hidden_layers": "model__hidden_layers",
    "dropout": "model__dropout",
    "learning_rate": "optimizer__learning_rate",
    "optimizer": "optimizer",
    "batch_size": "batch_size",
    "epochs": "epochs",
}


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
    routed = {ESTIMATOR_PARAMS[name]: value for name, value in params.items()}
    return kind(random_state=random_state, **routed)


def make_pipeline(
    columns: list[Column], task: Task, params: dict[str, Any], random_state: int | None = None
) -> Pipeline:
    """Preprocessing and network: fits on a table of the columns, cells as strings or typed.

    Parameters
    ----------
    columns : list of Column
        The features.
    task, params, random_state
        As in `make_network`.
    """
    return Pipeline(
        [("preprocessing", make_preprocessing(columns)), ("network", make_network(task, params, random_state))]
    )
