import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression

from core.analysis.importance import Edge, edges, parameter_importance
from core.analysis.scores import ranking, score_frame
from core.model.hyperparameters import HYPERPARAMETERS, MOST_UNITS, Range
from core.search.candidates import make_candidates
from core.search.config import SearchConfig
from core.search.events import TrainingEnded


def rank(config: SearchConfig, score: Callable[[dict[str, Any]], float], failed: tuple[int, ...] = ()) -> pd.DataFrame:
    """Every setting with two rounds about its score; those that failed with one."""
    candidates, _ = make_candidates(config)
    trainings = [
        TrainingEnded(one.number, split, math.nan if split and one.number in failed else score(one.params) + off)
        for one in candidates
        for split, off in enumerate((-0.01, 0.01))
    ]
    return ranking(score_frame(candidates, trainings), 2)


def shares(ranked: pd.DataFrame, searched: tuple[str, ...]) -> dict[str, float]:
    found = parameter_importance(ranked, searched)
    assert found is not None
    return dict(zip(found.frame["parameter"], found.frame["share"], strict=True))


TWO_WAYS = SearchConfig(target="y", hidden_units=[10, 20], activation=["relu", "sigmoid", "tanh"])
# By hand: the units' means are 0.7 and 0.8, the activations' 0.7, 0.75 and 0.8, that of all 0.75. Sums of squares:
# units 0.015, activation 0.01, all 0.035.
TABLE = {
    (10, "relu"): 0.6,
    (10, "sigmoid"): 0.7,
    (10, "tanh"): 0.8,
    (20, "relu"): 0.8,
    (20, "sigmoid"): 0.8,
    (20, "tanh"): 0.8,
}


def two_ways(params: dict[str, Any]) -> float:
    return TABLE[params["hidden_units"], params["activation"]]


def test_a_full_grids_shares_are_those_of_the_table_worked_by_hand() -> None:
    found = parameter_importance(rank(TWO_WAYS, two_ways), TWO_WAYS.searched)
    assert found is not None
    assert found.frame["parameter"].tolist() == ["hidden_units", "activation"]
    assert found.frame["share"].tolist() == pytest.approx([3 / 7, 2 / 7])
    assert (found.rest, found.n_settings) == (pytest.approx(2 / 7), 6)


def test_the_largest_share_stands_first_and_nothing_is_left_of_main_effects_alone() -> None:
    activation = {"relu": 0.1, "sigmoid": 0.2, "tanh": 0.6}
    scored = rank(TWO_WAYS, lambda params: params["hidden_units"] / 100 + activation[params["activation"]])
    found = parameter_importance(scored, TWO_WAYS.searched)
    assert found is not None
    assert found.frame["parameter"].tolist() == ["activation", "hidden_units"]
    assert found.rest == pytest.approx(0, abs=1e-12)


def test_shares_of_a_random_search_are_those_of_linear_regressions_without_each() -> None:
    config = SearchConfig(
        target="y",
        hidden_units=[10, 20, 40],
        activation=["relu", "tanh", "elu"],
        dropout=[0.0, 0.5],
        learning_rate=Range(low=1e-4, high=1e-1, log=True),
        strategy="random",
        n_iter=40,
    )
    random = np.random.default_rng(0)
    luck = iter(random.normal(0, 0.03, 80))
    scored = rank(
        config, lambda params: params["hidden_units"] / 200 + 0.1 * math.log10(params["learning_rate"]) + next(luck)
    )
    names = list(config.searched)
    assert names == ["hidden_units", "activation", "dropout", "learning_rate"]
    levels = scored[names].assign(learning_rate=pd.qcut(scored["learning_rate"], 4).astype(str)).astype(str)

    def explained(kept: list[str]) -> float:
        columns = pd.get_dummies(levels[kept]).astype(float)
        return float(LinearRegression().fit(columns, scored["mean"]).score(columns, scored["mean"]))

    expected = {name: explained(names) - explained([one for one in names if one != name]) for name in names}
    assert shares(scored, config.searched) == pytest.approx(expected)
    assert expected["learning_rate"] > 0.3


