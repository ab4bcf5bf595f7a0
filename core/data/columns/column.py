"""What is known of a column, and its cells as numbers, dates and words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

import numpy as np
import pandas as pd

from core.data.cells import MISSING_WORDS, present
from core.data.columns.booleans import merge_spellings
from core.data.columns.dates import Dates, parse_dates
from core.data.columns.numbers import NumberFormat, Numbers, parse_numbers
from core.errors import Message

MOST_NUMBER_CLASSES = 10
# So many different values are as good as any number of them, which would take most of the time of a large table.
MANY = 10_000


class Role(StrEnum):
    """What a column is used as."""

    NUMBER = "number"
    CATEGORY = "category"
    DATE = "date"
    TEXT = "text"
    IDENTIFIER = "identifier"


class Task(StrEnum):
    """What is predicted: one of two classes, one of several, or a number."""

    BINARY = "binary"
    MULTICLASS = "multiclass"
    REGRESSION = "regression"


@dataclass(frozen=True)
class Column:
    """What is known of one column.

    Parameters
    ----------
    name : str
        Its name in the table.
    role : Role
        What it is used as; an identifier, or a column that is always the same, is left out.
    missing : int
        How many cells are empty, or stand for an empty one.
    unique : int
        How many different values it has, missing ones apart; `MANY` stands for as many or more.
    reason : Message
        Why it is used so.
    doubt : Message or None
        What its cells could mean otherwise.
    dates : Dates or None
        How its dates are written, where it has dates written as text.
    numbers : Numbers or None
        How its numbers are written, where that is not as Python writes them.
    labels : tuple of str, or None
        How it writes no and yes, where it says nothing else.
    missing_words : frozenset of str
        The words that stand for a missing cell, in small letters.
    """

    name: str
    role: Role
    missing: int
    unique: int
    reason: Message = field(compare=False)
    doubt: Message | None = field(default=None, compare=False)
    dates: Dates | None = None
    numbers: Numbers | None = None
    labels: tuple[str, str] | None = None
    missing_words: frozenset[str] = MISSING_WORDS

    def to_dict(self) -> dict[str, Any]:
        """The column as plain JSON data: all that its cells are read by."""
        return {
            "name": self.name,
            "role": str(self.role),
            "missing": self.missing,
            "unique": self.unique,
            "reason": self.reason.to_dict(),
            "dates": self.dates and self.dates.format,
            "numbers": self.numbers and [self.numbers.format.decimal, self.numbers.format.thousands],
            "labels": self.labels and list(self.labels),
            "missing_words": sorted(self.missing_words),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The column that `to_dict` gave."""
        return cls(
            data["name"],
            Role(data["role"]),
            data["missing"],
            data["unique"],
            Message.from_dict(data["reason"]),
            dates=Dates(data["dates"]) if data["dates"] else None,
            numbers=Numbers(NumberFormat(*data["numbers"])) if data["numbers"] else None,
            labels=tuple(data["labels"]) if data["labels"] else None,
            missing_words=frozenset(data["missing_words"]),
        )


def with_roles(columns: Iterable[Column], roles: dict[str, Role]) -> list[Column]:
    """The same columns with some roles set by hand; a name that is not there is ignored."""
    return [
        replace(column, role=role, reason=Message("Chosen by hand."), doubt=None)
        if (role := roles.get(column.name, column.role)) is not column.role
        else column
        for column in columns
    ]


def type_column(values: pd.Series, column: Column) -> pd.Series:
    """The cells of one column in the type of its role.

    Parameters
    ----------
    values : Series
        Cells as strings, or already typed.
    column : Column
        What the column is.

    Returns
    -------
    Series
        float64 for numbers, datetime64 for dates, else object with str and
        NaN. A cell that does not fit the role is missing.
    """
    if column.role is Role.NUMBER:
        numbers = values if pd.api.types.is_numeric_dtype(values) else _read_numbers(values, column)
        cells = numbers.to_numpy("float64", na_value=np.nan)
        if not np.isfinite(cells).all():
            cells = np.where(np.isfinite(cells), cells, np.nan)
        return pd.Series(cells, values.index, name=values.name, copy=False)
    if column.role is Role.DATE and pd.api.types.is_datetime64_any_dtype(values):
        return values
    words = present(values, column.missing_words)
    if column.role is Role.DATE:
        return parse_dates(words, column.dates.format if column.dates else "mixed")
    return merge_spellings(words, column.labels) if column.labels else words.astype(object)


def _read_numbers(values: pd.Series, column: Column) -> pd.Series:
    cells = present(values, column.missing_words)
    if column.numbers is None:
        return pd.to_numeric(cells, errors="coerce")
    return parse_numbers(cells, column.numbers.format)


def type_columns(frame: pd.DataFrame, columns: Iterable[Column]) -> pd.DataFrame:
    """The named columns of a table, each in the type of its role."""
    return pd.DataFrame({column.name: type_column(frame[column.name], column) for column in columns}, copy=False)


def infer_task(target: Column, values: pd.Series) -> Task:
    """What it means to predict this column.

    Parameters
    ----------
    target : Column
        What the column is.
    values : Series
        Its cells.

    Returns
    -------
    Task
        A number column with more than ten values, or with fractions, is a
        number to predict; everything else is classes.
    """
    if target.role is Role.NUMBER:
        numbers = type_column(values, target).dropna()
        if target.unique > MOST_NUMBER_CLASSES or not (numbers == numbers.round()).all():
            return Task.REGRESSION
    return Task.BINARY if target.unique <= 2 else Task.MULTICLASS
