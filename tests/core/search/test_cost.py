"""What a search costs, and how many rounds are suggested for it."""

import pytest

from core import SearchConfig
from core.search.cost import LONG_SECONDS, SHORT_SECONDS, estimate_cost, suggest_rounds, telling_rounds

CONFIG = SearchConfig(target="y", epochs=[50], test_size=0.2)


def seconds(config: SearchConfig, rows: int, cv: int, repeats: int) -> float:
    return estimate_cost(config.model_copy(update={"cv": cv, "repeats": repeats}), rows, 2).seconds


def test_a_small_table_gets_rounds_enough_to_tell_settings_from_luck() -> None:
    assert suggest_rounds(CONFIG, 178, 48, 2) == (5, 4)


@pytest.mark.parametrize(("rows", "rounds"), [(15_000, (5, 2)), (60_000, (5, 1)), (2_000_000, (3, 1))])
def test_the_longer_a_search_takes_the_fewer_rounds_are_suggested(rows: int, rounds: tuple[int, int]) -> None:
    assert suggest_rounds(CONFIG, rows, rows // 2, 2) == rounds
    if rounds[1] == 1:
        assert seconds(CONFIG, rows, 5, 2) > SHORT_SECONDS
        assert (seconds(CONFIG, rows, 5, 1) > LONG_SECONDS) == (rounds[0] == 3)
    else:
        assert seconds(CONFIG, rows, *rounds) <= SHORT_SECONDS < seconds(CONFIG, rows, 5, 4)
    assert suggest_rounds(CONFIG.model_copy(update={"engine": "classic"}), 2_000, 1_000, 2) == (3, 1)


def test_every_round_can_have_a_row_of_the_rarest_class() -> None:
    assert [suggest_rounds(CONFIG, 100, most, 2)[0] for most in (1, 2, 3, 4, 5, 90)] == [2, 2, 3, 4, 5, 5]
    assert [telling_rounds(most) for most in (1, 2, 3, 4, 5, 90)] == [(2, 10), (2, 10), (3, 7), (4, 5), (5, 4), (5, 4)]
