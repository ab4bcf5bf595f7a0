"""What a column becomes for a network; known without the steps that do it, which the page does not import."""

from __future__ import annotations

from collections.abc import Iterable

from core.data.columns.column import Column, Role
from core.errors import Message

MOST_ONE_HOT = 40
TEXT_NUMBERS = 20
DATE_NUMBERS = 6


def most_features(columns: Iterable[Column]) -> int:
    """How many columns `make_preprocessing` makes of them at most, whichever rows it is fitted on."""
    features = {Role.NUMBER: 1, Role.DATE: DATE_NUMBERS, Role.TEXT: TEXT_NUMBERS}
    return sum(features.get(column.role) or min(column.unique + 1, MOST_ONE_HOT) for column in columns)


def preparation(column: Column) -> Message:
    """What `make_preprocessing` makes of a column, in words."""
    if column.role is Role.NUMBER:
        return Message("An empty cell gets the mean; then all are scaled to mean 0 and standard deviation 1.")
    if column.role is Role.DATE:
        return Message(
            "Becomes year, month, day, weekday, the time since 1970, and the hour where it is told; each gets its mean "
            "where it is missing, and is scaled to mean 0 and standard deviation 1."
        )
    if column.role is Role.TEXT:
        return Message(
            "Becomes {count} numbers that tell which pieces of words stand in it, each scaled to mean 0 and standard "
            "deviation 1.",
            {"count": TEXT_NUMBERS},
        )
    if column.role is Role.IDENTIFIER:
        return Message("Left out.")
    if column.unique + bool(column.missing) > MOST_ONE_HOT:
        return Message(
            "Becomes {count} columns of 0 and 1: one for each of its commonest values, and one for all others.",
            {"count": MOST_ONE_HOT},
        )
    if column.missing:
        return Message("Becomes a column of 0 and 1 for each of its values, an empty cell being one of them.")
    return Message("Becomes a column of 0 and 1 for each of its values.")
