"""The network: a dense Keras model for a table."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import keras
from keras.initializers import GlorotUniform


def create_model(
    hidden_units: int = 100,
    activation: str = "relu",
    hidden_layers: int = 1,
    dropout: float = 0.0,
    learning_rate: float | None = None,
    optimizer: str | None = None,
    *,
    meta: dict[str, Any] | None = None,
    compile_kwargs: dict[str, Any] | None = None,
) -> keras.Model:
    """Build and compile a dense network.

    Parameters
    ----------
    hidden_units : int, default 100
        Units in each hidden layer.
    activation : str, default "relu"
        The hidden layers' activation, by Keras's name.
    hidden_layers : int, default 1
        How many hidden layers.
    dropout : float, default 0.0
        Share of each hidden layer's outputs set to zero in training, in [0, 1).
    learning_rate : float, optional
        The optimizer's step size. Default: what `compile_kwargs` holds, else Keras's own.
    optimizer : str, optional
        "adam", "sgd", "rmsprop" or "adamw", or any name that Keras knows.
        Default: what `compile_kwargs` holds, else "adam".
    meta : dict, optional
        What SciKeras knows of the data: ``n_features_in_``, ``target_type_``
        ("binary", "multiclass" or "continuous"), ``n_classes_``, and ``seed_``
        for its weights and dropout. Without it the model is for two classes and
        takes its input's width from the first batch.
    compile_kwargs : dict, optional
        What SciKeras would compile the model with.

    Returns
    -------
    keras.Model
        One sigmoid unit with binary cross-entropy for two classes, a softmax
        with sparse categorical cross-entropy for several, one linear unit with
        mean squared error for a number.
    """
    meta = meta or {"target_type_": "binary"}
    model = keras.Sequential()
    if "n_features_in_" in meta:
        model.add(keras.layers.Input((meta["n_features_in_"],)))
    # Without a seed of their own, layers draw one from Python's global generator, which other threads draw from too.
    seeds = _layer_seeds(meta.get("seed_"))
    for _ in range(hidden_layers):
        model.add(keras.layers.Dense(hidden_units, activation, kernel_initializer=GlorotUniform(next(seeds))))
        if dropout > 0:
            model.add(keras.layers.Dropout(dropout, seed=next(seeds)))
    units, last_activation, loss = _output(meta)
    model.add(keras.layers.Dense(units, last_activation, kernel_initializer=GlorotUniform(next(seeds))))
    settings = {key: value for key, value in (compile_kwargs or {}).items() if value is not None}
    settings.setdefault("loss", loss)
    settings["optimizer"] = _optimizer(optimizer, learning_rate, settings.get("optimizer"))
    model.compile(**settings)
    return model


def _layer_seeds(seed: int | None) -> Iterator[int | None]:
    return itertools.repeat(None) if seed is None else itertools.count(seed)


def _output(meta: dict[str, Any]) -> tuple[int, str, str]:
    """The last layer's units and activation, and the loss."""
    match meta["target_type_"]:
        case "binary":
            return 1, "sigmoid", "binary_crossentropy"
        case "multiclass":
            return meta["n_classes_"], "softmax", "sparse_categorical_crossentropy"
        case _:
            return meta.get("n_outputs_", 1), "linear", "mean_squared_error"


def _optimizer(
    name: str | None, learning_rate: float | None, compiled: keras.optimizers.Optimizer | None
) -> keras.optimizers.Optimizer:
    """The optimizer asked for by name and step size, where these are given; else the one that SciKeras made."""
    optimizer = keras.optimizers.get(name or compiled or "adam")
    if learning_rate is not None:
        optimizer.learning_rate = learning_rate
    return optimizer
