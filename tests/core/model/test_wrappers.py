import warnings

import numpy as np
import pytest
from sklearn.base import clone, is_classifier, is_regressor
from sklearn.model_selection import cross_val_score
from sklearn.utils.estimator_checks import check_estimator

from core.model import KerasClassifier, KerasRegressor, create_model

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 3)).astype("float32")

# scikit-learn's checks that cannot hold, and why.
UPSTREAM = {
    "check_estimator_tags_renamed": "SciKeras still defines _more_tags beside",
    "check_mixin_order": "SciKeras's own base classes stand in this order",
    "check_sample_weight_equivalence_on_dense_data": "training in batches depends on how rows fall into them",
    "check_sample_weight_equivalence_on_sparse_data": "training in batches depends on how rows fall into them",
}
CLASSIFIER = {"check_supervised_y_2d": "SciKeras takes targets of several columns, so it does not warn of one"}


@pytest.mark.parametrize(
    ("estimator", "expected"),
    [
        # Eagerly, as a step takes less time than its tracing.
        (KerasClassifier(random_state=0, run_eagerly=True), UPSTREAM | CLASSIFIER),
        (KerasRegressor(random_state=0, run_eagerly=True), UPSTREAM),
    ],
    ids=["classifier", "regressor"],
)
def test_scikit_learns_checks_hold_but_for_those_listed(estimator: object, expected: dict[str, str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the checks provoke warnings on purpose
        results = check_estimator(estimator, on_fail=None, on_skip=None)
    failed = {result["check_name"] for result in results if result["status"] in ("failed", "xfail")}
    assert failed == set(expected)


def test_scikit_learn_sees_what_they_are() -> None:
    assert is_classifier(KerasClassifier())
    assert is_regressor(KerasRegressor())


def test_sorted_classes_get_stratified_folds() -> None:
    y = np.repeat(["a", "b", "c"], 20)
    spread = X + np.eye(3)[np.repeat([0, 1, 2], 20)] * 6
    estimator = KerasClassifier(optimizer__learning_rate=0.02, epochs=12, random_state=0)
    assert cross_val_score(estimator, spread, y, cv=3).mean() > 0.8


def test_a_seed_repeats_a_fit_and_leaves_nothing_behind() -> None:
    y = (X[:, 0] > 0).astype(int)
    estimator = KerasClassifier(epochs=2, random_state=3)
    first, second = (clone(estimator).fit(X, y).predict_proba(X) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    # With TensorFlow's op determinism left on, an unseeded fit raises.
    clone(estimator).set_params(random_state=None).fit(X, y)


def test_optimizer_settings_reach_the_network_by_either_way() -> None:
    y = (X[:, 0] > 0).astype(int)
    routed = KerasClassifier(optimizer="sgd", optimizer__learning_rate=0.07).fit(X, y).model_.optimizer
    named = KerasClassifier(model__optimizer="sgd", model__learning_rate=0.07).fit(X, y).model_.optimizer
    for optimizer in (routed, named):
        assert type(optimizer).__name__ == "SGD"
        assert float(optimizer.learning_rate) == pytest.approx(0.07)


def test_whole_numbers_to_predict_are_numbers_in_their_own_units() -> None:
    y = (5000 + 400 * X[:, 0]).round().astype(int)
    estimator = KerasRegressor(optimizer__learning_rate=0.02, epochs=20, random_state=0).fit(X, y)
    assert estimator.target_type_ == "continuous"
    assert estimator.model_.output_shape == (None, 1)
    assert abs(estimator.predict(X) - y).mean() < 200


@pytest.mark.parametrize("classes", [2, 3])
def test_probabilities_of_one_row_keep_their_shape(classes: int) -> None:
    estimator = KerasClassifier().fit(X, np.arange(60) % classes)
    assert estimator.predict_proba(X[:1]).shape == (1, classes)


def test_validation_data_are_encoded_as_the_training_data() -> None:
    y = np.where(X[:, 0] > 0, "yes", "no")
    estimator = KerasClassifier().fit(X, y, validation_data=(X, y))
    assert np.isfinite(estimator.history_["val_loss"]).all()


@pytest.mark.parametrize(
    ("kind", "classes", "units", "activation", "loss"),
    [
        ("binary", 2, 1, "sigmoid", "binary_crossentropy"),
        ("multiclass", 4, 4, "softmax", "sparse_categorical_crossentropy"),
        ("continuous", 0, 1, "linear", "mean_squared_error"),
    ],
)
def test_the_network_ends_as_its_task_asks(kind: str, classes: int, units: int, activation: str, loss: str) -> None:
    meta = {"n_features_in_": 3, "target_type_": kind, "n_classes_": classes}
    model = create_model(hidden_units=7, activation="tanh", hidden_layers=2, dropout=0.3, meta=meta)
    layers = [(type(layer).__name__, getattr(layer, "units", None)) for layer in model.layers]
    assert layers == [("Dense", 7), ("Dropout", None)] * 2 + [("Dense", units)]
    assert model.layers[-1].activation.__name__ == activation
    assert model.loss == loss
