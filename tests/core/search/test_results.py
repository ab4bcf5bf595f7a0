"""A run's results as a person takes them home."""

import json
import math
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV

from core import SearchConfig
from core.export.results import results_csv, results_frame, results_json
from core.runs.run import Run, Status
from core.search.candidates import Candidate, make_candidates
from core.search.events import TrainingEnded

CONFIG = SearchConfig(target="y", hidden_units=[4, 8], activation=["relu", "tanh"], cv=2)
RUN = Run(
    id="a" * 32,
    dataset_id="d" * 32,
    dataset_name='=cmd "ñ".csv',
    config=CONFIG,
    task="binary",
    scoring="accuracy",
    n_splits=2,
    n_candidates=4,
    n_inputs=3,
    n_outputs=1,
    n_rows=6,
    n_sealed=0,
    most_rounds=9,
    notes=[],
    planned=True,
    status=Status.STOPPED,
    failure=None,
    version=1,
    created=0.0,
    started=None,
    ended=None,
)


@pytest.fixture
def candidates() -> list[Candidate]:
    return make_candidates(CONFIG)[0]


@pytest.fixture
def trainings() -> list[TrainingEnded]:
    """The first setting is the best, the second failed in a round, the fourth was not finished."""
    scores = {(0, 0): 0.9, (0, 1): 0.7, (1, 0): math.nan, (1, 1): 0.5, (2, 0): 0.6, (2, 1): 0.6, (3, 0): 1.0}
    return [TrainingEnded(*place, score, fit_time=1.5, score_time=0.5) for place, score in scores.items()]


def test_results_have_the_columns_of_scikit_learn(candidates: list[Candidate], trainings: list[TrainingEnded]) -> None:
    frame = results_frame(RUN, candidates, reversed(trainings))
    X, y = make_classification(random_state=0)
    search = GridSearchCV(LogisticRegression(), {"C": [1, 2], "tol": [0.1]}, cv=2).fit(X, y)
    names = {"C": "activation", "tol": "hidden_units"}
    theirs = [f"param_{names[name[6:]]}" if name.startswith("param_") else name for name in search.cv_results_]
    assert list(frame.columns) == theirs
    assert frame["params"].tolist() == [
        {"activation": "relu", "hidden_units": 4},
        {"activation": "relu", "hidden_units": 8},
        {"activation": "tanh", "hidden_units": 4},
    ]
    np.testing.assert_allclose(frame["mean_test_score"], [0.8, np.nan, 0.6])
    np.testing.assert_allclose(frame["std_test_score"], [0.1, np.nan, 0.0], atol=1e-12)
    assert frame["rank_test_score"].tolist() == [1, 3, 2]
    assert frame["split1_test_score"].tolist() == [0.7, 0.5, 0.6]
    assert frame["mean_fit_time"].tolist() == [1.5] * 3


def test_a_csv_of_results_can_be_read_again(candidates: list[Candidate], trainings: list[TrainingEnded]) -> None:
    frame = results_frame(RUN, candidates, trainings)
    read = pd.read_csv(BytesIO(results_csv(RUN, candidates, trainings)))
    assert read["params"].tolist() == [str(params) for params in frame["params"]]
    pd.testing.assert_frame_equal(
        read.drop(columns="params"), frame.drop(columns="params"), check_dtype=False, check_exact=False
    )


def test_json_has_null_where_there_is_no_score(candidates: list[Candidate], trainings: list[TrainingEnded]) -> None:
    text = results_json(RUN, candidates, trainings)
    told = json.loads(text, parse_constant=pytest.fail)
    assert (told["dataset"], told["status"], told["scoring"]) == ('=cmd "ñ".csv', "stopped", "accuracy")
    assert SearchConfig(**told["config"]) == CONFIG
    rows = told["cv_results"]
    assert [row["split0_test_score"] for row in rows] == [0.9, None, 0.6]
    assert [row["rank_test_score"] for row in rows] == [1, 3, 2]
    assert rows[2]["params"] == {"activation": "tanh", "hidden_units": 4}
    assert rows[2]["param_hidden_units"] == 4


def test_a_run_without_a_whole_setting_has_no_rows(candidates: list[Candidate], trainings: list[TrainingEnded]) -> None:
    assert results_frame(RUN, candidates, trainings[:1]).empty
    assert json.loads(results_json(RUN, candidates, []))["cv_results"] == []
    assert results_csv(RUN, candidates, []).decode("utf-8-sig").strip() == "params"
