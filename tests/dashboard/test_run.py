"""What step three says of a run, whatever its status."""

import base64
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.data.datasets import Dataset
from core.errors import Message
from core.runs.examinations import Kind
from core.runs.store import Status, Store
from core.search.events import TrainingEnded
from dashboard import services
from tests.dashboard.conftest import OpenPage, QueueRun

Look = Callable[..., AppTest]

CURVES = {"loss": [2.0, 1.0], "validation_loss": [3.0, 2.5]}
# Of two settings and two rounds, all but the last.
THREE = [TrainingEnded(0, 0, 0.5, 2.0, **CURVES), TrainingEnded(0, 1, 0.75, 2.0), TrainingEnded(1, 0, 1.0, 2.0)]
FOUR = [*THREE, TrainingEnded(1, 1, 0.875, 2.0)]

FIRST_IN_LINE = "First in line: training starts. Just after the server starts, this takes some seconds."
PREPARING = "Preparing the networks and training the first ones: the first time, this takes some seconds."
PALER = "Paler settings lack rounds: they stand below the others and are not compared with them."


def bring_to(store: Store, run_id: str, status: Status, trainings: list[TrainingEnded] = THREE) -> None:
    """Do with a queued run what a runner does until it stands so."""
    if status is Status.QUEUED:
        return
    assert store.take_next("a runner", 60) == run_id
    store.record(run_id, "a runner", trainings)
    if status in (Status.STOPPING, Status.STOPPED):
        store.request_stop(run_id)
    if status.over:
        failure = Message("There was no {thing}.", {"thing": "*memory*"}) if status is Status.FAILED else None
        store.finish(run_id, "a runner", status, failure)


@pytest.fixture
def look(open_page: OpenPage, queue_run: QueueRun, store: Store) -> Look:
    """Opens a run that stands so."""

    def look(status: Status, trainings: list[TrainingEnded] = THREE, **given: object) -> AppTest:
        run_id = queue_run(**given)
        bring_to(store, run_id, status, trainings)
        page = open_page(run=run_id)
        assert not page.exception
        return page

    return look


def said(page: AppTest) -> list[str]:
    """Step three's sentences on where the run stands."""
    progress = [bar.text for bar in page.progress if "to be tried" not in bar.text]
    return [*progress, *(alert.value for alert in [*page.warning, *page.error, *page.info])]


def best_line(page: AppTest) -> list[str]:
    return [text.value for text in page.get_by_key("best_line").markdown]


def has_stop(page: AppTest) -> bool:
    return "stop_search" in [button.key for button in page.button]


def plot(page: AppTest, key: str) -> list[dict[str, object]]:
    """The traces of a chart that the page sends to the browser."""
    chart = page.get_by_key(f"{key}_{page.query_params['run']}")
    return json.loads(json.loads(chart.proto.json)["figure"])["data"]


def luck(page: AppTest) -> list[str]:
    """What the best line says below its lead."""
    return best_line(page)[1:]


def captions(page: AppTest) -> list[str]:
    return [caption.value for caption in page.get_by_key("run_step").caption]


def numbers(array: dict[str, str]) -> list[float]:
    """An array as plotly writes it into JSON."""
    return np.frombuffer(base64.b64decode(array["bdata"]), dtype=array["dtype"]).tolist()


@pytest.mark.parametrize("status", list(Status))
def test_each_status_has_its_sentence_and_stop_is_there_only_while_it_works(look: Look, status: Status) -> None:
    sentence, stop, curves = {
        Status.QUEUED: (FIRST_IN_LINE, True, False),
        Status.RUNNING: ("3 of 4 trainings · about 2 seconds left", True, False),
        Status.STOPPING: ("Stopping …", False, False),
        Status.STOPPED: ("Stopped: 3 of 4 trainings were done, and are kept.", False, True),
        Status.FAILED: (r"There was no \*memory\*.", False, True),
        Status.DONE: (None, False, True),
    }[status]
    page = look(status)
    assert said(page) == ([sentence] if sentence else [])
    assert has_stop(page) == stop
    assert bool(page.subheader) == curves


def test_a_waiting_run_says_how_many_are_before_it(open_page: OpenPage, queue_run: QueueRun, store: Store) -> None:
    first, second, third = queue_run(), queue_run(), queue_run()
    store.take_next("a runner", 60)
    assert said(open_page(run=second)) == ["Waiting: 1 search is before yours."]
    page = open_page(run=third)
    assert said(page) == ["Waiting: 2 searches are before yours."]
    assert store.take_next("a runner", 60) == second
    for done in (first, second):
        store.finish(done, "a runner", Status.DONE)
    assert said(page.run()) == [FIRST_IN_LINE]


