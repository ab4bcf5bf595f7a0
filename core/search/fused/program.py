"""The compiled program: a few networks of one shape trained side by side, many steps a call.

A call has lanes, each with room for so many hidden units. A network of one hidden layer takes as many lanes as it has
units for, and what they say is added up; a deeper one has a lane of its own. Few lanes already run at the speed of
many, and their number is fixed, so that a program does not depend on how many settings a search has: a search runs the
same program again and again. Sizes that differ from table to table (features, rows, rows of a batch) are rounded up to
a few and the rest is masked, so that few programs are ever compiled.

See Also
--------
HFTA (Wang et al., MLSys 2021): horizontally fused training of networks of one shape.
"""

from __future__ import annotations

import hashlib
import itertools
import threading
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import keras
import tensorflow as tf
from tensorflow.python.framework import ops

from core.data.columns import Task
from core.search.fused.philox import uniform
from core.search.fused.updates import UPDATES

_tracing = threading.Lock()
MOST_THIN = 4


@dataclass(frozen=True)
class Shape:
    """All that a program is compiled for.

    Parameters
    ----------
    task : Task
        Decides the output's activation and the loss.
    outputs : int
        Units of the output layer.
    features, width : int
        Inputs and units of each hidden layer in a lane, padding included.
    layers : int
        Hidden layers.
    activation, optimizer : str
        By Keras's names.
    dropout : bool
        Whether any unit is ever dropped.
    batch : int
        Rows of a step, padding included.
    steps : int
        The most steps of one call.
    rows : int
        Rows of the table on which all lanes train and are checked, padding included.
    blocks, block : int
        Into how many blocks of how many rows the validation rows are cut, padding included.
    lanes : int
        Lanes that are trained side by side.
    spread : bool
        Whether a network may take several of them.
    """

    task: Task
    outputs: int
    features: int
    width: int
    layers: int
    activation: str
    optimizer: str
    dropout: bool
    batch: int
    steps: int
    rows: int
    blocks: int
    block: int
    lanes: int
    spread: bool


@lru_cache(maxsize=256)
def compiled(shape: Shape) -> Any:
    """The program of a shape: a ``tf.function`` that XLA compiles when it is first called.

    Returns
    -------
    callable
        ``(state, table, lanes, schedule) -> (state, loss, validation_loss)``; see `_train`.
    """
    return tf.function(partial(_train, shape), jit_compile=True, autograph=False)


def trace(shape: Shape, *arguments: Any) -> None:
    """Trace the program of a shape under names that are the same in every process.

    XLA's persistent cache finds a program by the names in it, which TensorFlow numbers in the order of tracing: without
    this, a program is found again only by a process that has traced the same ones before it.
    """
    first = int.from_bytes(hashlib.sha256(repr(shape).encode()).digest()[:5]) << 20
    with _tracing:
        usual, ops.uid = ops.uid, partial(next, itertools.count(first))
        try:
            compiled(shape).get_concrete_function(*arguments)
        finally:
            ops.uid = usual


def _train(shape: Shape, state: Any, table: Any, lanes: Any, schedule: Any) -> Any:
    """Take up to `shape.steps` steps.

    Parameters
    ----------
    shape : Shape
        The sizes: P lanes, R rows, F features, w width, B rows a batch, T steps, U blocks of V rows.
    state : dict
        ``weights``: kernels (P, in, out) and biases (P, 1, out) in turn; ``slots``: the optimizer's, a list for each
        weight; ``step`` (P,), steps taken; ``output`` (U, P, V, outputs), what was predicted at the last check.
    table : dict
        ``X`` (R, F) and ``y`` (R, 1 or outputs).
    lanes : dict
        ``learning_rate``, ``dropout`` and ``units`` (P,), the network's; ``first_unit`` (P,), the first of its units
        that the lane holds; ``network`` (P,), the number of its first lane; ``seeds`` (P, layers); ``check`` (U, P, V),
        the validation rows of each lane, and ``n_blocks``, how many blocks of them there are. A row of -1 is none.
    schedule : dict
        ``rows`` (T, P, B), the rows of each step; a lane with no row in a step rests. ``ends`` (T,), whether an epoch
        ends with that step. ``n_steps``, how many steps to take.

    Returns
    -------
    state : dict
        As it is after the last step.
    loss : tensor of shape (T, P)
        The loss of each step, summed over its rows; like `output`, the network's in its first lane.
    validation_loss : tensor of shape (T, P)
        Its mean over validation rows after each step that ends an epoch.
    """
    update = UPDATES[shape.optimizer]
    first = tf.cast(tf.range(shape.lanes) == lanes["network"], tf.float32)
    nothing = tf.TensorArray(tf.float32, shape.steps, element_shape=(shape.lanes,))

    def step(t: Any, _: Any, state: Any, losses: Any) -> Any:
        rows = schedule["rows"][t]
        X, y, here = _take(table, rows)
        count = tf.reduce_sum(here, axis=1)
        with tf.GradientTape() as tape:
            tape.watch(state["weights"])
            output = _forward(shape, state["weights"], X, lanes, state["step"])
            loss = tf.reduce_sum(_loss(shape, y, output) * here, axis=1)
            total = tf.reduce_sum(first * loss / tf.maximum(count, 1.0))
        gradients = tape.gradient(total, state["weights"])
        taken = state["step"] + 1
        rate, number = _column(lanes["learning_rate"]), _column(tf.cast(taken, tf.float32))
        busy = count > 0
        weights, slots = [], []
        for weight, gradient, own in zip(state["weights"], gradients, state["slots"], strict=True):
            new_weight, new_slots = update.apply(weight, gradient, own, rate, number)
            weights.append(tf.where(_column(busy), new_weight, weight))
            slots.append([tf.where(_column(busy), new, old) for new, old in zip(new_slots, own, strict=True)])
        state = {"weights": weights, "slots": slots, "step": tf.where(busy, taken, state["step"])}
        return t + 1, schedule["ends"][t], state, losses.write(t, loss)

    # A condition in the inner loop would have XLA copy all outputs in every step.
    def epoch(t: Any, state: Any, output: Any, losses: Any, checks: Any) -> Any:
        t, ended, state, losses = tf.while_loop(
            lambda t, ended, *_: (t < schedule["n_steps"]) & ~ended, step, (t, tf.constant(False), state, losses)
        )
        check, output = tf.cond(
            ended,
            lambda: _check(shape, state["weights"], output, table, lanes),
            lambda: (tf.zeros(shape.lanes), output),
        )
        return t, state, output, losses, checks.write(t - 1, check)

    trained = {name: state[name] for name in ("weights", "slots", "step")}
    _, trained, output, losses, checks = tf.while_loop(
        lambda t, *_: t < schedule["n_steps"], epoch, (tf.constant(0), trained, state["output"], nothing, nothing)
    )
    return {**trained, "output": output}, losses.stack(), checks.stack()


