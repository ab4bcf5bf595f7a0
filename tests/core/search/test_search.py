import inspect
import math

import keras
import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import make_classification
from sklearn.model_selection import GridSearchCV

from core import ConfigError, SearchConfig, read_csv, run_search
from core.data.samples import sample_table
from core.model.activations import ACTIVATIONS
from core.model.hyperparameters import HYPERPARAMETERS
from core.model.pipeline import make_pipeline
from core.search.data import search_data
from core.search.events import EpochEnded, TrainingEnded

TINY = {"hidden_units": [4, 8], "activation": ["relu"], "epochs": 2}
both_engines = pytest.mark.parametrize("engine", ["fused", "classic"])


@both_engines
def test_iris_in_file_order_is_learned(engine: str) -> None:
    config = SearchConfig(
        target="species", hidden_units=[50], activation=["relu"], learning_rate=[0.01], epochs=[15], engine=engine
    )
    frame = sample_table("iris").frame
    result = run_search(frame, config)
    assert result.best_score_ > 0.9
    assert result.best_line().startswith(f"Best: {result.best_score_:f} using {{'activation': 'relu'")
    assert (result.best_estimator_.predict(frame) == frame["species"]).mean() > 0.9


def test_results_have_scikit_learns_form() -> None:
    """The same pipeline, rows and splits; the seeds differ, so only the form is compared exactly."""
    X, y = make_classification(200, 5, random_state=0)
    frame = pd.DataFrame(X, columns=[f"x{i}" for i in range(5)]).assign(y=y)
    config = SearchConfig(target="y", refit=False, cv=2, **TINY)
    data = search_data(frame, config)
    plan = data.plan
    pipeline = make_pipeline(plan.columns, plan.task, {**plan.candidates[0].params})
    grid = GridSearchCV(pipeline, {"network__model__hidden_units": [4, 8]}, cv=plan.splits, refit=False)
    theirs = grid.fit(data.X, data.y).cv_results_
    named = {key.replace("network__model__", ""): value for key, value in theirs.items()}
    for engine in ("fused", "classic"):
        ours = run_search(frame, config.model_copy(update={"engine": engine})).cv_results_
        assert [key for key in ours if key != "param_activation"] == list(named), engine
        for key, value in named.items():
            assert np.asarray(ours[key]).dtype == np.asarray(value).dtype, (engine, key)
    assert set(HYPERPARAMETERS) == set(plan.candidates[0].params)


@pytest.mark.parametrize(
    ("sample", "target", "engine"),
    [("churn", "churned", "fused"), ("diabetes", "progression", "fused"), ("diabetes", "progression", "classic")],
)
def test_the_same_seed_gives_the_same_scores_and_a_wider_grid_changes_none(
    sample: str, target: str, engine: str
) -> None:
    frame = sample_table(sample).frame.head(200)
    config = SearchConfig(target=target, refit=False, engine=engine, cv=2, **{**TINY, "hidden_units": [4]})
    first = run_search(frame, config)
    wider = run_search(frame, config.model_copy(update={"hidden_units": [2, 4]}))
    np.testing.assert_array_equal(first.cv_results_["mean_test_score"], wider.cv_results_["mean_test_score"][1:])


@both_engines
def test_a_failing_setting_is_kept_with_its_reason_and_the_others_go_on(engine: str) -> None:
    config = SearchConfig(
        target="progression",
        hidden_units=[4],
        activation=["relu"],
        optimizer=["sgd"],
        learning_rate=[0.01, 1e30],
        epochs=3,
        cv=2,
        refit=False,
        engine=engine,
    )
    result = run_search(sample_table("diabetes").frame.head(90), config)
    assert np.isnan(result.cv_results_["mean_test_score"]).tolist() == [False, True]
    assert result.best_params_["learning_rate"] == 0.01
    assert "Try a smaller learning rate" in str(result.trainings[-1].failure)


@both_engines
def test_when_every_setting_fails_the_reason_is_said(engine: str) -> None:
    values = {**TINY, "hidden_units": [4], "cv": 2, "optimizer": ["sgd"], "learning_rate": [1e30]}
    config = SearchConfig(target="progression", refit=False, engine=engine, **values)
    with pytest.raises(ConfigError, match=r"Every setting failed\. The loss stopped being a number"):
        run_search(sample_table("diabetes").frame.head(60), config)


def test_events_come_one_an_epoch_and_one_a_training_and_a_stop_keeps_what_is_done() -> None:
    events: list[object] = []
    ended = lambda: sum(isinstance(event, TrainingEnded) for event in events)
    result = run_search(
        sample_table("iris").frame,
        SearchConfig(target="species", engine="classic", **TINY),
        on_event=events.append,
        stop=lambda: ended() == 4,
    )
    assert result.stopped
    assert result.best_estimator_ is None
    assert ended() == len(result.trainings) == 4
    assert len(result.cv_results_["params"]) == 1  # three rounds of the first setting; the second is not complete
    epochs = [event for event in events if isinstance(event, EpochEnded)]
    assert [event.epoch for event in epochs[:2]] == [1, 2]
    assert all(math.isfinite(event.validation_loss) for event in epochs)


@both_engines
def test_text_dates_missing_cells_and_unseen_categories_go_through_the_pipeline(engine: str) -> None:
    rows = "\n".join(
        f"2024-01-{1 + i % 28:02},note about {i} things,{'' if i % 7 else 'rare'},{i % 2}" for i in range(60)
    )
    table = read_csv(f"when,note,kind,y\n{rows}\n".encode())
    config = SearchConfig(
        target="y",
        features={"when": "date", "note": "text", "kind": "category"},
        engine=engine,
        **{**TINY, "hidden_units": [4]},
    )
    result = run_search(table.frame, config)
    new = table.frame.head(2).assign(kind="never seen")
    assert result.best_estimator_.predict(new).shape == (2,)


def test_the_offered_activations_are_keras_own() -> None:
    named = {one.__name__ for one in vars(keras.activations).values() if inspect.isfunction(one)}
    assert set(ACTIVATIONS) == named - {"get", "serialize", "deserialize", "glu", "threshold"}
