"""What a search came to, and how often that is wrong."""

import dataclasses
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from core.analysis.advice import Step, advise, baseline_to_beat, setting_to_take
from core.analysis.baselines import BaselineResult, Outcome, baseline_frame, compare_with_baselines
from core.analysis.curves import Learning, Sign
from core.analysis.scores import leaders, ranking, round_frame, score_frame
from core.analysis.verdict import Case, Verdict, judge
from core.runs.examinations import NO_CANDIDATE, Examination, Kind, Question
from core.search.baselines import BASELINES
from core.search.candidates import make_candidates
from core.search.config import SearchConfig
from core.search.events import TrainingEnded
from core.search.metrics import metric

BEST = (0.9, 0.92, 0.94, 0.91, 0.93)
CLOSE = (0.91, 0.9, 0.93, 0.92, 0.91)
WORSE = (0.5, 0.53, 0.52, 0.51, 0.5)


def config(n_settings: int, **given: Any) -> SearchConfig:
    return SearchConfig(
        **{"target": "y", "hidden_units": list(range(1, n_settings + 1)), "activation": ["relu"], **given}
    )


def verdict_of(scores: Any, folds: int = 5, scoring: str = "accuracy", sizes: bool = True) -> Verdict:
    """What settings with these scores come to: a row each, a column a round, NaN where a training failed."""
    candidates, _ = make_candidates(config(len(scores)))
    trainings = [
        TrainingEnded(number, split, float(one)) for number, row in enumerate(scores) for split, one in enumerate(row)
    ]
    n_rounds = max(map(len, scores))
    ranked = ranking(score_frame(candidates, trainings), n_rounds)
    best = leaders(ranked, n_rounds)
    assert best is not None
    weights = {one.number: 10 + one.number for one in candidates} if sizes else None
    verdict = judge(ranked, round_frame(trainings), best.shared, folds, scoring, weights)
    assert verdict is not None
    return verdict


@pytest.mark.parametrize(
    ("scores", "case"),
    [
        ([BEST], Case.ONE_SETTING),
        ([BEST, WORSE], Case.CLEAR),
        ([BEST, CLOSE, WORSE], Case.TIED),
        ([BEST, CLOSE, CLOSE], Case.ALL_TIED),
        ([BEST[:2], CLOSE[:2], WORSE[:2]], Case.FEW_ROUNDS),
        ([BEST, (math.nan,) * 5], Case.ONE_SETTING),
        ([BEST, BEST], Case.ALL_TIED),
    ],
)
def test_each_case_is_told(scores: Any, case: Case) -> None:
    folds = len(scores[0])
    assert verdict_of(scores, folds).case is case


def test_a_verdict_holds_the_best_its_interval_and_those_that_tie() -> None:
    verdict = verdict_of([WORSE, CLOSE, BEST, (0.9, math.nan)])
    assert (verdict.best, verdict.others, verdict.left_out, verdict.rounds) == (2, 2, 1, 5)
    assert (verdict.tied, verdict.smallest, verdict.shared) == ((1,), 1, (2,))
    assert verdict.runner_up is not None
    assert verdict.runner_up.candidate == 1
    assert verdict.runner_up.difference == pytest.approx(np.mean(BEST) - np.mean(CLOSE))
    assert not verdict.lead_matters
    plain = stats.ttest_1samp(BEST, 0).confidence_interval(0.95)
    assert verdict.high - verdict.low == pytest.approx((plain.high - plain.low) * math.sqrt((1 / 5 + 1 / 4) * 5))
    assert verdict_of([WORSE, BEST], sizes=False).smallest is None


def test_settings_are_the_same_for_all_purposes_if_they_are_surely_within_the_margin() -> None:
    near = [score + 0.0005 * (-1) ** number for number, score in enumerate(BEST)]
    assert len(verdict_of([BEST, near]).same) == 1
    assert not verdict_of([BEST, CLOSE]).same


def test_the_margin_is_in_units_of_the_score() -> None:
    assert metric("accuracy").margin(0.9) == 0.01
    assert metric("r2").margin(-3.0) == 0.01
    assert metric("neg_mean_absolute_error").margin(-250.0) == pytest.approx(2.5)


