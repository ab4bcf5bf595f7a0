import pickle
import warnings
from collections.abc import Iterator
from typing import Any
from unittest import SkipTest

import keras
import numpy as np
import pytest
from scipy.stats import loguniform, randint
from sklearn.base import BaseEstimator, TransformerMixin, clone, is_classifier
from sklearn.datasets import load_iris, make_classification
from sklearn.exceptions import FitFailedWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    KFold,
    ParameterSampler,
    RandomizedSearchCV,
)
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import estimator_checks_generator

from core.errors import TrainingFailedError
from core.model import KerasClassifier, KerasRegressor, create_model
from core.search import FusedGridSearchCV, FusedRandomizedSearchCV
from core.search.fused import fits
from core.search.fused.fits import plan
from core.search.fused.translation import NotFusable

X, y = make_classification(90, 4, class_sep=2.0, random_state=0)
GRID = {"hidden_units": [4, 8]}
# Without shuffling, both searches take the same steps.
STEADY = KerasClassifier(hidden_units=4, epochs=2, random_state=3, shuffle=False)
SCORINGS = {
    "single": {},
    "several": {"scoring": ["accuracy", "neg_log_loss"], "refit": "neg_log_loss", "return_train_score": True},
}


def steady(**params: Any) -> KerasClassifier:
    return clone(STEADY).set_params(**params)


def both(estimator: Any, grid: dict[str, list[Any]], X: Any, y: Any, **settings: Any) -> tuple[Any, Any]:
    ours = FusedGridSearchCV(estimator, grid, **settings).fit(X, y)
    assert ours.fused_
    return ours, GridSearchCV(estimator, grid, **settings).fit(X, y)


def assert_same_scores(ours: Any, theirs: Any) -> None:
    for key, value in theirs.cv_results_.items():
        if "_test_" in key or "_train_" in key:
            np.testing.assert_allclose(ours.cv_results_[key], value, atol=1e-5, err_msg=key)


@pytest.mark.parametrize("settings", SCORINGS.values(), ids=SCORINGS)
def test_results_are_scikit_learns_in_form_and_without_shuffling_in_numbers(settings: dict[str, Any]) -> None:
    ours, theirs = both(STEADY, GRID, X, np.where(y, "yes", "no"), cv=2, **settings)
    assert list(ours.cv_results_) == list(theirs.cv_results_)
    for key, value in theirs.cv_results_.items():
        assert np.asarray(ours.cv_results_[key]).dtype == np.asarray(value).dtype, key
    assert_same_scores(ours, theirs)
    assert ours.cv_results_["params"] == theirs.cv_results_["params"]
    assert (ours.cv_results_["mean_fit_time"] > 0).all()
    assert set(vars(ours)) == {*vars(theirs), "fused_"}
    for name in ("best_params_", "best_index_", "multimetric_", "n_splits_", "n_features_in_", "refit", "cv"):
        assert getattr(ours, name) == getattr(theirs, name), name
    assert repr(ours.scorer_) == repr(theirs.scorer_)
    assert ours.best_score_ == pytest.approx(theirs.best_score_, abs=1e-5)
    assert ours.classes_.tolist() == ["no", "yes"]
    assert set(vars(ours.best_estimator_)) == set(vars(theirs.best_estimator_))
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-5)


def test_with_shuffling_an_easy_problem_is_learned_as_well() -> None:
    grid = {"model__hidden_units": [8], "optimizer__learning_rate": [0.02]}
    ours, theirs = both(KerasClassifier(epochs=10, random_state=0), grid, X, y, cv=2, refit=False)
    assert ours.best_score_ == pytest.approx(theirs.best_score_, abs=0.1)
    assert ours.best_score_ > 0.85


