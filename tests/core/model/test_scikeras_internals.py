import scikeras._utils
from scikeras.wrappers import BaseWrapper, KerasClassifier, KerasRegressor

from tests.core.private_names import assert_as_tested


def test_scikeras_has_the_private_names_that_were_tested() -> None:
    names = {
        "route_params": (scikeras._utils, ["params", "destination", "pass_filter", "strict"]),
        "_check_model_param": (BaseWrapper, ["self"]),
        "_get_compile_kwargs": (BaseWrapper, ["self"]),
        "_build_keras_model": (BaseWrapper, ["self"]),
        "_fit_keras_model": (
            BaseWrapper,
            ["self", "X", "y", "sample_weight", "warm_start", "epochs", "initial_epoch", "kwargs"],
        ),
        "_predict_raw": (BaseWrapper, ["self", "X", "kwargs"]),
        "_type_of_target": (KerasClassifier, ["self", "y"]),
        "_validate_data": (KerasRegressor, ["self", "X", "y", "reset", "y_numeric"]),
        "_initialize_callbacks": (BaseWrapper, ["self"]),
        "_compile_kwargs": (BaseWrapper, None),
    }
    assert_as_tested("scikeras", "core/model/scikeras_internals.py", names)


def test_scikeras_keeps_what_it_was_given_where_it_did() -> None:
    given = KerasClassifier(hidden_units=3, model__activation="relu")
    assert given._user_params == {"hidden_units", "model__activation"}
    assert not hasattr(KerasClassifier(), "_user_params")
