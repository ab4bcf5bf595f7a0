"""Keras's optimizers as pure functions, for many networks side by side.

Keras's own cannot be used: under TensorFlow they change variables in place, and a compiled loop needs values in, values
out. A test holds each to Keras's own. The constants are Keras's defaults.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

EPSILON = 1e-7
WEIGHT_DECAY = 0.004


@dataclass(frozen=True)
class Update:
    """One optimizer.

    Parameters
    ----------
    n_slots : int
        Tensors that it keeps beside each weight, zero at first.
    apply : callable
        ``(weight, gradient, slots, rate, step) -> (weight, slots)``: `rate` is the learning rate and `step` counts
        from 1; both broadcast against the weight.
    """

    n_slots: int
    apply: Callable[..., tuple[Any, list[Any]]]


def _sgd(weight: Any, gradient: Any, slots: list[Any], rate: Any, step: Any) -> tuple[Any, list[Any]]:
    return weight - rate * gradient, []


def _rmsprop(weight: Any, gradient: Any, slots: list[Any], rate: Any, step: Any) -> tuple[Any, list[Any]]:
    velocity = 0.9 * slots[0] + (1 - 0.9) * tf.square(gradient)
    return weight - rate * gradient / tf.sqrt(velocity + EPSILON), [velocity]


def _adam(weight: Any, gradient: Any, slots: list[Any], rate: Any, step: Any) -> tuple[Any, list[Any]]:
    momentum = slots[0] + (gradient - slots[0]) * (1 - 0.9)
    velocity = slots[1] + (tf.square(gradient) - slots[1]) * (1 - 0.999)
    alpha = rate * tf.sqrt(1 - tf.pow(0.999, step)) / (1 - tf.pow(0.9, step))
    return weight - alpha * momentum / (tf.sqrt(velocity) + EPSILON), [momentum, velocity]


def _adamw(weight: Any, gradient: Any, slots: list[Any], rate: Any, step: Any) -> tuple[Any, list[Any]]:
    return _adam(weight - weight * WEIGHT_DECAY * rate, gradient, slots, rate, step)


UPDATES = {"adam": Update(2, _adam), "sgd": Update(0, _sgd), "rmsprop": Update(1, _rmsprop), "adamw": Update(2, _adamw)}
