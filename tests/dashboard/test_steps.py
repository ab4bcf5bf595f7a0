"""What the page asks for, step by step."""

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.testing.v1 import AppTest

from core.data.datasets import Dataset
from core.data.reading.reader import read_csv
from core.runs.store import Status, Store
from dashboard import services
from tests.dashboard.conftest import TABLE, OpenPage, QueueRun, plan_waiting

STEPS = ["1 · Your data", "2 · What to try", "3 · Watch and read"]


def steps(page: AppTest) -> list[str]:
    assert not page.exception
    return [header.value for header in page.header]


def upload(page: AppTest, name: str, text: str) -> None:
    page.file_uploader(key="upload").set_value((name, text.encode(), "text/csv")).run()


def used_as(page: AppTest) -> dict[str, str]:
    table = page.data_editor[0].value
    return dict(zip(table["Column"], table["Used as"], strict=True))


def test_a_first_visit_shows_nothing_but_ways_to_bring_a_table(open_page: OpenPage) -> None:
    page = open_page()
    assert steps(page) == STEPS[:1]
    assert [pills.key for pills in page.pills] == ["sample_dataset"]
    assert page.file_uploader(key="upload").value is None
    assert not [*page.button, *page.selectbox, *page.multiselect, *page.number_input, *page.data_editor, *page.error]


def test_a_sample_is_there_with_its_target_and_start_queues_what_the_page_says(
    open_page: OpenPage, store: Store
) -> None:
    page = open_page()
    page.pills(key="sample_dataset").select("two_moons").run()
    assert steps(page) == STEPS[:2]
    assert page.selectbox(key="target").value == "moon"
    price = "6 settings × 20 rounds = **120 trainings**, about 3 seconds, most of it to prepare the networks"
    assert page.markdown[-1].value == price
    assert "run" not in page.query_params
    page.button(key="start_search").click().run()
    assert steps(page) == STEPS
    run = store.run(page.query_params["run"])
    assert (run.status, run.dataset_name, run.n_candidates, run.n_splits) == (Status.QUEUED, "Two moons", 6, 20)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_an_uploaded_file_is_shown_with_how_it_was_read(open_page: OpenPage, delimiter: str) -> None:
    word = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}[delimiter]
    page = open_page()
    upload(page, "my_*things*.csv", TABLE.replace(",", delimiter))
    said = [text.value for text in page.markdown]
    assert r"**my\_\*things\*.csv**: 24 rows and 5 columns." in said
    assert rf"How it was read: cells separated by {word}, in the encoding Unicode \(UTF\-8\)." in said
    assert page.dataframe[0].value["colour"].tolist()[:2] == ["blue", "red"]
    assert page.selectbox(key="target").value == "kind"
    assert steps(page) == STEPS[:2]


@pytest.mark.parametrize(("delimiter", "word"), [("^", r"“\^”"), ("||", r"“\|\|”"), (", ", "commas"), (" ", "spaces")])
def test_an_unusual_delimiter_is_shown_as_it_is(open_page: OpenPage, delimiter: str, word: str) -> None:
    page = open_page()
    upload(page, "things.csv", TABLE.replace(",", delimiter))
    assert any(f"separated by {word}, in the encoding" in text.value for text in page.markdown)


def test_a_bad_file_gets_a_sentence_and_what_was_there_stays(open_page: OpenPage, dataset: Dataset) -> None:
    page = open_page(data=dataset.id)
    upload(page, "bad.csv", "a\n1\n2\n")
    assert [error.value.split("\\.")[0][:28] for error in page.error] == ["The file has one column only"]
    upload(page, "names.csv", "a,b\n")
    assert ["no rows below it: there is nothing to learn" in error.value for error in page.error] == [True]
    assert steps(page) == STEPS[:2]
    assert page.query_params["data"] == dataset.id
    assert page.run().error, "it stands until something else is chosen"
    page.pills(key="sample_dataset").select("two_moons").run()
    assert not page.error


