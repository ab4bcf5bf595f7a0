"""The compiled program: networks of one shape trained side by side on the same rows, many steps a call.

A call has lanes, each with room for so many hidden units. A network of one hidden layer takes as many lanes as it has
units for, and what they say is added up; a deeper one has a lane of its own. All lanes see the same rows in the same
step, so that the first layers of all networks are one matrix product. The number of lanes is fixed, so that a program
does not depend on how many settings a search has: a search runs the same program again and again. Sizes that differ
from table to table (features, rows, rows of a batch) are rounded up to a few and the rest is masked, so that few
programs are ever compiled.

See Also
--------
HFTA (Wang et al., MLSys 2021): horizontally fused training of networks of one shape.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache, partial
from typing import Any

import keras
import tensorflow as tf

from core.data.columns.column import Task
from core.search.fused.philox import uniform
from core.search.fused.shape import Shape
from core.search.fused.tensorflow_internals import names_counted_from
from core.search.fused.updates import UPDATES

MOST_THIN = 4


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
    with names_counted_from(first):
        compiled(shape).get_concrete_function(*arguments)


def predicted(task: Task, logits: Any) -> Any:
    """Probabilities, or numbers, from what a program says."""
    match task:
        case Task.BINARY:
            return keras.activations.sigmoid(logits)
        case Task.MULTICLASS:
            return keras.activations.softmax(logits)
        case _:
            return logits


def _train(shape: Shape, state: Any, table: Any, lanes: Any, schedule: Any) -> Any:
    """Take up to `shape.steps` steps.

    Parameters
    ----------
    shape : Shape
        The sizes: P lanes, R rows, F features, w width, B rows a batch, T steps, U blocks of V rows.
    state : dict
        ``weights``: the first kernel (F, P, w), the last feature's weights being the bias; then biases (P, 1, out)
        behind kernels (P, in, out) in turn; ``slots``: the optimizer's, a list for each weight; ``logits``
        (U, P, V, outputs), what the networks said of the validation rows at the last check.
    table : dict
        ``X`` (R, F) and ``y`` (R, 1), training rows; ``X_check`` (U, V, F) and ``y_check`` (U, V, 1), validation rows,
        and ``n_checked``, how many of them there are.
    lanes : dict
        ``units`` and all `core.model.hyperparameters.FRACTIONS` (P,), the network's; ``first_unit`` (P,), the first of
        its units that the lane holds;
        ``network`` (P,), the number of its first lane; ``seeds`` (P, layers).
    schedule : dict
        Of each step: ``rows`` (T, B), -1 being none, and ``n_rows`` (T,), how many; ``rates`` (T, P), the learning
        rates, and ``corrections`` (T,), the optimizer's; ``ends`` (T,), whether an epoch ends with it. ``first_step``,
        the number of the first; ``n_steps``, how many to take.

    Returns
    -------
    state : dict
        As it is after the last step.
    loss : tensor of shape (T, P)
        The loss of each step, summed over its rows; like `logits`, the network's in its first lane.
    validation_loss : tensor of shape (T, P)
        Its mean over validation rows after each step that ends an epoch.
    """
    update = UPDATES[shape.optimizer]
    lanes = {**lanes, **_masks(shape, lanes)}
    decay = tf.where(lanes["weight_decay"] > 0, lanes["weight_decay"], update.weight_decay)
    nothing = tf.TensorArray(tf.float32, shape.steps, element_shape=(shape.lanes,))

    def step(t: Any, _: Any, weights: Any, slots: Any, losses: Any) -> Any:
        # Gathered, which is one operation to trace and compile; a slice at a step is ten.
        rows, n_rows, rate, correction, ended = (
            tf.gather(schedule[name], t) for name in ("rows", "n_rows", "rates", "corrections", "ends")
        )
        some, here = tf.maximum(rows, 0), tf.cast(rows >= 0, tf.float32)
        X, y = tf.gather(table["X"], some), tf.gather(table["y"], some)
        with tf.GradientTape() as tape:
            tape.watch(weights)
            logits = _forward(shape, weights, X, lanes, schedule["first_step"] + t)
            loss = _loss(shape, y, logits)
        # The mean over the rows that there are, of the lanes that speak for a network.
        gradients = tape.gradient(loss, weights, lanes["first"][:, None] * here / n_rows)
        updated = []
        for number, (weight, gradient, kept) in enumerate(zip(weights, gradients, slots, strict=True)):
            lane = (..., None) if number == 0 else (..., None, None)
            weight -= weight * decay[lane] * rate[lane]
            updated.append(update.apply(weight, gradient, kept, rate[lane], correction))
        weights, slots = [one for one, _ in updated], [kept for _, kept in updated]
        return t + 1, ended, weights, slots, losses.write(t, tf.reduce_sum(loss * here, axis=1))

    # A condition in the inner loop would have XLA copy all outputs in every step.
    def epoch(t: Any, weights: Any, slots: Any, logits: Any, losses: Any, checks: Any) -> Any:
        t, ended, weights, slots, losses = tf.while_loop(
            lambda t, ended, *_: (t < schedule["n_steps"]) & ~ended,
            step,
            (t, tf.constant(False), weights, slots, losses),
        )
        check, logits = tf.cond(
            ended,
            lambda: _check(shape, weights, logits, table, lanes),
            lambda: (tf.zeros(shape.lanes), logits),
        )
        return t, weights, slots, logits, losses, checks.write(t - 1, check)

    _, weights, slots, logits, losses, checks = tf.while_loop(
        lambda t, *_: t < schedule["n_steps"],
        epoch,
        (tf.constant(0), state["weights"], state["slots"], state["logits"], nothing, nothing),
    )
    return {"weights": weights, "slots": slots, "logits": logits}, losses.stack(), checks.stack()


def _masks(shape: Shape, lanes: Any) -> dict[str, Any]:
    """What follows from which network is in which lane.

    Returns
    -------
    dict
        ``real`` (P, w), 1 for the units that there are; ``first`` (P,), 1 for the first lane of each network; ``same``
        (P, P), whether two lanes hold the same network.
    """
    unit = lanes["first_unit"][:, None] + tf.range(shape.width)
    return {
        "real": tf.cast(unit < lanes["units"][:, None], tf.float32),
        "first": tf.cast(tf.range(shape.lanes) == lanes["network"], tf.float32),
        "same": lanes["network"][:, None] == lanes["network"],
    }


def _check(shape: Shape, weights: Any, before: Any, table: Any, lanes: Any) -> Any:
    """The mean loss over validation rows, and what the networks say of them."""

    def block(u: Any) -> Any:
        logits = _forward(shape, weights, table["X_check"][u], lanes)
        here = u * shape.block + tf.range(shape.block) < table["n_checked"]
        return logits, tf.reduce_sum(tf.where(here, _loss(shape, table["y_check"][u], logits), 0.0), axis=1)

    def further(u: Any, kept: Any, loss: Any) -> Any:
        logits, more = block(u)
        return u + 1, kept.write(u, logits), loss + more

    count = tf.maximum(tf.cast(table["n_checked"], tf.float32), 1.0)
    if shape.blocks == 1:  # without the loop a program compiles in a tenth less time
        logits, loss = block(0)
        return loss / count, logits[None]
    kept = tf.TensorArray(tf.float32, shape.blocks).unstack(before)
    _, kept, loss = tf.while_loop(
        lambda u, *_: u * shape.block < table["n_checked"], further, (tf.constant(0), kept, tf.zeros(shape.lanes))
    )
    return loss / count, kept.stack()


def _forward(shape: Shape, weights: Any, X: Any, lanes: Any, step: Any = None) -> Any:
    """The logits of all lanes, or what they predict if that is a number, (P, rows, outputs); dropout in a step only."""
    activation = keras.activations.get(shape.activation)
    together = tf.matmul(X, tf.reshape(weights[0], (shape.features, -1)))
    hidden = tf.transpose(tf.reshape(together, (-1, shape.lanes, shape.width)), (1, 0, 2))
    for layer in range(shape.layers):
        if layer:
            hidden = tf.matmul(hidden, weights[2 * layer - 1]) + weights[2 * layer]
        hidden = activation(hidden) * lanes["real"][:, None]
        if shape.dropout and step is not None:
            hidden = _drop(shape, hidden, lanes, layer, step)
    logits = _thin_matmul(hidden, weights[-2])
    if shape.spread:
        # Chosen and not multiplied by 0: what a network that diverged says is no number.
        logits = tf.reduce_sum(tf.where(lanes["same"][..., None, None], logits[None], 0.0), axis=1)
    return logits + weights[-1]


def _thin_matmul(hidden: Any, kernel: Any) -> Any:
    """A product with few columns: one by one, they take XLA on the CPU half the time that two to four take at once."""
    outputs = kernel.shape[-1]
    if not 1 < outputs <= MOST_THIN:
        return tf.matmul(hidden, kernel)
    return tf.concat([tf.matmul(hidden, kernel[..., column : column + 1]) for column in range(outputs)], axis=-1)


def _drop(shape: Shape, hidden: Any, lanes: Any, layer: int, step: Any) -> Any:
    """Keras's dropout: the same random numbers for the same seed and step, whatever the padding."""
    drawn = uniform(
        lanes["seeds"][:, layer],
        tf.repeat(step, shape.lanes),
        lanes["units"],
        lanes["first_unit"],
        shape.batch,
        shape.width,
    )
    rate = lanes["dropout"][:, None, None]
    return tf.where(drawn >= rate, hidden * (1 / (1 - rate)), 0.0)


def _loss(shape: Shape, y: Any, logits: Any) -> Any:
    """The loss of each lane and row."""
    match shape.task:
        case Task.BINARY:
            # Keras's cross-entropy for the classes 0 and 1, in a fifth of the operations.
            return tf.squeeze(tf.nn.softplus(logits * (1 - 2 * y)), axis=-1)
        case Task.MULTICLASS:
            y = tf.broadcast_to(y, (shape.lanes, *y.shape))
            return keras.ops.sparse_categorical_crossentropy(tf.cast(y[..., 0], tf.int32), logits, from_logits=True)
        case _:
            return tf.squeeze(tf.square(logits - y), axis=-1)
