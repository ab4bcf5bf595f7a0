"""From a SciKeras estimator to the network that the fused engine trains, or why there is none."""

from __future__ import annotations

import inspect
import math
import reprlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from numbers import Real
from typing import Any

import keras
from scikeras.utils import loss_name
from sklearn.pipeline import Pipeline

from core.model.activations import ACTIVATIONS
from core.model.hyperparameters import OPTIMIZERS
from core.model.network import create_model, default_loss
from core.model.wrappers import KerasClassifier, KerasRegressor
from core.search.fused.members import Network
from core.search.fused.updates import UPDATES

KERAS_BATCH = 32
FULL_BATCH = -1
# What `create_model` takes, with its defaults.
MODEL = {
    name: parameter.default
    for name, parameter in inspect.signature(create_model).parameters.items()
    if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
}
FIT = {"batch_size", "epochs", "shuffle"}
READ = {
    *("model", "build_fn", "random_state", "optimizer", "optimizer__learning_rate", "loss", "metrics"),
    *FIT,
    *(f"fit__{name}" for name in FIT),
    *MODEL,
    *(f"model__{name}" for name in MODEL),
}
# They change what is printed, and how many rows are predicted at a time.
WITHOUT_EFFECT = {"verbose", "fit__verbose", "predict__verbose", "predict__batch_size"}
# With these values they ask for nothing.
UNUSED = {
    "warm_start": False,
    "validation_batch_size": None,
    "callbacks": None,
    "validation_split": 0.0,
    "run_eagerly": False,
    "class_weight": None,
}
TRANSLATED = {"hidden_units", "activation", "hidden_layers", "dropout", "learning_rate", "optimizer", "weight_decay"}


class NotFusable(Exception):  # noqa: N818 - no error: the search runs in another way
    """Raised with what the fused engine cannot train, as the object of a sentence."""


@dataclass(frozen=True)
class Asked:
    """The training that an estimator asks for.

    Parameters
    ----------
    network : Network
        With a batch size that may be `FULL_BATCH`, and a seed that says nothing.
    seed : int or None
        Of its first weights and its dropout.
    order_seed : int or None
        Of the order of its rows.
    shuffle : bool
        Whether they have another order in each epoch.
    loss : str or None
        Its loss by Keras's name, where one is asked for.
    """

    network: Network
    seed: int | None
    order_seed: int | None
    shuffle: bool
    loss: str | None

    def settled(self, n_rows: int, draw: Callable[[], int]) -> Network:
        """The network to train on so many rows; its seed is drawn where none is given."""
        batch_size = n_rows if self.network.batch_size == FULL_BATCH else self.network.batch_size
        return replace(self.network, batch_size=batch_size, seed=draw() if self.seed is None else self.seed)


def parts(estimator: Any) -> tuple[Pipeline | None, Any]:
    """The steps that prepare rows, which share their objects with the estimator, and what is fitted on those."""
    # A subclass may do more than its steps: imbalanced-learn's leaves out training rows.
    if type(estimator) is not Pipeline or not estimator.steps:
        return None, estimator
    return (estimator[:-1] if len(estimator) > 1 else None), estimator[-1]


def translate(wrapper: Any) -> Asked:
    """What an unfitted estimator would train.

    Parameters
    ----------
    wrapper : estimator
        Its `random_state` is drawn from if that is a ``RandomState``: give a clone.

    Raises
    ------
    NotFusable
        If it is anything else than `KerasClassifier` or `KerasRegressor` over `create_model`, or asks for anything
        that the fused engine does not know.
    """
    if type(wrapper) not in (KerasClassifier, KerasRegressor):
        raise NotFusable(f"{type(wrapper).__name__}, which is neither KerasClassifier nor KerasRegressor")
    if (policy := keras.config.dtype_policy().name) != "float32":
        raise NotFusable(f"networks of {policy}")
    params = wrapper.get_params()
    if wrapper.model_function() is not create_model:
        raise NotFusable("networks that another function than create_model builds")
    for name, value in params.items():
        if name not in READ | WITHOUT_EFFECT and not _unused(name, value):
            raise NotFusable(_said(name, value))
    model = MODEL | wrapper.model_params()
    for name in MODEL.keys() - TRANSLATED:
        if model[name] != MODEL[name]:
            raise NotFusable(_said(name, model[name]))
    fit = wrapper.routed("fit", FIT)
    optimizer, learning_rate = _optimizer(model, params)
    if fit["batch_size"] not in (None, FULL_BATCH):
        _whole("batch_size", fit["batch_size"], 1)
    network = Network(
        hidden_units=_whole("hidden_units", model["hidden_units"], 1),
        activation=_activation(model["activation"]),
        hidden_layers=_whole("hidden_layers", model["hidden_layers"], 1),
        dropout=_share("dropout", model["dropout"]),
        learning_rate=learning_rate,
        optimizer=optimizer,
        batch_size=KERAS_BATCH if fit["batch_size"] is None else fit["batch_size"],
        epochs=_whole("epochs", fit["epochs"], 1),
        weight_decay=_decay(model["weight_decay"]),
        seed=0,
    )
    shuffle = bool(_one_of("shuffle", fit["shuffle"], (True, False)))
    # Keras's wrapper, too, draws once for the first weights and once for the rest.
    return Asked(network, _seed(wrapper), _seed(wrapper), shuffle, _loss(params["loss"]))


