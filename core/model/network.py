"""The network: a dense Keras model for a table."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, NamedTuple

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf
from keras.initializers import GlorotUniform

# Keras takes a seed modulo this.
KERAS_SEEDS = 2**31 - 2


def create_model(
    hidden_units: int = 100,
    activation: str = "relu",
    hidden_layers: int = 1,
    dropout: float = 0.0,
    learning_rate: float | None = None,
    optimizer: str | None = None,
    weight_decay: float = 0.0,
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
    weight_decay : float, default 0.0
        What each step takes off every weight, as a share of it and times the learning rate. 0 leaves it to the
        optimizer: 0.004 for "adamw", none for the others.
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
    seeds = layer_seeds(meta.get("seed_"), hidden_layers, dropout)
    for layer in range(hidden_layers):
        kernel = GlorotUniform(seeds.kernels[layer])
        model.add(keras.layers.Dense(hidden_units, activation, kernel_initializer=kernel))
        if dropout > 0:
            model.add(keras.layers.Dropout(dropout, seed=seeds.dropout[layer]))
    units, last_activation, loss = _output(meta)
    model.add(keras.layers.Dense(units, last_activation, kernel_initializer=GlorotUniform(seeds.kernels[-1])))
    settings = {key: value for key, value in (compile_kwargs or {}).items() if value is not None}
    settings.setdefault("loss", loss)
    settings["optimizer"] = _optimizer(optimizer, learning_rate, weight_decay, settings.get("optimizer"))
    model.compile(**settings)
    return model


def initial_weights(
    n_features: int, hidden_units: int, hidden_layers: int, dropout: float, outputs: int, seed: int
) -> list[npt.NDArray[np.float32]]:
    """The weights that `create_model` gives a network, without building it: some seventy times as fast.

    Parameters
    ----------
    n_features, outputs : int
        Inputs, and units of the last layer.
    hidden_units, hidden_layers, dropout
        As in `create_model`.
    seed : int
        ``meta["seed_"]`` there.

    Returns
    -------
    list of ndarray
        As ``keras.Model.get_weights`` has them: a kernel and a bias for each layer.
    """
    sizes = [n_features, *[hidden_units] * hidden_layers, outputs]
    weights = []
    kernels = layer_seeds(seed, hidden_layers, dropout).kernels
    for (inputs, units), kernel in zip(pairwise(sizes), kernels, strict=True):
        weights += [_glorot_uniform(inputs, units, kernel), np.zeros(units, np.float32)]
    return weights


def _glorot_uniform(inputs: int, units: int, seed: int | None) -> npt.NDArray[np.float32]:
    """What Keras's ``GlorotUniform(seed)`` draws, in a seventh of its time; a test holds the two together."""
    limit = np.float32(math.sqrt(6 / (inputs + units)))
    seeds = np.array([(seed or 0) % KERAS_SEEDS, 0], np.int32)
    drawn = tf.raw_ops.StatelessRandomUniform(shape=np.array([inputs, units], np.int32), seed=seeds).numpy()
    return drawn * (limit + limit) - limit  # type: ignore[no-any-return]


class LayerSeeds(NamedTuple):
    """The seed of each layer's first weights, the last layer's included, and of each hidden layer's dropout."""

    kernels: list[int | None]
    dropout: list[int | None]


def layer_seeds(seed: int | None, hidden_layers: int, dropout: float) -> LayerSeeds:
    """Seeds in the order of the layers: one a layer that has random numbers."""
    if seed is None:
        return LayerSeeds([None] * (hidden_layers + 1), [None] * hidden_layers)
    apart = 2 if dropout > 0 else 1
    kernels = [seed + apart * layer for layer in range(hidden_layers + 1)]
    return LayerSeeds(list(kernels), [kernel + 1 for kernel in kernels[:-1]])


def default_loss(target_type: str) -> str:
    """The loss that `create_model` compiles a network with, by Keras's name; SciKeras tells the type of the target."""
    return _output({"target_type_": target_type, "n_classes_": 0})[2]


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
    name: str | None, learning_rate: float | None, weight_decay: float, compiled: keras.optimizers.Optimizer | None
) -> keras.optimizers.Optimizer:
    """The optimizer asked for by name, step size and decay, where these are given; else the one that SciKeras made."""
    optimizer = keras.optimizers.get(name or compiled or "adam")
    if learning_rate is not None:
        optimizer.learning_rate = learning_rate
    if weight_decay:
        optimizer.weight_decay = weight_decay
    return optimizer
