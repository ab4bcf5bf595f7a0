"""What an address alone brings back, and what it says where it leads nowhere."""

import pytest

from core import Range, SearchConfig
from core.data.datasets import Dataset
from core.runs.store import Store
from tests.dashboard.conftest import OpenPage, QueueRun

# Nothing here is as the page starts.
EVERYTHING = {
    "target": "grade",
    "task": "regression",
    "features": {"id": "number", "size": "category", "colour": "identifier", "kind": "text"},
    "cells": {"decimal": ",", "dayfirst": True, "na_values": ["n", "9", "3"]},
    "leave_out": {"empty": True},
    "hidden_units": [7, 100],
    "activation": ["tanh"],
    "hidden_layers": [2, 3],
    "dropout": [0.1, 0.25],
    "learning_rate": [0.02],
    "optimizer": ["sgd", "adamw"],
    "batch_size": [8],
    "epochs": [4],
    "weight_decay": [0.01],
    "strategy": "random",
    "n_iter": 3,
    "cv": 4,
    "repeats": 2,
    "scoring": "neg_mean_absolute_error",
    "random_state": 5,
    "engine": "classic",
    "test_size": 0.1,
    "refit": False,
}


def test_a_run_in_the_address_brings_back_its_table_and_all_that_was_chosen(
    open_page: OpenPage, queue_run: QueueRun, store: Store, dataset: Dataset
) -> None:
    assert set(EVERYTHING) == set(SearchConfig.model_fields)
    first = queue_run(**EVERYTHING)
    page = open_page(run=first)
    assert page.query_params["data"] == dataset.id
    assert page.selectbox(key="target").value == "grade"
    page.button(key="start_search").click().run()
    again = page.query_params["run"]
    assert again != first
    assert store.run(again).config == store.run(first).config == SearchConfig(**EVERYTHING)


def test_what_was_chosen_since_stays_when_the_page_runs_again(open_page: OpenPage, queue_run: QueueRun) -> None:
    page = open_page(run=queue_run(epochs=[4]))
    page.number_input(key="epochs").set_value(9).run()
    assert page.run().number_input(key="epochs").value == 9


def test_a_run_from_python_says_which_of_its_values_the_form_cannot_show(
    open_page: OpenPage, queue_run: QueueRun
) -> None:
    wide = {"hidden_units": Range(low=4, high=64), "batch_size": [8, 16], "scoring": "jaccard_macro"}
    page = open_page(run=queue_run(strategy="random", n_iter=2, **wide))
    said = [caption.value for caption in page.caption if "do not fit into this form" in caption.value]
    assert len(said) == 1
    assert "for: Hidden units, Batch size, Score." in said[0]
    assert page.multiselect(key="hidden_units").value == [50, 100, 200]
    page.button(key="start_search").click().run()
    assert not [caption for caption in page.caption if "do not fit" in caption.value]


@pytest.mark.parametrize("with_table", [True, False])
def test_an_unknown_run_gets_one_sentence_and_the_rest_works(
    open_page: OpenPage, dataset: Dataset, with_table: bool
) -> None:
    page = open_page(run="0" * 32, **({"data": dataset.id} if with_table else {}))
    assert [error.value for error in page.error] == ["There is no search at this address. Start a new one."]
    assert [header.value[0] for header in page.header] == (["1", "2"] if with_table else ["1"])
    assert not page.exception
    assert [type(element).__name__ for element in list(page.main)[:4]].count(
        "Error"
    ) == 1  # at the top, where it is seen


@pytest.mark.parametrize("address", ["0" * 32, "../../etc/passwd", ""])
def test_an_unknown_table_gets_one_sentence_and_another_can_be_taken(open_page: OpenPage, address: str) -> None:
    page = open_page(data=address)
    assert [error.value.split(".")[0] for error in page.error] == ["This table is no longer stored here"]
    page.pills(key="sample_dataset").select("two_moons").run()
    assert not page.error
    assert [header.value[0] for header in page.header] == ["1", "2"]


def test_a_run_is_never_shown_under_another_table(open_page: OpenPage, queue_run: QueueRun, dataset: Dataset) -> None:
    page = open_page(run=queue_run(), data="0" * 32)
    assert page.query_params["data"] == dataset.id
    assert not page.error
