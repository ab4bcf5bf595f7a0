"""The rows of a table as a plan has them read; nothing is found out again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.data.columns.column import type_columns
from core.search.config import SearchConfig
from core.search.plan import Plan, named, plan_search
from core.search.target import target_values


@dataclass(frozen=True, eq=False)
class SearchData:
    """Rows of a search.

    Parameters
    ----------
    plan : Plan
        The search.
    X : DataFrame of shape (n_rows, n_features)
        The features, typed.
    y : ndarray of shape (n_rows,)
        The target: labels, or float64.
    """

    plan: Plan
    X: pd.DataFrame
    y: npt.NDArray[Any]

    def of_rows(self, positions: npt.NDArray[np.intp]) -> SearchData:
        """The rows at some positions."""
        return SearchData(self.plan, self.X.iloc[positions].reset_index(drop=True), self.y[positions])


def search_data(frame: pd.DataFrame, config: SearchConfig) -> SearchData:
    """Plan a search over a table, and read the rows that it learns from.

    Raises
    ------
    ConfigError, DataError
        If the table cannot be searched with this config.
    """
    return learned_rows(plan_search(frame, config), frame)


def learned_rows(plan: Plan, frame: pd.DataFrame) -> SearchData:
    """The rows of a table that a search learns from.

    Parameters
    ----------
    plan : Plan
        The search.
    frame : DataFrame
        The table that it was planned for.
    """
    return _rows(plan, frame, plan.rows)


def sealed_data(plan: Plan, frame: pd.DataFrame) -> SearchData:
    """The rows of a table that were set aside for the final test."""
    return _rows(plan, frame, plan.sealed)


def _rows(plan: Plan, frame: pd.DataFrame, positions: npt.NDArray[np.intp]) -> SearchData:
    rows = named(frame).iloc[positions]
    y = target_values(rows[plan.target.name], plan.target, plan.task)
    return SearchData(plan, type_columns(rows, plan.columns).reset_index(drop=True), y)