def test_stop_asks_a_running_run_to_stop_and_ends_a_waiting_one(look: Look, store: Store) -> None:
    running = look(Status.RUNNING)
    running.button(key="stop_search").click().run()
    assert store.run(running.query_params["run"]).status is Status.STOPPING
    assert said(running) == ["Stopping …"]
    waiting = look(Status.QUEUED)
    waiting.button(key="stop_search").click().run()
    assert store.run(waiting.query_params["run"]).status is Status.STOPPED
    assert said(waiting) == ["Stopped before a training was done."]


def test_a_running_run_shows_what_it_has_and_more_when_there_is_more(
    open_page: OpenPage, queue_run: QueueRun, store: Store
) -> None:
    run_id = queue_run()
    bring_to(store, run_id, Status.RUNNING, [])
    page = open_page(run=run_id)
    assert said(page) == [PREPARING]
    assert "best_line" not in [block.key for block in page.container]
    store.record(run_id, "a runner", THREE[:2])
    assert said(page.run()) == ["2 of 4 trainings"]  # too few to tell how long the rest takes
    store.record(run_id, "a runner", THREE)
    page.run()
    assert best_line(page)[0].startswith("**Best so far: 4 units · relu**")  # the other lacks a round
    store.record(run_id, "a runner", FOUR)
    store.finish(run_id, "a runner", Status.DONE)
    page.run()
    assert best_line(page)[0].startswith("**Best: 8 units · relu**")
    assert said(page) == []


def rounds_of(*scores: tuple[float, ...]) -> list[TrainingEnded]:
    """A setting's score in each round, setting after setting."""
    return [
        TrainingEnded(number, split, one, 2.0) for number, row in enumerate(scores) for split, one in enumerate(row)
    ]


FEW = (
    "**Too few rounds to tell**: 2 rounds can hardly tell settings apart. "
    "1 of the 1 other settings may be just as good."
)
TRYING = "Simple methods are being tried on the same rounds …"


def test_the_best_line_says_score_metric_and_rounds_and_does_not_take_luck_for_skill(look: Look) -> None:
    lead, sentence = best_line(look(Status.DONE, FOUR))
    metric = r"Accuracy \(share of rows predicted right\)"
    assert lead == f"**Best: 8 units · relu** — {metric}: **0.938** on average over 2 rounds."
    assert sentence == f"{FEW} {TRYING}"
    page = look(Status.DONE, rounds_of((0.5, 0.75), (0.75, 0.5)))
    assert "2 settings share the best score." in luck(page)[0]
    assert plot(page, "scores_plot")[1]["marker"]["symbol"] == ["star", "star"]
    assert page.get_by_key("scores_table").dataframe[0].value["Rank"].tolist() == [1, 1]


BEST, CLOSE, WORSE = (0.9, 0.92, 0.94, 0.91, 0.93), (0.91, 0.9, 0.93, 0.92, 0.91), (0.5, 0.53, 0.52, 0.51, 0.5)
FAILED = (math.nan,) * 5


@pytest.mark.parametrize(
    ("scores", "sentence"),
    [
        ((BEST, WORSE), "**A clear winner**: the other setting is worse by more than luck explains."),
        ((BEST, WORSE, WORSE), "**A clear winner**: all 2 other settings are worse by more than luck explains."),
        (
            (BEST, CLOSE),
            "**No clear winner**: the other setting may be just as good, as the difference could be luck. "
            "It is also the smallest of these networks: take it.",
        ),
        (
            (CLOSE, BEST, CLOSE),
            "**No clear winner**: none of the 2 other settings can be told from it for certain, as the "
            "differences could be luck. **1 unit · relu** is close behind and 47 % smaller: take that one.",
        ),
        (
            (BEST, CLOSE, WORSE),
            "**A tie at the top**: 1 of the 2 other settings may be just as good, as the difference could be luck. "
            "The rest are worse by more. It is also the smallest of these networks: take it.",
        ),
        ((BEST,), "**Nothing to compare it with**: it is the only setting that was tried."),
        (
            (BEST, FAILED),
            "**Nothing to compare it with**: no other setting has been through every round. {trying} "
            "1 setting lacks rounds and is not compared.",
        ),
        (
            (BEST, tuple(score - 0.004 for score in BEST)),
            "**A clear winner**: the other setting is worse by more than luck explains. "
            "But the next best is behind by less than 0.010, which hardly matters.",
        ),
    ],
)
def test_each_case_has_its_sentence(look: Look, scores: tuple[tuple[float, ...], ...], sentence: str) -> None:
    trainings = rounds_of(*scores)
    page = look(Status.DONE, trainings, hidden_units=list(range(1, len(scores) + 1)), cv=5)
    expected = sentence.format(trying=TRYING) if "{trying}" in sentence else f"{sentence} {TRYING}"
    assert luck(page) == [expected]


