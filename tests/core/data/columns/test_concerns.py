"""What is told of a table before a search."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.cells import CellFormat
from core.data.columns.column import Task, infer_task
from core.data.columns.concerns import Kind, concerns
from core.data.columns.overview import concerns_of
from core.data.columns.roles import describe_columns
from core.data.datasets import Datasets
from core.data.reading.reader import read_csv
from core.data.samples import SAMPLES, sample_table

ROWS = 100
TWICE = "Rows that are the same as an earlier one in every cell"
RANDOM = np.random.default_rng(0)
CLASSES = np.array(["yes", "no"] * (ROWS // 2))


def told(target: str, task: str, **columns: object) -> list[str]:
    """The sentences on a table of these columns, one of noise among them."""
    frame = pd.DataFrame({"noise": RANDOM.normal(size=ROWS).round(6), **columns}).astype(str)
    return [str(one.message) for one in concerns(frame, describe_columns(frame), target, Task(task))]


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_samples_are_of_no_concern_but_for_a_flower_that_is_there_twice(sample: str) -> None:
    frame, target = sample_table(sample).frame, SAMPLES[sample].target
    columns = describe_columns(frame)
    goal = next(column for column in columns if column.name == target)
    found = [str(one.message) for one in concerns(frame, columns, target, infer_task(goal, frame[target]))]
    assert [one.split(":")[0] for one in found] == ([TWICE] if sample == "iris" else [])


def test_a_column_that_gives_the_answer_away_is_told_of() -> None:
    code = np.where(CLASSES == "yes", "Y", "N")
    score = np.where(CLASSES == "yes", 10.0, -10.0) + RANDOM.normal(size=ROWS)
    for name, given in (("code", code), ("score", score)):
        (sentence,) = told("answer", "binary", answer=CLASSES, **{name: given})
        assert sentence.startswith(f"{name} gives answer away")
    price = RANDOM.normal(size=ROWS)
    (sentence,) = told("price", "regression", price=price, doubled=price * 2 + 1)
    assert sentence.startswith("doubled gives price away")
    nearly = np.where(RANDOM.random(ROWS) < 0.9, code, "N")
    assert told("answer", "binary", answer=CLASSES, nearly=nearly) == []


def test_classes_that_are_lopsided_or_rare_are_told_of() -> None:
    lopsided = ["no"] * 95 + ["yes"] * 5
    assert told("answer", "binary", answer=lopsided)[0].startswith("95 % of rows are no")
    rare = ["a"] * 50 + ["b"] * 47 + ["c"] * 3
    assert told("answer", "multiclass", answer=rare) == [
        "The class c has too few rows (3) to learn it, or to check it in every round."
    ]


def test_a_target_that_can_hardly_be_one_is_told_of() -> None:
    days = pd.date_range("2024-01-01", periods=ROWS).strftime("%Y-%m-%d")
    assert "looks like a date" in told("day", "multiclass", day=days)[0]


def test_words_that_are_to_be_predicted_as_a_number_are_no_stumbling_block() -> None:
    # Step one asks before the search says that they are none.
    assert told("answer", "regression", answer=CLASSES, size=RANDOM.normal(size=ROWS)) == []


def test_rows_twice_over_and_columns_that_are_mostly_empty_are_told_of() -> None:
    frame = pd.DataFrame({"a": RANDOM.normal(size=ROWS).round(6), "y": CLASSES}).astype(str)
    frame["rest"] = [str(number) if number % 3 == 0 else "" for number in range(ROWS)]
    frame = pd.concat([frame, frame.iloc[:4]], ignore_index=True)
    found = [str(one.message) for one in concerns(frame, describe_columns(frame), "y", Task.BINARY)]
    assert found[0].startswith(f"{TWICE}: 4.")
    assert found[1] == "Most cells are empty in: rest."


def test_numbers_near_the_largest_there_are_give_away_what_they_give_away() -> None:
    huge = RANDOM.normal(size=ROWS) * 1e306
    found = told("answer", "regression", answer=huge, twice=huge * 2, other=RANDOM.normal(size=ROWS))
    assert [one.split(" gives")[0] for one in found] == ["twice"]


def test_rows_are_held_against_one_another_once_whichever_column_is_to_be_predicted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted, duplicated = [], pd.DataFrame.duplicated
    monkeypatch.setattr(pd.DataFrame, "duplicated", lambda frame: counted.append(len(frame)) or duplicated(frame))
    table = Datasets(str(tmp_path)).save(read_csv(b"a,b,once\n" + b"1,x,1\n2,y,1\n1,x,1\n" * 9), "twice")
    for target in ("b", "once"):
        said = [str(one.message) for one in concerns_of(table, CellFormat(), target, Task.BINARY)]
        assert any("same as an earlier one in every cell: 25." in one for one in said)
    assert counted == [27]


KINDS = {
    "normal": lambda rng, rows: rng.normal(size=rows).round(4),
    "cauchy": lambda rng, rows: rng.standard_cauchy(rows).round(2),
    "mostly zero": lambda rng, rows: np.where(rng.random(rows) < 0.9, 0, rng.lognormal(3, 2, rows).round(2)),
    "one of all": lambda rng, rows: np.where(np.arange(rows) == rng.integers(rows), "yes", "no"),
    "even": lambda rng, rows: rng.choice(["yes", "no"], rows),
    "lopsided": lambda rng, rows: np.where(rng.random(rows) < 0.02, "a", "b"),
    "few": lambda rng, rows: rng.choice(list("abcde"), rows),
    "count": lambda rng, rows: rng.poisson(0.3, rows),
    "whole": lambda rng, rows: rng.integers(0, 2 * rows, rows),
    "words": lambda rng, rows: rng.choice([f"w{n}" for n in range(max(2, rows // 3))], rows),
    "own": lambda rng, rows: [f"k{n}" for n in rng.permutation(rows)],
    "key": lambda rng, rows: rng.permutation(rows) * 3 + 7,
}


def test_no_column_gives_away_by_chance() -> None:
    """Of 216 random tables, many short and wide, sorted by what is predicted."""
    rng = np.random.default_rng(1)
    for rows in (8, 10, 12, 20, 40, 150):
        for width in (2, 5, 15):
            features = pd.DataFrame({f"c{n}": KINDS[rng.choice(list(KINDS))](rng, rows) for n in range(width)})
            described = describe_columns(features.astype("str"))
            for make in KINDS.values():
                frame = features.assign(y=np.sort(make(rng, rows))).astype("str")
                (goal,) = describe_columns(frame[["y"]])
                remarks = concerns(frame, [*described, goal], "y", infer_task(goal, frame["y"]))
                assert [str(one.message) for one in remarks if one.kind is Kind.GIVES_AWAY] == []


def test_a_target_with_a_value_of_its_own_in_every_row_is_told_of_and_nothing_gives_it_away() -> None:
    numbers = RANDOM.permutation(ROWS)
    for goal in ([f"k{n}" for n in numbers], numbers * 7 + 3):
        given = {"order_id": goal, "same": goal, "other": RANDOM.normal(size=ROWS)}
        frame = pd.DataFrame(given).astype("str")
        found = concerns(frame, describe_columns(frame), "order_id", Task.MULTICLASS)
        assert [one.kind for one in found] == [Kind.UNPREDICTABLE]
    assert "value of its own in nearly every row" in told("w", "multiclass", w=RANDOM.normal(size=ROWS))[0]


def test_classes_that_are_left_out_are_of_no_concern() -> None:
    frame = pd.DataFrame({"n": RANDOM.normal(size=ROWS), "y": ["a"] * 50 + ["b"] * 44 + ["c"] * 4 + ["d"] * 2})
    columns = describe_columns(frame.astype("str"))
    said = lambda left_out: [str(one.message) for one in concerns(frame, columns, "y", Task.MULTICLASS, left_out)]
    assert said(()) == ["2 classes have too few rows to learn them, or to check them in every round: d (2), c (4)."]
    assert said(("d",)) == ["The class c has too few rows (4) to learn it, or to check it in every round."]
    assert said(("c", "d")) == []


def test_numbers_far_out_are_told_of_by_row_and_value() -> None:
    price = RANDOM.lognormal(5, 1, ROWS).round(2).astype(object)
    assert told("price", "regression", price=price) == []
    price[[7, 41]] = ["9,999,999", "-8000000"]
    assert told("price", "regression", price=price)[0].startswith(
        "price has 2 values ten times as far out as all others: 9,999,999, -8000000, in rows 8, 42."
    )
    price[41] = 130
    assert (
        "1 value ten times as far out as all others: 9,999,999, in row 8."
        in told("price", "regression", price=price)[0]
    )
