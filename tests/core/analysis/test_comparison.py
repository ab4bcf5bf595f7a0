import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.datasets import make_moons
from sklearn.model_selection import GridSearchCV, RepeatedStratifiedKFold
from sklearn.svm import SVC

from core.analysis.comparison import LEVEL, compare_with_best, hochberg, mean_interval, reach, score_matrix
from core.analysis.scores import ranking, round_frame, score_frame
from core.search.candidates import make_candidates
from core.search.config import SearchConfig
from core.search.events import TrainingEnded


def test_the_numbers_are_those_of_scikit_learns_example() -> None:
    X, y = make_moons(noise=0.352, random_state=1, n_samples=100)
    kernels = [{"kernel": ["linear"]}, {"kernel": ["poly"], "degree": [2, 3]}, {"kernel": ["rbf"]}]
    rounds = RepeatedStratifiedKFold(n_splits=10, n_repeats=10, random_state=0)
    results = GridSearchCV(SVC(random_state=0), kernels, scoring="roc_auc", cv=rounds).fit(X, y).cv_results_
    scores = pd.DataFrame([results[f"split{split}_test_score"] for split in range(100)]).T
    scores = scores.iloc[np.argsort(-scores.mean(axis=1).to_numpy())]
    assert results["params"][scores.index[0]] == {"kernel": "rbf"}

    linear = compare_with_best(scores, folds=10, margin=0.0)[0]
    assert results["params"][linear.candidate] == {"kernel": "linear"}
    assert linear.better == pytest.approx(0.773, abs=5e-4)
    assert linear.worse == pytest.approx(0.227, abs=5e-4)
    practical = compare_with_best(scores, folds=10, margin=0.01)[0]
    assert practical.same == pytest.approx(0.432, abs=5e-4)
    assert practical.better + practical.same + practical.worse == pytest.approx(1)


def test_the_interval_and_the_p_value_are_those_of_the_t_test_with_the_larger_variance() -> None:
    random = np.random.default_rng(0)
    scores = pd.DataFrame(random.normal(0.8, 0.02, (2, 10)))
    scores = scores.iloc[np.argsort(-scores.mean(axis=1).to_numpy())]
    found = compare_with_best(scores, folds=5, margin=0.01)[0]
    differences = scores.iloc[0] - scores.iloc[1]
    plain = stats.ttest_1samp(differences, 0)
    # Ten independent rounds have a variance of 1 / 10, five folds twice one of 1 / 10 + 1 / 4.
    wider = math.sqrt((1 / 10 + 1 / 4) / (1 / 10))
    assert found.p_value == pytest.approx(2 * stats.t.sf(plain.statistic / wider, 9))
    interval = plain.confidence_interval(0.95)
    assert found.high - found.low == pytest.approx((interval.high - interval.low) * wider)


def test_the_interval_of_a_mean_is_wider_than_that_of_independent_rounds() -> None:
    scores = np.random.default_rng(1).normal(0.8, 0.02, 10)
    plain = stats.ttest_1samp(scores, 0).confidence_interval(0.95)
    low, high = mean_interval(scores, folds=5)
    assert (low + high) / 2 == pytest.approx(scores.mean())
    assert high - low == pytest.approx((plain.high - plain.low) * math.sqrt((1 / 10 + 1 / 4) / (1 / 10)))
    assert np.isnan(mean_interval(scores[:1], folds=5)).all()


def test_how_far_apart_means_must_be() -> None:
    assert [reach(3, 3), reach(5, 20)] == pytest.approx([3.93, 1.15], abs=0.01)


def test_hochbergs_correction() -> None:
    # As R's p.adjust(..., "hochberg").
    assert hochberg([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.04, 0.04, 0.02])
    assert hochberg([0.9, 0.8]) == pytest.approx([0.9, 0.9])


def test_rounds_that_all_differ_by_one_row_are_no_proof() -> None:
    scores = pd.DataFrame([[46 / 48, 45 / 47, 46 / 47], [45 / 48, 44 / 47, 45 / 47]])
    assert compare_with_best(scores, folds=3)[0].p_value > LEVEL
    same_sizes = pd.DataFrame([[0.96, 0.94, 0.98], [0.94, 0.92, 0.96]])
    assert compare_with_best(same_sizes, folds=3)[0].p_value > LEVEL


def test_nothing_is_claimed_of_equal_scores_or_of_one_round() -> None:
    same = compare_with_best(pd.DataFrame([[0.5] * 4] * 2), folds=2, margin=0.01)[0]
    assert (same.difference, same.p_value, same.same) == (0.0, 1.0, 1.0)
    assert compare_with_best(pd.DataFrame([[0.5], [0.4]]), folds=2, margin=0.01) == []


def test_only_settings_with_a_score_in_every_round_are_compared_with_the_best_of_them() -> None:
    candidates, _ = make_candidates(SearchConfig(target="y", hidden_units=[1, 2, 3, 4], activation=["relu"]))
    scores = {0: (0.5, 0.6), 1: (0.9,), 2: (0.7, 0.8), 3: (0.9, math.nan)}
    trainings = [TrainingEnded(number, split, one) for number, row in scores.items() for split, one in enumerate(row)]
    matrix = score_matrix(ranking(score_frame(candidates, trainings), 2), round_frame(trainings))
    assert matrix.index.tolist() == [2, 0]
    assert matrix.to_numpy().tolist() == [[0.7, 0.8], [0.5, 0.6]]
    assert score_matrix(ranking(score_frame(candidates, []), 2), round_frame([])).empty
