"""What each column is, and its cells as numbers, dates and words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd

from core.data.numbers import NumberFormat, find_format, parse_numbers

# They stand for a missing cell in every column.
MISSING_WORDS = frozenset({"", "na", "n/a", "n.a.", "nan", "null", "#n/a", "<na>"})
# They do so among numbers and dates; among words they may be one: "none" beside "gold" and "silver".
DOUBTFUL_WORDS = frozenset(
    {"none", "?", "-", "--", ".", "nil", "unknown", "missing", "not available", "없음", "결측", "미상", "모름"}
)
DATE_FORMATS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%d.%m.%Y",
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%Y%m%d",
)
MOST_CATEGORIES = 50
MOST_NUMBER_CLASSES = 10
# So many different values are as good as any number of them, which would take most of the time of a large table.
MANY = 10_000
IDENTIFIER_NAME = re.compile(r"(^|[\s_\-])(id|idx|index|no|nr|key|uuid|번호|column \d+)$|[a-z]I[dD]$", re.IGNORECASE)


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
        How many cells are empty.
    unique : int
        How many different values it has, missing ones apart; `MANY` stands for as many or more.
    date_format : str or None
        How its dates are written, where it has dates written as text.
    number_format : NumberFormat or None
        How its numbers are written, where that is not as Python writes them.
    missing_words : frozenset of str
        The words that stand for a missing cell, in small letters.
    """

    name: str
    role: Role
    missing: int
    unique: int
    date_format: str | None = None
    number_format: NumberFormat | None = None
    missing_words: frozenset[str] = MISSING_WORDS


def describe_columns(frame: pd.DataFrame) -> list[Column]:
    """Find out what each column of a table is.

    Parameters
    ----------
    frame : DataFrame
        Cells as strings, or of any dtype.

    Returns
    -------
    list of Column
        In the order of the table.
    """
    return [_describe(str(name), frame.iloc[:, position]) for position, name in enumerate(frame.columns)]


def with_roles(columns: Iterable[Column], roles: dict[str, Role]) -> list[Column]:
    """The same columns with some roles set by hand; a name that is not there is ignored."""
    return [replace(column, role=roles.get(column.name, column.role)) for column in columns]


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
    if column.role is Role.DATE:
        if pd.api.types.is_datetime64_any_dtype(values):
            return values
        present = _present(values, column.missing_words)
        return pd.to_datetime(present, format=column.date_format or "mixed", errors="coerce")
    return _present(values, column.missing_words)


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


def _describe(name: str, values: pd.Series) -> Column:
    # Numbers stay numbers: to write a million of them takes a minute.
    if _is_number(values):
        return _describe_present(name, values, values.dropna(), MISSING_WORDS)
    column = _describe_present(name, values, _present(values).dropna(), MISSING_WORDS)
    if column.role in (Role.NUMBER, Role.DATE):
        return column
    words = MISSING_WORDS | DOUBTFUL_WORDS
    present = _present(values, words).dropna()
    if len(present) == len(values) - column.missing:  # no such word is there
        return column
    without = _describe_present(name, values, present, words)
    return without if without.role in (Role.NUMBER, Role.DATE) else column


def _describe_present(name: str, values: pd.Series, present: pd.Series, words: frozenset[str]) -> Column:
    """What a column is, these of its cells being there."""
    missing, unique = len(values) - len(present), _count_different(present)
    if unique <= 1:  # a constant tells nothing
        return Column(name, Role.IDENTIFIER, missing, unique, missing_words=words)
    role, date_format, number_format = _role(name, values, present, unique)
    return Column(name, role, missing, unique, date_format, number_format, words)


def _count_different(present: pd.Series) -> int:
    """How many different values there are, `MANY` at most."""
    if present.iloc[: 2 * MANY].nunique() >= MANY:
        return MANY
    return min(MANY, int(present.nunique()))


def _role(
    name: str, values: pd.Series, present: pd.Series, unique: int
) -> tuple[Role, str | None, NumberFormat | None]:
    """What a column is used as, and how its dates or its numbers are written."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return Role.DATE, None, None
    if pd.api.types.is_bool_dtype(values):
        return Role.CATEGORY, None, None
    whole = len(present) == len(values)
    named_as_identifier = whole and bool(IDENTIFIER_NAME.search(name)) and present.is_unique
    numbers = pd.to_numeric(present, errors="coerce").to_numpy()
    if not pd.isna(numbers).any():
        if ((numbers >= 1900_01_01) & (numbers <= 2100_12_31)).all() and (
            date_format := _date_format(_present(present), formats=("%Y%m%d",))
        ):
            return Role.DATE, date_format, None
        counts_rows = whole and len(values) > 2 and bool((np.diff(numbers) == 1).all())
        return (Role.IDENTIFIER if named_as_identifier or counts_rows else Role.NUMBER), None, None
    if date_format := _date_format(present):
        return Role.DATE, date_format, None
    if named_as_identifier:
        return Role.IDENTIFIER, None, None
    if number_format := find_format(present):
        return Role.NUMBER, None, number_format
    if unique <= min(MOST_CATEGORIES, max(10, len(present) // 4)):
        return Role.CATEGORY, None, None
    names_rows = whole and present.is_unique and not present.str.contains(r"\s", regex=True).any()
    return (Role.IDENTIFIER if names_rows else Role.TEXT), None, None


def _read_numbers(values: pd.Series, column: Column) -> pd.Series:
    """Cells of a column of numbers."""
    cells = _present(values, column.missing_words)
    if column.number_format is None:
        return pd.to_numeric(cells, errors="coerce")
    return parse_numbers(cells, column.number_format)


def _date_format(present: pd.Series, formats: Iterable[str] = DATE_FORMATS) -> str | None:
    """The first format in which every cell is a date; None if there is none."""
    first = present.iloc[:100]
    for date_format in formats:
        length = 8 if date_format == "%Y%m%d" else None
        if length and not (first.str.len() == length).all():
            continue
        if pd.to_datetime(first, format=date_format, errors="coerce").notna().all():
            dates = pd.to_datetime(present, format=date_format, errors="coerce")
            if dates.notna().all() and dates.dt.year.between(1900, 2100).all():
                return date_format
    return None


def _is_number(values: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def _present(values: pd.Series, words: frozenset[str] = MISSING_WORDS) -> pd.Series:
    """Cells as stripped strings, with NaN where one is missing, for which these words stand."""
    if _is_number(values):
        # 3.0 and 3 are one class, written as a person writes it.
        strings = values.map(lambda cell: f"{cell:g}" if cell == cell and float(cell).is_integer() else str(cell))
        return strings.where(values.notna(), np.nan).astype(object)
    strings = values.astype(object).map(lambda cell: str(cell).strip(), na_action="ignore")
    return strings.mask(strings.str.lower().isin(words))
