"""Step four: the form that is made of a kept model's columns, and what can be taken along."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import cast

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.data.columns.roles import describe_columns
from core.data.datasets import Dataset
from core.errors import RunError
from core.model.seen import Seen
from core.runs.examinations import Kind
from core.runs.models import FOLDER
from core.runs.predicting import TablePrediction
from core.runs.run import Run
from core.runs.runner import Runner
from core.runs.store import Status, Store
from core.search.fused.shape import Shape
from core.search.predictions import AnswerScore
from dashboard import services
from dashboard.components import downloads
from tests.dashboard.conftest import TABLE, OpenPage, QueueRun
from tests.dashboard.test_run import FOUR, answer, bring_to

BEST = 1  # of `FOUR`
SEEN = {
    "size": Seen(5.5, 0.5, 9.5),
    "colour": Seen("red", values=["red", "*blue*"]),
    "grade": Seen(2.0, 1.0, 3.0),
}


@pytest.fixture
def open_home(
    open_page: OpenPage, queue_run: QueueRun, store: Store, dataset: Dataset, data_dir: Path
) -> Callable[[str], AppTest]:
    """Opens a run that is over at one part of step four; its model's files stand where a worker keeps them."""

    def open_home(part: str) -> AppTest:
        run_id = queue_run()
        bring_to(store, run_id, Status.DONE, FOUR)
        page = open_page(run=run_id)
        columns = {column.name: column.to_dict() for column in describe_columns(dataset.table.frame)}
        kept = {
            "name": f"{run_id}-{BEST}.zip",
            "columns": [columns[name] for name in SEEN],
            "seen": {name: asdict(seen) for name, seen in SEEN.items()},
        }
        answer(store, run_id, Kind.MODEL, kept)
        folder = data_dir / "datasets" / FOLDER
        folder.mkdir()
        with zipfile.ZipFile(folder / str(kept["name"]), "w") as archive:
            archive.writestr("model.keras", b"a network")
        page.session_state[f"home_{run_id}"] = part
        page.run()
        assert not page.exception
        return page

    return open_home


def field(page: AppTest, name: str) -> str:
    return f"try_{page.query_params['run']}_{BEST}_{name}"


def test_the_form_has_a_field_a_column_filled_in_with_what_is_typical(open_home: Callable[[str], AppTest]) -> None:
    page = open_home("Try it on a row")
    assert page.number_input(key=field(page, "size")).value == 5.5
    assert page.number_input(key=field(page, "grade")).value == 2
    assert page.selectbox(key=field(page, "colour")).options == ["red", "*blue*"]
    assert page.selectbox(key=field(page, "colour")).value == "red"


def test_without_a_cluster_the_form_says_so_and_stays(open_home: Callable[[str], AppTest]) -> None:
    page = open_home("Try it on a row")
    assert ["processes that train are not ready" in error.value for error in page.error] == [True]
    page.number_input(key=field(page, "size")).set_value(7.0).run()
    assert page.number_input(key=field(page, "size")).value == 7.0


def test_a_file_of_new_rows_names_the_columns_that_it_needs(open_home: Callable[[str], AppTest]) -> None:
    page = open_home("Try it on a file")
    assert "A CSV file with these columns: size, colour, grade." in [text.value for text in page.markdown]
    page.file_uploader(key=f"new_rows_{page.query_params['run']}").set_value(("new.csv", b"", "text/csv")).run()
    assert ["The file is empty" in error.value for error in page.error] == [True]


class Predicts:
    """A runner whose engine fails at first."""

    ready_since = None

    def __init__(self, right: AnswerScore | None) -> None:
        self.failures = 1
        self.right = right

    def programs_ahead(self) -> frozenset[Shape]:
        return frozenset()

    def predict_table(self, run: Run, model: str, frame: pd.DataFrame) -> TablePrediction:
        if self.failures:
            self.failures -= 1
            raise RunError("The process that predicts was lost.")
        return TablePrediction(frame.assign(predicted="a"), [], self.right)


def test_what_failed_once_can_be_tried_again_and_answers_in_the_file_are_held_against_it(
    open_home: Callable[[str], AppTest],
) -> None:
    page = open_home("Try it on a file")
    services.set_runner(cast(Runner, Predicts(AnswerScore("accuracy", 0.75, rows=8, empty=1, unknown=2))))
    try:
        upload = page.file_uploader(key=f"new_rows_{page.query_params['run']}")
        upload.set_value(("new.csv", TABLE.encode(), "text/csv")).run()
        assert [error.value for error in page.error] == ["The process that predicts was lost."]
        page.button(key=f"predict_again_{page.query_params['run']}").click().run()
    finally:
        services.set_runner(None)
    assert not page.error
    said = page.get_by_key("predicted_right")
    assert [text.value for text in said.markdown] == [
        r"**The file holds the answers** — Accuracy \(share of rows predicted right\): **0.750** over 8 rows."
    ]
    assert [text.value for text in said.caption] == [
        "1 row has no answer. 2 rows have an answer that this network cannot give. They are left out of the score. "
        "Only rows that the network did not learn from are a test of it."
    ]


def test_the_bundle_has_a_card_that_says_what_it_is_and_how_good(open_home: Callable[[str], AppTest]) -> None:
    page = open_home("Take it home")
    run = services.store().run(page.query_params["run"])
    bundle = zipfile.ZipFile(io.BytesIO(downloads.bundle(run, BEST)))
    assert bundle.read("model.keras") == b"a network"
    card = bundle.read("README.md").decode()
    words = "kind: One of two classes", "8 units", "final test was not opened", r"one of red, \*blue\*", "0.5 to 9.5"
    assert [word for word in words if word not in card] == []
    assert "tensorflow==" in bundle.read("requirements.txt").decode()


def test_the_script_comes_with_its_table_and_the_scores_in_two_forms(open_home: Callable[[str], AppTest]) -> None:
    page = open_home("Take it home")
    run = services.store().run(page.query_params["run"])
    script = zipfile.ZipFile(io.BytesIO(downloads.script(run)))
    assert sorted(script.namelist()) == ["search.py", "things.csv"]
    compile(script.read("search.py"), "search.py", "exec")
    offered = [button.proto.label for button in page.get("download_button")]
    assert offered[-5:] == ["Model", "Report", "Python script", "Scores as CSV", "Scores as JSON"]
    results = json.loads(downloads.scores_json(run))["cv_results"]
    assert len(results) == run.n_candidates


def test_what_needs_the_table_is_not_offered_once_it_is_gone(
    open_home: Callable[[str], AppTest], dataset: Dataset, data_dir: Path
) -> None:
    page = open_home("Take it home")
    (data_dir / "datasets" / f"{dataset.id}.parquet").unlink()
    services.lending().forget()
    page.run()
    offered = [button.proto.label for button in page.get("download_button")]
    assert "Python script" not in offered
    assert "Model" in offered