def test_the_steps_of_a_pipeline_are_fitted_on_training_rows_and_searched_too() -> None:
    pipeline = Pipeline([("scaler", StandardScaler()), ("network", STEADY)])
    grid = {"scaler__with_mean": [True, False], "network__epochs": [2]}
    shifted = X * [1, 10, 100, 1000] + 50
    ours, theirs = both(pipeline, grid, shifted, y, cv=2, scoring="neg_log_loss", return_train_score=True)
    assert_same_scores(ours, theirs)
    first, second = ours.cv_results_["mean_train_score"]
    assert first != second
    np.testing.assert_allclose(ours.best_estimator_[0].mean_, shifted.mean(axis=0))
    np.testing.assert_allclose(ours.predict_proba(shifted), theirs.predict_proba(shifted), atol=1e-5)


class Counted(TransformerMixin, BaseEstimator):
    fitted = 0

    def __init__(self, factor: float = 1.0) -> None:
        self.factor = factor

    def fit(self, X: Any, y: Any = None) -> "Counted":
        if self.factor < 0:
            raise ValueError("a factor below zero")
        type(self).fitted += 1
        return self

    def transform(self, X: Any) -> Any:
        return X * self.factor

    def __sklearn_is_fitted__(self) -> bool:
        return True


def test_each_preprocessing_is_fitted_once_a_split() -> None:
    pipeline = Pipeline([("counted", Counted()), ("network", STEADY)])
    grid = {"counted__factor": [1.0, 2.0], "network__hidden_units": [4, 8]}
    Counted.fitted = 0
    FusedGridSearchCV(pipeline, grid, cv=3, refit=False).fit(X, y)
    assert Counted.fitted == 2 * 3


def test_the_best_estimator_is_an_ordinary_one() -> None:
    search = FusedGridSearchCV(KerasClassifier(epochs=2, random_state=0), {"model__hidden_units": [4]}, cv=2)
    best = search.fit(X, y).best_estimator_
    hidden, hidden_bias, last, last_bias = best.model_.get_weights()
    logits = np.maximum(X @ hidden + hidden_bias, 0) @ last + last_bias
    np.testing.assert_allclose(best.predict_proba(X)[:, 1], 1 / (1 + np.exp(-logits[:, 0])), atol=1e-5)
    assert best.score(X, y) == search.score(X, y) == (search.predict(X) == y).mean()
    assert isinstance(best.model_, keras.Model)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(search)).predict(X), search.predict(X))
    assert len(best.history_["loss"]) == 2
    best.partial_fit(X, y)
    assert len(best.history_["loss"]) == 3
    assert clone(best).get_params() == best.get_params()


@pytest.mark.parametrize("optimizer", ["adam", "sgd", "rmsprop", "adamw"])
def test_the_best_estimator_goes_on_where_its_training_ended(optimizer: str) -> None:
    estimator = steady(optimizer=optimizer, hidden_units=70, hidden_layers=1, epochs=3)  # 70: in two lanes
    splits = [(np.arange(60), np.arange(60, 90))]
    best = FusedGridSearchCV(estimator, {"epochs": [3]}, cv=splits).fit(X, y).best_estimator_
    theirs = clone(estimator).fit(X, y)
    for ours, kept in zip(best.model_.optimizer.variables, theirs.model_.optimizer.variables, strict=True):
        np.testing.assert_allclose(ours.numpy(), kept.numpy(), atol=1e-5)
    best.partial_fit(X, y)
    theirs.partial_fit(X, y)
    for ours, weight in zip(best.model_.get_weights(), theirs.model_.get_weights(), strict=True):
        np.testing.assert_allclose(ours, weight, atol=1e-5)


def test_classes_in_file_order_get_stratified_folds_and_labels_may_be_words() -> None:
    data = load_iris()
    names = data.target_names[data.target]
    estimator = KerasClassifier(optimizer__learning_rate=0.05, epochs=20, random_state=0)
    search = FusedGridSearchCV(estimator, {"model__hidden_units": [8]}, cv=3).fit(data.data, names)
    assert search.best_score_ > 0.85
    assert search.classes_.tolist() == data.target_names.tolist()
    assert set(search.predict(data.data)) <= set(names)


