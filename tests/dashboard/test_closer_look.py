"""A closer look at one setting, and its final test: what is asked of workers, and what is made of the answers."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.data.datasets import Dataset
from core.errors import Message
from core.runs.examinations import NO_CANDIDATE, Kind
from core.runs.store import Status, Store
from core.search.predictions import Predictions
from dashboard import services
from tests.dashboard.conftest import OpenPage, QueueRun
from tests.dashboard.test_run import FOUR, answer, bring_to, said

OpenRun = Callable[..., AppTest]

PARTS = {"How it learned", "What it gets wrong", "Which columns matter", "Final test"}


@pytest.fixture
def open_run(open_page: OpenPage, queue_run: QueueRun, store: Store) -> OpenRun:
    """Opens a run that is over, at one part of the closer look."""

    def open_run(part: str, **given: object) -> AppTest:
        assert part in PARTS
        run_id = queue_run(**given)
        bring_to(store, run_id, Status.DONE, FOUR)
        page = open_page(run=run_id)
        show(page, part)
        return page

    return open_run


def show(page: AppTest, part: str) -> None:
    page.session_state[f"closer_{page.query_params['run']}"] = part
    page.run()
    assert not page.exception


def sentences(page: AppTest) -> list[str]:
    return [text.value for text in page.get_by_key("run_step").markdown]


def look_at(rows: list[int], target: list[str], wrong: set[int], numbers: bool = False) -> dict[str, Any]:
    """What a worker answers of these rows: the rows in `wrong` are predicted wrong, the one with number n by n + 1."""
    truth = np.array([target[row] for row in rows], object)
    if numbers:
        values = truth.astype(float)
        missed = np.array([row + 1.0 if row in wrong else 0.0 for row in rows])
        found = Predictions(np.array(rows), values, values + missed, (), np.empty((len(rows), 0)))
    else:
        other = np.array(["b" if one == "a" else "a" for one in truth], object)
        predicted = np.where([row in wrong for row in rows], other, truth)
        sure = np.array([0.6 + row / 100 for row in rows])
        probabilities = np.where((predicted == "a")[:, None], np.c_[sure, 1 - sure], np.c_[1 - sure, sure])
        found = Predictions(np.array(rows), truth, predicted, ("a", "b"), probabilities)
    columns = {"size": [0.3, 0.2], "colour": [0.0, 0.1], "grade": [-0.1, 0.0]}
    return {"score": 0.9, "predictions": found.to_dict(), "columns": columns}


def test_simple_methods_and_a_look_at_the_best_are_asked_for_as_soon_as_it_is_over(
    open_run: OpenRun, store: Store
) -> None:
    page = open_run("How it learned")
    run = store.run(page.query_params["run"])
    assert store.examinations.progress(run.id, Kind.BASELINES, NO_CANDIDATE) == (0, 2)
    assert store.examinations.progress(run.id, Kind.CLOSER_LOOK, 1) == (0, 2)
    assert store.examinations.progress(run.id, Kind.CLOSER_LOOK, 0) == (0, 0)
    assert store.examinations.openings(run) == []
    page.selectbox(key=f"closer_setting_{run.id}").select(0).run()
    assert store.examinations.progress(run.id, Kind.CLOSER_LOOK, 0) == (0, 2)


def test_what_a_setting_gets_wrong_comes_in(open_run: OpenRun, store: Store, dataset: Dataset) -> None:
    page = open_run("What it gets wrong")
    waiting = "Training this setting once more, to look at it …"
    assert waiting in said(page)
    target = dataset.table.frame["kind"].tolist()
    looks = look_at(list(range(12)), target, {3}), look_at(list(range(12, 24)), target, {21})
    answer(store, page.query_params["run"], Kind.CLOSER_LOOK, *looks)
    page.run()
    assert waiting not in said(page)
    # Rows 4 and 22, counted from 1, are each other's only mistakes: one of the twelve of each class.
    assert any(text.startswith("22 of 24 rows are predicted right (92 %)") for text in sentences(page))
    views = {
        "How sure": "It may well be surer: it is sure to",
        "ROC": "Shown one row of “b” and one of the rest",
        "Precision and recall": "Looking for “b”, the network reaches an average precision",
    }
    for view, start in views.items():
        page.segmented_control(key=f"mistakes_{page.query_params['run']}").set_value(view).run()
        assert not page.exception
        assert any(text.startswith(start) for text in sentences(page)), view
    page.segmented_control(key=f"mistakes_{page.query_params['run']}").set_value("Worst rows").run()
    worst = page.get_by_key("run_step").dataframe[-1].value
    assert worst["Row"].tolist() == [22, 4]  # the surest mistake first
    assert worst["size"].tolist() == dataset.table.frame["size"].iloc[[21, 3]].tolist()
    assert "kind" not in worst


def test_the_misses_of_a_number_come_in(open_run: OpenRun, store: Store, dataset: Dataset) -> None:
    page = open_run("What it gets wrong", target="size", task="regression")
    target = dataset.table.frame["size"].tolist()
    looks = (
        look_at(list(range(12)), target, {3}, numbers=True),
        look_at(list(range(12, 24)), target, {21}, numbers=True),
    )
    answer(store, page.query_params["run"], Kind.CLOSER_LOOK, *looks)
    page.run()
    assert any("misses by 1.083 on average" in text for text in sentences(page))  # (4 + 22) / 24
    page.segmented_control(key=f"mistakes_{page.query_params['run']}").set_value("Worst rows").run()
    assert page.get_by_key("run_step").dataframe[-1].value["Row"].tolist()[:2] == [22, 4]


def test_which_columns_matter_comes_in(open_run: OpenRun, store: Store, dataset: Dataset) -> None:
    page = open_run("Which columns matter")
    target = dataset.table.frame["kind"].tolist()
    looks = look_at(list(range(12)), target, set()), look_at(list(range(12, 24)), target, set())
    answer(store, page.query_params["run"], Kind.CLOSER_LOOK, *looks)
    page.run()
    table = page.get_by_key("run_step").dataframe[-1].value
    assert table["Column"].tolist() == ["size", "colour", "grade"]
    assert table["Drop of the score"].tolist() == pytest.approx([0.25, 0.05, -0.05])


def test_a_look_that_failed_says_why(open_run: OpenRun, store: Store) -> None:
    page = open_run("What it gets wrong")
    for one in store.examinations.waiting():
        store.examinations.answer(one, None, Message("No {x}.", {"x": "memory"}))
    assert "No memory." in said(page.run())


SEALED = {"test_size": 0.25}


def test_the_final_test_is_opened_by_a_click_and_compared_with_cross_validation(
    open_run: OpenRun, store: Store
) -> None:
    page = open_run("Final test", **SEALED)
    run = store.run(page.query_params["run"])
    assert any(text.startswith("6 rows were set aside before the search began") for text in sentences(page))
    assert store.examinations.openings(run) == []
    page.button(key="open_test").click().run()
    opened = store.examinations.openings(run)
    assert [one.question.candidate for one in opened] == [1]
    answer(store, run.id, Kind.TEST, {"score": 0.5, "low": 0.4, "high": 0.6, "rows": 6})
    page.run()
    numbers = {metric.label: (metric.value, metric.delta) for metric in page.get_by_key("run_step").metric}
    assert numbers["Final test"] == ("0.500", "0.400 to 0.600")
    assert numbers["Cross-validation"] == ("0.938", "2 rounds")
    assert any(text.startswith("**It does worse on new rows**") for text in sentences(page))
    assert not [alert for alert in page.warning if "opened" in alert.value]
    assert "open_test" not in [button.key for button in page.button]


@pytest.mark.parametrize(
    ("found", "start"),
    [
        ({"score": 0.9, "low": 0.8, "high": 0.95}, "**No sign that it does worse on new rows**"),
        ({"score": 0.99, "low": 0.97, "high": 1.0}, "**It does even better on new rows**"),
        ({"score": 0.5, "low": None, "high": None}, "There are 6 rows only"),
    ],
)
def test_the_final_test_says_whether_it_holds(
    open_run: OpenRun, store: Store, found: dict[str, Any], start: str
) -> None:
    page = open_run("Final test", **SEALED)
    page.button(key="open_test").click().run()
    answer(store, page.query_params["run"], Kind.TEST, {**found, "rows": 6})
    assert any(text.startswith(start) for text in sentences(page.run()))


def test_a_second_opening_of_the_same_rows_is_told_as_such(open_run: OpenRun, store: Store) -> None:
    first = open_run("Final test", **SEALED)
    first.button(key="open_test").click().run()
    answer(store, first.query_params["run"], Kind.TEST, {"score": 0.5, "low": 0.4, "high": 0.6, "rows": 6})
    second = open_run("Final test", epochs=[3], **SEALED)
    assert [alert for alert in second.warning if alert.value.startswith("These rows were opened before")]
    second.button(key="open_test").click().run()
    answer(store, second.query_params["run"], Kind.TEST, {"score": 0.5, "low": 0.4, "high": 0.6, "rows": 6})
    second.run()
    assert [alert for alert in second.warning if alert.value.startswith("These rows were opened before")]
    first.run()  # it was the first, and stays so
    assert not [alert for alert in first.warning if alert.value.startswith("These rows were opened before")]


def test_without_rows_set_aside_there_is_no_test(open_run: OpenRun) -> None:
    page = open_run("Final test")
    assert any(text.startswith("No rows were set aside for this search.") for text in sentences(page))
    assert "open_test" not in [button.key for button in page.button]


def test_the_rows_of_a_table_that_is_gone_are_not_shown(
    open_run: OpenRun, store: Store, dataset: Dataset, data_dir: Any
) -> None:
    page = open_run("What it gets wrong")
    target = dataset.table.frame["kind"].tolist()
    looks = look_at(list(range(12)), target, {3}), look_at(list(range(12, 24)), target, {21})
    answer(store, page.query_params["run"], Kind.CLOSER_LOOK, *looks)
    page.run()
    (data_dir / "datasets" / f"{dataset.id}.parquet").unlink()
    services.lending().forget()
    page.segmented_control(key=f"mistakes_{page.query_params['run']}").set_value("Worst rows").run()
    assert not page.exception
    assert any("no longer stored here" in error.value for error in page.get_by_key("run_step").error)