def test_five_numbers_are_levels_of_their_own_and_six_are_groups() -> None:
    def sawtooth(params: dict[str, Any]) -> float:
        return [10, 20, 30, 40, 50, 60].index(params["hidden_units"]) % 2 / 10

    def share(units: list[int]) -> float:
        config = SearchConfig(target="y", hidden_units=units, activation=["relu", "tanh"])
        return shares(rank(config, sawtooth), config.searched)["hidden_units"]

    assert share([10, 20, 30, 40, 50]) == pytest.approx(1)
    # Quarters of six pairs: 10 and 20; 30; 40 and 50; 60. By hand: the larger two lie at the mean.
    assert share([10, 20, 30, 40, 50, 60]) == pytest.approx(1 / 3)


def test_many_settings_at_the_greatest_value_still_make_groups() -> None:
    units = [*range(1, 6), *[100] * 35]
    scored = pd.DataFrame({"hidden_units": units, "mean": np.log(units), "complete": True})
    assert shares(scored, ("hidden_units",))["hidden_units"] > 0.5


def test_settings_that_lack_a_round_do_not_count() -> None:
    config = SearchConfig(target="y", hidden_units=[10, 20, 999], activation=["relu", "sigmoid", "tanh"])
    candidates, _ = make_candidates(config)
    failed = tuple(one.number for one in candidates if one.params["hidden_units"] == 999)
    scored = rank(config, lambda params: two_ways(params) if params["hidden_units"] < 999 else 0.0, failed)
    assert shares(scored, config.searched) == pytest.approx({"hidden_units": 3 / 7, "activation": 2 / 7})


def test_nothing_is_told_of_too_few_settings_of_equal_means_or_of_no_choice() -> None:
    scored = rank(TWO_WAYS, two_ways)
    assert parameter_importance(scored[:5], TWO_WAYS.searched) is None
    assert parameter_importance(rank(TWO_WAYS, lambda _: 0.7), TWO_WAYS.searched) is None
    assert parameter_importance(scored, ("epochs",)) is None
    assert parameter_importance(scored, ()) is None
    assert parameter_importance(ranking(score_frame([], []), 2), TWO_WAYS.searched) is None


def test_nothing_is_told_of_two_hyperparameters_that_went_hand_in_hand() -> None:
    scored = pd.DataFrame({"hidden_units": [1, 2] * 5, "activation": ["elu", "relu"] * 5, "complete": True})
    scored["mean"] = np.arange(10.0)
    assert parameter_importance(scored, ("hidden_units", "activation")) is None
    assert parameter_importance(scored, ("hidden_units",)) is not None


def beyond(name: str, values: list[float], value: float) -> tuple[float, ...] | None:
    """The values to try beyond this one, if it is at an end."""
    config = SearchConfig(target="y", **{name: values})
    usual = {one: getattr(config, one)[0] for one in HYPERPARAMETERS}
    found = [edge for edge in edges({**usual, name: value}, config) if edge.parameter == name]
    for edge in found:
        assert (edge.value, edge.high) == (value, value == max(values))
        assert all(one > value if edge.high else one < value for one in edge.wider)
        wider = SearchConfig(target="y", **{name: [*values, *edge.wider]})
        assert getattr(wider, name) == [*values, *edge.wider]
    return found[0].wider if found else None


