"""Keras's optimizers as pure functions, for many networks side by side.

Keras's own cannot be used: under TensorFlow they change variables in place, and a compiled loop needs values in, values
out. A test holds each to Keras's own. The constants are Keras's defaults.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

EPSILON = 1e-7


@dataclass(frozen=True)
class Update:
    """One optimizer.

    Parameters
    ----------
    n_slots : int
        Tensors that it keeps beside each weight, zero at first.
    apply : callable
        ``(weight, gradient, slots, rate, correction) -> (weight, slots)``: `rate` is the learning rate, which
        broadcasts against the weight, and `correction` that of the step.
    corrections : callable
        The corrections of steps, which count from 1; worked out beforehand, as powers and roots take long to compile.
    weight_decay : float
        What each step takes off a weight before the update, as a share of it and times the learning rate.
    """

    n_slots: int
    apply: Callable[..., tuple[Any, list[Any]]]
    corrections: Callable[[npt.NDArray[Any]], npt.NDArray[Any]] = np.ones_like
    weight_decay: float = 0.0


def _sgd(weight: Any, gradient: Any, slots: list[Any], rate: Any, correction: Any) -> tuple[Any, list[Any]]:
    return weight - rate * gradient, []


def _rmsprop(weight: Any, gradient: Any, slots: list[Any], rate: Any, correction: Any) -> tuple[Any, list[Any]]:
    velocity = 0.9 * slots[0] + (1 - 0.9) * (gradient * gradient)
    return weight - rate * gradient / tf.sqrt(velocity + EPSILON), [velocity]


def _adam(weight: Any, gradient: Any, slots: list[Any], rate: Any, correction: Any) -> tuple[Any, list[Any]]:
    momentum = slots[0] + (gradient - slots[0]) * (1 - 0.9)
    velocity = slots[1] + (gradient * gradient - slots[1]) * (1 - 0.999)
    return weight - rate * correction * momentum / (tf.sqrt(velocity) + EPSILON), [momentum, velocity]


def _adam_corrections(steps: npt.NDArray[Any]) -> npt.NDArray[Any]:
    # In single precision, as Keras's: 1 - 0.999 is another number there.
    momentum, velocity = np.float32(0.9) ** steps, np.float32(0.999) ** steps
    return np.sqrt(1 - velocity) / (1 - momentum)


UPDATES = {
    "adam": Update(2, _adam, _adam_corrections),
    "sgd": Update(0, _sgd),
    "rmsprop": Update(1, _rmsprop),
    "adamw": Update(2, _adam, _adam_corrections, weight_decay=0.004),
}
