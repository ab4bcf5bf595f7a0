import math
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn import metrics
from sklearn.linear_model import LinearRegression

from core.analysis.predictions import (
    Confusion,
    calibration_frame,
    confusion_frame,
    most_confused,
    number_fit,
    ranking_areas,
    ranking_curves,
    residual_frame,
    sureness,
    worst_rows,
)
from core.analysis.scores import MOST_POINTS
from core.search.predictions import Predictions

# Text of all kinds, sorted as scikit-learn sorts labels.
NAMES = ("", "0", "None", "nan", "가 <b>")


def classed(truth: list[str], probabilities: list[list[float]], classes: tuple[str, ...]) -> Predictions:
    given = np.array(probabilities)
    predicted = np.array(classes, object)[given.argmax(axis=1)]
    return Predictions(np.arange(len(truth)) * 10, np.array(truth, object), predicted, classes, given)


def drawn(n_rows: int = 400, classes: tuple[str, ...] = NAMES, seed: int = 0) -> Predictions:
    """Probabilities that are surer of the true class than of the others."""
    random = np.random.default_rng(seed)
    codes = random.integers(0, len(classes), n_rows)
    raw = random.normal(size=(n_rows, len(classes))) + 1.5 * np.eye(len(classes))[codes]
    probabilities = np.exp(raw) / np.exp(raw).sum(axis=1, keepdims=True)
    return classed([classes[code] for code in codes], probabilities.tolist(), classes)


def numbers(truth: list[float], predicted: list[float]) -> Predictions:
    rows = np.arange(len(truth)) * 10
    return Predictions(rows, np.array(truth, float), np.array(predicted, float), (), np.empty((len(truth), 0)))


NOBODY = Predictions(np.array([], int), np.array([], object), np.array([], object), ("a", "b"), np.empty((0, 2)))


def test_confusions_are_those_of_scikit_learn_in_the_order_of_classes() -> None:
    p = drawn()
    found = confusion_frame(p)
    assert list(zip(found["truth"], found["predicted"], strict=True)) == [(a, b) for a in NAMES for b in NAMES]
    expected = metrics.confusion_matrix(p.truth, p.predicted, labels=list(NAMES))
    assert found["count"].to_numpy().reshape(5, 5).tolist() == expected.tolist()
    shares = metrics.confusion_matrix(p.truth, p.predicted, labels=list(NAMES), normalize="true")
    assert found["share"].to_numpy().reshape(5, 5) == pytest.approx(shares)


def test_a_class_without_rows_has_no_shares() -> None:
    found = confusion_frame(classed(["a", "a"], [[0.9, 0.1], [0.2, 0.8]], ("a", "b")))
    assert found["count"].tolist() == [1, 1, 0, 0]
    assert found["share"].tolist() == pytest.approx([0.5, 0.5, math.nan, math.nan], nan_ok=True)


def test_the_mistake_made_most_often() -> None:
    p = drawn()
    found = most_confused(p)
    pairs = pd.Series([pair for pair in zip(p.truth, p.predicted, strict=True) if pair[0] != pair[1]]).value_counts()
    assert found is not None
    assert (found.truth, found.predicted) == pairs.index[0]
    assert (found.count, found.of) == (pairs.iloc[0], (p.truth == found.truth).sum())

    rows = [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.6, 0.4], [0.9, 0.1]]
    assert most_confused(classed(["a", "a", "a", "b", "b"], rows, ("a", "b"))) == Confusion("b", "a", 2, 2)
    assert most_confused(classed(["a", "a", "a", "a", "b"], rows, ("a", "b"))) == Confusion("a", "b", 1, 4)
    assert most_confused(classed(["a", "b"], [[0.9, 0.1], [0.2, 0.8]], ("a", "b"))) is None
    assert most_confused(NOBODY) is None


def test_ranking_curves_are_those_of_each_class_against_the_rest() -> None:
    p = drawn(60)
    found = ranking_curves(p)
    assert found["cls"].unique().tolist() == list(NAMES)
    assert found["kind"].unique().tolist() == ["roc", "precision_recall"]
    for place, name in enumerate(NAMES):
        own = p.truth == name
        roc = found[(found["cls"] == name) & (found["kind"] == "roc")]
        x, y, _ = metrics.roc_curve(own, p.probabilities[:, place])
        assert (roc["x"].tolist(), roc["y"].tolist()) == (x.tolist(), y.tolist())
        precision, recall, _ = metrics.precision_recall_curve(own, p.probabilities[:, place])
        pr = found[(found["cls"] == name) & (found["kind"] == "precision_recall")]
        assert (pr["x"].tolist(), pr["y"].tolist()) == (recall[::-1].tolist(), precision[::-1].tolist())


