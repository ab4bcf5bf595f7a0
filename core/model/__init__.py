"""The networks and what prepares their data. The public names load when first used: they import TensorFlow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.lazy import lazily

if TYPE_CHECKING:
    from core.model.network import create_model
    from core.model.wrappers import KerasClassifier, KerasRegressor

__all__ = ["KerasClassifier", "KerasRegressor", "create_model"]

__getattr__ = lazily(
    __name__,
    {
        "KerasClassifier": "core.model.wrappers",
        "KerasRegressor": "core.model.wrappers",
        "create_model": "core.model.network",
    },
)
