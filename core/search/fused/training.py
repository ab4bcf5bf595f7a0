"""Trains one group of members, chunk by chunk."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from typing import Any

import numpy as np
import tensorflow as tf

from core.model.hyperparameters import FRACTIONS
from core.model.network import KERAS_SEEDS, initial_weights, layer_seeds
from core.search.fused.members import Array, Group, Lane, Member, Rows, Size
from core.search.fused.program import compiled, predicted, trace
from core.search.fused.shape import Shape
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
    slots : list of list of ndarray
        What its optimizer keeps beside each weight, kind by kind in the order of `updates`; of a member that goes on.
    output : ndarray of shape (n_validation, outputs)
        What the network predicts for the validation rows: probabilities, or numbers.
    loss, validation_loss : list of float
        One number an epoch.
    seconds : float
        Its share of the time.
    """

    member: Member
    weights: list[Array] = field(default_factory=list)
    slots: list[list[Array]] = field(default_factory=list)
    output: Array = field(default_factory=lambda: np.empty((0, 0)))
    loss: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    seconds: float = 0.0


class PaddedRows:
    """The rows of a split, padded, each with one feature more that is always 1: its weights are the first biases.

    Parameters
    ----------
    rows : Rows
        The split's.
    n_features, n_rows, n_blocks, block : int
        The sizes to pad to; see `Shape.table`.
    """

    def __init__(self, rows: Rows, n_features: int, n_rows: int, n_blocks: int, block: int) -> None:
        self.size = rows.size
        self.tensors = {
            "X": _padded(rows.X, n_features, n_rows),
            "y": _padded(rows.y, 1, n_rows),
            "X_check": _padded(rows.X_check, n_features, n_blocks, block),
            "y_check": _padded(rows.y_check, 1, n_blocks, block),
            "n_checked": tf.constant(rows.size.n_checked),
        }


def _padded(cells: Array, n_columns: int, *n_rows: int) -> Any:
    """Cells, then 1 in the next column if there is one, and zeros to the size."""
    padded = np.zeros((math.prod(n_rows), n_columns), np.float32)
    padded[: len(cells), : cells.shape[1]] = cells
    padded[: len(cells), cells.shape[1] : cells.shape[1] + 1] = 1
    return tf.constant(padded.reshape(*n_rows, n_columns))


class Schedule:
    """What a group sees in which step, and how fast it learns there.

    Parameters
    ----------
    group : Group
    n_train : int
        Training rows of its split.
    orders : callable
        ``(split, epoch, n_rows)`` gives the order of a split's training rows in an epoch, counted from 0.
    """

    def __init__(self, group: Group, n_train: int, orders: Orders) -> None:
        self._group, self._n_train, self._orders = group, n_train, orders
        self._batch = min(group.members[0].network.batch_size, n_train)
        self.steps_an_epoch = math.ceil(n_train / self._batch)
        self._epoch, self._batches = -1, np.empty((0, 0), np.int32)
        self._rates, self._lane_steps = np.zeros(group.shape.lanes, np.float32), np.zeros(group.shape.lanes, np.int32)
        for number, lane in enumerate(group.lanes):
            self._rates[number] = lane.member.network.learning_rate
            self._lane_steps[number] = lane.member.network.epochs * self.steps_an_epoch

    @property
    def n_steps(self) -> int:
        """Steps of the whole training."""
        return int(self._lane_steps.max())

    def chunk(self, start: int, n_steps: int) -> dict[str, Array]:
        """Some steps as the program takes them, padded; see `program._train`."""
        shape = self._group.shape
        rows = np.full((shape.steps, shape.batch), -1, np.int32)
        n_rows, corrections = np.full(shape.steps, self._batch, np.float32), np.ones(shape.steps, np.float32)
        rates, ends = np.zeros((shape.steps, shape.lanes), np.float32), np.zeros(shape.steps, bool)
        done = 0
        while done < n_steps:
            epoch, first = divmod(start + done, self.steps_an_epoch)
            taken = min(n_steps - done, self.steps_an_epoch - first)
            rows[done : done + taken, : self._batch] = self._batches_of(epoch)[first : first + taken]
            done += taken
            ends[done - 1] = first + taken == self.steps_an_epoch
        n_rows[ends] = self._n_train - (self.steps_an_epoch - 1) * self._batch
        steps = np.arange(start, start + n_steps)
        corrections[:n_steps] = UPDATES[shape.optimizer].corrections(steps.astype(np.float32) + 1)
        # A network whose training is over rests: at a rate of 0.
        rates[:n_steps] = np.where(steps[:, None] < self._lane_steps, self._rates, 0)
        return {
            "rows": rows,
            "n_rows": n_rows,
            "rates": rates,
            "corrections": corrections,
            "ends": ends,
            "first_step": np.array(start, np.int32),
            "n_steps": np.array(n_steps, np.int32),
        }

    def _batches_of(self, epoch: int) -> Array:
        if epoch != self._epoch:
            padded = np.full(self.steps_an_epoch * self._batch, -1, np.int32)
            padded[: self._n_train] = self._orders(self._group.split, epoch, self._n_train)
            self._epoch, self._batches = epoch, padded.reshape(-1, self._batch)
        return self._batches


