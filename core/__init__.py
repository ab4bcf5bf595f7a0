"""Gridlight: which small neural network fits a table of data.

The public names load when they are first used: importing `core` imports no TensorFlow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.lazy import lazily

if TYPE_CHECKING:
    from core.data.cells import CellFormat
    from core.data.reading.reader import read_csv
    from core.data.reading.table import Table
    from core.errors import ConfigError, DataError, GridlightError
    from core.model.hyperparameters import Range
    from core.search.config import LeaveOut, SearchConfig
    from core.search.result import SearchResult
    from core.search.search import run_search

__version__ = "0.1.0"

__all__ = [
    "CellFormat",
    "ConfigError",
    "DataError",
    "GridlightError",
    "LeaveOut",
    "Range",
    "SearchConfig",
    "SearchResult",
    "Table",
    "read_csv",
    "run_search",
]

__getattr__ = lazily(
    __name__,
    {
        "CellFormat": "core.data.cells",
        "ConfigError": "core.errors",
        "DataError": "core.errors",
        "GridlightError": "core.errors",
        "LeaveOut": "core.search.config",
        "Range": "core.model.hyperparameters",
        "SearchConfig": "core.search.config",
        "SearchResult": "core.search.result",
        "Table": "core.data.reading.table",
        "read_csv": "core.data.reading.reader",
        "run_search": "core.search.search",
    },
)