def test_equal_settings_are_rarely_told_apart_and_a_planted_winner_mostly_is() -> None:
    """Scores of five folds, four times over, whose differences correlate as Nadeau and Bengio say."""
    random = np.random.default_rng(0)

    def claimed(advantage: float) -> int:
        wins = 0
        for _ in range(200):
            shared = random.normal(0, math.sqrt(1 / 5), (6, 1))  # by rounds, which so correlate by a fifth
            noise = random.normal(0, math.sqrt(4 / 5), (6, 20))
            scores = 0.8 + 0.01 * (shared + noise)
            scores[0] += 0.01 * advantage
            verdict = verdict_of(scores, sizes=False)
            wins += verdict.case is Case.CLEAR and (advantage == 0 or verdict.best == 0)
        return wins

    assert claimed(0.0) <= 16
    assert claimed(3.0) >= 160


def answers(**scores: list[float]) -> list[Examination]:
    """What simple methods scored, a round each."""
    rounds = len(next(iter(scores.values())))
    questions = [Question("r", Kind.BASELINES, NO_CANDIDATE, part) for part in range(rounds)]
    told = [{name: row[one.part] for name, row in scores.items()} for one in questions]
    return [Examination(one, 0.0, answer, None) for one, answer in zip(questions, told, strict=True)]


def test_the_best_is_compared_with_simple_methods_on_the_same_rounds() -> None:
    random = np.random.default_rng(3)
    own = random.normal(0.9, 0.01, 20)
    linear, trees = own - random.normal(0.001, 0.01, 20), own + random.normal(0.05, 0.01, 20)
    parts = answers(constant=[0.4] * 20, linear=linear.tolist(), trees=trees.tolist())
    frame = baseline_frame([parts[3], *parts[:3], *parts[4:]])
    assert frame.index.tolist() == list(range(1, 21))
    scores = pd.Series(own, index=range(1, 21))
    baselines = compare_with_baselines(scores, frame, folds=5, margin=0.01)
    assert [one.method for one in baselines] == [BASELINES["trees"], BASELINES["linear"], BASELINES["constant"]]
    assert [one.outcome for one in baselines] == [Outcome.WORSE, Outcome.EVEN, Outcome.BETTER]
    best = baseline_to_beat(baselines)
    assert best is not None
    assert best.comparison.difference == pytest.approx(own.mean() - trees.mean())
    # Alone, its p-value is that of the t-test on the wider variance.
    alone = compare_with_baselines(scores, frame[["linear"]], folds=5, margin=0.01)[0].comparison
    plain = stats.ttest_1samp(own - linear, 0).statistic
    assert alone.p_value == pytest.approx(2 * stats.t.sf(abs(plain) / math.sqrt((1 / 20 + 1 / 4) * 20), 19))
    assert compare_with_baselines(scores, frame.iloc[:1], folds=5, margin=0.01) == []


def steps(verdict: Verdict, learning: Learning | None = None, baselines: Any = (), **given: Any) -> list[Any]:
    searched = config(3, hidden_units=[1, 2, 3], **given)
    params = {one.number: one.params for one in make_candidates(searched)[0]}
    return advise(verdict, list(baselines), learning, params, searched, (5, 4))


def test_too_few_rounds_are_the_first_thing_to_mend() -> None:
    verdict = verdict_of([BEST[:2], CLOSE[:2], WORSE[:2]], folds=2)
    first = steps(verdict)[0]
    assert (first.step, first.values) == (Step.MORE_ROUNDS, {"cv": 5, "repeats": 4})
    # As many rounds as the rows allow are not advised once more.
    assert Step.MORE_ROUNDS not in [one.step for one in steps(verdict, cv=2, repeats=10)]


def test_the_edge_is_a_hint_only_if_all_that_tie_stand_there() -> None:
    at_the_edge = steps(verdict_of([WORSE, WORSE, BEST]))
    assert at_the_edge[0].step is Step.WIDER
    assert at_the_edge[0].values == {"hidden_units": [1, 2, 3, 6, 12]}
    inside = steps(verdict_of([WORSE, CLOSE, BEST]))
    assert [one.step for one in inside] == [Step.FINAL_TEST]