def test_a_split_may_lack_a_class() -> None:
    labels = np.arange(90) % 3
    lacking = np.flatnonzero(labels < 2)
    splits = [(np.arange(60), np.arange(60, 90)), (lacking, np.arange(90))]
    ours, theirs = both(STEADY, {"epochs": [2]}, X, labels, cv=splits, scoring="accuracy")
    assert_same_scores(ours, theirs)


def test_numbers_are_predicted_in_their_own_units() -> None:
    numbers = (5000 + 400 * X[:, 0]).round().astype(int)
    estimator = KerasRegressor(hidden_units=4, epochs=2, random_state=3, shuffle=False, batch_size=-1)
    scoring = ["r2", "neg_mean_absolute_error"]
    ours, theirs = both(estimator, {"optimizer": ["rmsprop"]}, X, numbers, cv=2, scoring=scoring, refit="r2")
    for name in scoring:
        key = f"mean_test_{name}"
        np.testing.assert_allclose(ours.cv_results_[key], theirs.cv_results_[key], rtol=1e-5)
    assert ours.predict(X).mean() == pytest.approx(5000, abs=500)


def test_a_failed_training_counts_as_the_error_score() -> None:
    grid = {"optimizer__learning_rate": [0.01, 1e30]}
    estimator = KerasRegressor(model__hidden_units=4, optimizer="sgd", epochs=3, random_state=0)
    numbers = X.sum(axis=1)
    search = FusedGridSearchCV(estimator, grid, cv=2, error_score=-5.0, return_train_score=True, refit=False)
    with pytest.warns(FitFailedWarning, match=r"2 fits failed out of a total of 4\.(.|\n)*Try a smaller learning rate"):
        search.fit(X, numbers)
    assert search.cv_results_["mean_test_score"][1] == search.cv_results_["mean_train_score"][1] == -5
    assert search.cv_results_["mean_test_score"][0] > -5
    with pytest.raises(TrainingFailedError, match="The loss stopped being a number"):
        search.set_params(error_score="raise").fit(X, numbers)
    search.set_params(error_score=np.nan, param_grid={"optimizer__learning_rate": [1e30]})
    with pytest.raises(ValueError, match="All the 2 fits failed"):
        search.fit(X, numbers)


def test_a_failed_preprocessing_fails_its_candidates_alone() -> None:
    pipeline = Pipeline([("counted", Counted()), ("network", STEADY)])
    grid = {"counted__factor": [1.0, -1.0], "network__hidden_units": [4, 8]}
    search = FusedGridSearchCV(pipeline, grid, cv=2, refit=False)
    with pytest.warns((FitFailedWarning, UserWarning)) as caught:
        search.fit(X, y)
    assert "4 fits failed with the following error" in str(caught[0].message)
    assert "ValueError: a factor below zero" in str(caught[0].message)
    assert np.isnan(search.cv_results_["mean_test_score"]).tolist() == [False, False, True, True]


def test_a_scorer_sees_the_fitted_estimator_and_the_rows() -> None:
    seen = []

    def scorer(estimator: Any, X: Any, y: Any) -> dict[str, float]:
        seen.append((type(estimator[-1]), estimator[-1].hidden_units, len(X)))
        halves = {f"half{i}": accuracy_score(y[i::2], estimator.predict(X[i::2])) for i in (0, 1)}
        return halves | {"one row": estimator.predict_proba(X[:1]).shape[1]}

    pipeline = Pipeline([("scaler", StandardScaler()), ("network", STEADY)])
    search = FusedGridSearchCV(
        pipeline, {"network__hidden_units": [4, 8]}, cv=2, scoring=scorer, refit=lambda results: 1
    ).fit(X, y)
    assert seen == [(KerasClassifier, units, 45) for units in (4, 4, 8, 8)]
    assert search.best_params_ == {"network__hidden_units": 8}
    assert search.cv_results_["mean_test_one row"].tolist() == [2, 2]
    assert not hasattr(search, "best_score_")


