"""What there is to say of a table before a search."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from core.data.cells import CellFormat, present
from core.data.columns.column import Column, Task, infer_task
from core.data.columns.concerns import Remark, concerns, repeated_rows
from core.data.columns.distribution import Distribution, distribution, in_words
from core.data.columns.roles import describe_columns
from core.data.datasets import Dataset
from core.data.remembered import by_content
from core.errors import Message

# Examples are looked for in so many rows.
FIRST_ROWS = 10_000


@dataclass(frozen=True)
class Overview:
    """What there is to say of a table.

    Parameters
    ----------
    columns : tuple of Column
        In the table's order.
    examples : dict of str to str
        A few different values of each.
    distributions : dict of str to Distribution
        How those of each are spread.
    missing_words : tuple of str
        The words, in small letters, that were found to stand for a missing cell.
    """

    columns: tuple[Column, ...]
    examples: dict[str, str]
    distributions: dict[str, Distribution]
    missing_words: tuple[str, ...]

    def column(self, name: str) -> Column:
        """The column of this name."""
        return next(column for column in self.columns if column.name == name)


@by_content(64)
def overview(dataset: Dataset, cells: CellFormat) -> Overview:
    """Describe a stored table, its cells being written as a person says."""
    frame = dataset.table.frame
    columns = tuple(describe_columns(frame, cells))
    return Overview(
        columns,
        {column.name: _examples(frame[column.name], column) for column in columns},
        {column.name: distribution(frame[column.name], column) for column in columns},
        tuple(sorted(set().union(*(_missing_words(frame[column.name], column) for column in columns)))),
    )


def task_of(dataset: Dataset, cells: CellFormat, target: str) -> Task:
    """What it means to predict a column of a stored table."""
    return infer_task(overview(dataset, cells).column(target), dataset.table.frame[target])


@by_content(64)
def concerns_of(
    dataset: Dataset, cells: CellFormat, target: str, task: Task, left_out: tuple[str, ...] = ()
) -> tuple[Remark, ...]:
    """What a person should know of a stored table before a search over it, some classes being left out."""
    columns = overview(dataset, cells).columns
    return tuple(concerns(dataset.table.frame, columns, target, task, left_out, _repeated(dataset)))


@by_content(64)
def _repeated(dataset: Dataset) -> int:
    """Rows that are there twice are so whichever column is to be predicted, and however cells are written."""
    return repeated_rows(dataset.table.frame)


@by_content(64)
def look_at(dataset: Dataset, column: Column) -> tuple[Distribution, Message]:
    """How the values of one column of a stored table are spread, and what there is to say of them."""
    values = dataset.table.frame[column.name]
    return distribution(values, column), in_words(values, column)


def _examples(values: pd.Series, column: Column) -> str:
    first = values.iloc[:FIRST_ROWS].drop_duplicates()
    return ", ".join(str(value) for value in first[present(first, column.missing_words).notna()].head(3))


def _missing_words(values: pd.Series, column: Column) -> set[str]:
    """The words that stand for a missing cell in a column."""
    if not column.missing:
        return set()
    missing = values[present(values, column.missing_words).isna()]
    return set(present(missing, frozenset()).dropna().str.lower()) - {""}
