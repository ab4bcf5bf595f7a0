"""From a table and a config to all that a search needs, checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import get_scorer_names

from core.data.cells import check_rows
from core.data.columns.column import Column, Role, Task, infer_task, type_column, with_roles
from core.data.columns.roles import describe_columns
from core.errors import ConfigError, DataError, Message
from core.model.features import most_features
from core.search.candidates import Candidate, count_candidates, make_candidates
from core.search.config import SearchConfig
from core.search.metrics import metric, scorings
from core.search.splits import Split, make_splits, sealed_rows
from core.search.target import check_rounds, most_rounds, read_target

# What decides on a plan, or trains by it.
PACKAGES = ("pandas", "scikit-learn", "numpy", "keras", "tensorflow")


@dataclass(frozen=True, eq=False)
class Plan:
    """All that is decided before a search trains anything: made once, kept with the run, and read by all that follows.

    Parameters
    ----------
    config : SearchConfig
        What was asked.
    task : Task
        What the target is predicted as.
    target : Column
        How its cells are read.
    labels : ndarray of shape (n_labels,)
        The classes, sorted, as they are predicted: str or int64; none for a number.
    columns : tuple of Column
        The features, and how their cells are read.
    scoring : str
        A scikit-learn scorer's name.
    candidates : tuple of Candidate
        The settings to try.
    rows : ndarray of int, shape (n_rows,)
        Positions in the table of the rows that were neither set aside nor left out.
    sealed : ndarray of int, shape (n_sealed,)
        Positions in the table of the rows that were set aside.
    splits : tuple of (ndarray, ndarray)
        Positions among `rows` of training and validation rows.
    most_rounds : int
        The most rounds that these rows allow.
    left_out : tuple of Column
        All other columns, and why each is none of the features.
    notes : tuple of Message
        What a person should know.
    versions : dict of str to str
        Of what made it, by package.
    """

    config: SearchConfig
    task: Task
    target: Column
    labels: npt.NDArray[Any]
    columns: tuple[Column, ...]
    scoring: str
    candidates: tuple[Candidate, ...]
    rows: npt.NDArray[np.intp]
    sealed: npt.NDArray[np.intp]
    splits: tuple[Split, ...]
    most_rounds: int
    left_out: tuple[Column, ...]
    notes: tuple[Message, ...]
    versions: dict[str, str]

    @property
    def n_outputs(self) -> int:
        """Units of a network's last layer."""
        return len(self.labels) if self.task is Task.MULTICLASS else 1

    def summary(self) -> PlanSummary:
        """What is worth knowing without the rows."""
        return PlanSummary(
            task=self.task,
            scoring=self.scoring,
            n_splits=len(self.splits),
            n_inputs=most_features(self.columns),
            n_outputs=self.n_outputs,
            n_rows=len(self.rows),
            n_sealed=len(self.sealed),
            most_rounds=self.most_rounds,
            candidates=self.candidates,
            notes=self.notes,
        )


@dataclass(frozen=True)
class PlanSummary:
    """What the store keeps of a plan beside its file.

    Parameters
    ----------
    task : Task
        What is predicted.
    scoring : str
        The metric.
    n_splits : int
        Rounds.
    n_inputs, n_outputs : int
        Numbers that a network takes, at most, and gives for a row.
    n_rows : int
        Rows that networks learn from and are checked on.
    n_sealed : int
        Rows set aside for the final test.
    most_rounds : int
        The most rounds that the rows allow.
    candidates : tuple of Candidate
        The settings.
    notes : tuple of Message
        What a person should know.
    """

    task: Task
    scoring: str
    n_splits: int
    n_inputs: int
    n_outputs: int
    n_rows: int
    n_sealed: int
    most_rounds: int
    candidates: tuple[Candidate, ...]
    notes: tuple[Message, ...]


def plan_search(frame: pd.DataFrame, config: SearchConfig) -> Plan:
    """Check a search against its table and decide on all that it needs.

    Parameters
    ----------
    frame : DataFrame
        The table, its cells as strings or typed.
    config : SearchConfig
        The search.

    Returns
    -------
    Plan
        Ready to be run; nothing is trained yet.

    Raises
    ------
    ConfigError, DataError
        If the table cannot be searched with this config.
    """
    frame = named(frame)
    if not frame.columns.is_unique:
        raise DataError("Two columns have the same name. Give each column a name of its own.")
    check_rows(frame)
    described = {column.name: column for column in describe_columns(frame, config.cells)}
    column = _target(described, config)
    task = config.task or infer_task(column, frame[column.name])
    target = read_target(frame, column, task, config.leave_out)
    scoring = _scoring(config, task)

    # Of the whole table: leaving rows out draws no others.
    sealed = sealed_rows(frame, column.name, config.test_size) & target.kept
    learned = target.kept & ~sealed
    y = target.values[learned[target.kept]]
    check_rounds(column.name, target.values, learned[target.kept], task, config.cv)
    features = feature_columns(described, config)
    columns = [one for one in features if not _is_empty(frame.loc[learned, one.name], one)]
    if not columns:
        raise DataError("No column is left to predict from: all are empty, always the same, or identifiers.")
    candidates, notes = make_candidates(config)
    return Plan(
        config=config,
        task=task,
        target=target.column,
        labels=np.empty(0) if task is Task.REGRESSION else np.unique(y),
        columns=tuple(columns),
        scoring=scoring,
        candidates=tuple(candidates),
        rows=np.flatnonzero(learned),
        sealed=np.flatnonzero(sealed),
        splits=tuple(make_splits(y, task, config.cv, config.repeats, config.random_state)),
        most_rounds=most_rounds(y, task),
        left_out=_left_out(described, features, columns, config),
        notes=(*target.notes, *notes),
        versions={name: version(name) for name in PACKAGES},
    )


def named(frame: pd.DataFrame) -> pd.DataFrame:
    """A table with names as words and rows as they are counted."""
    return frame.set_axis([str(name) for name in frame.columns], axis="columns").reset_index(drop=True)


def _is_empty(cells: pd.Series, column: Column) -> bool:
    return bool(column.missing and type_column(cells, column).isna().all())


def _left_out(
    described: Mapping[str, Column], features: Iterable[Column], columns: Iterable[Column], config: SearchConfig
) -> tuple[Column, ...]:
    """The columns that are no features, as they are described where a person did not choose."""
    used = {config.target, *(column.name for column in columns)}
    known = {**described, **{column.name: column for column in features}}
    by_hand = config.features if isinstance(config.features, dict) else {}
    unnamed = dict.fromkeys(described if config.features is not None else (), Role.IDENTIFIER)
    rest = [column for name, column in known.items() if name not in used]
    return tuple(with_roles(rest, unnamed | by_hand))


def feature_columns(described: Mapping[str, Column], config: SearchConfig) -> list[Column]:
    """The columns that a search predicts from, in their roles.

    Raises
    ------
    ConfigError
        If the table lacks one.
    """
    chosen: Iterable[str] = described if config.features is None else config.features
    if unknown := [name for name in chosen if name not in described]:
        raise ConfigError("The table has no column called {name} to predict from.", name=unknown[0])
    roles = config.features if isinstance(config.features, dict) else {}
    columns = with_roles((described[name] for name in chosen), roles)
    return [column for column in columns if column.name != config.target and column.role is not Role.IDENTIFIER]


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