def test_random_search_tries_what_scikit_learns_does() -> None:
    space = {"hidden_units": randint(4, 9), "optimizer__learning_rate": loguniform(1e-3, 1e-1)}
    search = FusedRandomizedSearchCV(STEADY, space, n_iter=3, cv=2, random_state=np.random.RandomState(7)).fit(X, y)
    assert search.fused_
    assert search.cv_results_["params"] == list(ParameterSampler(space, 3, random_state=7))
    assert search.best_estimator_.predict(X).shape == (90,)
    assert isinstance(search, RandomizedSearchCV)


def test_a_seed_repeats_a_search_and_no_seed_draws_anew() -> None:
    settings = {"cv": 2, "scoring": "neg_log_loss", "refit": False}
    losses = []
    for seed in (1, 1, 2, None, None):
        estimator = KerasClassifier(hidden_units=4, epochs=2, random_state=seed)
        losses.append(FusedGridSearchCV(estimator, {"epochs": [2]}, **settings).fit(X, y).best_score_)
    assert losses[0] == losses[1]
    assert len(set(losses)) == 4


def test_groups_reach_the_splitter_and_splits_are_drawn_once() -> None:
    groups = np.arange(90) % 3
    search = FusedGridSearchCV(STEADY, GRID, cv=GroupKFold(3), refit=False).fit(X, y, groups=groups)
    assert search.fused_
    assert search.n_splits_ == 3
    splits: Iterator[Any] = KFold(2).split(X)
    assert FusedGridSearchCV(STEADY, GRID, cv=splits, refit=False).fit(X, y).n_splits_ == 2


def test_networks_that_do_not_fit_into_memory_together_are_trained_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"cv": 2, "scoring": "neg_log_loss", "refit": False}
    at_once = FusedGridSearchCV(STEADY, GRID, **settings).fit(X, y)
    calls = []
    train = fits.train
    monkeypatch.setattr(
        fits, "train", lambda task, jobs, sources: calls.append(len(jobs)) or train(task, jobs, sources)
    )
    monkeypatch.setattr(fits, "MOST_WEIGHTS", 60)  # 25 numbers the smaller, 49 the larger
    in_turns = FusedGridSearchCV(STEADY, GRID, **settings).fit(X, y)
    assert calls == [2, 1, 1]
    np.testing.assert_allclose(
        in_turns.cv_results_["mean_test_score"], at_once.cv_results_["mean_test_score"], atol=1e-5
    )


def other_model(meta: dict[str, Any]) -> keras.Model:
    return create_model(4, meta=meta)


@pytest.mark.parametrize(
    ("estimator", "grid", "what"),
    [
        (LogisticRegression(), {"C": [1.0]}, "LogisticRegression, which is neither"),
        (KerasClassifier(other_model), {}, "networks that another function than create_model builds"),
        (KerasClassifier(validation_split=0.1), {}, "validation_split=0.1"),
        (KerasClassifier(), {"callbacks": [[keras.callbacks.TerminateOnNaN()]]}, "callbacks="),
        (KerasClassifier(class_weight="balanced"), {}, "class_weight='balanced'"),
        (KerasClassifier(optimizer="lion"), {}, "optimizer='lion'"),
        (KerasClassifier(optimizer=keras.optimizers.Adam(0.1)), {}, "optimizer=<"),
        (KerasClassifier(optimizer="sgd", optimizer__momentum=0.9), {}, "optimizer__momentum=0.9"),
        (KerasClassifier(), {"optimizer__learning_rate": [0.1, -1]}, "learning_rate=-1"),
        (KerasClassifier(), {"model__hidden_units": [4.5]}, "hidden_units=4.5"),
        (KerasClassifier(), {"model__activation": ["glu"]}, "activation='glu'"),
        (KerasClassifier(), {"model__dropout": [1]}, "dropout=1"),
        (KerasClassifier(), {"model__layers": [1]}, "model__layers=1"),
        (KerasClassifier(), {"hidden_layers": [1, 0]}, "hidden_layers=0"),
        (KerasClassifier(loss=keras.losses.BinaryCrossentropy(label_smoothing=0.1)), {}, "loss=<"),
        (KerasClassifier(loss=["mse"]), {}, "loss=['mse']"),
        (KerasClassifier(build_fn=other_model), {}, "networks that another function than create_model builds"),
        (
            KerasRegressor(keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(1)])),
            {},
            "networks that another function than create_model builds",
        ),
        (KerasClassifier(random_state=-1), {}, "random_state=-1"),
        (Pipeline([("network", KerasClassifier())]), {"network": [LogisticRegression()]}, "LogisticRegression"),
    ],
)
def test_what_cannot_be_fused_is_named(estimator: Any, grid: dict[str, list[Any]], what: str) -> None:
    candidates = [{name: value} for name, values in grid.items() for value in values] or [{}]
    with pytest.raises(NotFusable) as caught:
        plan(estimator, candidates)
    assert str(caught.value).startswith(what)


