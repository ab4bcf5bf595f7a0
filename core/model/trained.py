"""A trained network with all that it needs to predict rows of a table, kept as files that anyone may open.

No pickle: Keras's own format, skops for the preprocessing, which loads only the types of a list that stands here, and
JSON for the rest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import keras
import numpy as np
import pandas as pd
import skops.io
from sklearn.pipeline import Pipeline
from skops.io.exceptions import UntrustedTypesFoundException

from core.data.columns.column import Column, Role, Task, type_columns
from core.errors import DataError, Message
from core.model.predictor import Predicted, TargetCodec, predict
from core.model.seen import Seen, unlike
from core.model.skrub_internals import ENCODER_TYPES

NETWORK, PREPROCESSING, ABOUT = "model.keras", "preprocessing.skops", "model.json"
FORMAT = 1
# What skops may load beside scikit-learn's own types; the file has no say in it.
TRUSTED = ("numpy.asarray", "numpy.dtype", *ENCODER_TYPES)


@dataclass(frozen=True, eq=False)
class TrainedModel:
    """Preprocessing and network, trained on the rows of a table.

    Parameters
    ----------
    target : str
        The column that is predicted.
    task : Task
        What it is predicted as.
    classes : tuple of str
        The classes, sorted as scikit-learn sorts labels; none for a number.
    offset, scale : float
        A number is predicted as ``offset + scale * output``.
    columns : tuple of Column
        The features.
    seen : dict of str to Seen
        What each of them held in the rows that were learned from.
    preprocessing : Pipeline
        From typed columns to numbers, fitted.
    network : keras.Model
        Trained.
    """

    target: str
    task: Task
    classes: tuple[str, ...]
    offset: float
    scale: float
    columns: tuple[Column, ...]
    seen: dict[str, Seen]
    preprocessing: Pipeline
    network: keras.Model

    def typed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The features of a table, typed.

        Raises
        ------
        DataError
            If one is missing, or there are no rows.
        """
        if missing := [column.name for column in self.columns if column.name not in frame.columns]:
            raise DataError("The table lacks a column that the network needs: {names}.", names=", ".join(missing))
        if not len(frame):
            raise DataError("The table has a header and no rows below it: there is nothing to predict.")
        return type_columns(frame, self.columns)

    def typed_row(self, cells: Mapping[str, float | str | None]) -> pd.DataFrame:
        """One row, typed.

        Parameters
        ----------
        cells : mapping of str to float, str or None
            By the columns' names: numbers, words, dates as ISO 8601 writes them; None is an empty cell.
        """
        return pd.DataFrame({column.name: _typed_cell(cells.get(column.name), column) for column in self.columns})

    @cached_property
    def codec(self) -> TargetCodec:
        """The way between what the network says and the target."""
        return TargetCodec(self.task, np.asarray(self.classes, object), self.offset, self.scale)

    def predict(self, typed: pd.DataFrame) -> Predicted:
        """What the network says of typed rows."""
        return predict(self.network, self.preprocessing.transform(typed), self.codec)

    def answered(self, frame: pd.DataFrame, answers: Predicted) -> pd.DataFrame:
        """Rows with what is said of them in front; of classes, also the probability of the one that is predicted."""
        found = {_free(f"predicted {self.target}", frame): answers.predicted}
        if self.classes:
            found[_free("probability", frame)] = answers.probabilities.max(axis=1)
        return pd.concat([pd.DataFrame(found), frame.reset_index(drop=True)], axis="columns")

    def unlike(self, frame: pd.DataFrame, typed: pd.DataFrame) -> list[Message]:
        """What in rows is unlike all that was learned from: it is predicted all the same, but on thin ice."""
        return [
            message
            for column in self.columns
            if (message := unlike(frame[column.name], typed[column.name], column, self.seen[column.name]))
        ]

    def save(self, folder: Path) -> None:
        """Write its three files into a folder."""
        self.network.save(folder / NETWORK)
        (folder / PREPROCESSING).write_bytes(skops.io.dumps(self.preprocessing))
        about = {
            "format": FORMAT,
            "target": self.target,
            "task": str(self.task),
            "classes": list(self.classes),
            "offset": self.offset,
            "scale": self.scale,
            "columns": [column.to_dict() for column in self.columns],
            "seen": {name: asdict(seen) for name, seen in self.seen.items()},
        }
        (folder / ABOUT).write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote.

        Raises
        ------
        DataError
            If a file is missing, or holds what no model of ours does.
        """
        try:
            about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
            preprocessing = skops.io.loads((folder / PREPROCESSING).read_bytes(), trusted=list(TRUSTED))
            network = keras.models.load_model(folder / NETWORK, compile=False, safe_mode=True)
        except (FileNotFoundError, json.JSONDecodeError) as error:
            raise DataError("The model is not complete. Unpack the whole bundle again.") from error
        except UntrustedTypesFoundException as error:
            raise DataError(
                "The model's preprocessing holds what no model of Gridlight does. Do not use it."
            ) from error
        return cls(
            target=about["target"],
            task=Task(about["task"]),
            classes=tuple(about["classes"]),
            offset=about["offset"],
            scale=about["scale"],
            columns=tuple(Column.from_dict(column) for column in about["columns"]),
            seen={name: Seen(**seen) for name, seen in about["seen"].items()},
            preprocessing=preprocessing,
            network=network,
        )


def _free(name: str, frame: pd.DataFrame) -> str:
    """A name that no column has."""
    while name in frame.columns:
        name += "_"
    return name


def _typed_cell(cell: float | str | None, column: Column) -> pd.Series:
    if column.role is Role.NUMBER:
        return pd.Series([np.nan if cell is None else float(cell)], dtype="float64")
    if column.role is Role.DATE:
        return pd.Series([pd.NaT if cell is None else pd.Timestamp(cell)], dtype="datetime64[us]")
    return pd.Series([np.nan if cell is None else str(cell)], dtype=object)