def _check(shape: Shape, weights: Any, outputs: Any, table: Any, lanes: Any) -> Any:
    """The mean loss over validation rows, and what is predicted for them."""

    def block(u: Any) -> Any:
        X, y, here = _take(table, lanes["check"][u])
        output = _forward(shape, weights, X, lanes)
        loss = tf.reduce_sum(tf.where(here > 0, _loss(shape, y, output), 0.0), axis=1)
        return output, loss, tf.reduce_sum(here, axis=1)

    def further(u: Any, kept: Any, loss: Any, count: Any) -> Any:
        output, more_loss, more = block(u)
        return u + 1, kept.write(u, output), loss + more_loss, count + more

    if shape.blocks == 1:  # without the loop a program compiles in a tenth less time
        output, loss, count = block(0)
        return loss / tf.maximum(count, 1.0), output[None]
    kept = tf.TensorArray(tf.float32, shape.blocks).unstack(outputs)
    nothing = tf.zeros(shape.lanes)
    _, kept, loss, count = tf.while_loop(
        lambda u, *_: u < lanes["n_blocks"], further, (tf.constant(0), kept, nothing, nothing)
    )
    return loss / tf.maximum(count, 1.0), kept.stack()


def _take(table: Any, rows: Any) -> Any:
    """The cells and targets of rows, and 1 where there is one, 0 where there is none."""
    some = tf.maximum(rows, 0)
    return tf.gather(table["X"], some), tf.gather(table["y"], some), tf.cast(rows >= 0, tf.float32)


def _forward(shape: Shape, weights: Any, X: Any, lanes: Any, step: Any = None) -> Any:
    """What the networks of all lanes answer; with dropout where the step is told."""
    activation = keras.activations.get(shape.activation)
    unit = lanes["first_unit"][:, None] + tf.range(shape.width)
    real = tf.cast(unit < lanes["units"][:, None], tf.float32)[:, None, :]
    hidden = X
    for layer in range(shape.layers):
        hidden = activation(tf.matmul(hidden, weights[2 * layer]) + weights[2 * layer + 1]) * real
        if shape.dropout and step is not None:
            hidden = _drop(shape, hidden, lanes, layer, step)
    logits = _thin_matmul(hidden, weights[-2])
    if shape.spread:
        same = lanes["network"][:, None] == lanes["network"]
        # Chosen and not multiplied by 0: what a network that diverged says is no number.
        logits = tf.reduce_sum(tf.where(same[..., None, None], logits[None], 0.0), axis=1)
    logits += weights[-1]
    match shape.task:
        case Task.BINARY:
            return keras.activations.sigmoid(logits)
        case Task.MULTICLASS:
            return keras.activations.softmax(logits)
        case _:
            return logits


def _thin_matmul(hidden: Any, kernel: Any) -> Any:
    """A product with few columns: one by one, they take XLA on the CPU half the time that two to four take at once."""
    outputs = kernel.shape[-1]
    if outputs > MOST_THIN:
        return tf.matmul(hidden, kernel)
    return tf.concat([tf.matmul(hidden, kernel[..., column : column + 1]) for column in range(outputs)], axis=-1)


def _drop(shape: Shape, hidden: Any, lanes: Any, layer: int, step: Any) -> Any:
    """Keras's dropout: the same random numbers for the same seed and step, whatever the padding."""
    seeds, units, first_unit = lanes["seeds"][:, layer], lanes["units"], lanes["first_unit"]
    drawn = uniform(seeds, step, units, first_unit, shape.batch, shape.width)
    rate = _column(lanes["dropout"])
    return tf.where(drawn >= rate, hidden * (1 / (1 - rate)), 0.0)


def _loss(shape: Shape, y: Any, output: Any) -> Any:
    """The loss of each row."""
    match shape.task:
        case Task.BINARY:
            return tf.reduce_mean(keras.ops.binary_crossentropy(y, output), axis=-1)
        case Task.MULTICLASS:
            return keras.ops.sparse_categorical_crossentropy(tf.cast(y[..., 0], tf.int32), output)
        case _:
            return tf.reduce_mean(tf.square(output - y), axis=-1)


def _column(values: Any) -> Any:
    """One value a lane, shaped to go with its weights."""
    return values[:, None, None]