def test_hyperparameters_come_from_where_create_model_takes_them() -> None:
    params = {
        "model__hidden_units": np.int64(7),
        "hidden_layers": 2,
        "fit__epochs": 5,
        "model__optimizer": "SGD",
        "optimizer__learning_rate": 0.5,
    }
    asked = plan(KerasClassifier(hidden_layers=1, epochs=3, random_state=4), [params, {}])
    first, second = (one.asked.settled(100, lambda: 0) for one in asked)
    assert (first.hidden_units, first.hidden_layers, first.epochs, first.seed) == (7, 2, 5, 4)
    # As there, a model's own optimizer takes the place of the wrapper's, whose rate goes with it.
    assert (first.optimizer, first.learning_rate) == ("sgd", 0.01)
    assert (second.hidden_units, second.optimizer, second.learning_rate, second.batch_size) == (100, "adam", 0.001, 32)
    [own] = plan(KerasClassifier(model__learning_rate=0.2, optimizer__learning_rate=0.5), [{"batch_size": -1}])
    settled = own.asked.settled(100, lambda: 8)
    assert (settled.learning_rate, settled.batch_size, settled.seed) == (0.2, 100, 8)


def test_hyperparameters_are_searched_by_their_bare_names_in_a_pipeline_too() -> None:
    pipeline = Pipeline([("scaler", StandardScaler()), ("network", STEADY)])
    grid = {"network__hidden_units": [4, 8], "network__activation": ["relu", "tanh"]}
    search = FusedGridSearchCV(pipeline, grid, cv=2, scoring="neg_log_loss").fit(X, y)
    assert search.fused_
    assert len(set(search.cv_results_["mean_test_score"])) == 4
    hidden = search.best_estimator_[-1].model_.layers[0]
    assert hidden.units == search.best_params_["network__hidden_units"]
    assert hidden.activation.__name__ == search.best_params_["network__activation"]


def test_other_names_of_activations_and_of_the_default_loss_are_fused() -> None:
    activations = ["silu", "swish", keras.activations.silu, "hard_swish", None]
    asked = [one.asked.network.activation for one in plan(KerasClassifier(), [{"activation": a} for a in activations])]
    assert asked == ["silu", "silu", "silu", "hard_silu", "linear"]
    losses = ["binary_crossentropy", "bce", keras.losses.binary_crossentropy, keras.losses.BinaryCrossentropy]
    search = FusedGridSearchCV(steady(random_state=0), {"loss": [None, *losses]}, cv=2, scoring="neg_log_loss")
    scores = search.fit(X, y).cv_results_["mean_test_score"]
    assert search.fused_
    assert len(set(scores)) == 1


