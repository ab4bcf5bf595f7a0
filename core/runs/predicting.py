"""Predictions with a kept model, inside a worker process; beside its trainings, not behind them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from core.data.datasets import Datasets
from core.errors import Message
from core.runs.models import Models
from core.runs.plans import Plans
from core.search.answers import score_answers
from core.search.config import SearchConfig
from core.search.plan import Plan
from core.search.predictions import AnswerScore

Cells = Mapping[str, float | str | None]


@dataclass(frozen=True)
class ModelPlace:
    """Where a kept model is, and the table that it was trained on.

    Parameters
    ----------
    datasets_url, dataset_id : str
        The table.
    name : str
        As `Models.save` gives it.
    run_id, config_json : str
        The search that it comes from.
    """

    datasets_url: str
    dataset_id: str
    name: str
    run_id: str
    config_json: str


@dataclass(frozen=True, eq=False)
class RowPrediction:
    """What a network says of one row.

    Parameters
    ----------
    predicted : str or float
        The likeliest class, or the number.
    probabilities : dict of str to float
        Of each class, the likeliest first; empty for a number.
    pushes : dict of str to float
        As `core.model.pushes` gives them.
    notes : list of Message
        What in the row is unlike all that was learned from.
    """

    predicted: str | float
    probabilities: dict[str, float]
    pushes: dict[str, float]
    notes: list[Message]


@dataclass(frozen=True, eq=False)
class TablePrediction:
    """What a network says of the rows of a table.

    Parameters
    ----------
    frame : DataFrame
        As `TrainedModel.answered` gives it.
    notes : list of Message
        What in the rows is unlike all that was learned from.
    right : AnswerScore or None
        How right that is; None where the table does not hold the answers.
    """

    frame: pd.DataFrame
    notes: list[Message]
    right: AnswerScore | None


async def predict_row(place: ModelPlace, cells: Cells) -> RowPrediction:
    """Predict one row, given by the columns' names, as `TrainedModel.typed_row` takes it."""
    # A thread of its own: the worker's only one may be training.
    return await asyncio.to_thread(_predict_row, place, cells)


async def predict_table(place: ModelPlace, frame: pd.DataFrame) -> TablePrediction:
    """Predict the rows of a table whose cells are as they are written.

    Raises
    ------
    DataError
        If it lacks a column.
    """
    return await asyncio.to_thread(_predict_table, place, frame)


def _predict_row(place: ModelPlace, cells: Cells) -> RowPrediction:
    from core.model.pushes import pushes

    model, others = _model(place)
    row = model.typed_row(cells)
    answers = model.predict(row)
    shares = dict(zip(model.classes, answers.probabilities[0].tolist(), strict=True))
    predicted = answers.predicted[0]
    return RowPrediction(
        predicted if isinstance(predicted, str) else float(predicted),
        dict(sorted(shares.items(), key=lambda share: -share[1])),
        pushes(model, row, others),
        model.unlike(row, row),
    )


def _predict_table(place: ModelPlace, frame: pd.DataFrame) -> TablePrediction:
    model, _ = _model(place)
    typed = model.typed(frame)
    answers = model.predict(typed)
    right = None
    if model.target in frame.columns:
        plan = _plan(place)
        right = score_answers(answers, frame[model.target], plan.target, plan.scoring)
    return TablePrediction(model.answered(frame, answers), model.unlike(frame, typed), right)


@lru_cache(maxsize=4)
def _model(place: ModelPlace) -> tuple[Any, pd.DataFrame]:
    """A model, and rows of its table to try in place of another's."""
    from core.model.pushes import MOST_OTHERS

    model = Models(place.datasets_url).load(place.name)
    frame = Datasets(place.datasets_url).load(place.dataset_id).table.frame
    return model, model.typed(frame.sample(min(MOST_OTHERS, len(frame)), random_state=0))


@lru_cache(maxsize=4)
def _plan(place: ModelPlace) -> Plan:
    config = SearchConfig.model_validate_json(place.config_json)
    return Plans(place.datasets_url).make(place.run_id, place.dataset_id, config)
