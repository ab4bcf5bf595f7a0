"""Trains one group of members, chunk by chunk."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from itertools import pairwise
from typing import Any

import numpy as np
import tensorflow as tf

from core.model.network import KERAS_SEEDS, initial_weights, layer_seeds
from core.search.fused.members import Array, Group, Lane, Member, Rows
from core.search.fused.program import Shape, compiled, trace
from core.search.fused.updates import UPDATES

CHUNK_SECONDS = 0.2
FIRST_STEPS = 16
# Seconds a step of each program takes, as last seen: chunks are cut by it.
_pace: dict[Shape, float] = {}

# The order of a split's training rows in an epoch: ``(split, epoch, n_rows)``.
Orders = Callable[[int, int, int], Array]


@dataclass
class Trained:
    """What became of one member.

    Parameters
    ----------
    member : Member
    weights : list of ndarray
        As ``keras.Model.get_weights`` has them.
    output : ndarray of shape (n_validation, outputs)
        What the network says of the validation rows.
    loss, validation_loss : list of float
        One number an epoch.
    seconds : float
        Its share of the time.
    """

    member: Member
    weights: list[Array] = field(default_factory=list)
    output: Array = field(default_factory=lambda: np.empty((0, 0)))
    loss: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    seconds: float = 0.0


class Table:
    """The rows of some splits below one another, padded.

    Parameters
    ----------
    splits : dict of int to Rows
        The rows of each.
    n_rows, n_features : int
        The size to pad to.
    """

    def __init__(self, splits: dict[int, Rows], n_rows: int, n_features: int) -> None:
        targets = next(iter(splits.values())).y.shape[1]
        X, y = np.zeros((n_rows, n_features), np.float32), np.zeros((n_rows, targets), np.float32)
        self.offsets: dict[int, int] = {}
        end = 0
        for split, rows in splits.items():
            start, end = end, end + len(rows.X)
            self.offsets[split] = start
            X[start:end, : rows.X.shape[1]], y[start:end] = rows.X, rows.y
        self.tensors = {"X": tf.constant(X), "y": tf.constant(y)}


class Schedule:
    """Which rows each lane sees in which step.

    Parameters
    ----------
    group : Group
    rows : callable
        Gives the rows of a split.
    offsets : dict of int to int
        Where each split begins in the table.
    orders : callable
        ``(split, epoch, n_rows)`` gives the order of a split's training rows in an epoch, counted from 0.
    """

    def __init__(self, group: Group, rows: Callable[[int], Rows], offsets: dict[int, int], orders: Orders) -> None:
        self._group, self._rows, self._offsets, self._orders = group, rows, offsets, orders
        self.epochs = max(member.network.epochs for member in group.members)
        self.steps_an_epoch = max(
            math.ceil(rows(member.split).n_train / member.network.batch_size) for member in group.members
        )
        self._epoch, self._cells = -1, np.empty((0, 0, 0), np.int32)

    @property
    def n_steps(self) -> int:
        """Steps of the whole training."""
        return self.epochs * self.steps_an_epoch

    def chunk(self, start: int, n_steps: int) -> tuple[Array, Array]:
        """Rows (steps, lanes, batch) and the ends of epochs (steps,) of some steps, padded for the program."""
        shape = self._group.shape
        rows = np.full((shape.steps, shape.lanes, shape.batch), -1, np.int32)
        ends = np.zeros(shape.steps, bool)
        done = 0
        while done < n_steps:
            epoch, first = divmod(start + done, self.steps_an_epoch)
            taken = min(n_steps - done, self.steps_an_epoch - first)
            rows[done : done + taken] = self._epoch_rows(epoch)[first : first + taken]
            done += taken
            ends[done - 1] = first + taken == self.steps_an_epoch
        return rows, ends

    def _epoch_rows(self, epoch: int) -> Array:
        if epoch != self._epoch:
            shape = self._group.shape
            cells = np.full((self.steps_an_epoch, shape.lanes, shape.batch), -1, np.int32)
            batched = cache(partial(self._batches, epoch))  # lanes of one split share them
            for number, lane in enumerate(self._group.lanes):
                if epoch < lane.member.network.epochs:
                    batches = batched(lane.member.split, lane.member.network.batch_size)
                    cells[: len(batches), number, : batches.shape[1]] = batches
            self._epoch, self._cells = epoch, cells
        return self._cells

    def _batches(self, epoch: int, split: int, batch_size: int) -> Array:
        order = self._orders(split, epoch, self._rows(split).n_train)
        batch = min(batch_size, len(order))
        padded = np.full(math.ceil(len(order) / batch) * batch, -1, np.int32)
        padded[: len(order)] = order + self._offsets[split]
        return padded.reshape(-1, batch)


def train_group(
    group: Group, rows: Callable[[int], Rows], table: Table, orders: Orders, stop: Callable[[], bool]
) -> Iterator[tuple[list[Trained], bool]]:
    """Train a group; after every chunk gives what there is of each member, and whether that is all.

    A stop ends it early.
    """
    shape, members, first_lanes = group.shape, group.members, group.first_lanes
    train = compiled(shape)
    schedule = Schedule(group, rows, table.offsets, orders)
    lanes, state = _lanes(group, rows, table), _first_state(group, rows)
    trained = [Trained(member) for member in members]
    if shape not in _pace:
        # Compiles; no step is taken.
        cells, ends = schedule.chunk(0, 0)
        trace(shape, state, table.tensors, lanes, _tensors(cells, ends, 0))
        _call(train, state, table, lanes, cells, ends, 0)
    start, sums = 0, np.zeros(len(members))
    while start < schedule.n_steps and not stop():
        began = time.perf_counter()
        n_steps = _chunk_steps(shape, schedule.n_steps - start)
        cells, ends = schedule.chunk(start, n_steps)
        state, losses, checks = _call(train, state, table, lanes, cells, ends, n_steps)
        _add_epochs(trained, rows, sums, losses[:n_steps, first_lanes], checks[:n_steps, first_lanes], ends[:n_steps])
        start += n_steps
        seconds = time.perf_counter() - began
        _pace[shape] = seconds / n_steps
        for one in trained:
            one.seconds += seconds / len(members)
        if start == schedule.n_steps:
            _finish(group, trained, state, rows)
        yield trained, start == schedule.n_steps


def _chunk_steps(shape: Shape, left: int) -> int:
    most = int(CHUNK_SECONDS / _pace[shape]) if shape in _pace else FIRST_STEPS
    return max(1, min(left, most, shape.steps))


def _call(train: Any, state: Any, table: Table, lanes: Any, cells: Array, ends: Array, n_steps: int) -> Any:
    state, losses, checks = train(state, table.tensors, lanes, _tensors(cells, ends, n_steps))
    return state, losses.numpy(), checks.numpy()


def _tensors(cells: Array, ends: Array, n_steps: int) -> dict[str, Any]:
    return {"rows": tf.constant(cells), "ends": tf.constant(ends), "n_steps": tf.constant(n_steps)}


def _add_epochs(
    trained: list[Trained], rows: Callable[[int], Rows], sums: Array, losses: Array, checks: Array, ends: Array
) -> None:
    """Add the epochs that ended in a chunk to each member's curves; `sums` holds the losses of one that did not."""
    last = np.flatnonzero(ends)
    if not len(last):
        sums += losses.sum(axis=0)
        return
    behind = last[-1] + 1
    epochs = np.add.reduceat(losses[:behind], [0, *(last[:-1] + 1)], axis=0)
    epochs[0] += sums
    sums[:] = losses[behind:].sum(axis=0)
    for number, one in enumerate(trained):
        left = one.member.network.epochs - len(one.loss)
        one.loss += (epochs[:left, number] / rows(one.member.split).n_train).tolist()
        one.validation_loss += checks[last[:left], number].tolist()