@pytest.mark.parametrize("text", [TABLE, "a\n1\n2\n"])
def test_the_server_keeps_no_upload_once_it_is_read_or_refused(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    kept: list[MemoryUploadedFileManager] = []
    keep = MemoryUploadedFileManager.add_file
    monkeypatch.setattr(
        MemoryUploadedFileManager,
        "add_file",
        lambda self, *args, **given: (kept.append(self), keep(self, *args, **given)),
    )
    page = open_page()
    upload(page, "things.csv", text)
    assert kept
    assert not any(one.get_files(session, [*files]) for one in kept for session, files in one.file_storage.items())
    assert not page.session_state["upload"].getvalue()


def test_another_table_takes_the_run_and_the_choices_for_the_old_one_away(
    open_page: OpenPage, queue_run: QueueRun
) -> None:
    page = open_page(run=queue_run(target="grade", task="multiclass", scoring="f1_macro"))
    assert steps(page) == STEPS
    upload(page, "other.csv", TABLE.replace("kind", "sort"))
    assert steps(page) == STEPS[:2]
    assert "run" not in page.query_params
    assert [page.selectbox(key=key).value for key in ("target", "task", "scoring")] == ["sort", "binary", "accuracy"]


def test_another_target_brings_its_own_task_and_score_also_beside_a_run(
    open_page: OpenPage, queue_run: QueueRun
) -> None:
    page = open_page(run=queue_run(task="binary", scoring="f1_macro"))
    assert [page.selectbox(key=key).value for key in ("task", "scoring")] == ["binary", "f1_macro"]
    page.selectbox(key="target").select("size").run()
    assert [page.selectbox(key=key).value for key in ("task", "scoring")] == ["regression", "r2"]


def test_the_same_sample_again_starts_afresh(open_page: OpenPage) -> None:
    page = open_page()
    page.pills(key="sample_dataset").select("two_moons").run()
    page.selectbox(key="target").select("x").run()
    assert page.selectbox(key="task").value == "regression"
    page.pills(key="sample_dataset").set_value(None).run()
    page.pills(key="sample_dataset").select("two_moons").run()
    assert [page.selectbox(key=key).value for key in ("target", "task")] == ["moon", "binary"]


def test_settings_to_try_are_asked_for_in_a_random_search_only_and_kept_while_hidden(
    open_page: OpenPage, dataset: Dataset
) -> None:
    page = open_page(data=dataset.id)
    shown = lambda: [field.key for field in page.number_input if field.key == "n_iter"]
    assert not shown()
    page.segmented_control(key="strategy").select("random").run()
    page.number_input(key="n_iter").set_value(4).run()
    assert "4 settings" in page.markdown[-1].value
    page.segmented_control(key="strategy").select("grid").run()
    assert not shown()
    page.segmented_control(key="strategy").select("random").run()
    assert page.number_input(key="n_iter").value == 4


def test_a_random_search_wider_than_its_space_says_so_beside_the_price(open_page: OpenPage, dataset: Dataset) -> None:
    few = lambda page: [caption.value for caption in page.caption if "combination" in caption.value]
    page = open_page(data=dataset.id)
    assert not few(page)
    page.segmented_control(key="strategy").select("random").run()
    assert few(page) == ["There are only 6 combinations: all are tried."]
    page.number_input(key="n_iter").set_value(6).run()
    assert not few(page)


def test_every_control_of_the_search_has_a_word_of_help(open_page: OpenPage, dataset: Dataset) -> None:
    page = open_page(data=dataset.id)
    fields = [*page.multiselect, *page.number_input, *page.selectbox]
    assert [field.label for field in fields if not field.help] == []
    engine = page.segmented_control(key="engine")
    assert [option.content for option in engine.proto.options] == ["Fused", "Classic"]


def test_wrong_settings_get_a_sentence_in_place_of_the_price_and_no_start(
    open_page: OpenPage, dataset: Dataset
) -> None:
    page = open_page(data=dataset.id)
    page.multiselect(key="hidden_units").set_value([]).run()
    assert [error.value for error in page.error] == ["Choose at least one value of hidden units."]
    assert page.button(key="start_search").disabled
    assert not [text for text in page.markdown if "trainings" in text.value]
    page.multiselect(key="hidden_units").set_value([4]).run()
    assert not page.error
    assert not page.button(key="start_search").disabled


JUNK = [
    *[("number_input", "cv", 99), ("number_input", "epochs", 0), ("number_input", "random_state", -1)],
    *[("number_input", "test_percent", 80), ("multiselect", "hidden_units", ["many"])],
]


@pytest.mark.parametrize(("kind", "key", "value"), JUNK)
def test_what_was_just_typed_is_checked_when_start_is_pressed_at_once(
    open_page: OpenPage, dataset: Dataset, kind: str, key: str, value: object
) -> None:
    page = open_page(data=dataset.id)
    page.selectbox(key="target").select("grade").run()
    getattr(page, kind)(key=key).set_value(value)  # typed, and not yet looked at by the page
    page.button(key="start_search").click().run()
    assert steps(page) == STEPS[:2]
    assert len(page.error) == 1
    assert "run" not in page.query_params


def test_a_target_that_was_just_chosen_is_searched_for_when_start_is_pressed_at_once(
    open_page: OpenPage, dataset: Dataset, store: Store
) -> None:
    page = open_page(data=dataset.id)
    page.selectbox(key="target").select("size")
    page.button(key="start_search").click().run()
    run = store.run(page.query_params["run"])
    assert (run.config.target, run.task, run.scoring) == ("size", "regression", "r2")


def test_a_table_that_cannot_be_searched_gets_a_sentence_in_place_of_scores(open_page: OpenPage, store: Store) -> None:
    page = open_page()
    upload(page, "rare.csv", "a,y\n5,x\n3,x\n4,x\n9,x\n1,*z*\n")
    page.button(key="start_search").click().run()
    assert not page.error
    assert "Looking through the table" in page.get_by_key("run_step").get("progress")[0].proto.text
    plan_waiting(store)
    page.run()
    assert [error.value.split(",")[0] for error in page.error] == [r"The class \*z\* has 1 row to learn from"]
    assert steps(page) == STEPS


def test_roles_set_by_hand_are_searched_with_and_are_there_after_a_refresh(
    open_page: OpenPage, dataset: Dataset, store: Store
) -> None:
    page = open_page(data=dataset.id)
    found = {"id": "leave out", "size": "number", "colour": "category", "grade": "number"}
    assert used_as(page) == found
    edits = {"edited_rows": {1: {"Used as": "leave out"}, 3: {"Used as": "category"}}}
    page.session_state[f"roles_{dataset.id}_kind"] = edits
    page.run()
    page.button(key="start_search").click().run()
    address = page.query_params
    roles = {"id": "identifier", "size": "identifier", "colour": "category", "grade": "category"}
    assert store.run(address["run"]).config.features == roles
    refreshed = open_page(**address)
    assert used_as(refreshed) == {**found, "size": "leave out", "grade": "category"}
    assert refreshed.expander[1].label == "2 columns to predict from · left out: id, size"


def test_columns_that_a_run_from_python_did_not_name_are_left_out(open_page: OpenPage, queue_run: QueueRun) -> None:
    page = open_page(run=queue_run(features=["colour"]))
    assert used_as(page) == {"id": "leave out", "size": "leave out", "colour": "category", "grade": "leave out"}
    page.selectbox(key="target").select("size").run()
    assert used_as(page)["kind"] == "category"


def test_a_search_that_was_refused_can_be_started_again_with_other_settings(open_page: OpenPage, store: Store) -> None:
    page = open_page()
    rare = "size,kind\n" + "".join(f"{n % 7},{'b' if n < 4 else 'a'}\n" for n in range(30))
    upload(page, "rare.csv", rare)
    page.number_input(key="cv").set_value(6).run()
    page.button(key="start_search").click().run()
    plan_waiting(store)
    page.run()
    assert ["fewer than the 6 rounds" in error.value for error in page.error] == [True]
    page.number_input(key="cv").set_value(2).run()
    page.button(key="start_search").click().run()
    plan_waiting(store)
    assert not page.run().error


def test_what_may_spoil_a_search_is_told_below_the_target(open_page: OpenPage) -> None:
    answers = "".join(f"{n * 7 % 50},{'yes' if n % 2 else 'no'},{'Y' if n % 2 else 'N'}\n" for n in range(60))
    stored = services.save_dataset(read_csv(f"size,answer,co*de\n{answers}".encode()), "leak.csv")
    page = open_page(data=stored.id)
    page.selectbox(key="target").select("answer").run()
    told = [text.value for text in page.markdown if text.value.startswith(":material/warning:")]
    assert told[0].startswith(r":material/warning: co\*de gives answer away")


def test_many_remarks_of_a_kind_are_one_line_that_unfolds(open_page: OpenPage) -> None:
    rows = [(n * 7 % 50, "yes" if n % 2 else "no", *["Y" if n % 2 else "N"] * 3) for n in range(60)]
    text = "size,answer,co*de,b,c\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)
    page = open_page(data=services.save_dataset(read_csv(text.encode()), "leak.csv").id)
    page.selectbox(key="target").select("answer").run()
    assert not [text.value for text in page.markdown if "gives answer away" in text.value.split("- ")[0]]
    (found,) = [one for one in page.expander if "give the answer away" in one.label]
    assert found.label == "3 columns give the answer away, each by itself."
    assert found.markdown[0].value.startswith(r"- co\*de gives answer away")
    assert found.markdown[0].value.count("\n") == 2


def test_what_is_predicted_is_guessed_from_names_and_cells(open_page: OpenPage) -> None:
    page = open_page()
    rows = "".join(f"{n % 2},{n * 7 % 50},passenger {n} of this ship\n" for n in range(30))
    upload(page, "ship.csv", f"survived,fare,name\n{rows}")
    assert [page.selectbox(key=key).value for key in ("target", "task")] == ["survived", "binary"]
