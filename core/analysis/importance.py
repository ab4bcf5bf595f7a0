"""Which hyperparameters matter, and where the best setting lies at the end of what was tried."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.analysis.scores import DIGITS
from core.model.hyperparameters import HYPERPARAMETERS, Hyperparameter, Range
from core.search.config import SearchConfig

Array = npt.NDArray[np.float64]
# More different numbers than this are cut into groups: each level costs a degree of freedom.
MOST_LEVELS = 5
QUARTERS = (0.25, 0.5, 0.75)
# Settings beyond those that fix the model, without which its shares are luck alone.
SPARE_SETTINGS = 2
# How many values to go on by.
MOST_WIDER = 2


@dataclass(frozen=True, eq=False)
class Importance:
    """How much of the difference between settings each hyperparameter makes.

    Parameters
    ----------
    frame : DataFrame
        ``parameter`` and ``share`` (of the variance of the settings' mean scores, 0 to 1), the largest share first.
    rest : float
        What no hyperparameter explains by itself: their interplay, and luck.
    n_settings : int
        Settings that this was worked out from.
    """

    frame: pd.DataFrame
    rest: float
    n_settings: int


@dataclass(frozen=True)
class Edge:
    """A value of a setting that is the least or the greatest tried, so that a better one may lie beyond.

    Parameters
    ----------
    parameter : str
        The hyperparameter.
    value : int or float
        The setting's.
    high : bool
        Whether it is the greatest tried; else the least.
    wider : tuple of int or float
        One or two values to try beyond it, the nearest first.
    """

    parameter: str
    value: float
    high: bool
    wider: tuple[float, ...]


def parameter_importance(ranked: pd.DataFrame, searched: Iterable[str]) -> Importance | None:
    """The share of the variance of mean scores that each hyperparameter explains by itself.

    Analysis of variance of type II with main effects: how much the residual sum of squares grows when a hyperparameter
    is left out of the model that has all of them, by the total sum of squares. In a full grid that is the exact share
    of its main effect, as in functional ANOVA. A number with more than `MOST_LEVELS` different values is cut into
    quarters of the settings.

    Parameters
    ----------
    ranked : DataFrame
        As `core.analysis.scores.ranking` gives it. Only settings with a score in every round count.
    searched : iterable of str
        The hyperparameters that were searched over.

    Returns
    -------
    Importance or None
        None where it cannot be told: no hyperparameter has two values, all means are alike, there are too few settings,
        or two hyperparameters went hand in hand.

    References
    ----------
    Hutter, Hoos & Leyton-Brown (2014), An efficient approach for assessing hyperparameter importance. ICML.
    """
    complete = ranked[ranked["complete"].astype(bool)]
    columns = {name: _dummies(complete[name]) for name in searched if complete[name].nunique() > 1}
    means = complete["mean"].to_numpy(np.float64)
    freedom = 1 + sum(one.shape[1] for one in columns.values())
    if not columns or len(means) < freedom + SPARE_SETTINGS or np.ptp(means) < 10**-DIGITS:
        return None
    if np.linalg.matrix_rank(_design(columns, len(means))) < freedom:
        return None
    total = float(((means - means.mean()) ** 2).sum())
    full = _residual(columns, means)
    shares = {
        name: max(0.0, _residual({key: one for key, one in columns.items() if key != name}, means) - full) / total
        for name in columns
    }
    frame = pd.DataFrame({"parameter": list(shares), "share": list(shares.values())})
    frame = frame.sort_values("share", ascending=False, kind="stable", ignore_index=True)
    return Importance(frame, max(0.0, 1 - float(frame["share"].sum())), len(means))


def edges(params: Mapping[str, Any], config: SearchConfig) -> list[Edge]:
    """Where a setting lies at the end of the values that were tried, and what lies beyond.

    Only numbers that were given as a list of two or more have such an end.

    Parameters
    ----------
    params : mapping
        The setting.
    config : SearchConfig
        The search, which takes each of the new values too.
    """
    found = []
    for name, hyperparameter in HYPERPARAMETERS.items():
        values = getattr(config, name)
        if hyperparameter.steps is None or isinstance(values, Range) or len(values) < 2:
            continue
        if params[name] not in (min(values), max(values)):
            continue
        high = params[name] == max(values)
        wider = _wider(hyperparameter, sorted(values, reverse=not high), high)
        if wider:
            found.append(Edge(name, params[name], high, wider))
    return found


def _wider(hyperparameter: Hyperparameter, values: list[float], high: bool) -> tuple[float, ...]:
    """The next values after the last of these, which run towards the end in question."""
    assert hyperparameter.steps is not None
    least, most = hyperparameter.limits
    wider = values[-1:]
    for steps in range(1, MOST_WIDER + 1):
        moved = hyperparameter.steps(values[-2], values[-1], steps if high else -steps)
        value = min(max(moved, least), most)
        if value > wider[-1] if high else value < wider[-1]:
            wider.append(value)
    return tuple(wider[1:])


def _dummies(values: pd.Series) -> Array:
    """A column of 0 and 1 for each level but the first."""
    if pd.api.types.is_numeric_dtype(values) and values.nunique() > MOST_LEVELS:
        numbers = values.to_numpy(np.float64)
        ends = np.unique(np.quantile(numbers, QUARTERS))
        ends = ends[ends < numbers.max()]
        # Where most settings share the greatest value, the different values are cut instead.
        values = pd.Series(np.searchsorted(ends if len(ends) else np.quantile(np.unique(numbers), QUARTERS), numbers))
    codes, levels = pd.factorize(values)
    return np.eye(len(levels))[codes][:, 1:]


def _design(columns: Mapping[str, Array], n_rows: int) -> Array:
    return np.column_stack([np.ones(n_rows), *columns.values()])


def _residual(columns: Mapping[str, Array], means: Array) -> float:
    """The sum of squares that a least-squares fit leaves."""
    design = _design(columns, len(means))
    return float(((means - design @ np.linalg.lstsq(design, means)[0]) ** 2).sum())
