"""Columns that give away the one to predict: one alone tells nearly every row's, and not by chance."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from core.data.columns.column import Role, Task

GIVES_AWAY = 0.995
# A few numbers far out can make any two columns correlate; their ranks do not then.
RANKS_GO_ALONG = 0.95
# Values that stand for so few rows each tell a row from the others, not one class from another.
ROWS_A_VALUE = 5
# Rows that differ from the commonest value: of fewer, two columns of numbers can go along by chance.
TELLING_ROWS = 20
# Chance gives away a column of random cells once in so many tables at most.
ONCE_IN = 1e6


def gives_away(values: pd.Series, role: Role, goal: pd.Series, task: Task, n_columns: int) -> bool:
    """Whether one column alone predicts nearly every row.

    Parameters
    ----------
    values, goal : Series
        Typed cells of that column and of the one to predict; neither is missing.
    role : Role
        What that column is.
    task : Task
        What the other is predicted as.
    n_columns : int
        Columns that are looked at: among more, chance has more to choose from.
    """
    if len(goal) < 2 * ROWS_A_VALUE:
        return False
    if task is Task.REGRESSION:
        return role is Role.NUMBER and _go_along(values, goal)
    # Of all ways to deal the classes out over the rows, each is as likely by chance: few may look so.
    log_most = _log_arrangements(goal.value_counts()) - math.log(ONCE_IN * n_columns)
    if role is Role.NUMBER:
        return math.lgamma(goal.nunique() + 1) < log_most and _are_stretches(values, goal)
    return role is Role.CATEGORY and _tell(values, goal, log_most)


def _go_along(values: pd.Series, goal: pd.Series) -> bool:
    if min(len(one) - one.value_counts().max() for one in (values, goal)) < TELLING_ROWS:
        return False
    # Below 1, so that squares of the largest numbers are numbers.
    x, y = (one / one.abs().max() for one in (values, goal))
    return bool(abs(x.corr(y)) > GIVES_AWAY and abs(x.rank().corr(y.rank())) > RANKS_GO_ALONG)


def _are_stretches(values: pd.Series, goal: pd.Series) -> bool:
    """Whether each class is one stretch of numbers."""
    ends = values.groupby(goal.to_numpy()).agg(["min", "max"]).sort_values("min")
    return bool((ends["max"].to_numpy()[:-1] < ends["min"].to_numpy()[1:]).all())


def _tell(values: pd.Series, goal: pd.Series, log_most: float) -> bool:
    """Whether each word stands for one class, but for a few rows, and in fewer ways than chance has."""
    n_words, n_classes, rows = values.nunique(), goal.nunique(), len(goal)
    if n_words * ROWS_A_VALUE > rows or n_words * math.log(n_classes) >= log_most:
        return False
    places = pd.factorize(values)[0] * n_classes + pd.factorize(goal)[0]
    counts = np.bincount(places, minlength=n_words * n_classes).reshape(n_words, n_classes)
    wrong = rows - int(counts.max(axis=1).sum())
    # A class for each word, and for each row that is wrong.
    log_ways = (n_words + wrong) * math.log(n_classes) + _log_arrangements([wrong, rows - wrong])
    return wrong <= (1 - GIVES_AWAY) * rows and log_ways < log_most


def _log_arrangements(counts: Iterable[int]) -> float:
    """The logarithm of the number of ways to deal out so many of each over their rows."""
    counts = [int(count) for count in counts]
    return math.lgamma(sum(counts) + 1) - sum(math.lgamma(count + 1) for count in counts)