def _lanes(group: Group, rows: Callable[[int], Rows], table: Table) -> dict[str, Any]:
    shape = group.shape
    check = np.full((shape.blocks * shape.block, shape.lanes), -1, np.int32)
    seeds = np.zeros((shape.lanes, shape.layers), np.int32)
    rate, dropout = np.zeros(shape.lanes, np.float32), np.zeros(shape.lanes, np.float32)
    units, first_unit = np.zeros(shape.lanes, np.int32), np.zeros(shape.lanes, np.int32)
    first_lane = np.arange(shape.lanes, dtype=np.int32)
    n_blocks = 0
    for number, lane in enumerate(group.lanes):
        own, network = rows(lane.member.split), lane.member.network
        first, n_checked = table.offsets[lane.member.split] + own.n_train, len(own.X) - own.n_train
        check[:n_checked, number] = np.arange(first, first + n_checked)
        n_blocks = max(n_blocks, math.ceil(n_checked / shape.block))
        rate[number], dropout[number], units[number] = network.learning_rate, network.dropout, network.hidden_units
        first_unit[number], first_lane[number] = lane.first_unit, lane.network
        own_seeds = layer_seeds(network.seed, network.hidden_layers, network.dropout).dropout
        seeds[number] = [(seed or 0) % KERAS_SEEDS for seed in own_seeds]
    return {
        "learning_rate": tf.constant(rate),
        "dropout": tf.constant(dropout),
        "units": tf.constant(units),
        "first_unit": tf.constant(first_unit),
        "network": tf.constant(first_lane),
        "seeds": tf.constant(seeds),
        "check": tf.constant(check.reshape(shape.blocks, shape.block, shape.lanes).transpose(0, 2, 1)),
        "n_blocks": tf.constant(n_blocks),
    }


