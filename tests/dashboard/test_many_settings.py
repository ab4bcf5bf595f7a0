"""A run of many settings: what is sent while it goes on has an end, and what is said is said of all."""

import random

from core import SearchConfig
from core.analysis.scores import MOST_POINTS
from core.data.datasets import Dataset
from core.runs.planner import start_run
from core.runs.store import Status, Store
from core.search.events import TrainingEnded
from dashboard import facts
from dashboard.components.scores_table import MOST_ROWS
from dashboard.pictures import of_run
from dashboard.pictures.of_run import MOST_TILES
from tests.dashboard.conftest import OpenPage, QueueRun, plan_waiting
from tests.dashboard.test_run import captions, numbers, plot

N_SETTINGS = MOST_POINTS + 100
SOME = "While the search runs, {} of 400 settings are drawn, evenly spread from best to worst; all are when it is over."


def trainings(n_rounds: int) -> list[TrainingEnded]:
    """The setting of 351 units is the best, and the further from it the worse."""
    score = lambda number: 1 - abs(number - 350) / 1000
    return [TrainingEnded(number, split, score(number)) for number in range(N_SETTINGS) for split in range(n_rounds)]


def test_of_many_settings_some_are_drawn_and_listed_while_the_search_runs(
    open_page: OpenPage, queue_run: QueueRun, store: Store
) -> None:
    run_id = queue_run(hidden_units=list(range(1, N_SETTINGS + 1)))
    store.take_next("a runner", 60)
    store.record(run_id, "a runner", trainings(2))
    page = open_page(run=run_id)
    page.session_state["scores_table"] = True
    page.run()
    assert not page.exception
    curve, best = plot(page, "scores_plot")[2], plot(page, "scores_plot")[5]
    assert len(numbers(curve["x"])) == MOST_POINTS
    assert numbers(curve["x"])[-1] == N_SETTINGS
    assert (numbers(best["x"]), best["customdata"]) == ([1], ["351 units · relu"])
    assert any(SOME.format(MOST_POINTS) in caption for caption in captions(page))
    assert page.get_by_key("scores_table").dataframe[0].value["Setting"].tolist()[0] == "351 units · relu"
    assert len(page.get_by_key("scores_table").dataframe[0].value) == MOST_ROWS
    assert f"the first {MOST_ROWS} of {N_SETTINGS} settings" in page.get_by_key("scores_table").caption[0].value
    store.finish(run_id, "a runner", Status.DONE)
    page.run()
    assert len(numbers(plot(page, "scores_plot")[2]["x"])) == N_SETTINGS
    assert len(page.get_by_key("scores_table").dataframe[0].value) == N_SETTINGS
    assert not any("While the search runs" in caption for caption in captions(page))


def test_a_look_reads_what_is_new_and_says_what_a_look_at_all_says(queue_run: QueueRun, store: Store) -> None:
    run_id, all_of_them = queue_run(hidden_units=list(range(1, 31))), trainings(2)[:60]
    random.Random(0).shuffle(all_of_them)
    store.take_next("a runner", 60)
    for start in range(0, 60, 7):
        store.record(run_id, "a runner", all_of_them[start : start + 7])
        known = facts.scores(store.run(run_id))
        facts._watched.clear()
        afresh = facts.scores(store.run(run_id))
        assert known.ranked.equals(afresh.ranked)
        assert known.rounds.equals(afresh.rounds)
        assert (known.done, known.leaders, known.names) == (afresh.done, afresh.leaders, afresh.names)


def test_of_very_many_trainings_some_tiles_are_drawn_while_the_search_runs(
    open_page: OpenPage, queue_run: QueueRun, store: Store
) -> None:
    run_id = queue_run(hidden_units=list(range(1, N_SETTINGS + 1)), repeats=10)
    store.take_next("a runner", 60)
    store.record(run_id, "a runner", trainings(20))
    run = store.run(run_id)
    made = of_run.of_trainings(run, facts.scores(run))
    assert made.figure.data[1].z.shape == (MOST_TILES // 20, 20)
    assert len(made.table) == MOST_TILES // 20
    assert made.table["Setting"].iloc[0] == "351 units · relu"
    assert made.note == SOME.format(MOST_TILES // 20)
    page = open_page(run=run_id)
    page.session_state[f"pictures_{run_id}"] = "Every training"
    page.run()
    assert not page.exception
    assert made.note in captions(page)
    assert not page.get_by_key(f"tiles_{run_id}_table").dataframe
    store.finish(run_id, "a runner", Status.DONE)
    over = store.run(run_id)
    whole = of_run.of_trainings(over, facts.scores(over))
    assert (whole.figure.data[1].z.shape, whole.note) == ((N_SETTINGS, 20), "")


def test_a_run_that_was_looked_at_before_it_was_planned_is_known_by_its_plan(store: Store, dataset: Dataset) -> None:
    run_id = start_run(store, dataset, SearchConfig(target="kind", hidden_units=[4, 8], cv=2), 1000)
    assert facts.scores(store.run(run_id)).params == {}
    plan_waiting(store)
    store.take_next("a runner", 60)
    store.record(run_id, "a runner", [TrainingEnded(1, 0, 0.5)])
    known = facts.scores(store.run(run_id))
    assert (known.done, known.params[1]["hidden_units"]) == (1, store.candidates(run_id)[1].params["hidden_units"])