def train_group(
    group: Group, table: PaddedRows, orders: Orders, stop: Callable[[], bool]
) -> Iterator[tuple[list[Trained], bool]]:
    """Train a group; after every chunk gives what there is of each member, and whether that is all.

    A stop ends it early.
    """
    shape, members, first_lanes, size = group.shape, group.members, group.first_lanes, table.size
    train = compiled(shape)
    schedule = Schedule(group, size.n_train, orders)
    lanes, state = _lanes(group), _first_state(group, size)
    trained = [Trained(member) for member in members]
    if shape not in _pace:
        # Compiles; no step is taken.
        nothing = schedule.chunk(0, 0)
        trace(shape, state, table.tensors, lanes, _tensors(nothing))
        _call(train, state, table, lanes, nothing)
    start, sums = 0, np.zeros(len(members))
    while start < schedule.n_steps and not stop():
        began = time.perf_counter()
        n_steps = _chunk_steps(shape, schedule.n_steps - start)
        chunk = schedule.chunk(start, n_steps)
        state, losses, checks = _call(train, state, table, lanes, chunk)
        losses = losses[:n_steps, first_lanes] / size.n_train
        _add_epochs(trained, sums, losses, checks[:n_steps, first_lanes], chunk["ends"][:n_steps])
        start += n_steps
        seconds = time.perf_counter() - began
        _pace[shape] = seconds / n_steps
        for one in trained:
            one.seconds += seconds / len(members)
        if start == schedule.n_steps:
            _finish(group, trained, state, size)
        yield trained, start == schedule.n_steps


def _chunk_steps(shape: Shape, left: int) -> int:
    most = int(CHUNK_SECONDS / _pace[shape]) if shape in _pace else FIRST_STEPS
    return max(1, min(left, most, shape.steps))


def _call(train: Any, state: Any, table: PaddedRows, lanes: Any, chunk: dict[str, Array]) -> Any:
    state, losses, checks = train(state, table.tensors, lanes, _tensors(chunk))
    return state, losses.numpy(), checks.numpy()


def _tensors(arrays: dict[str, Array]) -> dict[str, Any]:
    return {name: tf.constant(array) for name, array in arrays.items()}


def _add_epochs(trained: list[Trained], sums: Array, losses: Array, checks: Array, ends: Array) -> None:
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
        one.loss += epochs[:left, number].tolist()
        one.validation_loss += checks[last[:left], number].tolist()


def _lanes(group: Group) -> dict[str, Any]:
    shape = group.shape
    seeds = np.zeros((shape.lanes, shape.layers), np.int32)
    fractions = {name: np.zeros(shape.lanes, np.float32) for name in FRACTIONS}
    units, first_unit = np.zeros(shape.lanes, np.int32), np.zeros(shape.lanes, np.int32)
    first_lane = np.arange(shape.lanes, dtype=np.int32)
    for number, lane in enumerate(group.lanes):
        network = lane.member.network
        for name, values in fractions.items():
            values[number] = getattr(network, name)
        units[number] = network.hidden_units
        first_unit[number], first_lane[number] = lane.first_unit, lane.network
        own_seeds = layer_seeds(network.seed, network.hidden_layers, network.dropout).dropout
        seeds[number] = [(seed or 0) % KERAS_SEEDS for seed in own_seeds]
    return _tensors({**fractions, "units": units, "first_unit": first_unit, "network": first_lane, "seeds": seeds})


