"""The column to predict: what is left out of it, what is refused, and how many rounds its rows allow."""

import numpy as np
import pandas as pd
import pytest

from core import ConfigError, DataError, GridlightError, LeaveOut, SearchConfig
from core.data.columns.column import Task
from core.data.datasets import Dataset, content_hash
from core.data.reading.reader import read_csv
from core.search.data import SearchData, sealed_data, search_data
from core.search.plan import plan_search
from core.search.target import supply_of

ROWS = 120
RANDOM = np.random.default_rng(0)
# Eleven cells of the target are empty, one class has two rows.
KIND = np.array([["no", "yes", "perhaps"][n % 3] for n in range(ROWS)], dtype=object)
KIND[5:115:10] = ["", "NA", " ", "", "", "n/a", "", "", "", "", ""]
KIND[[3, 70]] = "z"
PRICE = [f"{n * 7 % 50},5 €" if n % 12 else "" for n in range(ROWS)]
FRAME = pd.DataFrame({"a": RANDOM.normal(size=ROWS).round(4), "kind": KIND, "price": PRICE}).astype("str")


def dataset_of(frame: pd.DataFrame) -> Dataset:
    table = read_csv(frame.to_csv(index=False).encode())
    return Dataset(content_hash(table.frame), "things.csv", None, table)


def planned(**given: object) -> SearchData:
    return search_data(FRAME, SearchConfig(**{"target": "kind", **given}))


def test_rows_without_a_value_and_a_rare_class_can_be_left_out() -> None:
    with pytest.raises(DataError, match=r"empty in 11 rows \(rows 6, 16, 26, 36, 46, …\)"):
        planned()
    with pytest.raises(DataError, match="The class z has 2 rows to learn from, fewer than the 3 rounds"):
        planned(leave_out={"empty": True})
    data = planned(leave_out={"empty": True, "classes": ["z"]}, test_size=0.2)
    plan = data.plan
    assert set(data.y) == {"no", "yes", "perhaps"}
    assert len(plan.rows) + len(plan.sealed) == ROWS - 11 - 2
    assert FRAME["kind"].iloc[plan.rows].tolist() == data.y.tolist(), "positions are those of the table"
    assert FRAME["kind"].iloc[plan.sealed].tolist() == sealed_data(plan, FRAME).y.tolist()
    np.testing.assert_array_equal(data.X["a"], FRAME["a"].iloc[plan.rows].astype(float))
    said = "Rows used: 107 of 120. Left out, as kind is empty: 11; by class: z (2)."
    assert [str(note) for note in plan.notes] == [said]


def test_what_is_left_out_draws_no_other_rows_for_the_final_test() -> None:
    leave_out = LeaveOut(empty=True)
    both = [
        planned(leave_out=one, cv=2, test_size=0.2).plan for one in (leave_out, LeaveOut(empty=True, classes=("z",)))
    ]
    assert both[0].sealed.tolist() == both[1].sealed.tolist()
    whole = FRAME[there := FRAME["price"] != ""]
    sealed = plan_search(FRAME, SearchConfig(target="price", leave_out=leave_out, test_size=0.2)).sealed
    assert set(sealed) <= set(np.flatnonzero(there))
    assert 0 < len(sealed) < len(whole) / 2


def test_a_number_to_predict_may_be_missing_or_none() -> None:
    data = planned(target="price", leave_out={"empty": True})
    assert data.y.dtype == float
    assert len(data.plan.rows) == ROWS - 10
    odd = FRAME.assign(price=[cell.removesuffix(",5 €") or "sold" for cell in FRAME["price"]])
    config = SearchConfig(target="price", task="regression", features=["a"])
    with pytest.raises(DataError, match="in 10 rows"):
        plan_search(odd, config)
    left_out = config.model_copy(update={"leave_out": LeaveOut(empty=True)})
    assert plan_search(odd, left_out).rows.tolist() == data.plan.rows.tolist()