def test_of_two_classes_the_second_has_curves() -> None:
    p = drawn(60, ("no", "yes"))
    assert set(ranking_curves(p)["cls"]) == {"yes"}
    areas = ranking_areas(p)
    assert areas["cls"].tolist() == ["yes"]
    roc = ranking_curves(p).query("kind == 'roc'")
    assert metrics.auc(roc["x"], roc["y"]) == pytest.approx(areas["roc_area"][0])
    # How often a row of the class is given a higher probability than one of the other.
    second = p.probabilities[:, 1]
    wins = second[p.truth == "yes"][:, None] > second[p.truth == "no"]
    assert areas["roc_area"][0] == pytest.approx(wins.mean())
    assert areas["base_rate"][0] == (p.truth == "yes").mean()


def test_areas_of_several_classes_are_scikit_learns() -> None:
    p = drawn()
    own = p.truth[:, None] == np.array(NAMES, object)
    found = ranking_areas(p)
    assert found["cls"].tolist() == list(NAMES)
    assert found["roc_area"].to_numpy() == pytest.approx(metrics.roc_auc_score(own, p.probabilities, average=None))
    expected = metrics.average_precision_score(own, p.probabilities, average=None)
    assert found["average_precision"].to_numpy() == pytest.approx(expected)
    assert found["base_rate"].sum() == pytest.approx(1)


def test_long_curves_are_thinned_and_keep_their_ends() -> None:
    found = ranking_curves(drawn(5000, ("no", "yes")))
    for kind, ends in (("roc", [(0, 0), (1, 1)]), ("precision_recall", [(0, 1), (1, None)])):
        one = found[found["kind"] == kind]
        assert MOST_POINTS * 0.9 < len(one) <= MOST_POINTS
        assert one["x"].is_monotonic_increasing
        for (x, y), (_, point) in zip(ends, one.iloc[[0, -1]].iterrows(), strict=True):
            assert point["x"] == x
            assert y is None or point["y"] == y


def test_classes_with_no_row_or_with_all_have_no_curves() -> None:
    rows = [[0.5, 0.3, 0.2], [0.2, 0.5, 0.3], [0.4, 0.4, 0.2]]
    assert set(ranking_curves(classed(["a", "b", "a"], rows, ("a", "b", "c")))["cls"]) == {"a", "b"}
    alone = classed(["a", "a", "a"], rows, ("a", "b", "c"))
    for nothing in (alone, NOBODY, numbers([1, 2], [1, 2])):
        assert ranking_curves(nothing).empty
        assert ranking_areas(nothing).empty
    assert ranking_curves(alone).columns.tolist() == ["cls", "kind", "x", "y"]
    assert ranking_areas(alone).columns.tolist() == ["cls", "roc_area", "average_precision", "base_rate"]


def wilson(hits: int, of: int) -> list[float]:
    """Wilson's interval by its formula."""
    z, share = NormalDist().inv_cdf(0.975), hits / of
    middle = share + z**2 / (2 * of)
    wide = z * math.sqrt(share * (1 - share) / of + z**2 / (4 * of**2))
    return [(middle - wide) / (1 + z**2 / of), (middle + wide) / (1 + z**2 / of)]


def test_calibration_is_that_of_equally_many_rows_each() -> None:
    p = drawn()
    found = calibration_frame(p)
    frame = pd.DataFrame({"sure": p.probabilities.max(axis=1), "right": p.truth == p.predicted})
    groups = frame.groupby(pd.qcut(frame["sure"], 10), observed=True)
    assert found["count"].tolist() == [40] * 10
    assert found["confidence"].to_numpy() == pytest.approx(groups["sure"].mean().to_numpy())
    assert found["right"].to_numpy() == pytest.approx(groups["right"].mean().to_numpy())
    assert found["confidence"].is_monotonic_increasing
    for hits, low, high in zip(groups["right"].sum(), found["low"], found["high"], strict=True):
        assert [low, high] == pytest.approx(wilson(hits, 40), abs=1e-9)


def test_few_rows_have_few_groups_and_equal_confidence_is_not_parted() -> None:
    assert calibration_frame(drawn(27))["count"].tolist() == [6, 5, 5, 5, 6]
    assert calibration_frame(drawn(3))["count"].tolist() == [3]
    assert calibration_frame(drawn(400), bins=3)["count"].tolist() == [134, 133, 133]
    rows = [[1.0, 0.0]] * 70 + [[0.7, 0.3]] * 30
    found = calibration_frame(classed(["a"] * 80 + ["b"] * 20, rows, ("a", "b")))
    assert found["confidence"].tolist() == pytest.approx([0.7, 1.0])
    assert found["count"].tolist() == [30, 70]
    assert found["right"].tolist() == pytest.approx([1 / 3, 1.0])
    assert sureness(found) == pytest.approx((0.91, 0.8))


def test_sureness_is_that_of_all_rows() -> None:
    sure = calibration_frame(classed(["a", "b"] * 50, [[0.9, 0.1]] * 100, ("a", "b")))
    shy = calibration_frame(classed(["a"] * 100, [[0.6, 0.4]] * 100, ("a", "b")))
    assert sureness(sure) == pytest.approx((0.9, 0.5))
    assert sureness(shy) == pytest.approx((0.6, 1.0))
    p = drawn()
    whole = p.probabilities.max(axis=1).mean(), metrics.accuracy_score(p.truth, p.predicted)
    assert sureness(calibration_frame(p)) == pytest.approx(whole)


