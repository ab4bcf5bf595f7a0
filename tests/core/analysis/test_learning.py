import math

import numpy as np
import pytest

from core.analysis.curves import Learning, Sign, learning


def judge(*rounds: list[float]) -> Learning:
    found = learning({number: ([0.5] * len(one), one) for number, one in enumerate(rounds)})
    assert found is not None
    return found


def shapes(epochs: int) -> dict[Sign, np.ndarray]:
    """One curve for each sign."""
    x = np.linspace(0, 1, epochs)
    return {
        Sign.LEARNING: 0.2 + 0.8 * np.exp(-2 * x),
        Sign.OVERFIT: 0.3 + 0.7 * np.exp(-8 * x) + 0.6 * x**2,
        Sign.STEADY: 0.3 + 0.7 * np.exp(-12 * x),
        Sign.NOTHING: 0.7 + 0.2 * x,
    }


def test_the_numbers_are_those_of_the_mean_over_rounds_cut_to_the_shortest() -> None:
    found = learning(
        {
            0: ([9.0, 7.0, 5.0, 3.0, 1.0], [8.0, 4.0, 2.0, 6.0, 0.0]),
            1: ([], []),
            2: ([7.0, 5.0, 3.0, 2.0], [6.0, 2.0, 4.0, 8.0]),
        }
    )
    assert found is not None
    assert (found.epochs, found.best_epoch) == (4, 2)  # means are 7, 3, 3, 7: the first of equals
    assert (found.train_loss, found.validation_loss, found.best_validation_loss) == (2.5, 7.0, 3.0)


def test_two_epochs_have_no_shape() -> None:
    assert learning({}) is None
    assert learning({0: ([1.0, 0.5], [1.0, 0.5])}) is None
    assert learning({0: ([1.0] * 9, [1.0] * 9), 1: ([1.0], [1.0])}) is None
    assert judge([1.0, 0.5, 0.3]).sign is Sign.LEARNING


def test_a_round_that_lost_its_numbers_does_not_count() -> None:
    good = shapes(20)[Sign.STEADY].tolist()
    bad = [*good[:10], math.inf, *[math.nan] * 9]
    assert judge(good, bad) == judge(good)
    assert learning({0: (bad, bad)}) is None


@pytest.mark.parametrize("epochs", [8, 10, 30, 300])
@pytest.mark.parametrize("sign", Sign)
def test_each_shape_has_its_sign(sign: Sign, epochs: int) -> None:
    curve = shapes(epochs)[sign].tolist()
    assert judge(curve).sign is sign
    assert judge(curve, curve, curve).sign is sign


@pytest.mark.parametrize("noise", [0.01, 0.02, 0.03])
@pytest.mark.parametrize("epochs", [10, 30, 100])
@pytest.mark.parametrize("sign", Sign)
def test_noise_of_some_percent_flips_no_sign(sign: Sign, epochs: int, noise: float) -> None:
    random = np.random.default_rng(0)
    curve = shapes(epochs)[sign]
    signs = [judge(*(curve * random.normal(1, noise, (5, epochs))).tolist()).sign for _ in range(50)]
    assert signs.count(sign) >= 48


def test_a_flat_noisy_curve_is_nothing_learned() -> None:
    random = np.random.default_rng(0)
    signs = [judge(*random.normal(0.7, 0.02, (5, 50)).tolist()).sign for _ in range(50)]
    assert signs.count(Sign.NOTHING) >= 46
    assert judge([0.7] * 20).sign is Sign.NOTHING
    assert judge([0.0] * 20).sign is Sign.NOTHING
    assert judge([1.0, *np.linspace(1, 0.995, 19)]).sign is Sign.NOTHING
    assert judge([1.0, *np.linspace(1, 0.95, 19)]).sign is Sign.LEARNING


def test_a_rise_counts_if_it_is_no_trifle_and_most_rounds_have_it() -> None:
    down, flat = np.linspace(1, 0.2, 41), np.full(40, 0.2)

    def then(rise: float) -> list[float]:
        return [*down, *(flat + rise * np.linspace(0, 1, 40))]

    assert judge(then(0.2)).sign is Sign.OVERFIT
    assert judge(then(0.02)).sign is Sign.STEADY
    # One round's rise lifts the mean of three, but not most of them.
    assert judge(then(0.6), then(-0.001), then(-0.001)).sign is Sign.STEADY
    assert judge(then(0.3), then(0.3), then(-0.001)).sign is Sign.OVERFIT


def test_a_rise_in_the_last_tenth_alone_is_no_sign_yet() -> None:
    assert judge([*np.linspace(1, 0.5, 92), *np.linspace(0.6, 0.9, 8)]).sign is not Sign.OVERFIT
    assert judge([*np.linspace(1, 0.5, 88), *np.linspace(0.6, 0.9, 12)]).sign is Sign.OVERFIT


def test_still_learning_is_a_fall_of_some_share_of_the_whole_over_the_last_tenth() -> None:
    start = [1.0, *np.linspace(0.9, 0.5, 59)]
    # Over ten epochs, a tenth of a hundred, losses fall by 1 % and by 5 % of about half.
    assert judge([*start, *np.linspace(0.5, 0.48, 40)]).sign is Sign.STEADY
    assert judge([*start, *np.linspace(0.5, 0.4, 40)]).sign is Sign.LEARNING
