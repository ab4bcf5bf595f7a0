"""A result says which search it is of, and a form that is no longer that search's says so and leads back."""

import pytest
from streamlit.testing.v1 import AppTest

from core.data.datasets import Dataset
from core.data.reading.reader import read_csv
from core.runs.store import Status, Store
from dashboard import services
from tests.dashboard.conftest import TABLE, OpenPage, QueueRun
from tests.dashboard.test_run import FOUR, bring_to
from tests.dashboard.test_steps import used_as


def changed(page: AppTest) -> str | None:
    """What is said of choices that are no longer those of the search."""
    assert not page.exception
    said = [box.markdown[0].value for box in page.container if box.key == "changed_choices"]
    return said[0].removeprefix(":material/info: ") if said else None


@pytest.fixture
def page(open_page: OpenPage, queue_run: QueueRun, store: Store) -> AppTest:
    run_id = queue_run()
    bring_to(store, run_id, Status.DONE, FOUR)
    return open_page(run=run_id)


def test_each_result_says_which_column_of_which_table_it_is_about(page: AppTest) -> None:
    assert [text.value for text in page.markdown].count("Predicting **kind** in **things.csv**") == 2
    assert changed(page) is None


def test_another_target_is_named_and_the_way_back_leads_to_all_choices_of_the_search(page: AppTest) -> None:
    page.selectbox(key="target").select("size").run()
    assert changed(page) == (
        "This is the search for **kind** in things.csv. Above, **size** is chosen now: press Start for a new search."
    )
    page.multiselect(key="activation").set_value(["tanh"]).run()
    page.button(key="back_to_choices").click().run()
    assert changed(page) is None
    assert [page.selectbox(key=key).value for key in ("target", "task", "scoring")] == ["kind", "binary", "accuracy"]
    assert page.multiselect(key="activation").value == ["relu"]


def test_what_was_changed_since_is_named(page: AppTest) -> None:
    page.multiselect(key="hidden_units").set_value([4, 16]).run()
    page.number_input(key="epochs").set_value(99).run()
    assert changed(page) == (
        "This is the search for **kind** in things.csv. Changed above since: Hidden units, Epochs. "
        "Press Start for a new search."
    )
    page.multiselect(key="hidden_units").set_value([8, 4]).run()  # the same in another order
    page.number_input(key="epochs").set_value(10).run()
    assert changed(page) is None
    page.selectbox(key="scoring").select("f1_macro").run()
    assert "Changed above since: Score." in str(changed(page))
    page.button(key="back_to_choices").click().run()
    page.selectbox(key="cells_decimal").select(",").run()
    assert "Changed above since: how cells are written." in str(changed(page))
    page.button(key="back_to_choices").click().run()
    assert changed(page) is None


def test_columns_used_otherwise_are_named_and_taken_back(page: AppTest, dataset: Dataset) -> None:
    page.session_state[f"roles_{dataset.id}_kind"] = {"edited_rows": {1: {"Used as": "leave out"}}}
    page.run()
    assert "Changed above since: what columns are used as." in str(changed(page))
    page.button(key="back_to_choices").click().run()
    assert changed(page) is None
    assert used_as(page)["size"] == "number"


def test_rows_left_out_otherwise_are_named_and_taken_back(open_page: OpenPage) -> None:
    stored = services.save_dataset(read_csv(TABLE.replace(",a\n", ",\n", 1).encode()), "things.csv")
    page = open_page(data=stored.id)
    page.button(key="start_search").click().run()
    assert changed(page) is None
    page.checkbox(key="leave_out_empty").uncheck().run()
    assert "Changed above since: which rows are left out." in str(changed(page))
    page.button(key="back_to_choices").click().run()
    assert changed(page) is None


def test_a_search_from_the_page_differs_in_nothing_until_something_is_changed(
    open_page: OpenPage, dataset: Dataset
) -> None:
    page = open_page(data=dataset.id)
    page.segmented_control(key="strategy").select("random").run()
    page.number_input(key="n_iter").set_value(4).run()
    page.button(key="start_search").click().run()
    assert changed(page) is None
    assert changed(open_page(**page.query_params)) is None


def test_a_search_from_python_with_values_that_the_form_cannot_hold_differs_in_nothing(
    open_page: OpenPage, queue_run: QueueRun
) -> None:
    run_id = queue_run(epochs=[1, 2], features=["colour"], scoring="f1_weighted", task=None)
    assert changed(open_page(run=run_id)) is None
