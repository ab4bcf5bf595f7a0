import numpy as np
import pandas as pd
import pytest

from core import ConfigError, DataError, GridlightError, Range, SearchConfig
from core.data.samples import sample_table
from core.search.candidates import count_candidates, make_candidates, training_seed
from core.search.data import search_data
from core.search.plan import check_size, plan_search
from core.search.splits import sealed_rows


def test_a_config_is_the_same_after_json() -> None:
    config = SearchConfig(target="y", strategy="random", hidden_units=Range(low=8, high=256), features={"a": "date"})
    assert SearchConfig.model_validate_json(config.model_dump_json()) == config


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"hidden_units": [0]}, "Hidden units must be whole numbers"),
        ({"hidden_units": [-5]}, "Hidden units must be whole numbers"),
        ({"hidden_units": ["ten"]}, "ten is not"),
        ({"hidden_units": [50.5]}, "50.5 is not"),
        ({"hidden_units": []}, "at least one value of hidden units"),
        ({"n_iter": 0}, "at least 1 setting"),
        ({"activation": ["glu"]}, "no activation called glu"),
        ({"cv": 1}, "rounds"),
        ({"cv": None}, "The field for rounds is empty"),
        ({"nonsense": 1}, "nothing called nonsense"),
        ({"hidden_units": Range(low=1, high=9)}, "Choose random search"),
    ],
)
def test_a_wrong_config_gets_a_sentence(given: dict[str, object], sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        SearchConfig(target="y", **given)


def test_grid_is_parameter_grid_and_random_is_parameter_sampler() -> None:
    from sklearn.model_selection import ParameterGrid, ParameterSampler

    space = {"hidden_units": [8, 16, 32], "activation": ["relu", "tanh"], "dropout": [0.0, 0.5]}
    grid, _ = make_candidates(SearchConfig(target="y", **space))
    chosen = [{name: one.params[name] for name in sorted(space)} for one in grid]
    assert chosen == list(ParameterGrid(space))
    random, notes = make_candidates(SearchConfig(target="y", strategy="random", n_iter=4, **space))
    assert len(random) == 4
    assert not notes
    whole = {**{name: [value] for name, value in grid[0].params.items()}, **space}
    assert [one.params for one in random] == list(ParameterSampler(whole, 4, random_state=0))


def test_random_over_a_small_space_runs_it_whole_and_says_so() -> None:
    config = SearchConfig(target="y", strategy="random", n_iter=10)
    candidates, notes = make_candidates(config)
    assert len(candidates) == count_candidates(config) == 6
    assert str(notes[0]) == "There are only 6 different settings, fewer than 10: all are tried."


def test_ranges_are_drawn_from_with_both_ends() -> None:
    config = SearchConfig(
        target="y",
        strategy="random",
        n_iter=400,
        hidden_units=Range(low=8, high=10, log=True),
        learning_rate=Range(low=1e-4, high=1e-1, log=True),
    )
    candidates, _ = make_candidates(config)
    assert {one.params["hidden_units"] for one in candidates} == {8, 9, 10}
    rates = np.array([one.params["learning_rate"] for one in candidates])
    assert rates.min() >= 1e-4
    assert rates.max() <= 1e-1
    assert 0.3 < (rates < 10**-2.5).mean() < 0.7


def test_a_seed_depends_on_what_is_trained_alone() -> None:
    small, _ = make_candidates(SearchConfig(target="y", hidden_units=[50, 100]))
    large, _ = make_candidates(SearchConfig(target="y", hidden_units=[10, 50, 100], activation=["relu", "sigmoid"]))
    place = {str(one.params): training_seed(0, one.params, 1) for one in large}
    assert all(training_seed(0, one.params, 1) == place[str(one.params)] for one in small)
    assert len(set(place.values())) == len(place)


@pytest.mark.parametrize(
    ("frame", "config", "sentence"),
    [
        ({"a": [], "y": []}, {}, "no rows below it: there is nothing to learn"),
        ({"a": [1, 2, 3], "y": ["x"] * 3}, {}, "same value in every row"),
        (
            {"a": range(9), "y": ["x"] * 7 + ["z"] * 2},
            {},
            "The class z has 2 rows to learn from, fewer than the 3 rounds",
        ),
        ({"a": range(4), "y": ["x", "", "z", "x"]}, {}, r"empty in 1 row \(row 2\)"),
        ({"id": range(6), "y": ["x", "z"] * 3}, {}, "No column is left"),
        ({"a": [5, 1, 2, 9, 3, 3], "y": ["x", "z"] * 3}, {"target": "q"}, "no column called q"),
        (
            {"a": [5, 1, 2, 9, 3, 3], "y": ["x", "z"] * 3},
            {"task": "regression"},
            r"not a number in 6 rows \(rows 1, 2, 3, 4, 5, …\)",
        ),
        ({"a": [5, 1, 2, 9, 3, 3], "y": ["x", "z"] * 3}, {"scoring": "r2"}, "does not fit"),
        ({"a": [5, 1, 2, 9], "y": [1.5, 2.5, 3.5, 9.5]}, {}, "too few for 3 rounds"),
    ],
)
def test_a_table_that_cannot_be_searched_gets_a_sentence(
    frame: dict[str, list[object]], config: dict[str, object], sentence: str
) -> None:
    with pytest.raises(GridlightError, match=sentence):
        plan_search(pd.DataFrame(frame), SearchConfig(**{"target": "y", **config}))


def test_too_many_settings_are_refused_with_their_number() -> None:
    config = SearchConfig(target="species", hidden_units=list(range(1, 1002)), activation=["relu"])
    with pytest.raises(ConfigError, match="1001 settings, and at most 1000"):
        check_size(config, 1000)


def test_rounds_are_shuffled_and_stratified() -> None:
    data = search_data(sample_table("iris").frame, SearchConfig(target="species", repeats=2))
    plan = data.plan
    assert len(plan.splits) == 6
    for train, validation in plan.splits:
        assert sorted([*train, *validation]) == list(range(150))
        assert set(np.unique(data.y[validation], return_counts=True)[1]) <= {16, 17}


def test_sealed_rows_stay_the_same_and_hold_a_share_of_each_class() -> None:
    frame = sample_table("iris").frame
    sealed = sealed_rows(frame, "species", 0.2)
    assert frame.loc[sealed, "species"].value_counts().tolist() == [10, 10, 10]
    shuffled = frame.sample(frac=1, random_state=1)
    again = sealed_rows(shuffled, "species", 0.2)
    as_rows = lambda part: sorted(map(tuple, part.to_numpy().tolist()))
    assert as_rows(frame[sealed]) == as_rows(shuffled[again])
    assert not np.array_equal(sealed, sealed_rows(frame, "petal width", 0.2))


def test_errors_survive_the_way_between_processes() -> None:
    import pickle

    error = pickle.loads(pickle.dumps(DataError("Row {row} is wrong.", row=3)))
    assert isinstance(error, DataError)
    assert str(error) == "Row 3 is wrong."
