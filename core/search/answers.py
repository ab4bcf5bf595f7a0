"""How right predictions for the rows of a file are, where the file holds the answers, too."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from core.data.cells import present
from core.data.columns.column import Column, type_column
from core.model.predictor import Predicted, PredictedClasses, PredictedNumbers
from core.search.metrics import metric
from core.search.predictions import AnswerScore


def score_answers(predicted: Predicted, cells: pd.Series, target: Column, scoring: str) -> AnswerScore:
    """Hold what a model predicts for rows against their answers.

    Parameters
    ----------
    predicted : Predicted
        What it says of the rows, classes as words.
    cells : Series
        Their target, as it is written.
    target : Column
        How its cells are read, as the plan has it.
    scoring : str
        The search's metric. Where the rows lack a class, all but accuracy are undefined, and where their numbers are
        all the same, R² is: accuracy and the mean error then stand in.
    """
    cells = cells.reset_index(drop=True)
    typed, empty = type_column(cells, target), present(cells, target.missing_words).isna().to_numpy()
    held: Predicted
    if isinstance(predicted, PredictedNumbers):
        known = typed.notna().to_numpy()
        y, held = typed[known].to_numpy(), predicted.of_rows(known)
        if scoring == "r2" and len(np.unique(y)) < 2:
            scoring = "neg_mean_absolute_error"
    else:
        # Class numbers: as words, 10 would stand before 9, and metrics take classes in order.
        places = {name: place for place, name in enumerate(predicted.classes_)}
        found = np.array([-1 if pd.isna(one) else places.get(_label(one), -1) for one in typed], dtype=int)
        known = found >= 0
        y, held = found[known], PredictedClasses(np.arange(len(places)), predicted.probabilities[known])
        if len(np.unique(y)) < len(places):
            scoring = "accuracy"
    score = metric(scoring).score(held, y) if len(y) else math.nan
    return AnswerScore(scoring, score, len(y), int(empty.sum()), int((~empty & ~known).sum()))


def _label(value: object) -> str:
    """A class as a word, whole numbers without a point."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
