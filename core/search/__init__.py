"""Searches: what to try, on which rows, and the engines that train it.

The public names load when they are first used: they import TensorFlow.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.search.estimators import FusedGridSearchCV, FusedRandomizedSearchCV

_PUBLIC = {
    "FusedGridSearchCV": "core.search.estimators",
    "FusedRandomizedSearchCV": "core.search.estimators",
}

__all__ = ["FusedGridSearchCV", "FusedRandomizedSearchCV"]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)
