"""Rows to do without, chosen beside the target, before a search would be refused for them."""

import pytest
from streamlit.testing.v1 import AppTest

from core import LeaveOut, SearchConfig
from core.data.reading.reader import read_csv
from core.runs.store import Status, Store
from core.search.events import TrainingEnded
from dashboard import services
from tests.dashboard.conftest import OpenPage, plan_waiting, start_planned

# Of 60 rows the kind of 11 is empty, and one class has two rows, another one.
KINDS = ["" if n % 5 == 2 and n < 55 else "<z>" if n in (3, 30) else "q" if n == 4 else "ab"[n % 2] for n in range(60)]
TABLE = "size,kind,price\n" + "".join(f"{n * 7 % 50},{kind},{n * 3 % 40 / 2}\n" for n, kind in enumerate(KINDS))


def opened(open_page: OpenPage, text: str = TABLE, target: str = "kind") -> AppTest:
    page = open_page(data=services.save_dataset(read_csv(text.encode()), "things.csv").id)
    return page.selectbox(key="target").select(target).run()


def start(page: AppTest, store: Store) -> None:
    page.button(key="start_search").click().run()
    plan_waiting(store)
    page.run()


def choices(page: AppTest) -> list[str]:
    return [f"{box.label}: {box.value}" for box in page.checkbox] + [f"{one.value}" for one in classes(page)]


def classes(page: AppTest) -> list[object]:
    return [one for one in page.multiselect if one.key == "leave_out_classes"]


def used(page: AppTest) -> list[str]:
    return [caption.value for caption in page.caption if caption.value.startswith("Rows used")]


def test_what_no_search_can_use_is_left_out_before_start_and_that_is_said(open_page: OpenPage, store: Store) -> None:
    page = opened(open_page)
    assert choices(page) == ["Leave out the 11 rows where kind is empty: True", "['q']"]
    assert classes(page)[0].options == ["q (1 row)", "<z> (2 rows)"]
    assert used(page) == ["Rows used: 48 of 60."]
    assert page.number_input(key="cv").value == 2
    page.multiselect(key="leave_out_classes").set_value(["q", "<z>"]).run()
    assert used(page) == ["Rows used: 46 of 60."]
    assert page.number_input(key="cv").value == 5
    start(page, store)
    run = store.run(page.query_params["run"])
    assert run.config.leave_out == LeaveOut(empty=True, classes=("q", "<z>"))
    note = r"Rows used: 46 of 60. Left out, as kind is empty: 11; by class: \<z\> \(2\), q \(1\)."
    assert note in [info.value for info in page.info]
    again = open_page(run=run.id)
    assert choices(again) == ["Leave out the 11 rows where kind is empty: True", "['q', '<z>']"]


def test_rows_that_are_kept_after_all_are_said_where_the_search_is_refused(open_page: OpenPage, store: Store) -> None:
    page = opened(open_page)
    page.checkbox(key="leave_out_empty").uncheck().run()
    start(page, store)
    assert "is empty in 11 rows" in page.error[0].value
    page.checkbox(key="leave_out_empty").check().run()
    page.multiselect(key="leave_out_classes").set_value([]).run()
    start(page, store)
    assert "The class q has 0 rows to learn from, fewer than the 2 rounds" in page.error[0].value


def test_another_target_or_kind_of_value_has_choices_of_its_own(open_page: OpenPage) -> None:
    page = opened(open_page)
    page.multiselect(key="leave_out_classes").set_value(["q", "<z>"]).run()
    page.selectbox(key="target").select("price").run()
    assert choices(page) == []
    assert page.session_state["leave_out"] == LeaveOut()
    page.selectbox(key="target").select("kind").run()
    assert choices(page)[1] == "['q']"
    page.selectbox(key="task").select("regression").run()
    assert choices(page) == []


@pytest.mark.parametrize("cells", [["x", "z"], [f"k{n}" for n in range(30)]])
def test_nothing_is_offered_that_leaves_nothing_to_learn(open_page: OpenPage, cells: list[str]) -> None:
    text = "size,kind\n" + "".join(f"{n * 7 % 50},{cells[n] if n < len(cells) else 'x'}\n" for n in range(30))
    assert choices(opened(open_page, text)) == []


def test_more_rounds_are_advised_only_as_far_as_a_class_has_rows(open_page: OpenPage, store: Store) -> None:
    text = "size,kind\n" + "".join(f"{n * 7 % 50},{'c' if n < 3 else 'ab'[n % 2]}\n" for n in range(40))
    stored = services.save_dataset(read_csv(text.encode()), "things.csv")
    config = SearchConfig(target="kind", hidden_units=[4, 8], activation=["relu"], cv=2, refit=False)
    run_id = start_planned(store, stored, config)
    assert store.take_next("a runner", 60) == run_id
    store.record(run_id, "a runner", [TrainingEnded(n // 2, n % 2, 0.5 + n / 8, 2.0) for n in range(4)])
    store.finish(run_id, "a runner", Status.DONE)
    page = open_page(run=run_id)
    steps = [text.value for text in page.get_by_key("next_steps").markdown]
    assert steps[1] == "- Compare over more rounds: 3 rounds, repeated 7 times."
    page.button(key="next_0").click().run()
    start(page, store)
    assert not page.error
    assert page.query_params["run"] != run_id
