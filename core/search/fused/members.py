"""What is trained, and how it is sorted into groups that one program can train."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy.typing as npt

from core.data.columns.column import Task
from core.model.activations import ACTIVATIONS
from core.model.hyperparameters import Setting
from core.search.events import Share
from core.search.fused.shape import Shape

Array = npt.NDArray[Any]
# On one core: for each step of a lane, and for each of its units, with 30 inputs and batches of 32; and how much longer
# a step with dropout takes.
SECONDS_A_STEP = 2e-6
SECONDS_A_UNIT = 1.25e-7
DROPOUT = 5.5
# With an activation that has exponentials, a step takes so much longer.
EXPONENTIALS = 1.3
# Networks of one hidden layer share lanes of this many units: narrower ones gain less than their number costs.
LANES, LANE_UNITS = 8, 64
OWN_LANES = 4
# Two lanes to eight train a network bit by bit alike, whatever its company; one alone does not.
LEAST_LANES = 2
# So many steps are worth a program without spare lanes; for fewer, one that an earlier search compiled is.
MANY_STEPS = 2000
# One block of validation rows makes a smaller program; where they are more, blocks of so many are the fastest.
ONE_BLOCK, BLOCK = 1024, 256
COMPILE_SECONDS = 1.0
# So much, saved in every search, is worth that a second worker compiles a program, once.
WORTH_COMPILING = 0.1
# Numbers that the weights and the optimizer's slots of one call may hold.
MOST_STATE = 2**25
# Numbers that the rows of splits under way may hold.
MOST_KEPT = 2**24


@dataclass(frozen=True, kw_only=True)
class Network(Setting):
    """One network to train: a setting, and the seed of its first weights and of its dropout."""

    seed: int


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of one split, as a network takes them.

    Parameters
    ----------
    X, X_check : ndarray of float32, shape (n_train, n_features) and (n_checked, n_features)
        Training rows and validation rows.
    y, y_check : ndarray of float32, shape (n_train, 1) and (n_checked, 1)
        Class numbers, or standardised numbers.
    outputs : int
        Units of the output layer.
    """

    X: Array
    y: Array
    X_check: Array
    y_check: Array
    outputs: int

    @property
    def size(self) -> Size:
        """How large they are."""
        return Size(len(self.X), len(self.X_check), self.X.shape[1], self.outputs)


@dataclass(frozen=True)
class Size:
    """How large the rows of a split are; as in `Rows`."""

    n_train: int
    n_checked: int
    n_features: int
    outputs: int


@dataclass(frozen=True)
class Member:
    """A network and the split that it is trained on.

    Parameters
    ----------
    candidate, split : int
        Tell which one it is.
    network : Network
    goes_on : bool, default False
        Whether it may be trained further afterwards, and what its optimizer keeps is wanted.
    """

    candidate: int
    split: int
    network: Network
    goes_on: bool = False


@dataclass(frozen=True)
class Lane:
    """Where a part of a network, or the whole of it, is trained.

    Parameters
    ----------
    member : Member
    network : int
        The member's first lane.
    first_unit : int
        The first of its hidden units that the lane holds.
    """

    member: Member
    network: int
    first_unit: int


@dataclass(frozen=True)
class Group:
    """Members that are trained in the same calls: they have the split and the rows of a batch in common.

    Parameters
    ----------
    shape : Shape
        Of their program.
    members : tuple of Member
        At least one, and at most as many as the program has lanes for.
    seconds : float
        About how long they take on one core of the machine that the constants were measured on.
    """

    shape: Shape
    members: tuple[Member, ...]
    seconds: float

    @property
    def split(self) -> int:
        """The split of its members."""
        return self.members[0].split

    @cached_property
    def lanes(self) -> list[Lane]:
        """What its lanes hold, one member after the other."""
        lanes: list[Lane] = []
        for member in self.members:
            first = len(lanes)
            parts = range(_n_lanes(member.network, self.shape))
            lanes += [Lane(member, first, part * self.shape.width) for part in parts]
        return lanes

    @cached_property
    def first_lanes(self) -> list[int]:
        """The first lane of each member."""
        return sorted({lane.network for lane in self.lanes})


def round_up(size: int, smallest: int = 4) -> int:
    """The next of 4, 6, 8, 12, 16, 24, 32, ...: powers of two and their halves between."""
    power = max(smallest, 1 << max(0, math.ceil(math.log2(size))))
    return power * 3 // 4 if size <= power * 3 // 4 and power > smallest else power


def make_groups(task: Task, members: Iterable[Member], sizes: Sequence[Size]) -> list[Group]:
    """Sort members into groups, each program's most costly one first; where rows are many, split by split.

    Parameters
    ----------
    task : Task
        What they predict.
    members : iterable of Member
        In any order.
    sizes : sequence of Size
        Of each split; there may be fewer features.
    """
    alike: dict[tuple[Shape, int, int], list[Member]] = {}
    for member in members:
        shape = _shape(task, member.network, sizes[member.split])
        alike.setdefault((shape, member.split, member.network.batch_size), []).append(member)
    groups = []
    for (shape, split, _), same in alike.items():
        fitted = _fitted(shape, same, sizes[split])
        groups += [Group(fitted, tuple(b), _seconds(b, fitted, sizes[split])) for b in _batches(same, fitted)]
    groups.sort(key=lambda group: -group.seconds)
    # The first of each program, then the rest: threads side by side are to compile different ones.
    first = {group.shape: group for group in reversed(groups)}
    many_rows = sum((size.n_train + size.n_checked) * size.n_features for size in sizes) > MOST_KEPT
    return sorted(groups, key=lambda group: (group.split if many_rows else 0, first[group.shape] is not group))