def _first_state(group: Group, size: Size) -> dict[str, Any]:
    shape = group.shape
    weights = [np.zeros(size, np.float32) for size in _sizes(shape)]
    first = cache(partial(_first_weights, size))  # a network's lanes share them
    for number, lane in enumerate(group.lanes):
        kernel, *others = _lane_weights(first(lane.member), lane, shape)
        weights[0][: len(kernel), number, : kernel.shape[1]] = kernel
        for padded, own in zip(weights[1:], others, strict=True):
            padded[number, : own.shape[0], : own.shape[1]] = own
    return {"weights": [tf.constant(weight) for weight in weights], **_zeros(shape)}


@lru_cache(maxsize=2)  # two programs take turns in a usual search, and those of wide networks are large
def _zeros(shape: Shape) -> dict[str, Any]:
    """What a training begins with beside its weights."""
    n_slots = UPDATES[shape.optimizer].n_slots
    return {
        "slots": [[tf.zeros(size) for _ in range(n_slots)] for size in _sizes(shape)],
        "logits": tf.zeros((shape.blocks, shape.lanes, shape.block, shape.outputs)),
    }


def _sizes(shape: Shape) -> list[tuple[int, int, int]]:
    """Of the weights of all lanes: the first kernel, then biases behind kernels in turn."""
    first, last = (shape.features, shape.lanes, shape.width), (shape.lanes, shape.width, shape.outputs)
    further = [(shape.lanes, shape.width, shape.width)] * (shape.layers - 1)
    return [first, *[size for kernel in [*further, last] for size in (kernel, (shape.lanes, 1, kernel[2]))]]


def _first_weights(size: Size, member: Member) -> list[Array]:
    """The first kernel, its last row the bias; then kernels and biases in turn, biases as matrices of one row."""
    network = member.network
    weights = initial_weights(
        size.n_features, network.hidden_units, network.hidden_layers, network.dropout, size.outputs, network.seed
    )
    kernel, bias, *others = (weight.reshape(-1, weight.shape[-1]) for weight in weights)
    return [np.concatenate([kernel, bias]), *others]


def _lane_weights(weights: list[Array], lane: Lane, shape: Shape) -> list[Array]:
    """A lane's part of a network's weights."""
    if not shape.spread:
        return weights
    kernel, last, last_bias = weights
    units = slice(lane.first_unit, lane.first_unit + shape.width)
    return [kernel[:, units], last[units], last_bias]


def _finish(group: Group, trained: list[Trained], state: Any, size: Size) -> None:
    """Give each member its weights and outputs, the padding cut away, and what its optimizer keeps where it goes on."""
    weights = [weight.numpy() for weight in state["weights"]]
    output = predicted(group.shape.task, state["logits"]).numpy()
    for first, end, one in zip(group.first_lanes, [*group.first_lanes[1:], len(group.lanes)], trained, strict=True):
        units = one.member.network.hidden_units
        one.weights = _cut(weights, slice(first, end), units, size)
        one.output = output[:, first].reshape(-1, size.outputs)[: size.n_checked].copy()
        if one.member.goes_on:
            kept = zip(*state["slots"], strict=True)  # of each kind, one a weight
            one.slots = [_cut([slot.numpy() for slot in kind], slice(first, end), units, size) for kind in kept]


def _cut(padded: list[Array], lanes: slice, units: int, size: Size) -> list[Array]:
    """A network's part of the weights of all lanes, or of what is kept beside them; as Keras has them."""
    kernel, *others = padded
    own = kernel[: size.n_features + 1, lanes].reshape(size.n_features + 1, -1)[:, :units]
    *hidden, last, last_bias = (weight[lanes] for weight in others)
    # Several lanes hold one network's hidden units beside each other.
    cut = [own[:-1], own[-1]]
    for further, bias in zip(hidden[::2], hidden[1::2], strict=True):
        cut += [further[0, :units, :units], bias[0, 0, :units]]
    cut += [last.reshape(-1, size.outputs)[:units], last_bias[0, 0]]
    return [weight.copy() for weight in cut]  # or the whole state would be kept