def test_without_rows_nothing_is_known_of_confidence() -> None:
    for nothing in (NOBODY, numbers([1.0], [2.0])):
        found = calibration_frame(nothing)
        assert found.columns.tolist() == ["confidence", "right", "low", "high", "count"]
        assert found.empty
        assert np.isnan(sureness(found)).all()


def test_residuals_are_predicted_less_true() -> None:
    found = residual_frame(numbers([1.0, 5.0], [3.0, 4.0]))
    assert found.to_dict("list") == {
        "row": [0, 10],
        "truth": [1.0, 5.0],
        "predicted": [3.0, 4.0],
        "residual": [2.0, -1.0],
    }


def test_the_fit_of_numbers_is_scikit_learns() -> None:
    random = np.random.default_rng(0)
    x = random.normal(size=(100, 1))
    truth = 3 * x[:, 0] + random.normal(size=100)
    predicted = LinearRegression().fit(x, truth).predict(x)
    found = number_fit(numbers(truth.tolist(), (predicted + 0.5).tolist()))
    assert found.mean_absolute_error == pytest.approx(metrics.mean_absolute_error(truth, predicted + 0.5))
    assert found.median_absolute_error == pytest.approx(metrics.median_absolute_error(truth, predicted + 0.5))
    assert found.r2 == pytest.approx(metrics.r2_score(truth, predicted + 0.5))
    assert found.bias == pytest.approx(0.5)  # least squares have none of their own
    assert not found.spread_grows


def test_misses_grow_with_the_number_if_they_go_with_it_and_not_by_luck() -> None:
    random = np.random.default_rng(0)
    predicted = random.uniform(1, 10, 200)
    noise = random.normal(size=200)

    def grows(misses: np.ndarray) -> bool:
        return number_fit(numbers((predicted - misses).tolist(), predicted.tolist())).spread_grows

    assert grows(noise * predicted)
    assert not grows(noise)
    assert not grows(noise / predicted)  # where they shrink
    few = np.array([2.0, 1.0, 6.0, 3.0, 8.0, 4.0, 5.0, 7.0])
    assert stats.spearmanr(few, range(8)).statistic > 0.6  # which eight rows can have by luck
    assert not number_fit(numbers((np.arange(8) - few).tolist(), list(range(8)))).spread_grows
    # Sure, but so little that it does not matter.
    faint = np.sign(noise) * (np.abs(noise) + 0.02 * predicted)
    rho, p_value = stats.spearmanr(np.abs(faint), predicted)
    assert rho < 0.3
    assert p_value < 0.01
    assert not grows(faint)


def test_equal_numbers_and_a_single_row_are_fitted_too() -> None:
    same = number_fit(numbers([1.0, 2.0, 3.0], [2.0, 2.0, 2.0]))
    assert (same.bias, same.r2, same.spread_grows) == (0.0, 0.0, False)
    perfect = number_fit(numbers([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]))
    assert (perfect.mean_absolute_error, perfect.r2, perfect.spread_grows) == (0.0, 1.0, False)
    alone = number_fit(numbers([1.0], [3.0]))
    assert (alone.mean_absolute_error, alone.bias) == (2.0, 2.0)
    assert math.isnan(alone.r2)


def test_the_worst_rows_of_classes_are_those_it_was_surest_of_and_wrong() -> None:
    rows = [[0.6, 0.3, 0.1], [0.8, 0.1, 0.1], [0.2, 0.1, 0.7], [0.5, 0.1, 0.4]]
    p = classed(["b", "b", "c", "c"], rows, ("a", "b", "c"))
    found = worst_rows(p)
    assert found.columns.tolist() == ["row", "truth", "predicted", "miss"]
    assert found["row"].tolist() == [10, 0, 30]
    assert found["miss"].tolist() == pytest.approx([0.7, 0.3, 0.1])
    assert found["truth"].tolist() == ["b", "b", "c"]
    assert found["predicted"].tolist() == ["a", "a", "a"]
    assert worst_rows(p, n=1)["row"].tolist() == [10]
    assert worst_rows(NOBODY).empty


def test_the_worst_rows_of_numbers_are_those_it_was_furthest_from() -> None:
    found = worst_rows(numbers([1.0, 2.0, 3.0, 4.0], [1.5, 0.0, 3.0, 7.0]), n=3)
    assert found["row"].tolist() == [30, 10, 0]
    assert found["miss"].tolist() == [3.0, 2.0, 0.5]
    assert found["predicted"].tolist() == [7.0, 0.0, 1.5]


def test_any_text_is_a_label_before_and_after_it_is_stored() -> None:
    p = drawn(50)
    stored = Predictions.from_dict(p.to_dict())
    for found, again in ((confusion_frame(p), confusion_frame(stored)), (worst_rows(p), worst_rows(stored))):
        assert set(found["truth"]) <= set(NAMES)
        pd.testing.assert_frame_equal(found, again, atol=1e-6)
    assert not worst_rows(p)["truth"].isna().any()
