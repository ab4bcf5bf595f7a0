"""What a search costs, what is left of it, and how many rounds are suggested for it."""

import dataclasses
import math

import pytest

from core import SearchConfig
from core.data.columns.column import Task
from core.data.columns.roles import describe_columns
from core.data.samples import SAMPLES, sample_table
from core.model.hyperparameters import Range
from core.search.cost import (
    LONG_SECONDS,
    SHORT_SECONDS,
    Pace,
    TableSize,
    estimate_cost,
    plan_size,
    seconds_left,
    suggest_rounds,
    table_size,
    telling_rounds,
    trainings_of,
)
from core.search.plan import plan_search

CONFIG = SearchConfig(target="y", epochs=[50], test_size=0.2)
WIDE = {"hidden_units": Range(low=4, high=4000, log=True), "strategy": "random", "n_iter": 20}


def size(rows: int) -> TableSize:
    return TableSize(Task.BINARY, rows, 30, 1)


def like(config: SearchConfig = CONFIG, **given: object) -> SearchConfig:
    return SearchConfig.model_validate({**config.model_dump(), **given})


def training_seconds(config: SearchConfig, rows: int) -> float:
    cost = estimate_cost(config, size(rows), 2)
    return cost.seconds - cost.preparing


def test_a_small_table_gets_rounds_enough_to_tell_settings_from_luck() -> None:
    assert suggest_rounds(CONFIG, size(142), 48, 2) == (5, 4)


@pytest.mark.parametrize(("rows", "rounds"), [(6_000, (5, 2)), (50_000, (5, 1)), (2_000_000, (3, 1))])
def test_the_longer_a_search_takes_the_fewer_rounds_are_suggested(rows: int, rounds: tuple[int, int]) -> None:
    assert suggest_rounds(CONFIG, size(rows), rows // 2, 2) == rounds
    if rounds[1] == 1:
        assert training_seconds(like(cv=5, repeats=2), rows) > SHORT_SECONDS
        assert (training_seconds(like(cv=5, repeats=1), rows) > LONG_SECONDS) == (rounds[0] == 3)
    else:
        assert training_seconds(like(cv=5, repeats=4), rows) > SHORT_SECONDS
    assert suggest_rounds(like(engine="classic"), size(2_000), 1_000, 2) == (3, 1)


def test_every_round_can_have_a_row_of_the_rarest_class() -> None:
    assert [suggest_rounds(CONFIG, size(100), most, 2)[0] for most in (1, 2, 3, 4, 5, 90)] == [2, 2, 3, 4, 5, 5]
    assert [telling_rounds(most) for most in (1, 2, 3, 4, 5, 90)] == [(2, 10), (2, 10), (3, 7), (4, 5), (5, 4), (5, 4)]


def test_a_search_is_priced_by_the_settings_that_it_will_try() -> None:
    drawn = estimate_cost(like(**WIDE), size(800), 2)
    middle = estimate_cost(like(hidden_units=[2002], activation=["relu"]), size(800), 2)
    # On a logarithmic scale most are far narrower than the middle of the range.
    assert (drawn.seconds - drawn.preparing) / 20 < 0.5 * (middle.seconds - middle.preparing)
    layered = like(hidden_units=[50, 200], hidden_layers=[1, 2], activation=["relu"])
    own = [
        one.seconds
        for units in (50, 200)
        for layers in (1, 2)
        for one in trainings_of(like(layered, hidden_units=[units], hidden_layers=[layers]), size(800))
    ]
    assert sum(one.seconds for one in trainings_of(layered, size(800))) == pytest.approx(sum(own), rel=0.5)
    assert max(own) > 5 * min(own)


def test_programs_are_paid_for_once_and_less_where_they_are_on_disk_or_at_hand() -> None:
    kinds = like(activation=["relu", "tanh", "elu", "gelu"])
    programs = {one.program for one in trainings_of(kinds, size(142))}
    assert len(programs) == 4
    fresh = estimate_cost(kinds, size(142), 2)
    stored = estimate_cost(kinds, size(142), 2, Pace(dict.fromkeys(programs, 1.0)))
    held = estimate_cost(kinds, size(142), 2, Pace(at_hand=frozenset(programs - {None})))
    one_missing = Pace(at_hand=frozenset(list(programs - {None})[1:]))
    assert estimate_cost(kinds, size(142), 2, one_missing).preparing == one_missing.seconds_a_program
    assert fresh.preparing > 2 * stored.preparing > 0 == held.preparing
    assert fresh.seconds - fresh.preparing == pytest.approx(held.seconds)
    again = estimate_cost(like(kinds, repeats=10), size(142), 2)
    assert again.preparing == fresh.preparing


def test_what_a_kind_of_network_took_here_prices_it_and_the_usual_prices_the_rest() -> None:
    relu, tanh = ((one,) for one in trainings_of(like(hidden_units=[50], activation=["relu", "tanh"]), size(142)))
    pace = Pace({relu[0].program: 3.0}, usual=2.0)
    assert pace.training(relu[0]) == pytest.approx(3 * relu[0].seconds)
    assert pace.training(tanh[0]) == pytest.approx(2 * tanh[0].seconds)


def test_what_is_left_is_told_from_enough_scores_on_and_counts_programs_that_are_still_missing() -> None:
    trainings = trainings_of(like(hidden_units=[50], activation=["relu", "tanh"]), size(142))
    left = lambda *times: seconds_left(trainings, 20, dict(enumerate(times)), 2, Pace())
    assert left() is None
    assert left((3, 3.0)) is None  # of forty, four are a tenth
    first_kind = left((4, 4.0))
    # Relu takes a second a training here; tanh as much longer than was expected, and is not compiled yet.
    others = trainings[1].seconds / trainings[0].seconds
    assert first_kind == pytest.approx((16 + 20 * others) / 2 + Pace().seconds_a_program)
    assert left((20, 20.0), (10, 40.0)) == pytest.approx(10 * 4 / 2)
    assert left((20, 20.0), (20, 80.0)) == 0


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_form_tells_the_programs_that_the_search_will_need(sample: str) -> None:
    frame = sample_table(sample).frame
    config = like(target=SAMPLES[sample].target, cv=5)
    plan = plan_search(frame, config)
    before = table_size(describe_columns(frame, config.cells), len(frame), config, plan.task)
    planned = plan_size(plan)
    assert dataclasses.replace(before, n_rows=0) == dataclasses.replace(planned, n_rows=0)
    assert math.isclose(before.n_rows, planned.n_rows, rel_tol=0.1)
    programs = [{one.program for one in trainings_of(config, one)} for one in (before, planned)]
    assert programs[0] == programs[1]
