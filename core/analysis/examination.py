"""What a closer look at one setting, and its final test, came to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.analysis.comparison import mean_interval
from core.errors import Message
from core.runs.examinations import Examination
from core.search.predictions import Predictions


@dataclass(frozen=True)
class FinalTest:
    """What a setting scored on the rows that were set aside.

    Parameters
    ----------
    candidate : int
        Its number.
    opened : float
        When, in seconds since 1970.
    earlier : tuple of float
        When these rows had been opened before, for this table and target, whatever the search.
    score : float
        NaN as long as it is not known.
    low, high : float
        Where it lies with 95 % confidence as far as the number of rows goes; NaN where that is unknown.
    rows : int
        That were set aside.
    failure : Message or None
        Why there is no score.
    """

    candidate: int
    opened: float
    earlier: tuple[float, ...]
    score: float
    low: float
    high: float
    rows: int
    failure: Message | None


def final_test(parts: Sequence[Examination], openings: Sequence[Examination]) -> FinalTest | None:
    """The final test of a setting; None if it was not opened.

    Parameters
    ----------
    parts : sequence of Examination
        As asked of this setting.
    openings : sequence of Examination
        All of this table and target.
    """
    if not parts:
        return None
    one, answer = parts[0], parts[0].answer or {}
    score, low, high = (math.nan if answer.get(name) is None else answer[name] for name in ("score", "low", "high"))
    return FinalTest(
        candidate=one.question.candidate,
        opened=one.asked,
        earlier=tuple(other.asked for other in openings if other.asked < one.asked),
        score=score,
        low=low,
        high=high,
        rows=answer.get("rows", 0),
        failure=one.failure,
    )


def unseen_predictions(parts: Sequence[Examination]) -> Predictions | None:
    """What a setting predicted for rows that it had not seen, each row once; None until all is known."""
    if not parts or any(one.answer is None for one in parts):
        return None
    return Predictions.joined(Predictions.from_dict(one.answer["predictions"]) for one in parts if one.answer)


def column_frame(parts: Sequence[Examination], folds: int) -> pd.DataFrame:
    """How much the score falls when a column is shuffled, the most first.

    Parameters
    ----------
    parts : sequence of Examination
        Of a closer look, one a round.
    folds : int
        Parts that the rows were cut into.

    Returns
    -------
    DataFrame
        ``name`` of the column; ``share``, the mean fall over rounds; ``low`` and ``high``, where that lies with 95 %
        confidence.
    """
    answers = [one.answer["columns"] for one in parts if one.answer]
    falls = pd.DataFrame([{name: float(np.mean(drops)) for name, drops in one.items()} for one in answers])
    rows = [(name, falls[name].mean(), *mean_interval(falls[name].to_numpy(), folds)) for name in falls]
    frame = pd.DataFrame(rows, columns=["name", "share", "low", "high"])
    return frame.sort_values("share", ascending=False, kind="stable", ignore_index=True)
