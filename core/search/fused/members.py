"""What is trained, and how it is sorted into groups that one program can train."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import numpy.typing as npt

from core.data.columns import Task
from core.search.cost import SECONDS_A_STEP, SECONDS_A_UNIT
from core.search.events import Share
from core.search.fused.program import Shape

Array = npt.NDArray[Any]
# These act across a layer's units, so that none may be added.
ACROSS_UNITS = ("softmax", "log_softmax", "sparsemax")
# A network that trains in less than this is padded generously, as compiling costs more than the padding.
SHORT_TRAINING = 0.05
WIDE_STEP = 256
COMPILE_SECONDS = 1.0
# Numbers that the weights and the optimizer's slots of one call may hold.
MOST_STATE = 2**25
MOST_TABLE = 2**24


@dataclass(frozen=True)
class Network:
    """One network to train.

    Parameters
    ----------
    hidden_units, hidden_layers, batch_size, epochs : int
    activation, optimizer : str
        By Keras's names.
    dropout, learning_rate : float
    seed : int
        Of its first weights and of its dropout.
    """

    hidden_units: int
    activation: str
    hidden_layers: int
    dropout: float
    learning_rate: float
    optimizer: str
    batch_size: int
    epochs: int
    seed: int


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of one split, as a network takes them.

    Parameters
    ----------
    X : ndarray of float32, shape (n_rows, n_features)
        Training rows, then validation rows.
    y : ndarray of float32, shape (n_rows, n_targets)
        Class numbers, or standardised numbers.
    n_train : int
        How many rows are trained on.
    outputs : int
        Units of the output layer.
    """

    X: Array
    y: Array
    n_train: int
    outputs: int

    @property
    def size(self) -> Size:
        """What decides which program they need."""
        return Size(len(self.X), self.X.shape[1], self.n_train, self.outputs)


@dataclass(frozen=True)
class Size:
    """What decides which program the rows of a split need; as in `Rows`."""

    n_rows: int
    n_features: int
    n_train: int
    outputs: int


@dataclass(frozen=True)
class Member:
    """A network and the split that it is trained on.

    Parameters
    ----------
    candidate, split : int
        Tell which one it is.
    network : Network
    """

    candidate: int
    split: int
    network: Network


@dataclass(frozen=True)
class Group:
    """Members that are trained in the same calls.

    Parameters
    ----------
    shape : Shape
        Of their program.
    members : tuple of Member
        At most as many as the program has lanes.
    seconds : float
        About how long they take; the scale is a guess, the proportions are not.
    """

    shape: Shape
    members: tuple[Member, ...]
    seconds: float

    @property
    def splits(self) -> tuple[int, ...]:
        """The splits of its members."""
        return tuple(sorted({member.split for member in self.members}))


def round_up(size: int, smallest: int = 4) -> int:
    """The next of 4, 6, 8, 12, 16, 24, 32, ...: powers of two and their halves between."""
    power = max(smallest, 1 << max(0, math.ceil(math.log2(size))))
    return power * 3 // 4 if size <= power * 3 // 4 and power > smallest else power


def _power_of_two(size: int) -> int:
    return 1 << math.ceil(math.log2(size))


def make_groups(task: Task, members: Iterable[Member], sizes: Sequence[Size]) -> list[Group]:
    """Sort members into groups, the most costly group first; where tables are large, split by split.

    Parameters
    ----------
    task : Task
        What they predict.
    members : iterable of Member
        In any order.
    sizes : sequence of Size
        Of each split.
    """
    apart = not share_table(sizes)
    shaped = [(_shape(task, member.network, sizes, member.split), member) for member in members]
    shaped.sort(key=lambda pair: (repr(pair[0]), pair[1].split, -pair[1].network.epochs))
    groups: list[Group] = []
    for (shape, _), same in groupby(shaped, key=lambda pair: (pair[0], pair[1].split if apart else 0)):
        own = [member for _, member in same]
        for start in range(0, len(own), shape.lanes):
            batch = tuple(own[start : start + shape.lanes])
            groups.append(Group(shape, batch, _seconds(batch, shape, sizes)))
    return sorted(groups, key=lambda group: (group.splits if apart else (), -group.seconds))


def take_share(groups: Sequence[Group], share: Share) -> list[Group]:
    """One worker's part of groups: all parts take about as long, and few programs are compiled more than once."""
    loads, programs = [0.0] * share.of, [set[Shape]() for _ in range(share.of)]
    own = []
    for group in groups:
        added = [group.seconds + COMPILE_SECONDS * (group.shape not in known) for known in programs]
        index = min(range(share.of), key=lambda one: loads[one] + added[one])
        loads[index] += added[index]
        programs[index].add(group.shape)
        if index == share.index:
            own.append(group)
    return own


def without(group: Group, done: Container[tuple[int, int]]) -> Group:
    """A group less the members that are done."""
    return replace(group, members=tuple(one for one in group.members if (one.candidate, one.split) not in done))


def share_table(sizes: Sequence[Size]) -> bool:
    """Whether the rows of all splits are held as one table; else each split's are held while it is trained on."""
    return sum(size.n_rows * size.n_features for size in sizes) <= MOST_TABLE


def _shape(task: Task, network: Network, sizes: Sequence[Size], split: int) -> Shape:
    size = sizes[split]
    n_checked = max(1, size.n_rows - size.n_train)
    block = min(1024, round_up(n_checked, 64))
    batch = round_up(min(network.batch_size, size.n_train), 8)
    shape = Shape(
        task=task,
        outputs=size.outputs,
        features=round_up(max(one.n_features for one in sizes)),
        width=_width(network, size),
        layers=network.hidden_layers,
        activation=network.activation,
        optimizer=network.optimizer,
        dropout=network.dropout > 0,
        batch=batch,
        steps=max(1, min(256, 2**16 // batch)),
        rows=max(4096, _power_of_two(sum(one.n_rows for one in sizes) if share_table(sizes) else size.n_rows)),
        blocks=_power_of_two(math.ceil(n_checked / block)),
        block=block,
        lanes=4,
    )
    return shape if 4 * _state_size(shape) <= MOST_STATE else replace(shape, lanes=1)


def _width(network: Network, size: Size) -> int:
    """Units of a layer with padding; a function of the network and its rows alone, so that company changes no bit."""
    units = network.hidden_units
    if network.activation in ACROSS_UNITS:
        return units
    wide = math.ceil(units / WIDE_STEP) * WIDE_STEP
    steps = network.epochs * math.ceil(size.n_train / network.batch_size)
    short = network.hidden_layers == 1 and steps * (SECONDS_A_STEP + SECONDS_A_UNIT * wide) < SHORT_TRAINING
    return wide if short else round_up(units, 16)


def _state_size(shape: Shape) -> int:
    weights = shape.features * shape.width + (shape.layers - 1) * shape.width**2 + shape.width * shape.outputs
    return 3 * weights


def _seconds(members: Sequence[Member], shape: Shape, sizes: Sequence[Size]) -> float:
    steps = max(one.network.epochs * math.ceil(sizes[one.split].n_train / one.network.batch_size) for one in members)
    # A unit's cost was measured with 30 inputs and batches of 32.
    inputs = shape.features + (shape.layers - 1) * shape.width
    work = SECONDS_A_UNIT * shape.width * inputs / 30 * shape.batch / 32
    return steps * shape.lanes * (SECONDS_A_STEP + work) * (3 if shape.dropout else 1)