@pytest.mark.parametrize(
    ("estimator", "target", "loss"),
    [
        (KerasClassifier(loss="mse"), y, "mean_squared_error"),
        (KerasClassifier(loss="binary_crossentropy"), np.arange(90) % 3, "binary_crossentropy"),
        (KerasClassifier(loss="sparse_categorical_crossentropy"), y, "sparse_categ"),
        (KerasRegressor(loss="mae"), X[:, 0], "mean_absolute_error"),
    ],
)
def test_another_loss_than_the_default_of_the_task_is_not_fused(estimator: Any, target: Any, loss: str) -> None:
    splits = [(np.arange(60), np.arange(60, 90))]
    with pytest.raises(NotFusable, match=f"loss='{loss}"):
        fits.check_losses(plan(estimator, [{}]), target, splits, is_classifier(estimator))


def test_metrics_are_those_of_the_best_estimator() -> None:
    search = FusedGridSearchCV(steady(metrics=["accuracy"]), GRID, cv=2).fit(X, y)
    assert search.fused_
    assert [len(values) for values in search.best_estimator_.history_.values()] == [2, 2]
    assert "accuracy" in search.best_estimator_.history_


def test_a_network_without_hidden_layers_is_trained_by_keras() -> None:
    splits = [(np.arange(60), np.arange(60, 90))]
    with pytest.warns(UserWarning, match="cannot fuse hidden_layers=0"):
        search = FusedGridSearchCV(steady(), {"hidden_layers": [0]}, cv=splits).fit(X, y)
    assert [layer.units for layer in search.best_estimator_.model_.layers] == [1]
    assert np.isfinite(search.best_score_)


def test_a_subclasss_own_score_decides() -> None:
    class Reversed(KerasRegressor):
        @staticmethod
        def scorer(y_true: Any, y_pred: Any, **params: Any) -> float:
            return -7.0

    with pytest.warns(UserWarning, match="cannot fuse Reversed"):
        search = FusedGridSearchCV(Reversed(epochs=1), {"hidden_units": [4]}, cv=2, refit=False).fit(X, X[:, 0])
    assert search.best_score_ == -7


