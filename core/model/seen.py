"""What a column held in the rows that a network learned from: for a form's fields, and to tell what is unlike it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from core.data.columns.column import Column, Role
from core.errors import Message

# More values than these no form offers, and no file lists.
MOST_VALUES = 200
MOST_NAMED = 3


@dataclass(frozen=True)
class Seen:
    """What a column held.

    Parameters
    ----------
    typical : float, str or None
        The median; the commonest value; of dates the middle one, as ISO 8601 writes it; None where all were empty.
    low, high : float, str or None
        The ends of numbers and dates.
    values : list of str or None
        Of a category, the commonest first; None where there are more than 200, and for all other roles.
    """

    typical: float | str | None
    low: float | str | None = None
    high: float | str | None = None
    values: list[str] | None = None


def see(typed: pd.Series, column: Column) -> Seen:
    """What a typed column holds."""
    cells = typed.dropna()
    if not len(cells):
        return Seen(None, values=[] if column.role is Role.CATEGORY else None)
    if column.role is Role.NUMBER:
        # The mean of 2.15 and 2.16 is to read 2.155.
        return Seen(float(f"{cells.median():.12g}"), float(cells.min()), float(cells.max()))
    if column.role is Role.DATE:
        ordered = cells.sort_values()
        middle, low, high = (date.isoformat() for date in (ordered.iloc[len(ordered) // 2], cells.min(), cells.max()))
        return Seen(middle, low, high)
    counts = cells.value_counts()
    values = list(map(str, counts.index)) if len(counts) <= MOST_VALUES and column.role is Role.CATEGORY else None
    return Seen(str(counts.index[0]), values=values)


def unlike(cells: pd.Series, typed: pd.Series, column: Column, seen: Seen) -> Message | None:
    """What in a column is unlike what was seen; None if nothing is.

    Parameters
    ----------
    cells, typed : Series
        The column as it is written, and typed.
    column : Column
        What it is.
    seen : Seen
        What it held in the rows that were learned from.
    """
    if column.role is Role.CATEGORY and seen.values is not None:
        strange = typed[typed.notna() & ~typed.isin(seen.values)].unique()
        if len(strange):
            named = ", ".join(map(str, strange[:MOST_NAMED])) + (", …" if len(strange) > MOST_NAMED else "")
            return Message(
                "{name} has values that the network never saw: {values}.", {"name": column.name, "values": named}
            )
    if column.role not in (Role.NUMBER, Role.DATE):
        return None
    words = cells.astype(str).str.strip().str.lower()
    unread = cells[typed.isna() & cells.notna() & ~words.isin(column.missing_words)]
    if len(unread):
        return Message(
            "{name} has cells that are no {what}, such as {example}: they count as empty.",
            {"name": column.name, "what": f"{column.role}s", "example": str(unread.iloc[0])},
        )
    if seen.low is None or seen.high is None:
        return None
    low: Any
    high: Any
    low, high = (pd.Timestamp(end) if column.role is Role.DATE else end for end in (seen.low, seen.high))
    beyond = (high - low) / 2  # a little beyond is usual among new rows
    if bool(((typed < low - beyond) | (typed > high + beyond)).any()):
        return Message(
            "{name} goes far beyond what the network learned from, {low} to {high}.",
            {"name": column.name, "low": _end(seen.low), "high": _end(seen.high)},
        )
    return None


def _end(value: float | str) -> str:
    return f"{value:g}" if isinstance(value, float) else value.removesuffix("T00:00:00")
