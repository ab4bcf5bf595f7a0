"""What in a table may spoil a search, told before it: rows twice over, classes too rare, columns that give away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from core.data.columns.column import Column, Role, Task, type_column
from core.errors import Message

# Of more rows, so many tell as much.
MOST_ROWS = 50_000
MOSTLY = 0.5
LOPSIDED = 0.9
RARE = 5
GIVES_AWAY = 0.995
# Values that stand for so few rows each tell a row from the others, not one class from another.
ROWS_A_VALUE = 5


def concerns(
    frame: pd.DataFrame, columns: Sequence[Column], target: str, task: Task, repeated: int | None = None
) -> list[Message]:
    """What a person should know of a table before a search over it.

    Parameters
    ----------
    frame : DataFrame
        The table as it is stored.
    columns : sequence of Column
        Its columns, the target's among them.
    target : str
        The column to predict.
    task : Task
        What it is predicted as.
    repeated : int, optional
        As `repeated_rows` gives it, where that is known: of a large table it takes seconds. Default: counted.

    Returns
    -------
    list of Message
        The most serious first; none where nothing was found.
    """
    goal = next(column for column in columns if column.name == target)
    features = [one for one in columns if one.name != target and one.role is not Role.IDENTIFIER]
    found = [*_of_target(frame, goal, task), *(one.doubt for one in (goal, *features) if one.doubt)]
    if task is Task.REGRESSION:  # as a search reads it, whatever it looks like
        goal = replace(goal, role=Role.NUMBER)
    sample = frame.iloc[:: max(1, len(frame) // MOST_ROWS)]
    found += _giveaways(sample, features, goal, task)
    if twice := repeated_rows(frame) if repeated is None else repeated:
        found.append(
            Message(
                "Rows that are the same as an earlier one in every cell: {count}. A network may be checked on rows "
                "that it has learned from.",
                {"count": twice},
            )
        )
    if empty := [one.name for one in features if one.missing > MOSTLY * len(frame)]:
        found.append(Message("Most cells are empty in: {names}.", {"names": ", ".join(empty)}))
    return found


def repeated_rows(frame: pd.DataFrame) -> int:
    """How many rows are the same as an earlier one in every cell."""
    return int(frame.duplicated().sum())


def _of_target(frame: pd.DataFrame, goal: Column, task: Task) -> Iterator[Message]:
    if goal.role in (Role.DATE, Role.IDENTIFIER, Role.TEXT) and goal.unique > 1:
        yield Message(
            "{name} looks like a date, a number of the row or free text: such a column can hardly be predicted. "
            "Is it the right one?",
            {"name": goal.name},
        )
        return
    if task is Task.REGRESSION:
        return
    counts = type_column(frame[goal.name], goal).value_counts()
    if counts.empty:
        return
    share = counts.iloc[0] / counts.sum()
    if share > LOPSIDED:
        yield Message(
            "{share} % of rows are {label}: always saying so would be right as often. Choose the balanced accuracy as "
            "the score.",
            {"share": int(100 * share), "label": str(counts.index[0])},
        )
    if counts.iloc[-1] < RARE:
        yield Message(
            "The class {label} has too few rows ({count}) to learn it, or to check it in every round.",
            {"label": str(counts.index[-1]), "count": int(counts.iloc[-1])},
        )


def _giveaways(frame: pd.DataFrame, features: Sequence[Column], goal: Column, task: Task) -> list[Message]:
    goal_values = type_column(frame[goal.name], goal)
    found = []
    for column in features:
        values = type_column(frame[column.name], column)
        both = values.notna() & goal_values.notna()
        if both.sum() >= 2 * ROWS_A_VALUE and _tells(values[both], goal_values[both], column, task):
            found.append(
                Message(
                    "{name} gives {target} away: by itself it tells nearly every row's. Leave it out if it is not "
                    "known before the answer is.",
                    {"name": column.name, "target": goal.name},
                )
            )
    return found


def _tells(values: pd.Series, goal: pd.Series, column: Column, task: Task) -> bool:
    """Whether one column alone predicts nearly every row."""
    if task is Task.REGRESSION:
        if column.role is not Role.NUMBER or values.nunique() < 2 or goal.nunique() < 2:
            return False
        # Below 1, so that squares of the largest numbers are numbers.
        pair = [one.to_numpy(float) / one.abs().max() for one in (values, goal)]
        return bool(abs(np.corrcoef(*pair)[0, 1]) > GIVES_AWAY)
    if column.role is Role.NUMBER:
        # In the order of the numbers, each class is one stretch.
        ordered = goal.iloc[np.argsort(values.to_numpy(float), kind="stable")].to_numpy()
        return int((ordered[1:] != ordered[:-1]).sum()) == goal.nunique() - 1
    if column.role is not Role.CATEGORY or values.nunique() * ROWS_A_VALUE > len(values):
        return False
    commonest = pd.crosstab(values, goal).max(axis="columns").sum()
    return bool(commonest > GIVES_AWAY * len(values))