class Seen:
    """A callback of scikit-learn's that keeps what it sees."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Any]] = []

    def setup(self, estimator: Any, context: Any) -> None:
        self.calls.append(("setup", estimator))

    def teardown(self, estimator: Any, context: Any) -> None:
        self.calls.append(("teardown", estimator))

    def on_fit_task_begin(self, estimator: Any, context: Any) -> None:
        self.calls.append((f"{context.task_name} begins", estimator))

    def on_fit_task_end(self, estimator: Any, context: Any) -> None:
        self.calls.append((f"{context.task_name} ends", estimator))


class SeenBelow(Seen):
    max_propagation_depth = None


def test_callbacks_of_a_search_see_the_search_and_its_pipelines() -> None:
    pipeline = Pipeline([("scaler", StandardScaler()), ("network", STEADY)])
    grid, splits = {"network__hidden_units": [4, 8]}, [(np.arange(60), np.arange(60, 90))]
    calls = []
    for search in (FusedGridSearchCV(pipeline, grid, cv=splits), GridSearchCV(pipeline, grid, cv=splits)):
        callback, below = Seen(), SeenBelow()
        search.set_callbacks(callback, below)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="The estimator KerasClassifier does not support callbacks")
            search.fit(X, y)
        assert all(estimator is search for _, estimator in callback.calls)
        fitted = [
            name for name, estimator in below.calls if isinstance(estimator, Pipeline) and name.startswith("fit ")
        ]
        calls.append(([name for name, _ in callback.calls], fitted))
    assert calls[0] == calls[1]
    assert len(calls[0][1]) == 2 * 3  # two settings, and the best


def test_a_seeded_search_leaves_numpys_global_generator_alone() -> None:
    before = np.random.get_state()
    FusedGridSearchCV(STEADY, GRID, cv=2).fit(X, y)
    after = np.random.get_state()
    np.testing.assert_array_equal(before[1], after[1])
    assert before[2:] == after[2:]


def test_scorers_get_the_keras_model_when_they_ask_for_it() -> None:
    def scorer(estimator: Any, X: Any, y: Any) -> dict[str, float]:
        before = estimator.predict_proba(X)[:, 1]
        model = estimator.model_
        assert isinstance(model, keras.Model)
        apart = np.abs(np.asarray(model(X))[:, 0] - before).max()
        estimator.partial_fit(X, y)
        return {
            "size": model.count_params(),
            "apart": apart,
            "moved": np.ptp(estimator.predict_proba(X)[:, 1] - before),
        }

    results = FusedGridSearchCV(STEADY, GRID, cv=2, scoring=scorer, refit=False).fit(X, y).cv_results_
    assert results["mean_test_size"].tolist() == [25, 49]
    assert results["mean_test_apart"].max() < 1e-6
    assert results["mean_test_moved"].min() > 1e-6


def test_a_search_that_cannot_be_fused_is_scikit_learns_with_a_warning() -> None:
    grid = {"C": [0.1, 10.0]}
    with pytest.warns(UserWarning, match=r"^FusedGridSearchCV cannot fuse LogisticRegression, which .* one network"):
        ours = FusedGridSearchCV(LogisticRegression(), grid, cv=3, n_jobs=1).fit(X, y)
    theirs = GridSearchCV(LogisticRegression(), grid, cv=3).fit(X, y)
    assert ours.fused_ is False
    assert_same_scores(ours, theirs)
    np.testing.assert_array_equal(ours.best_estimator_.coef_, theirs.best_estimator_.coef_)


@pytest.mark.parametrize(
    ("target", "params", "what"),
    [(X[:, 0], {"sample_weight": np.ones(90)}, "a fit with sample_weight"), (X[:, :2], {}, "a target of several")],
)
def test_weights_and_targets_that_cannot_be_fused_go_through_scikit_learn(
    target: Any, params: dict[str, Any], what: str
) -> None:
    splits = KFold(2).split(X)  # can be gone through once
    # This scorer takes no weights, of which scikit-learn would warn, too.
    search = FusedGridSearchCV(KerasRegressor(), {"epochs": [1]}, cv=splits, scoring=lambda *_: 1.0, refit=False)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        search.fit(X, target, **params)
    assert what in str(caught[0].message)
    assert not search.fused_
    assert search.n_splits_ == 2


def test_they_are_built_cloned_and_shown_as_scikit_learns() -> None:
    search = FusedGridSearchCV(STEADY, GRID, cv=4, n_jobs=2)
    theirs = GridSearchCV(STEADY, GRID, cv=4, n_jobs=2)
    assert set(search.get_params()) == set(theirs.get_params())
    copied = clone(search)
    assert copied.cv == 4
    assert copied.param_grid == GRID
    assert repr(copied) == repr(theirs).replace("GridSearchCV", "FusedGridSearchCV").replace("\n   ", "\n        ")
    with pytest.raises(ValueError, match="'cv' parameter"):
        FusedGridSearchCV(STEADY, GRID, cv="three").fit(X, y)
    with pytest.raises(ValueError, match="Invalid parameter hidden_unit"):
        FusedGridSearchCV(STEADY, {"hidden_unit": [4]}).fit(X, y)


# These take as long as all others.
SLOW_CHECKS = {
    "check_estimators_dtypes",
    "check_estimators_overwrite_params",
    "check_estimator_sparse_array",
    "check_estimator_sparse_matrix",
    "check_methods_subset_invariance",
}


def test_scikit_learns_checks_hold_where_they_hold_of_its_own_search() -> None:
    estimator = FusedGridSearchCV(KerasRegressor(random_state=0, epochs=1), {"model__hidden_units": [4, 8]}, cv=2)
    failed = set()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the checks provoke warnings on purpose
        for instance, check in estimator_checks_generator(estimator):
            if check.func.__name__ not in SLOW_CHECKS:
                try:
                    check(instance)
                except SkipTest:
                    pass
                except Exception:
                    failed.add(check.func.__name__)
    # The one that fails of GridSearchCV over KerasRegressor, too: see test_wrappers.
    assert failed == {"check_supervised_y_2d"}