def _first_state(group: Group, rows: Callable[[int], Rows]) -> dict[str, Any]:
    shape = group.shape
    weights = [np.zeros(size, np.float32) for size in _sizes(shape)]
    first = cache(partial(_first_weights, rows))  # a network's lanes share them
    for number, lane in enumerate(group.lanes):
        for padded, own in zip(weights, _lane_weights(first(lane.member), lane, shape), strict=True):
            padded[number, : own.shape[0], : own.shape[1]] = own
    return {"weights": [tf.constant(weight) for weight in weights], **_zeros(shape)}


@lru_cache(maxsize=2)  # two programs take turns in a usual search, and those of wide networks are large
def _zeros(shape: Shape) -> dict[str, Any]:
    """What a training begins with beside its weights."""
    n_slots = UPDATES[shape.optimizer].n_slots
    return {
        "slots": [[tf.zeros(size) for _ in range(n_slots)] for size in _sizes(shape)],
        "step": tf.zeros(shape.lanes, tf.int32),
        "output": tf.zeros((shape.blocks, shape.lanes, shape.block, shape.outputs)),
    }


def _sizes(shape: Shape) -> list[tuple[int, int, int]]:
    """Of the weights of all lanes: kernels and biases in turn."""
    units = [shape.features, *[shape.width] * shape.layers, shape.outputs]
    return [size for inputs, own in pairwise(units) for size in ((shape.lanes, inputs, own), (shape.lanes, 1, own))]


def _first_weights(rows: Callable[[int], Rows], member: Member) -> list[Array]:
    """Kernels and biases in turn, biases as matrices of one row."""
    own, network = rows(member.split), member.network
    weights = initial_weights(
        own.X.shape[1], network.hidden_units, network.hidden_layers, network.dropout, own.outputs, network.seed
    )
    return [weight.reshape(-1, weight.shape[-1]) for weight in weights]


def _lane_weights(weights: list[Array], lane: Lane, shape: Shape) -> list[Array]:
    """A lane's part of a network's weights."""
    if not shape.spread:
        return weights
    kernel, bias, last, last_bias = weights
    units = slice(lane.first_unit, lane.first_unit + shape.width)
    return [kernel[:, units], bias[:, units], last[units], last_bias]


def _finish(group: Group, trained: list[Trained], state: Any, rows: Callable[[int], Rows]) -> None:
    """Give each member its weights and outputs, the padding cut away."""
    weights = [weight.numpy() for weight in state["weights"]]
    output = state["output"].numpy()
    for first, end, one in zip(group.first_lanes, [*group.first_lanes[1:], len(group.lanes)], trained, strict=True):
        own, network = rows(one.member.split), one.member.network
        sizes = [own.X.shape[1], *[network.hidden_units] * network.hidden_layers, own.outputs]
        whole = _joined([weight[first:end] for weight in weights])
        for layer, (inputs, units) in enumerate(pairwise(sizes)):
            kernel, bias = whole[2 * layer], whole[2 * layer + 1]
            one.weights += [kernel[:inputs, :units].copy(), bias[0, :units].copy()]
        n_checked = len(own.X) - own.n_train
        one.output = output[:, first].reshape(-1, own.outputs)[:n_checked].copy()


def _joined(weights: list[Array]) -> list[Array]:
    """A network's weights from those of its lanes, which hold hidden units beside each other."""
    *hidden, last, last_bias = weights
    return [*(np.concatenate(weight, axis=-1) for weight in hidden), np.concatenate(last), last_bias[0]]
