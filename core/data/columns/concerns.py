"""What in a table may spoil a search, told before it: rows twice over, classes too rare, columns that give away."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import pandas as pd

from core.data.columns.column import MOST_NUMBER_CLASSES, Column, Role, Task, type_column
from core.data.columns.giveaways import gives_away
from core.data.columns.outliers import outliers
from core.errors import Counted, Message

# Of more rows, so many tell as much.
MOST_ROWS = 50_000
MOSTLY = 0.5
LOPSIDED = 0.9
RARE = 5
# Of many rows, classes or values, so many are named.
MOST_NAMED = 5

FAR_OUT = Counted(
    "{name} has {count} value ten times as far out as all others: {values}, in row {rows}. Such a row can spoil every "
    "score: if it is a mistake, mend it in the file.",
    "{name} has {count} values ten times as far out as all others: {values}, in rows {rows}. Such rows can spoil "
    "every score: if they are mistakes, mend them in the file.",
)
TOO_RARE = Counted(
    "The class {label} has too few rows ({rows}) to learn it, or to check it in every round.",
    "{count} classes have too few rows to learn them, or to check them in every round: {classes}.",
)


class Kind(StrEnum):
    """What a remark is about; remarks of one kind can be told together."""

    UNPREDICTABLE = "unpredictable"
    LOPSIDED = "lopsided"
    RARE = "rare"
    OUTLIERS = "outliers"
    DOUBT = "doubt"
    GIVES_AWAY = "gives away"
    TWICE = "twice"
    EMPTY = "empty"


@dataclass(frozen=True)
class Remark:
    """Something that a person should know of a table before a search.

    Parameters
    ----------
    kind : Kind
        What it is about.
    message : Message
        The sentence.
    """

    kind: Kind
    message: Message


def concerns(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    target: str,
    task: Task,
    left_out: Collection[str] = (),
    repeated: int | None = None,
) -> list[Remark]:
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
    left_out : collection of str, optional
        Classes that the search does without.
    repeated : int, optional
        As `repeated_rows` gives it, where that is known: of a large table it takes seconds. Default: counted.

    Returns
    -------
    list of Remark
        The most serious first; none where nothing was found.
    """
    goal = next(column for column in columns if column.name == target)
    features = [one for one in columns if one.name != target and one.role is not Role.IDENTIFIER]
    if task is Task.REGRESSION and goal.role not in (Role.DATE, Role.IDENTIFIER, Role.TEXT):
        goal = replace(goal, role=Role.NUMBER)  # as a search reads it, whatever it looks like
    values = type_column(frame[target], goal)
    if left_out:
        values = values[~values.map(_label, na_action="ignore").isin(left_out)]
    found = list(_of_target(values, frame[target], goal, task))
    found += [Remark(Kind.DOUBT, one.doubt) for one in (goal, *features) if one.doubt]
    if not any(one.kind is Kind.UNPREDICTABLE for one in found):
        found += _giveaways(frame, features, goal, values, task)
    if twice := repeated_rows(frame) if repeated is None else repeated:
        template = (
            "Rows that are the same as an earlier one in every cell: {count}. A network may be checked on rows "
            "that it has learned from."
        )
        found.append(Remark(Kind.TWICE, Message(template, {"count": twice})))
    if empty := [one.name for one in features if one.missing > MOSTLY * len(frame)]:
        found.append(Remark(Kind.EMPTY, Message("Most cells are empty in: {names}.", {"names": ", ".join(empty)})))
    return found


def repeated_rows(frame: pd.DataFrame) -> int:
    """How many rows are the same as an earlier one in every cell."""
    return int(frame.duplicated().sum())


def _of_target(values: pd.Series, cells: pd.Series, goal: Column, task: Task) -> Iterator[Remark]:
    """What there is to say of the column to predict alone: its values, and its cells as they are written."""
    if goal.role in (Role.DATE, Role.IDENTIFIER, Role.TEXT) and goal.unique > 1:
        template = (
            "{name} looks like a date, a number of the row or free text: such a column can hardly be predicted. "
            "Is it the right one?"
        )
        yield Remark(Kind.UNPREDICTABLE, Message(template, {"name": goal.name}))
    elif task is Task.REGRESSION:
        yield from _far_out(values, cells)
    else:
        yield from _of_classes(values.value_counts(), goal)


def _far_out(values: pd.Series, cells: pd.Series) -> Iterator[Remark]:
    if len(places := outliers(values.to_numpy(float))):
        said = {
            "name": str(cells.name),
            "count": len(places),
            "values": _few(str(cell).strip() for cell in cells.iloc[places]),
            "rows": _few(str(place + 1) for place in places),
        }
        yield Remark(Kind.OUTLIERS, Message(FAR_OUT, said))


def _of_classes(counts: pd.Series, goal: Column) -> Iterator[Remark]:
    """What there is to say of classes by their rows."""
    rows = int(counts.sum())
    if len(counts) > max(MOST_NUMBER_CLASSES, rows / 2):
        template = (
            "{name} has a value of its own in nearly every row: as classes it can hardly be predicted. "
            "Is it the right one?"
        )
        yield Remark(Kind.UNPREDICTABLE, Message(template, {"name": goal.name}))
        return
    if counts.empty:
        return
    if counts.iloc[0] > LOPSIDED * rows:
        template = (
            "{share} % of rows are {label}: always saying so would be right as often. Choose the balanced accuracy as "
            "the score."
        )
        said = {"share": int(100 * counts.iloc[0] / rows), "label": _label(counts.index[0])}
        yield Remark(Kind.LOPSIDED, Message(template, said))
    rare = counts[counts < RARE].iloc[::-1]
    if len(rare):
        said = {
            "count": len(rare),
            "label": _label(rare.index[0]),
            "rows": int(rare.iloc[0]),
            "classes": _few(f"{_label(label)} ({count})" for label, count in rare.items()),
        }
        yield Remark(Kind.RARE, Message(TOO_RARE, said))


def _giveaways(
    frame: pd.DataFrame, features: Sequence[Column], goal: Column, values: pd.Series, task: Task
) -> Iterator[Remark]:
    goal_values = values.iloc[:: max(1, len(values) // MOST_ROWS)].dropna()
    for column in features:
        cells = type_column(frame[column.name].loc[goal_values.index], column).dropna()
        if gives_away(cells, column.role, goal_values[cells.index], task, len(features)):
            template = (
                "{name} gives {target} away: by itself it tells nearly every row's. Leave it out if it is not "
                "known before the answer is."
            )
            yield Remark(Kind.GIVES_AWAY, Message(template, {"name": column.name, "target": goal.name}))


def _label(value: object) -> str:
    """A class as a person calls it."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _few(names: Iterator[str]) -> str:
    """The first few of many."""
    found = list(names)
    return ", ".join(found[:MOST_NAMED]) + (", …" if len(found) > MOST_NAMED else "")
