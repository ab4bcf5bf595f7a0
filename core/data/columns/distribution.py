"""How the values of a column are spread: what a person sees of it at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from core.data.columns.column import Column, Role, type_column
from core.errors import Message

MOST_BARS = 12
# Of more rows, so many show as much.
MOST_ROWS = 50_000


class Axis(StrEnum):
    """What the bars of a distribution stand over."""

    VALUES = "values"
    NUMBERS = "numbers"
    DATES = "dates"
    WORDS = "words"


@dataclass(frozen=True)
class Distribution:
    """How often which values are there; of a large table, in a part of its rows.

    Parameters
    ----------
    axis : Axis
        What the bars stand over: single values; ranges of numbers or dates; ranges of how many words a cell has.
    counts : tuple of int
        Rows, a bar each.
    values : tuple of str
        The single values, the commonest first, or numbers in their order.
    edges : tuple of float or Timestamp
        Where ranges begin and end, one more than there are bars.
    others : int
        Rows with other single values.
    """

    axis: Axis
    counts: tuple[int, ...]
    values: tuple[str, ...] = ()
    edges: tuple[float, ...] | tuple[pd.Timestamp, ...] = ()
    others: int = 0


def distribution(values: pd.Series, column: Column) -> Distribution:
    """How the cells of a column are spread, read as its role says.

    Parameters
    ----------
    values : Series
        Its cells.
    column : Column
        What it is.
    """
    cells = type_column(values.iloc[:: max(1, len(values) // MOST_ROWS)], column).dropna()
    if column.role is Role.TEXT:
        return _ranges(Axis.WORDS, _word_counts(cells))
    if column.role is Role.DATE and cells.nunique() > 1:
        seconds = cells.astype("datetime64[s]").astype("int64")
        found = _ranges(Axis.DATES, seconds)
        return Distribution(found.axis, found.counts, edges=tuple(pd.Timestamp(edge, unit="s") for edge in found.edges))
    if column.role is Role.NUMBER and cells.nunique() > MOST_BARS:
        return _ranges(Axis.NUMBERS, cells)
    counts = cells.value_counts()
    shown = counts.iloc[:MOST_BARS]
    if column.role is Role.NUMBER:
        shown = shown.sort_index()
    labels = tuple(f"{value:g}" if column.role is Role.NUMBER else str(value) for value in shown.index)
    return Distribution(Axis.VALUES, tuple(map(int, shown)), labels, others=int(counts.iloc[MOST_BARS:].sum()))


def _ranges(axis: Axis, numbers: pd.Series) -> Distribution:
    cells = numbers.to_numpy("float64")
    whole = bool((cells == np.round(cells)).all())
    bars = min(MOST_BARS, int(cells.max() - cells.min()) + 1) if len(cells) and whole else MOST_BARS
    counts, edges = np.histogram(cells, bins=bars) if len(cells) else (np.zeros(0, int), np.zeros(0))
    return Distribution(axis, tuple(map(int, counts)), edges=tuple(map(float, edges)))


def in_words(values: pd.Series, column: Column) -> Message:
    """What there is to say of a column's cells, read as its role says; of all of them.

    Parameters
    ----------
    values : Series
        Its cells.
    column : Column
        What it is.
    """
    cells = type_column(values, column).dropna()
    if not len(cells):
        return Message("No cell is there.")
    if column.role is Role.NUMBER:
        low, high, mean = map(_short, (cells.min(), cells.max(), cells.mean()))
        return Message("From {low} to {high}, {mean} on average.", {"low": low, "high": high, "mean": mean})
    if column.role is Role.DATE:
        first, last = (f"{date.day} {date:%B %Y}" for date in (cells.min(), cells.max()))
        return Message("From {first} to {last}.", {"first": first, "last": last})
    if column.role is Role.TEXT:
        mean = f"{_word_counts(cells).mean():.1f}"
        return Message("Words in a cell, on average: {mean}.", {"mean": mean})
    counts = cells.value_counts()
    share = f"{100 * counts.iloc[0] / len(cells):.0f}"
    return Message(
        "Different values: {count}; the commonest is {label} ({share} % of rows that have one).",
        {"count": f"{len(counts):,}", "label": str(counts.index[0]), "share": share},
    )


def _short(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.4g}"


def _word_counts(cells: pd.Series) -> pd.Series:
    return cells.map(lambda cell: len(cell.split()))