def answer(store: Store, run_id: str, kind: Kind, *answers: dict[str, Any]) -> None:
    """Do what workers do with what a page asked."""
    waiting = [one for one in store.examinations.waiting() if one.run_id == run_id and one.kind == kind]
    for one, told in zip(waiting, answers, strict=True):
        store.examinations.answer(one, told)


@pytest.mark.parametrize(
    ("linear", "sentence"),
    [
        (0.8, "It beats every simple method; the best of them, a linear model, scores 0.800. {GUESS}"),
        (0.915, "A simple method may do as well: a linear model scores 0.915. {GUESS}"),
        (0.99, "**A simple method does better**: a linear model scores 0.990. No network is needed. {GUESS}"),
        (None, "Simple methods could not be tried: No memory."),
    ],
)
def test_simple_methods_come_in_and_say_whether_it_is_any_good(
    look: Look, store: Store, linear: float | None, sentence: str
) -> None:
    page = look(Status.DONE, rounds_of(BEST, WORSE), hidden_units=[1, 2], cv=5)
    assert luck(page)[0].endswith(TRYING)
    assert [metric.value for metric in page.metric] == ["0.920", "0.408", "…"]
    if linear is None:
        for one in store.examinations.waiting():
            store.examinations.answer(one, None, Message("No {x}.", {"x": "memory"}))
    else:
        wobble = (0.001, -0.001, 0.002, 0.0, -0.002)
        told = [{"constant": 0.4 + one, "linear": linear + one, "trees": 0.7 + one} for one in wobble]
        answer(store, page.query_params["run"], Kind.BASELINES, *told)
    page.run()
    assert luck(page)[0].endswith(sentence.replace("{GUESS}", "Always the same guess would score 0.400."))
    if linear is not None:
        assert [metric.value for metric in page.metric][2] == f"{abs(0.92 - linear):.3f}"
        assert page.metric[2].label.startswith("Ahead" if linear < 0.92 else "Behind")
        assert page.metric[2].delta == f"a linear model: {'could be luck' if linear == 0.915 else 'more than luck'}"


def test_a_network_that_is_no_better_than_a_guess_is_told_so(look: Look, store: Store) -> None:
    page = look(Status.DONE, rounds_of(WORSE, WORSE), hidden_units=[1, 2], cv=5)
    told = [{"constant": 0.5 + one, "linear": 0.4, "trees": 0.4} for one in (0.01, -0.01, 0.02, 0.0, -0.02)]
    answer(store, page.query_params["run"], Kind.BASELINES, *told)
    assert "**It is no better than a guess**: nothing was learned." in luck(page.run())[0]


def test_of_luck_nothing_is_said_before_the_end_nor_of_settings_that_lack_rounds(look: Look) -> None:
    running = look(Status.RUNNING)
    assert not running.get_by_key("scores_table").dataframe, "it is sent to those who open it"
    running.session_state["scores_table"] = True
    running.run()
    assert best_line(running)[0].startswith("**Best so far: 4 units · relu**")
    assert not luck(running)
    stopped = look(Status.STOPPED)  # the other setting's one score is higher
    assert best_line(stopped)[0].startswith("**Best: 4 units · relu**")
    assert "1 setting lacks rounds and is not compared." in luck(stopped)[0]
    assert luck(stopped)[0].endswith("The search ended early: this is what it had by then.")
    for page in (running, stopped):
        assert any(PALER in caption for caption in captions(page))
        means = plot(page, "scores_plot")[1]
        assert (means["y"], means["marker"]["symbol"]) == (["0", "1"], ["star", "circle"])
        assert means["marker"]["opacity"][1] < means["marker"]["opacity"][0]
        table = page.get_by_key("scores_table").dataframe[0].value
        assert table["Rank"].fillna(0).tolist() == [1, 0]
        assert table["Spread"].isna().tolist() == [False, True]
    assert not any(PALER in caption for caption in captions(look(Status.DONE, FOUR)))


def test_a_search_that_was_stopped_before_any_setting_was_through_says_so(look: Look) -> None:
    page = look(Status.STOPPED, THREE[:1])
    assert "best_line" not in [block.key for block in page.container]
    assert "No setting has been through every round, so that none can be called the best." in said(page)


def test_what_to_try_next_fills_the_form(look: Look) -> None:
    page = look(Status.DONE, FOUR)
    steps = [text.value for text in page.get_by_key("next_steps").markdown]
    assert steps[1] == "- Compare over more rounds: 5 rounds, repeated 4 times."
    page.button(key="next_0").click().run()
    assert (page.number_input(key="cv").value, page.number_input(key="repeats").value) == (5, 4)
    wider = look(Status.DONE, rounds_of(WORSE, BEST), hidden_units=[1, 2], cv=5)
    steps = [text.value for text in wider.get_by_key("next_steps").markdown]
    assert steps[1] == "- Try more: the best has the most of “Hidden units” that was tried (2). Add 4, 8."
    wider.button(key="next_0").click().run()
    assert wider.multiselect(key="hidden_units").value == [1, 2, 4, 8]
    place = json.loads(wider.get_by_key("reveal_settings_step").proto.json)
    assert place["place"] == "settings_step"


