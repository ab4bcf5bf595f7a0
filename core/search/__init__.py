"""Searches: what to try, on which rows, and the engines that train it.

The public names load when they are first used: they import TensorFlow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.lazy import lazily

if TYPE_CHECKING:
    from core.search.estimators import FusedGridSearchCV, FusedRandomizedSearchCV

__all__ = ["FusedGridSearchCV", "FusedRandomizedSearchCV"]

__getattr__ = lazily(
    __name__,
    {
        "FusedGridSearchCV": "core.search.estimators",
        "FusedRandomizedSearchCV": "core.search.estimators",
    },
)
