"""What Gridlight is measured against; each function is called in a process of its own and gives plain data.

All train on the rounds of the same plan. They get the plan for nothing; making it is part of our own time.
"""

from __future__ import annotations

import tempfile
import time
from typing import Any

import numpy as np
from sklearn.model_selection import GridSearchCV, ParameterGrid

from core.model.pipeline import estimator_params, make_pipeline
from core.search.data import SearchData, search_data
from tests.benchmarks import tables

Splits = list[tuple[Any, Any, Any, Any]]


def plain_grid(table: list[int], hidden_units: list[int], epochs: int, seed: int) -> float:
    """Seconds of scikit-learn's own grid search over a pipeline that ends in a Keras network."""
    data = tables.grid_data(table, hidden_units, epochs, seed)
    return _plain(data, _params(data), data.plan.splits, seed)[1]


def plain_scores(table: list[int], hidden_units: list[int], epochs: int, seed: int) -> list[Any]:
    """Activation, hidden units and mean score of every setting."""
    data = tables.grid_data(table, hidden_units, epochs, seed)
    results = _plain(data, _params(data), data.plan.splits, seed)[0].cv_results_
    names = ("param_network__model__activation", "param_network__model__hidden_units", "mean_test_score")
    return [[str(one), int(units), float(score)] for one, units, score in zip(*map(results.get, names), strict=True)]


def plain_sample(n_iter: int, epochs: int, seed: int, n_trainings: int) -> float:
    """Seconds of `plain_grid` on the random search, from a few of its trainings drawn at random."""
    data = search_data(tables.cancer_table(), tables.random_config(n_iter, epochs, seed))
    drawn = np.random.default_rng(seed).choice(len(data.plan.candidates), n_trainings, replace=False)
    params = [
        {f"network__{name}": [value] for name, value in estimator_params(data.plan.candidates[number].params).items()}
        for number in drawn
    ]
    split = data.plan.splits[seed % len(data.plan.splits)]
    seconds = _plain(data, params, [split], seed)[1]
    return seconds * len(data.plan.candidates) * len(data.plan.splits) / n_trainings


def mlp_grid(table: list[int], hidden_units: list[int], epochs: int, seed: int, n_jobs: int | None = None) -> float:
    """Seconds of a grid search over scikit-learn's own network."""
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    data = tables.grid_data(table, hidden_units, epochs, seed)
    network = MLPClassifier(max_iter=epochs, batch_size=32, random_state=seed)
    names = {
        "mlpclassifier__hidden_layer_sizes": [(units,) for units in hidden_units],
        "mlpclassifier__activation": ["relu", "logistic"],
    }
    search = GridSearchCV(
        make_pipeline(StandardScaler(), network),
        names,
        cv=data.plan.splits,
        refit=False,
        n_jobs=n_jobs,
        error_score="raise",
    )
    X = data.X.to_numpy()
    start = time.perf_counter()
    search.fit(X, data.y)
    return time.perf_counter() - start


def keras_tuner_grid(table: list[int], hidden_units: list[int], epochs: int, seed: int) -> float:
    """Seconds of KerasTuner's grid search, with rounds as its guide adds them: by a `run_trial` of one's own."""
    import keras_tuner

    class CrossValidated(keras_tuner.GridSearch):
        def run_trial(self, trial: Any, splits: Splits, **_: Any) -> dict[str, float]:
            values = trial.hyperparameters
            return {"accuracy": _mean_score(lambda: self.hypermodel.build(values), splits, epochs)}

    def build(values: Any) -> Any:
        return _network(values.Choice("hidden_units", hidden_units), values.Choice("activation", tables.ACTIVATIONS))

    data = tables.grid_data(table, hidden_units, epochs, seed)
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        best = keras_tuner.Objective("accuracy", "max")
        tuner = CrossValidated(build, objective=best, max_trials=None, directory=folder, seed=seed)
        tuner.search(splits=_prepared(data), verbose=0)
        seconds = time.perf_counter() - start
    _check_all_were_tried(len(tuner.oracle.get_best_trials(1000)), hidden_units)
    return seconds


def optuna_grid(table: list[int], hidden_units: list[int], epochs: int, seed: int) -> float:
    """Seconds of Optuna's search with its `GridSampler`."""
    import keras
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    data = tables.grid_data(table, hidden_units, epochs, seed)
    space = {"hidden_units": hidden_units, "activation": tables.ACTIVATIONS}
    start = time.perf_counter()
    splits = _prepared(data)

    def objective(trial: Any) -> float:
        keras.backend.clear_session()  # as its examples with Keras do
        values = {name: trial.suggest_categorical(name, choices) for name, choices in space.items()}
        return _mean_score(lambda: _network(**values), splits, epochs)

    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.GridSampler(space, seed=seed))
    study.optimize(objective)
    seconds = time.perf_counter() - start
    _check_all_were_tried(len(study.trials), hidden_units)
    return seconds


def sgemm_rate(size: int = 1024, times: int = 20) -> float:
    """Multiplications and additions a second of NumPy's matrix product, on all cores: the best of some."""
    left, right = np.random.default_rng(0).random((2, size, size), np.float32)
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        left @ right
        best = min(best, time.perf_counter() - start)
    return 2 * size**3 / best


def _params(data: SearchData) -> dict[str, Any]:
    return {f"network__model__{name}": getattr(data.plan.config, name) for name in ("hidden_units", "activation")}


def _plain(data: SearchData, params: Any, splits: Any, seed: int) -> tuple[GridSearchCV, float]:
    """The search, and its seconds."""
    import keras

    keras.backend.clear_session()  # what earlier searches left is no cost of this one
    keras.utils.set_random_seed(seed)
    pipeline = make_pipeline(data.plan.columns, data.plan.task, data.plan.candidates[0].params)
    search = GridSearchCV(pipeline, params, cv=splits, refit=False, error_score="raise")
    start = time.perf_counter()
    search.fit(data.X, data.y)
    return search, time.perf_counter() - start


def _network(hidden_units: int, activation: str) -> Any:
    from core.model import create_model

    return create_model(hidden_units, activation, compile_kwargs={"metrics": ["accuracy"]})


def _prepared(data: SearchData) -> Splits:
    """The rows of each round, prepared once and not once a setting, as a careful user would."""
    from sklearn.preprocessing import StandardScaler

    X, y, splits = data.X.to_numpy(np.float32), data.y.astype(np.float32), []
    for train, validation in data.plan.splits:
        scaler = StandardScaler().fit(X[train])
        splits.append((scaler.transform(X[train]), y[train], scaler.transform(X[validation]), y[validation]))
    return splits


def _mean_score(build: Any, splits: Splits, epochs: int) -> float:
    scores = []
    for X_train, y_train, X_validation, y_validation in splits:
        model = build()
        model.fit(X_train, y_train, epochs=epochs, batch_size=32, verbose=0)
        scores.append(model.evaluate(X_validation, y_validation, verbose=0, return_dict=True)["accuracy"])
    return float(np.mean(scores))


def _check_all_were_tried(tried: int, hidden_units: list[int]) -> None:
    wanted = len(ParameterGrid({"hidden_units": hidden_units, "activation": tables.ACTIVATIONS}))
    if tried != wanted:
        raise RuntimeError(f"{tried} settings were tried, not {wanted}.")
