"""Predictions for the rows of a file are held against the answers in it."""

import math

import numpy as np
import pandas as pd
import pytest

from core.data.columns.column import Task
from core.data.columns.roles import describe_columns
from core.model.predictor import Predicted, PredictedClasses, PredictedNumbers
from core.search.answers import score_answers
from core.search.config import LeaveOut
from core.search.predictions import AnswerScore
from core.search.target import read_target


def held(
    learned: list[str], cells: list[str | None], predicted: list[str], classes: tuple[str, ...], scoring: str
) -> AnswerScore:
    """A target as it is written in the table that was learned from and in the file, and what is predicted for that."""
    (column,) = describe_columns(pd.DataFrame({"y": learned}))
    task = Task.REGRESSION if not classes else Task.BINARY if len(classes) == 2 else Task.MULTICLASS
    target = read_target(pd.DataFrame({"y": learned}), column, task, LeaveOut()).column
    said: Predicted = PredictedNumbers(np.array(predicted, float)) if not classes else _sure_of(predicted, classes)
    return score_answers(said, pd.Series(cells, index=range(7, 7 + len(cells))), target, scoring)


def _sure_of(predicted: list[str], classes: tuple[str, ...]) -> PredictedClasses:
    sure = [[0.9 if name == one else 0.1 / (len(classes) - 1) for name in classes] for one in predicted]
    return PredictedClasses(np.array(classes, object), np.array(sure))


def test_rows_without_an_answer_and_with_a_strange_one_are_left_out_and_counted() -> None:
    cells = ["a", "", "b", "NA", "a", "z", None]
    known = held(["a", "b"] * 5, cells, ["a", "a", "b", "a", "b", "a", "a"], ("a", "b"), "balanced_accuracy")
    assert known == AnswerScore("balanced_accuracy", pytest.approx(0.75), rows=3, empty=3, unknown=1)


def test_whole_numbers_are_classes_in_the_order_of_numbers_however_they_are_written() -> None:
    classes = ("9", "10", "11")
    known = held(
        ["9", "10", "11"] * 4,
        ["9.0", "10", "11", "10", "x", "9.5"],
        ["9", "10", "11", "11", "9", "9"],
        classes,
        "roc_auc_ovr",
    )
    assert (known.scoring, known.rows, known.unknown) == ("roc_auc_ovr", 4, 2)
    assert known.score > 0.8


def test_numbers_are_read_as_the_table_writes_them() -> None:
    learned = [f"{n},5" for n in range(30)]
    known = held(learned, ["1,5", "2,5", "", "many"], ["1.5", "4.5", "0", "0"], (), "neg_mean_absolute_error")
    assert known == AnswerScore("neg_mean_absolute_error", pytest.approx(-1.0), rows=2, empty=1, unknown=1)


@pytest.mark.parametrize(
    ("cells", "predicted", "classes", "scoring", "instead"),
    [
        (["a", "a"], ["a", "b"], ("a", "b"), "roc_auc_ovr", ("accuracy", 0.5)),
        (["1.5"], ["2.5"], (), "r2", ("neg_mean_absolute_error", -1.0)),
        (["1.5", "1.5"], ["2.5", "1.5"], (), "r2", ("neg_mean_absolute_error", -0.5)),
    ],
)
def test_too_few_rows_for_a_metric_get_one_that_they_suffice_for(
    cells: list[str | None], predicted: list[str], classes: tuple[str, ...], scoring: str, instead: tuple[str, float]
) -> None:
    learned = ["a", "b"] * 5 if classes else [f"{n}.5" for n in range(20)]
    known = held(learned, cells, predicted, classes, scoring)
    assert (known.scoring, known.score) == (instead[0], pytest.approx(instead[1]))


def test_a_column_without_any_answer_has_no_score() -> None:
    known = held(["a", "b"] * 5, ["", "z"], ["a", "b"], ("a", "b"), "accuracy")
    assert (known.rows, known.empty, known.unknown) == (0, 1, 1)
    assert math.isnan(known.score)