def take_share(groups: Sequence[Group], share: Share) -> list[Group]:
    """One worker's part of groups: all parts take about as long, and few programs are compiled more than once."""
    costs: dict[Shape, float] = {}
    for group in groups:
        costs[group.shape] = costs.get(group.shape, 0.0) + group.seconds
    loads, owners = [0.0] * share.of, dict[Shape, int]()
    for shape, seconds in sorted(costs.items(), key=lambda item: -item[1]):
        owners[shape] = loads.index(min(loads))
        loads[owners[shape]] += COMPILE_SECONDS + seconds
    parts = [[group for group in groups if owners[group.shape] == index] for index in range(share.of)]
    _even_out(parts)
    return parts[share.index]


def _even_out(parts: list[list[Group]]) -> None:
    """Move groups from the part that takes longest to the one that takes least, to its end, while that is worth it.

    By then the program is in the cache on disk, if the workers have one in common.
    """
    loads = [sum(group.seconds for group in part) for part in parts]
    while True:
        longest, shortest = loads.index(max(loads)), loads.index(min(loads))
        excess = (loads[longest] - loads[shortest]) / 2
        if excess < WORTH_COMPILING or parts[longest][-1].seconds > excess:
            return
        moved: list[Group] = []
        while parts[longest][-1].seconds <= excess:
            moved.append(parts[longest].pop())
            excess -= moved[-1].seconds
            loads[longest] -= moved[-1].seconds
            loads[shortest] += moved[-1].seconds
        parts[shortest] += reversed(moved)


def without(group: Group, done: Container[tuple[int, int]]) -> Group:
    """A group less the members that are done."""
    return replace(group, members=tuple(one for one in group.members if (one.candidate, one.split) not in done))


def _batches(members: Iterable[Member], shape: Shape) -> list[list[Member]]:
    """Share members out to calls: the longest and widest first, each into the first call that has room for it."""
    batches: list[list[Member]] = []
    room: list[int] = []
    full = 0  # so many at the beginning
    for member in sorted(members, key=lambda one: (-one.network.epochs, -_n_lanes(one.network, shape))):
        needed = _n_lanes(member.network, shape)
        index = next((index for index in range(full, len(room)) if room[index] >= needed), len(room))
        if index == len(room):
            batches.append([])
            room.append(shape.lanes)
        batches[index].append(member)
        room[index] -= needed
        while full < len(room) and room[full] == 0:
            full += 1
    return batches


def _fitted(shape: Shape, members: Sequence[Member], size: Size) -> Shape:
    """A shape less the lanes that its members leave empty, where that is worth a program of its own."""
    if shape.spread and _n_steps(members, size) < MANY_STEPS:
        return shape
    needed = sum(_n_lanes(member.network, shape) for member in members)
    return replace(shape, lanes=min(shape.lanes, max(LEAST_LANES, needed)))


def _n_lanes(network: Network, shape: Shape) -> int:
    return math.ceil(network.hidden_units / shape.width) if shape.spread else 1


def _shape(task: Task, network: Network, size: Size) -> Shape:
    n_checked = max(1, size.n_checked)
    block = round_up(n_checked, 64) if n_checked <= ONE_BLOCK else BLOCK
    batch = round_up(min(network.batch_size, size.n_train), 8)
    shape = Shape(
        task=task,
        outputs=size.outputs,
        features=round_up(size.n_features + 1),
        width=LANE_UNITS,
        layers=network.hidden_layers,
        activation=network.activation,
        optimizer=network.optimizer,
        dropout=network.dropout > 0,
        batch=batch,
        steps=max(1, min(2048, 2**16 // batch)),
        rows=round_up(size.n_train, 1024),
        blocks=round_up(math.ceil(n_checked / block), 1),
        block=block,
        lanes=LANES,
        spread=True,
    )
    across = ACTIVATIONS[network.activation].across_units
    narrow = network.hidden_units <= LANES * LANE_UNITS
    if network.hidden_layers == 1 and narrow and not across and LANES * _state_size(shape) <= MOST_STATE:
        return shape
    width = network.hidden_units if across else round_up(network.hidden_units, 16)
    own = replace(shape, width=width, lanes=OWN_LANES, spread=False)
    return own if OWN_LANES * _state_size(own) <= MOST_STATE else replace(own, lanes=1)


def _state_size(shape: Shape) -> int:
    weights = shape.features * shape.width + (shape.layers - 1) * shape.width**2 + shape.width * shape.outputs
    return 3 * weights


def _seconds(members: Sequence[Member], shape: Shape, size: Size) -> float:
    # A unit's cost was measured with 30 inputs and batches of 32.
    inputs = shape.features + (shape.layers - 1) * shape.width
    work = SECONDS_A_UNIT * shape.width * inputs / 30 * shape.batch / 32
    factor = (DROPOUT if shape.dropout else 1) * (EXPONENTIALS if ACTIVATIONS[shape.activation].exponentials else 1)
    return _n_steps(members, size) * shape.lanes * (SECONDS_A_STEP + work) * factor


def _n_steps(members: Iterable[Member], size: Size) -> int:
    """Steps of the longest training."""
    return max(one.network.epochs * math.ceil(size.n_train / one.network.batch_size) for one in members)
