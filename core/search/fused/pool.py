"""Trains members on all cores of this process, group by group."""

from __future__ import annotations

import os
import queue
import threading
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import tensorflow as tf

from core.data.columns.column import Task
from core.search.events import WHOLE, Share
from core.search.fused.members import Group, Member, Rows, Size, make_groups, take_share, without
from core.search.fused.training import Orders, PaddedRows, Trained, train_group


@dataclass(frozen=True)
class GroupProgress:
    """What became of a group so far.

    Parameters
    ----------
    members : list of Trained
        What there is of each of its members, nothing at first; it goes on to grow until the group is over.
    over : bool
        Whether this is all.
    error : Exception or None
        Why it ended before its end.
    """

    members: list[Trained]
    over: bool
    error: Exception | None = None


def train_members(
    task: Task,
    members: Iterable[Member],
    sizes: Sequence[Size],
    prepare: Callable[[int], Rows],
    orders: Orders,
    stop: Callable[[], bool],
    done: Container[tuple[int, int]] = (),
    share: Share = WHOLE,
) -> Iterator[GroupProgress]:
    """Train members side by side, and tell of them in the caller's thread as they come.

    Parameters
    ----------
    task : Task
        What they predict.
    members : iterable of Member
        In any order.
    sizes : sequence of Size
        Of the rows of each split; there may be fewer features.
    prepare : callable
        Makes the rows of a split; called when they are needed.
    orders : callable
        ``(split, epoch, n_rows)`` gives the order of a split's training rows.
    stop : callable
        Asked between chunks; when it returns true, groups under way are dropped.
    done : container of (int, int), default none
        Members that need no training, by candidate and split.
    share : Share, default all
        The part of the members to train; it does not depend on what is done.
    """
    groups = [without(group, done) for group in take_share(make_groups(task, members, sizes), share)]
    groups = [group for group in groups if group.members]

    left = Counter(group.split for group in groups)
    tables: dict[int, PaddedRows] = {}
    news: queue.SimpleQueue[GroupProgress | None] = queue.SimpleQueue()
    lock, halted = threading.Lock(), threading.Event()

    def train(group: Group) -> None:
        try:
            if halted.is_set():
                return
            news.put(GroupProgress([Trained(member) for member in group.members], False))
            with lock:  # one thread prepares what both then read
                if group.split not in tables:
                    tables[group.split] = PaddedRows(prepare(group.split), *group.shape.table)
            for trained, over in train_group(group, tables[group.split], orders, halted.is_set):
                news.put(GroupProgress(trained, over))
        except Exception as error:  # handed to the caller, who knows what it means for these members
            news.put(GroupProgress([Trained(member) for member in group.members], True, error))
        finally:
            with lock:
                left[group.split] -= 1
                if not left[group.split]:
                    tables.pop(group.split, None)
            news.put(None)

    with ThreadPoolExecutor(n_threads()) as pool:
        for group in groups:
            pool.submit(train, group)
        under_way = len(groups)
        try:
            while under_way:
                progress = _next(news, halted, stop)
                if progress is None:
                    under_way -= 1
                else:
                    yield progress
        finally:
            halted.set()


def n_threads() -> int:
    """Groups that are trained at the same time: one a thread that TensorFlow may use."""
    told = os.environ.get("TF_NUM_INTRAOP_THREADS") or tf.config.threading.get_intra_op_parallelism_threads()
    return int(told) or os.cpu_count() or 1


def _next(
    news: queue.SimpleQueue[GroupProgress | None], halted: threading.Event, stop: Callable[[], bool]
) -> GroupProgress | None:
    while True:
        if stop():
            halted.set()
        try:
            return news.get(timeout=0.1)
        except queue.Empty:
            continue
