"""From a table and a config to all that a search needs, checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import get_scorer_names

from core.data.columns.column import Column, Role, Task, infer_task, type_columns, with_roles
from core.data.columns.roles import describe_columns
from core.errors import ConfigError, DataError, Message
from core.search.candidates import Candidate, count_candidates, make_candidates
from core.search.config import SearchConfig
from core.search.metrics import metric, scorings
from core.search.splits import Split, make_splits, sealed_rows
from core.search.target import check_rounds, read_target


@dataclass(frozen=True, eq=False)
class Plan:
    """A search that can be run.

    Parameters
    ----------
    config : SearchConfig
        What was asked.
    task : Task
        What the target is predicted as.
    columns : list of Column
        The features.
    X : DataFrame of shape (n_rows, n_features)
        Their cells, typed; the rows that were neither set aside nor left out.
    y : ndarray of shape (n_rows,)
        The target: labels, or float64.
    scoring : str
        A scikit-learn scorer's name.
    candidates : list of Candidate
        The settings to try.
    splits : list of (ndarray, ndarray)
        Positions of training and validation rows in `X`.
    rows : ndarray of int, shape (n_rows,)
        Their positions in the table.
    sealed : ndarray of int, shape (n_sealed,)
        Positions in the table of the rows that were set aside.
    y_sealed : ndarray of shape (n_sealed,)
        Their target.
    notes : list of Message
        What a person should know.
    """

    config: SearchConfig
    task: Task
    columns: list[Column]
    X: pd.DataFrame
    y: npt.NDArray[Any]
    scoring: str
    candidates: list[Candidate]
    splits: list[Split]
    rows: npt.NDArray[np.intp]
    sealed: npt.NDArray[np.intp]
    y_sealed: npt.NDArray[Any]
    notes: list[Message]


def plan_search(frame: pd.DataFrame, config: SearchConfig, max_settings: int | None = None) -> Plan:
    """Check a search against its table and work out its settings and rounds.

    Parameters
    ----------
    frame : DataFrame
        The table, its cells as strings or typed.
    config : SearchConfig
        The search.
    max_settings : int, optional
        The most settings that are allowed.

    Returns
    -------
    Plan
        Ready to be run; nothing is trained yet.

    Raises
    ------
    ConfigError, DataError
        If the table cannot be searched with this config.
    """
    frame = frame.set_axis([str(name) for name in frame.columns], axis="columns").reset_index(drop=True)
    if not frame.columns.is_unique:
        raise DataError("Two columns have the same name. Give each column a name of its own.")
    if max_settings is not None:
        check_size(config, max_settings)
    described = {column.name: column for column in describe_columns(frame, config.cells)}
    column = _target(described, config)
    task = config.task or infer_task(column, frame[column.name])
    target = read_target(frame, column, task, config.leave_out)
    columns = _features(described, config)
    scoring = _scoring(config, task)

    # Of the whole table: leaving rows out draws no others.
    sealed = sealed_rows(frame, column.name, task, config.test_size) & target.kept
    learned = target.kept & ~sealed
    y, y_sealed = target.values[learned[target.kept]], target.values[sealed[target.kept]]
    check_rounds(column.name, y, task, config.cv)
    X = type_columns(frame.loc[learned], columns).reset_index(drop=True)
    if empty := [column.name for column in columns if X[column.name].isna().all()]:
        columns = [column for column in columns if column.name not in empty]
        X = X.drop(columns=empty)
    if not columns:
        raise DataError("No column is left to predict from: all are empty, always the same, or identifiers.")
    candidates, notes = make_candidates(config)
    return Plan(
        config=config,
        task=task,
        columns=columns,
        X=X,
        y=y,
        scoring=scoring,
        candidates=candidates,
        splits=make_splits(y, task, config.cv, config.repeats, config.random_state),
        rows=np.flatnonzero(learned),
        sealed=np.flatnonzero(sealed),
        y_sealed=y_sealed,
        notes=[*target.notes, *notes],
    )


def check_size(config: SearchConfig, max_settings: int) -> None:
    """Refuse a search over more settings than are allowed."""
    if (count := count_candidates(config)) > max_settings:
        raise ConfigError(
            "This search has {count} settings, and at most {most} are allowed. "
            "Choose fewer values, or a random search over {most} of them.",
            count=count,
            most=max_settings,
        )


def _target(described: dict[str, Column], config: SearchConfig) -> Column:
    if config.target not in described:
        raise ConfigError("The table has no column called {name}. Choose another to predict.", name=config.target)
    return described[config.target]


def _features(described: dict[str, Column], config: SearchConfig) -> list[Column]:
    chosen: Iterable[str] = described if config.features is None else config.features
    if unknown := [name for name in chosen if name not in described]:
        raise ConfigError("The table has no column called {name} to predict from.", name=unknown[0])
    roles = config.features if isinstance(config.features, dict) else {}
    columns = with_roles((described[name] for name in chosen), roles)
    return [column for column in columns if column.name != config.target and column.role is not Role.IDENTIFIER]


def _scoring(config: SearchConfig, task: Task) -> str:
    scoring = config.scoring or scorings(task)[0]
    if scoring not in get_scorer_names():
        raise ConfigError("There is no metric called {name}. Use the name of a scikit-learn scorer.", name=scoring)
    if task not in metric(scoring).tasks:
        raise ConfigError(
            "The metric {name} does not fit what is predicted. Choose one of {offered}.",
            name=scoring,
            offered=", ".join(scorings(task)),
        )
    return scoring