def test_numbers_that_are_classes_are_left_out_by_what_they_are_called() -> None:
    grades = pd.DataFrame({"a": range(0, 66, 2), "grade": [1, 2, 3] * 10 + [9, 9, 9]})
    data = search_data(grades, SearchConfig(target="grade", leave_out={"classes": ["9"]}))
    assert set(data.y) == {1, 2, 3}
    assert data.y.dtype == "int64"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"leave_out": {"empty": True, "classes": ["q"]}}, "no class called q in kind to leave out"),
        ({"leave_out": {"empty": True, "classes": ["no", "yes", "z"]}}, "same value in every row"),
        ({"target": "a", "leave_out": {"classes": ["z"]}}, "a is predicted as a number, and has no classes"),
        ({"target": "a", "task": "multiclass"}, "a has a value of its own in nearly every row|, a, has a value of its"),
        ({"leave_out": "z"}, "Rows are left out as empty"),
        ({"target": "kind", "task": "regression", "leave_out": {"empty": True}}, "is empty in 11 rows"),
    ],
)
def test_what_cannot_be_left_out_gets_a_sentence(given: dict[str, object], sentence: str) -> None:
    with pytest.raises(GridlightError, match=sentence):
        planned(**given)


def test_what_is_left_out_is_the_same_after_json() -> None:
    config = SearchConfig(target="y", leave_out=LeaveOut(empty=True, classes=("z", "9")))
    assert SearchConfig.model_validate_json(config.model_dump_json()) == config
    assert SearchConfig(target="y").leave_out == LeaveOut()
    with pytest.raises(ConfigError):
        SearchConfig(target="y", leave_out={"rows": [1]})


def test_rows_are_counted_as_a_search_counts_them() -> None:
    # By spelling, "No" would be a class of one row.
    spelt = pd.DataFrame({"a": range(0, 240, 2), "y": ["no"] * 59 + ["No"] + ["yes"] * 60})
    config = SearchConfig(target="y", test_size=0.2)
    found = supply_of(dataset_of(spelt), config, Task.BINARY)
    assert found.classes == {"no": (60, 48), "yes": (60, 48)}
    assert found.most_rounds(LeaveOut()) == 48
    known = supply_of(dataset_of(FRAME), SearchConfig(target="kind", test_size=0.2), Task.MULTICLASS)
    assert (known.rows, known.empty, known.classes["z"]) == (ROWS, 11, (2, 2))
    assert known.most_rounds(LeaveOut()) == 2
    assert known.most_rounds(LeaveOut(empty=True, classes=("z",))) > 20
    assert known.used(LeaveOut(empty=True, classes=("z",))) == ROWS - 13


@pytest.mark.parametrize("test_size", [0.0, 0.1, 0.2])
@pytest.mark.parametrize("target", ["kind", "price"])
def test_no_more_rounds_are_allowed_than_a_plan_takes(target: str, test_size: float) -> None:
    task = Task.MULTICLASS if target == "kind" else Task.REGRESSION
    rare = LeaveOut(empty=True)
    given = {"target": target, "task": task, "leave_out": rare, "test_size": test_size}
    small = FRAME.iloc[:24] if target == "price" else FRAME
    config = SearchConfig(**given)
    most = supply_of(dataset_of(small), config, task).most_rounds(rare)
    assert len(plan_search(small, config.model_copy(update={"cv": most})).splits) == most
    with pytest.raises(DataError, match="rounds"):
        plan_search(small, config.model_copy(update={"cv": most + 1}))


def test_what_no_search_can_use_is_suggested_to_be_left_out() -> None:
    config = SearchConfig(target="y")
    counts = {"a": 30, "b": 20, "c": 4, "d": 1}
    frame = pd.DataFrame({"n": range(0, 112, 2), "y": [one for one in counts for _ in range(counts[one])] + [""]})
    found = supply_of(dataset_of(frame), config, Task.MULTICLASS)
    assert found.suggested() == LeaveOut(empty=True, classes=("d",))
    assert found.too_rare(5) == ["d", "c"]
    # Two classes must be left, and nobody takes a number of the row for classes.
    two = pd.DataFrame({"n": range(0, 62, 2), "y": ["a"] * 30 + ["b"]})
    assert supply_of(dataset_of(two), config, Task.BINARY).suggested() == LeaveOut()
    assert supply_of(dataset_of(two), config, Task.BINARY).too_rare(5) == []
    own = pd.DataFrame({"n": range(0, 62, 2), "y": [f"k{n}" for n in range(27)] + ["a", "a", "b", "b"]})
    assert supply_of(dataset_of(own), config, Task.MULTICLASS).suggested() == LeaveOut()


def test_a_class_whose_rows_are_all_set_aside_is_refused() -> None:
    for place in range(12):  # one of so many is among the rows that are set aside
        kinds = [*(["a", "b"] * 12)[:24], "lone"]
        frame = pd.DataFrame({"n": range(place, place + 50, 2), "y": kinds})
        with pytest.raises(DataError, match=r"The class lone has [01] rows? to learn from"):
            plan_search(frame, SearchConfig(target="y", cv=2, test_size=0.5))