def check_loss(asked: Asked, n_classes: int | None) -> None:
    """Refuse a loss other than that of `create_model` for so many classes, or for a number where that is None.

    Raises
    ------
    NotFusable
    """
    target_type = "continuous" if n_classes is None else "binary" if n_classes <= 2 else "multiclass"
    if asked.loss not in (None, default_loss(target_type)):
        raise NotFusable(_said("loss", asked.loss))


def _optimizer(model: dict[str, Any], params: dict[str, Any]) -> tuple[str, float]:
    """The optimizer's name and learning rate, from where `create_model` takes them."""
    own = model["optimizer"]
    name = _one_of("optimizer", _lower(own or params["optimizer"] or "adam"), UPDATES)
    rate = model["learning_rate"]
    if rate is None:
        # The wrapper's learning rate is its own optimizer's.
        rate = _default_rate(name) if own is not None else params.get("optimizer__learning_rate", _default_rate(name))
    if not _is_number(rate) or not 0 < rate < math.inf:
        raise NotFusable(_said("learning_rate", rate))
    return name, float(rate)


def _default_rate(optimizer: str) -> float:
    kind = getattr(keras.optimizers, OPTIMIZERS[optimizer])
    return float(inspect.signature(kind).parameters["learning_rate"].default)


def _seed(wrapper: Any) -> int | None:
    seed = wrapper.draw_seed()
    if seed is None:
        return None
    if not isinstance(seed, int) or not 0 <= seed < 2**32:
        raise NotFusable(_said("random_state", seed))
    return seed


def _activation(value: Any) -> str:
    """Keras's name of an activation that may be given by another of its names, or as a function."""
    try:
        function = keras.activations.get(value)
    except ValueError:
        raise NotFusable(_said("activation", value)) from None
    name = getattr(function, "__name__", "")
    if name not in ACTIVATIONS or keras.activations.get(name) is not function:
        raise NotFusable(_said("activation", value))
    return str(name)


def _loss(value: Any) -> str | None:
    """Keras's name of a loss that may be given by another of its names, as a function or as a class."""
    if value is None:
        return None
    try:
        name = loss_name(value)
    except (TypeError, ValueError):
        raise NotFusable(_said("loss", value)) from None
    own = (getattr(keras.losses, name, None), getattr(keras.losses, name.title().replace("_", ""), None))
    # An instance may have settings of its own.
    if not isinstance(value, str) and value not in own:
        raise NotFusable(_said("loss", value))
    return str(name)


def _unused(name: str, value: Any) -> bool:
    return name in UNUSED and isinstance(value, bool | Real | None) and value == UNUSED[name]


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _one_of(name: str, value: Any, known: Any) -> Any:
    if not isinstance(value, str | bool) or value not in known:
        raise NotFusable(_said(name, value))
    return value


def _whole(name: str, value: Any, least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise NotFusable(_said(name, value))
    return value


def _share(name: str, value: Any) -> float:
    if not _is_number(value) or not 0 <= value < 1:
        raise NotFusable(_said(name, value))
    return float(value)


def _decay(value: Any) -> float:
    if not _is_number(value) or not 0 <= value < math.inf:
        raise NotFusable(_said("weight_decay", value))
    return float(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _said(name: str, value: Any) -> str:
    return f"{name}={reprlib.repr(value)}"