@pytest.mark.parametrize(
    ("name", "values", "value", "wider"),
    [
        ("hidden_units", [50, 100, 200], 200, (400, 800)),
        ("hidden_units", [200, 50, 100], 50, (25, 12)),
        ("hidden_units", [50, 100, 200], 100, None),
        ("hidden_units", [2, 1], 1, None),
        ("hidden_units", [2, 3], 2, (1,)),
        ("hidden_units", [100, 3000], 3000, (MOST_UNITS,)),
        ("hidden_units", [100, MOST_UNITS], MOST_UNITS, None),
        ("hidden_units", [100], 100, None),
        ("batch_size", [16, 32], 32, (64, 128)),
        ("batch_size", [16, 32], 16, (8, 4)),
        ("epochs", [10, 3000], 3000, (6000, 10_000)),
        ("epochs", [10, 10_000], 10_000, None),
        ("hidden_layers", [1, 2], 2, (3, 4)),
        ("hidden_layers", [2, 3], 3, (4,)),
        ("hidden_layers", [1, 4], 4, None),
        ("hidden_layers", [3, 4], 3, (2, 1)),
        ("hidden_layers", [1, 2], 1, None),
        ("dropout", [0.0, 0.2], 0.2, (0.3, 0.4)),
        ("dropout", [0.0, 0.75], 0.75, (0.8,)),
        ("dropout", [0.0, 0.8], 0.8, None),
        ("dropout", [0.0, 0.9], 0.9, None),
        ("dropout", [0.0, 0.2], 0.0, None),
        ("dropout", [0.3, 0.5], 0.3, (0.2, 0.1)),
        ("dropout", [0.1, 0.5], 0.1, (0.0,)),
        ("learning_rate", [0.001, 0.01], 0.01, (0.1, 1.0)),
        ("learning_rate", [0.001, 0.003, 0.01], 0.001, (0.0003, 0.0001)),
        ("learning_rate", [0.001, 0.002], 0.002, (0.006, 0.02)),  # by the root of ten at least
        ("learning_rate", [0.01, 0.00001], 0.00001, (1e-6, 1e-7)),  # by ten at most
        ("learning_rate", [0.01, 0.2], 0.2, (1.0,)),
        ("learning_rate", [0.1, 1.0], 1.0, None),
        ("learning_rate", [0.1, 2.0], 2.0, None),
        ("learning_rate", [0.1, 1e-9], 1e-9, None),
    ],
)
def test_what_lies_beyond_the_values_tried(
    name: str, values: list[float], value: float, wider: tuple[float, ...] | None
) -> None:
    assert beyond(name, values, value) == wider  # to the last digit, as a person reads them


def test_any_list_can_be_searched_with_what_lies_beyond_it() -> None:
    random = np.random.default_rng(0)
    drawn = {
        "hidden_units": lambda: int(random.integers(1, 4097)),
        "batch_size": lambda: int(random.integers(1, 500)),
        "epochs": lambda: int(random.integers(1, 10_001)),
        "hidden_layers": lambda: int(random.integers(1, 5)),
        "dropout": lambda: round(float(random.uniform(0, 0.99)), 3),
        "learning_rate": lambda: float(10 ** random.uniform(-12, 3)),
    }
    told = 0
    for name, draw in drawn.items():
        for _ in range(200):
            values = list({draw() for _ in range(3)})
            if len(values) > 1:
                told += sum(beyond(name, values, end(values)) is not None for end in (min, max))
    assert told > 1500


def test_several_ends_are_told_in_one_go_and_ranges_and_names_have_none() -> None:
    config = SearchConfig(
        target="y",
        hidden_units=Range(low=1, high=10),
        activation=["relu", "tanh"],
        epochs=[10, 20],
        dropout=[0.1, 0.4],
        strategy="random",
    )
    usual = {"hidden_layers": 1, "learning_rate": 0.001, "optimizer": "adam", "batch_size": 32}
    params = {**usual, "hidden_units": 10, "activation": "relu", "epochs": 20, "dropout": 0.1}
    assert edges(params, config) == [
        Edge("dropout", 0.1, False, (0.0,)),
        Edge("epochs", 20, True, (40, 80)),
    ]
    assert all(isinstance(one, int) for one in edges(params, config)[1].wider)
