"""The networks and what prepares their data. The public names load when first used: they import TensorFlow."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.model.network import create_model
    from core.model.wrappers import KerasClassifier, KerasRegressor

_PUBLIC = {
    "KerasClassifier": "core.model.wrappers",
    "KerasRegressor": "core.model.wrappers",
    "create_model": "core.model.network",
}

__all__ = ["KerasClassifier", "KerasRegressor", "create_model"]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)
