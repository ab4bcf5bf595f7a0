"""How many numbers a column becomes; known without the steps that make them, which the page does not import."""

from __future__ import annotations

from collections.abc import Iterable

from core.data.columns import Column, Role

MOST_ONE_HOT = 40
TEXT_NUMBERS = 20
DATE_NUMBERS = 6


def most_features(columns: Iterable[Column]) -> int:
    """How many columns `make_preprocessing` makes of them at most, whichever rows it is fitted on."""
    features = {Role.NUMBER: 1, Role.DATE: DATE_NUMBERS, Role.TEXT: TEXT_NUMBERS}
    return sum(features.get(column.role) or min(column.unique + 1, MOST_ONE_HOT) for column in columns)