@pytest.mark.parametrize(
    ("sign", "step", "values"),
    [
        (Sign.LEARNING, Step.LONGER, {"epochs": [20]}),
        (Sign.OVERFIT, Step.CALMER, {"dropout": [0.0, 0.2, 0.5]}),
        (Sign.STEADY, Step.FINAL_TEST, {}),
    ],
)
def test_how_it_learned_says_what_to_try(sign: Sign, step: Step, values: Any) -> None:
    verdict = verdict_of([CLOSE, BEST, CLOSE])
    first = steps(verdict, Learning(10, 5, 0.5, 0.1, 0.2, 0.2, sign))[0]
    assert (first.step, dict(first.values)) == (step, values)


def test_a_network_that_learns_not_even_its_own_rows_is_to_take_smaller_steps() -> None:
    verdict = verdict_of([CLOSE, BEST, CLOSE])
    for sign in (Sign.OVERFIT, Sign.LEARNING):
        first, *others = steps(verdict, Learning(10, 5, 0.5, 30.0, 40.0, 0.6, sign))
        assert (first.step, first.values) == (Step.SLOWER, {"learning_rate": [0.0001]})
        assert [one.step for one in others] == [Step.FINAL_TEST]


def test_dropout_is_not_advised_where_it_was_tried_nor_a_test_that_was_opened() -> None:
    verdict = verdict_of([CLOSE, BEST, CLOSE])
    overfit = Learning(10, 5, 0.5, 0.1, 0.2, 0.2, Sign.OVERFIT)
    assert Step.CALMER not in [one.step for one in steps(verdict, overfit, dropout=[0.0, 0.2])]
    params = {one.number: one.params for one in make_candidates(config(3))[0]}
    assert advise(verdict, [], None, params, config(3), (5, 4), opened=True) == []


def test_the_setting_to_take_is_the_smallest_near_the_best_unless_none_is_any_good() -> None:
    verdict = verdict_of([CLOSE, BEST, CLOSE])
    assert (verdict.best, verdict.smallest) == (1, 0)
    assert verdict.runner_up is not None
    sure = dataclasses.replace(verdict.runner_up, p_value=0.001)
    ahead, behind = sure, dataclasses.replace(sure, difference=-0.1)
    assert setting_to_take(verdict, [BaselineResult(BASELINES["linear"], 0.9, verdict.runner_up)]) == 0
    assert setting_to_take(verdict, [BaselineResult(BASELINES["linear"], 0.9, ahead)]) == 0
    assert setting_to_take(verdict, [BaselineResult(BASELINES["linear"], 0.9, behind)]) is None
    assert setting_to_take(verdict, [BaselineResult(BASELINES["constant"], 0.9, verdict.runner_up)]) is None
    assert setting_to_take(verdict_of([BEST[:2], CLOSE[:2]], folds=2), []) is None
    assert setting_to_take(verdict_of([WORSE, BEST, WORSE]), []) == 1


def test_a_simple_method_that_does_as_well_is_thought_of() -> None:
    verdict = verdict_of([CLOSE, BEST, CLOSE])
    assert verdict.runner_up is not None
    even = BaselineResult(BASELINES["linear"], 0.92, verdict.runner_up)
    beaten = dataclasses.replace(even, comparison=dataclasses.replace(verdict.runner_up, p_value=0.001))
    ahead = dataclasses.replace(beaten, comparison=dataclasses.replace(beaten.comparison, difference=-0.1))
    for baselines, step in ([even], Step.PERHAPS_SIMPLE), ([even, ahead], Step.SIMPLE), ([beaten], None):
        found = [one.step for one in steps(verdict, baselines=baselines)]
        assert found == ([step] if step else []) + [Step.FINAL_TEST]


def test_a_baseline_that_came_since_a_run_was_made_is_no_gap_in_it() -> None:
    parts = answers(constant=[0.4] * 4, linear=[0.8, 0.7, 0.9, 0.8])
    assert list(baseline_frame(parts)) == ["constant", "linear"]
    own = pd.Series([0.9, 0.95, 0.9, 0.97], index=range(1, 5))
    assert len(compare_with_baselines(own, baseline_frame(parts), folds=4, margin=0.01)) == 2