@pytest.mark.parametrize("status", [Status.QUEUED, Status.RUNNING, Status.DONE])
def test_a_run_is_brought_into_view_where_its_address_is_opened(look: Look, status: Status) -> None:
    page = look(status)
    assert json.loads(page.get_by_key("reveal_run_step").proto.json) == {
        "place": "run_step",
        "what": page.query_params["run"],
    }


def test_the_scores_say_that_the_address_leads_back_to_them(look: Look) -> None:
    assert "The address of this page leads back to this search: keep it as a bookmark." in captions(look(Status.DONE))


@pytest.mark.parametrize("status", [Status.RUNNING, Status.DONE])
def test_the_table_can_be_downloaded_as_soon_as_nothing_more_comes(look: Look, status: Status) -> None:
    # While it is looked at again and again, the file could be gone when the browser asks for it.
    assert [button.key for button in look(status).download_button] == ["download_scores"] * status.over


def test_scores_are_drawn_and_stand_in_a_table_best_first(look: Look) -> None:
    page = look(Status.DONE, FOUR)
    table = page.get_by_key("scores_table").dataframe[0].value
    assert table["Setting"].tolist() == ["8 units · relu", "4 units · relu"]
    assert table["Mean score"].tolist() == [0.9375, 0.625]
    assert table["Rounds done"].tolist() == [2, 2]
    assert table["Seconds"].tolist() == [4.0, 4.0]
    assert "Why it failed" not in table
    assert page.download_button(key="download_scores").label == "Download as CSV"
    rounds, means = plot(page, "scores_plot")[:2]
    assert numbers(rounds["x"]) == [0.5, 0.75, 1.0, 0.875]
    assert numbers(means["x"]) == [0.9375, 0.625]


def test_a_setting_that_failed_says_why_and_has_no_part_in_the_rest(look: Look) -> None:
    failed = [TrainingEnded(1, split, math.nan, failure=Message("No {x}.", {"x": "memory"})) for split in (0, 1)]
    page = look(Status.DONE, [*THREE[:2], *failed])
    table = page.get_by_key("scores_table").dataframe[0].value
    assert table["Why it failed"].tolist() == ["", "No memory."]
    assert table["Rounds done"].tolist() == [2, 0]
    assert best_line(page)[0].startswith("**Best: 4 units · relu**")
    assert page.selectbox(key=f"closer_setting_{page.query_params['run']}").options == ["4 units · relu (the best)"]


def test_where_all_failed_there_is_a_table_of_the_reasons_and_no_empty_picture(look: Look) -> None:
    reason = Message("No {x}.", {"x": "memory"})
    failed = [TrainingEnded(number, split, math.nan, failure=reason) for number in (0, 1) for split in (0, 1)]
    page = look(Status.FAILED, failed)
    assert page.get_by_key("scores_table").dataframe[0].value["Why it failed"].tolist() == ["No memory."] * 2
    assert not page.tabs
    assert "best_line" not in [block.key for block in page.container]


def test_the_curves_of_the_best_setting_are_shown_first_and_others_can_be_picked(look: Look) -> None:
    page = look(Status.DONE, FOUR)
    pick = page.selectbox(key=f"closer_setting_{page.query_params['run']}")
    assert pick.options == ["8 units · relu (the best)", "4 units · relu"]
    pick.select(0).run()
    training, validation = plot(page, "curves_plot")
    assert numbers(training["y"]) == [2.0, 1.0]
    assert numbers(validation["y"]) == [3.0, 2.5]


def test_notes_of_a_run_are_shown(look: Look) -> None:
    page = look(Status.RUNNING, strategy="random", n_iter=10)
    note = "There are only 2 different settings, fewer than 10: all are tried."
    assert note in [info.value for info in page.info]


def test_a_run_can_be_read_when_its_table_is_gone(
    look: Look, open_page: OpenPage, data_dir: Path, dataset: Dataset
) -> None:
    address = look(Status.DONE, FOUR).query_params
    (data_dir / "datasets" / f"{dataset.id}.parquet").unlink()
    services.lending().forget()
    page = open_page(**address)
    assert [header.value[0] for header in page.header] == ["1", "3", "4"]
    assert [error.value.split(".")[0] for error in page.error] == ["This table is no longer stored here"]
    assert best_line(page)[0].startswith("**Best: 8 units · relu**")
