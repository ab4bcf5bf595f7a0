"""The column to predict: the rows that have a value, what it is, and how many rounds they allow."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.data.cells import present
from core.data.columns.column import MOST_NUMBER_CLASSES, Column, Role, Task, type_column, with_roles
from core.data.columns.overview import overview
from core.data.datasets import Dataset
from core.data.remembered import by_content
from core.errors import ConfigError, Counted, DataError, Message
from core.search.config import LeaveOut, SearchConfig
from core.search.splits import sealed_rows

Values = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]
# Of all rows: so many can be left out without being asked for.
FEW = 0.1

EMPTY = Counted(
    "The column to predict, {name}, is empty in {count} row (row {rows}). "
    "Fill it in, leave this row out, or choose another column.",
    "The column to predict, {name}, is empty in {count} rows (rows {rows}). "
    "Fill them in, leave these rows out, or choose another column.",
)
NO_NUMBER = Counted(
    "The column to predict, {name}, is not a number in {count} row (row {rows}). "
    "Predict it as classes, mend this row, leave it out, or choose another column.",
    "The column to predict, {name}, is not a number in {count} rows (rows {rows}). "
    "Predict it as classes, mend these rows, leave them out, or choose another column.",
)
ALL_THE_SAME = (
    "The column to predict, {name}, has the same value in every row, so there is nothing to learn. "
    "Choose another column."
)
ALL_DIFFERENT = (
    "The column to predict, {name}, has a value of its own in nearly every row: as classes it cannot be predicted. "
    "Choose another column."
)
RARE = Counted(
    "The class {label} has {count} row to learn from, fewer than the {cv} rounds, so it cannot be in each. "
    "Leave this class out, or choose fewer rounds, 2 at least.",
    "The class {label} has {count} rows to learn from, fewer than the {cv} rounds, so it cannot be in each. "
    "Leave this class out, or choose fewer rounds, 2 at least.",
)
TOO_FEW = Counted(
    "There is {count} row, too few for {cv} rounds: each needs two at least. Choose fewer rounds.",
    "There are {count} rows, too few for {cv} rounds: each needs two at least. Choose fewer rounds.",
)


@dataclass(frozen=True, eq=False)
class Target:
    """What a search predicts.

    Parameters
    ----------
    column : Column
        How its cells are read.
    values : ndarray of shape (n_kept,)
        Of the rows that are not left out: labels, or float64.
    kept : ndarray of bool, shape (n_rows,)
        Which rows of the table these are.
    notes : list of Message
        What was left out.
    """

    column: Column
    values: Values
    kept: Mask
    notes: list[Message]


@dataclass(frozen=True)
class Supply:
    """How many rows a table has to learn a column from.

    Parameters
    ----------
    rows : int
        All of them.
    empty : int
        Those without a value.
    learned : int
        Those with a value that are not set aside for the final test.
    classes : mapping of str to (int, int)
        Rows of each class: all, and those that are not set aside; rarest first. Nothing for a number.
    """

    rows: int
    empty: int
    learned: int
    classes: Mapping[str, tuple[int, int]]

    def used(self, leave_out: LeaveOut) -> int:
        """Rows that a search uses."""
        empty = self.empty if leave_out.empty else 0
        return self.rows - empty - sum(self.classes[one][0] for one in leave_out.classes)

    def most_rounds(self, leave_out: LeaveOut) -> int:
        """The most rounds that a search can have: each needs two numbers, or a row of each class."""
        if not self.classes:
            return self.learned // 2
        return min((learned for one, (_, learned) in self.classes.items() if one not in leave_out.classes), default=0)

    def suggested(self) -> LeaveOut:
        """What to leave out as no search can use it, as long as that is little."""
        rare = self._rarer_than(2)
        few = sum(self.classes[one][0] for one in rare) <= FEW * self.rows
        return LeaveOut(empty=0 < self.empty <= self.rows / 2, classes=tuple(rare) if few else ())

    def too_rare(self, rounds: int) -> list[str]:
        """The classes that cannot be in so many rounds, or in fewer where too few others would be left."""
        return next((rare for fewer in range(rounds, 1, -1) if (rare := self._rarer_than(fewer))), [])

    def _rarer_than(self, rounds: int) -> list[str]:
        """The classes that cannot be in so many rounds; none where fewer than two others would be left."""
        rare = [one for one, (_, learned) in self.classes.items() if learned < rounds]
        return rare if len(self.classes) - len(rare) > 1 else []


def read_target(frame: pd.DataFrame, column: Column, task: Task, leave_out: LeaveOut) -> Target:
    """The values to predict, and the rows that have one.

    Raises
    ------
    ConfigError, DataError
        If they cannot be predicted so.
    """
    cells, name = frame[column.name], column.name
    column = _read_as(cells, column, task)
    kept = _present(cells, column)
    if not kept.any() or not (kept.all() or leave_out.empty):
        empty = present(cells, column.missing_words).isna().to_numpy()
        wrong = empty if empty.any() else ~kept
        template = EMPTY if empty.any() else NO_NUMBER
        raise DataError(template, name=name, count=int(wrong.sum()), rows=_places(wrong))
    n_empty = int((~kept).sum())
    values = target_values(cells[kept], column, task)
    rare = _of_classes(values, leave_out.classes, name, task)
    kept[kept] = ~rare
    values, left_out = values[~rare], pd.Series(values[rare]).value_counts()
    n_different = len(pd.unique(values))
    if n_different < 2:
        raise DataError(ALL_THE_SAME, name=name)
    if task is Task.BINARY and n_different > 2:
        raise ConfigError(
            "The column to predict, {name}, has more than two different values. Predict it as several classes.",
            name=name,
        )
    return Target(column, values, kept, _notes(name, kept, n_empty, left_out))


@by_content(8)  # of a column of a million different values all are counted
def supply(dataset: Dataset, column: Column, task: Task, test_size: float) -> Supply:
    """How many rows a stored table has to learn a column from."""
    frame = dataset.table.frame
    column = _read_as(frame[column.name], column, task)
    kept = _present(frame[column.name], column)
    learned = ~sealed_rows(frame, column.name, test_size)[kept]
    classes = {}
    if task is not Task.REGRESSION:
        values = pd.Series(target_values(frame[column.name][kept], column, task))
        counts, left = values.value_counts(ascending=True), values[learned].value_counts()
        classes = {str(label): (int(count), int(left.get(label, 0))) for label, count in counts.items()}
    return Supply(len(frame), int((~kept).sum()), int(learned.sum()), classes)


def supply_of(dataset: Dataset, config: SearchConfig, task: Task) -> Supply:
    """How many rows a stored table has for a search; see `Supply`."""
    return supply(dataset, overview(dataset, config.cells).column(config.target), task, config.test_size)


def most_rounds(y: Values, task: Task) -> int:
    """The most rounds that rows allow: each needs two numbers, or a row of each class."""
    return len(y) // 2 if task is Task.REGRESSION else int(np.unique(y, return_counts=True)[1].min())


def check_rounds(name: str, values: Values, learned: Mask, task: Task, cv: int) -> None:
    """Refuse more rounds than there are rows to learn from, in all and of each class."""
    if task is Task.REGRESSION:
        if learned.sum() < 2 * cv:
            raise DataError(TOO_FEW, count=int(learned.sum()), cv=cv)
        return
    labels, codes = np.unique(values, return_inverse=True)
    if len(labels) > max(MOST_NUMBER_CLASSES, len(values) / 2):
        raise DataError(ALL_DIFFERENT, name=name)
    counts = np.bincount(codes[learned], minlength=len(labels))  # of a rare class, all may be set aside
    if counts.min() < cv:
        raise DataError(RARE, label=str(labels[counts.argmin()]), count=int(counts.min()), cv=cv)


def target_values(cells: pd.Series, column: Column, task: Task) -> Values:
    """Cells that have a value, as labels or numbers.

    Parameters
    ----------
    cells : Series
        As they are written, or typed.
    column : Column
        How they are read, as `Target.column` has it.
    task : Task
        What they are predicted as.
    """
    typed = type_column(cells, column)
    if column.role is not Role.NUMBER:
        return typed.to_numpy(dtype=object)
    return typed.to_numpy() if task is Task.REGRESSION else typed.astype("int64").to_numpy()


def _present(cells: pd.Series, column: Column) -> Mask:
    """Which cells have a value, as it is predicted."""
    return np.array(type_column(cells, column).notna())


def _read_as(cells: pd.Series, column: Column, task: Task) -> Column:
    """How cells are read that are predicted: as numbers, whole numbers also where they are classes, or as words."""
    if task is Task.REGRESSION:
        return with_roles([column], {column.name: Role.NUMBER})[0]
    if column.role is Role.NUMBER:
        numbers = type_column(cells, column).dropna()
        if (numbers == numbers.round()).all():
            return column
    return with_roles([column], {column.name: Role.CATEGORY})[0]


def _of_classes(values: Values, classes: Collection[str], name: str, task: Task) -> Mask:
    """Which values are of these classes."""
    if not classes:
        return np.zeros(len(values), bool)
    if task is Task.REGRESSION:
        raise ConfigError("{name} is predicted as a number, and has no classes to leave out.", name=name)
    labels = pd.Series(values).astype("str")
    if unknown := set(classes) - set(labels.unique()):
        raise ConfigError("There is no class called {label} in {name} to leave out.", label=min(unknown), name=name)
    return np.asarray(labels.isin(classes))


def _notes(name: str, kept: Mask, empty: int, left_out: pd.Series) -> list[Message]:
    """How many rows are used, where some are left out: those without a value, and those of so many of each class."""
    classes = ", ".join(f"{label} ({count})" for label, count in left_out.items())
    values = {"used": int(kept.sum()), "all": len(kept), "name": name, "empty": empty, "classes": classes}
    if empty and classes:
        said = "Rows used: {used} of {all}. Left out, as {name} is empty: {empty}; by class: {classes}."
    elif empty:
        said = "Rows used: {used} of {all}. Left out, as {name} is empty: {empty}."
    elif classes:
        said = "Rows used: {used} of {all}. Left out, by class: {classes}."
    else:
        return []
    return [Message(said, values)]


def _places(wrong: Mask) -> str:
    """The first few rows in question, counted as a person counts them in a table: from 1, the header apart."""
    places = np.flatnonzero(wrong) + 1
    return ", ".join(str(place) for place in places[:5]) + (", …" if len(places) > 5 else "")
