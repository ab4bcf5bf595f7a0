"""Simple methods, a closer look and the final test, on real networks; and that nothing leaks out of validation rows."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy import stats
from sklearn.base import clone
from sklearn.dummy import DummyClassifier
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import r2_score, roc_auc_score
from sklearn.model_selection import cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

from core.analysis.examination import column_frame, final_test, unseen_predictions
from core.data.samples import SAMPLES, sample_table
from core.model.preprocessing import make_preprocessing
from core.runs.examinations import Examination, Kind, Question
from core.search import baselines, examination, prepared
from core.search.config import SearchConfig
from core.search.data import SearchData, sealed_data, search_data
from core.search.engines import engine_of
from core.search.events import TrainingEnded
from core.search.predictions import Predictions
from core.search.refit import refit
from core.search.search import fit_setting
from core.search.splits import ALL_ROWS


@cache
def data_of(sample: str, engine: str = "fused", scoring: str | None = None, cv: int = 3) -> SearchData:
    config = SearchConfig(
        target=SAMPLES[sample].target,
        hidden_units=[5],
        activation=["relu"],
        learning_rate=[0.01],
        epochs=[3],
        cv=cv,
        test_size=0.2,
        engine=engine,
        scoring=scoring,
        refit=False,
    )
    return search_data(sample_table(sample).frame, config)


def scores_of(data: SearchData) -> list[float]:
    found: dict[int, float] = {}

    def keep(event: Any) -> None:
        if isinstance(event, TrainingEnded):
            found[event.split] = event.score

    engine_of(data.plan.config).train(data, keep, lambda: False)
    return [found[split] for split in range(len(data.plan.splits))]


@pytest.mark.parametrize(
    ("sample", "engine", "cv"), [("iris", "fused", 3), ("diabetes", "fused", 3), ("iris", "classic", 2)]
)
def test_a_closer_look_is_at_the_very_networks_that_were_scored(sample: str, engine: str, cv: int) -> None:
    data = data_of(sample, engine, cv=cv)
    plan = data.plan
    looks = [
        json.loads(json.dumps(examination.examine_split(data, plan.candidates[0].params, split))) for split in range(cv)
    ]
    assert [one["score"] for one in looks] == pytest.approx(scores_of(data), abs=1e-5)
    parts = [Examination(Question("r", Kind.CLOSER_LOOK, 0, part), 0.0, look, None) for part, look in enumerate(looks)]
    found = unseen_predictions(parts)
    assert found is not None
    assert sorted(found.rows) == plan.rows.tolist(), "every row that was not set aside, once"
    cells = sample_table(sample).frame[plan.config.target].iloc[found.rows]
    if sample == "diabetes":
        assert found.truth.tolist() == cells.astype(float).tolist()
        by_round = [Predictions.from_dict(look["predictions"]) for look in looks]
        assert [r2_score(one.truth, one.predicted) for one in by_round] == pytest.approx(
            [look["score"] for look in looks]
        )
    else:
        assert found.truth.tolist() == cells.astype(str).tolist()
        assert found.probabilities.sum(axis=1) == pytest.approx(1, abs=1e-5)
        assert (np.array(found.classes)[found.probabilities.argmax(axis=1)] == found.predicted).all()
    assert unseen_predictions([*parts[:-1], Examination(parts[-1].question, 0.0, None, None)]) is None


def test_columns_are_worth_what_scikit_learn_says_of_the_whole_pipeline() -> None:
    data = data_of("iris")
    plan = data.plan
    params = plan.candidates[0].params
    looks = [examination.examine_split(data, params, split) for split in range(3)]
    parts = [Examination(Question("r", Kind.CLOSER_LOOK, 0, part), 0.0, one, None) for part, one in enumerate(looks)]
    frame = column_frame(parts, folds=3).set_index("name")
    assert frame["share"].is_monotonic_decreasing
    train, validation = plan.splits[1]
    whole = fit_setting(data.of_rows(train), params, 1)  # Keras's own predictions, and its own pipeline
    theirs = permutation_importance(
        whole, data.X.iloc[validation], data.y[validation], scoring="accuracy", n_repeats=5, random_state=1
    )["importances"]
    ours = [looks[1]["columns"][name] for name in data.X.columns]
    np.testing.assert_allclose(ours, theirs, atol=1e-9)
    by_round = [np.mean(look["columns"]["petal width"]) for look in looks]
    assert frame.loc["petal width", "share"] == pytest.approx(np.mean(by_round))


@pytest.mark.parametrize(("sample", "scoring"), [("iris", None), ("diabetes", None), ("churn", "roc_auc_ovr")])
def test_the_final_test_is_of_a_network_that_learned_from_all_other_rows(sample: str, scoring: str | None) -> None:
    data, frame = data_of(sample, scoring=scoring), sample_table(sample).frame
    plan, params = data.plan, data.plan.candidates[0].params
    assert not set(plan.rows) & set(plan.sealed)
    assert len(plan.rows) + len(plan.sealed) == len(frame)
    opened = json.loads(json.dumps(examination.open_test(refit(data, params), sealed_data(plan, frame))))
    whole = fit_setting(data, params, ALL_ROWS)
    table = frame.iloc[plan.sealed]
    if sample == "iris":
        right = int((whole.predict(table) == table["species"]).sum())
        assert opened["score"] == right / len(table)
        interval = stats.binomtest(right, len(table)).proportion_ci(method="wilson")
        assert (opened["low"], opened["high"]) == pytest.approx(tuple(interval))
    elif sample == "diabetes":
        truth = table["progression"].astype(float).to_numpy()
        assert opened["score"] == pytest.approx(r2_score(truth, whole.predict(table)), abs=1e-5)
        drawn = stats.bootstrap(
            (truth, whole.predict(table)),
            r2_score,
            paired=True,
            vectorized=False,
            method="percentile",
            rng=1,
            n_resamples=2000,
        ).confidence_interval
        assert (opened["low"], opened["high"]) == pytest.approx(tuple(drawn), abs=0.03)
    else:
        assert opened["score"] == pytest.approx(
            roc_auc_score(table[plan.config.target], whole.predict_proba(table)[:, 1]), abs=1e-5
        )
        assert opened["low"] < opened["score"] < opened["high"]
    assert opened["rows"] == len(table)


def test_a_large_round_is_looked_at_by_a_sample_that_has_every_class(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examination, "MOST_SHUFFLED", 10)
    monkeypatch.setattr(examination, "MOST_KEPT", 20)
    data = data_of("iris", scoring="roc_auc_ovr")
    look = examination.examine_split(data, data.plan.candidates[0].params, 0)
    assert 20 <= len(look["predictions"]["rows"]) <= 23
    assert set(look["predictions"]["truth"]) == set(look["predictions"]["classes"])
    assert np.isfinite(list(look["columns"].values())).all()
    rare = np.array(["a"] * 995 + ["b"] * 5)
    sample = examination._sample(rare, 10)
    assert (len(sample) <= 12, set(rare[sample])) == (True, {"a", "b"})
    assert len(examination._sample(np.arange(1000.0), 10)) == 10


def test_the_facts_of_a_final_test() -> None:
    question = Question("r", Kind.TEST, 2, 0)
    earlier = Examination(Question("other", Kind.TEST, 0, 0), 100.0, {}, None)
    own = Examination(question, 200.0, {"score": 0.9, "low": None, "high": None, "rows": 3}, None)
    found = final_test([own], [earlier, own])
    assert found is not None
    assert (found.candidate, found.opened, found.earlier, found.score, found.rows) == (2, 200.0, (100.0,), 0.9, 3)
    assert np.isnan([found.low, found.high]).all()
    assert final_test([], [earlier]) is None


def test_simple_methods_score_as_scikit_learn_says() -> None:
    data = data_of("iris")
    plan, X = data.plan, data.X.to_numpy()
    pipes = {
        "constant": DummyClassifier(strategy="prior"),
        "linear": LogisticRegression(max_iter=1000),
        "neighbours": KNeighborsClassifier(5),
    }
    ours = [baselines.score_baselines(data, split) for split in range(3)]
    for name, method in pipes.items():
        theirs = []
        for train, validation in plan.splits:
            scaler = StandardScaler().fit(X[train])
            fitted = clone(method).fit(np.float32(scaler.transform(X[train])), data.y[train])
            theirs.append(fitted.score(np.float32(scaler.transform(X[validation])), data.y[validation]))
        assert [one[name] for one in ours] == pytest.approx(theirs)
    assert [one["trees"] > 0.85 for one in ours] == [True] * 3

    numbers = data_of("diabetes")
    ours = [baselines.score_baselines(numbers, split) for split in range(3)]
    # Ridge on standardised columns, once more and by another way.
    standard = StandardScaler().fit_transform(numbers.X)
    roughly = cross_val_score(Ridge(), standard, numbers.y, cv=numbers.plan.splits, scoring="r2")
    assert [one["linear"] for one in ours] == pytest.approx(roughly, abs=0.01)
    assert all(one["constant"] <= 0 for one in ours)


def test_predictions_survive_json_also_labels_of_any_kind() -> None:
    found = Predictions(
        np.array([4, 2]), np.array(["<b>", "é"], object), np.array(["é", "é"], object), ("<b>", "é"), np.eye(2)
    )
    again = Predictions.from_dict(json.loads(json.dumps(found.to_dict())))
    assert again.to_dict() == found.to_dict()
    assert Predictions.joined([found, again]).rows.tolist() == [4, 2, 4, 2]


# A leak: something that is learned from validation rows, where only training rows should be.


def altered(data: SearchData, rows: Any) -> SearchData:
    """The same with other cells and another target in some rows."""
    X, y = data.X.copy(), data.y.copy()
    for name in X.select_dtypes("number"):
        X.loc[rows, name] = X.loc[rows, name].to_numpy() * 100 + 7
    for name in X.select_dtypes(exclude=["number", "datetime"]):
        X.loc[rows, name] = "never seen"
    y[rows] = np.roll(y[rows], 1)
    return replace(data, X=X, y=y)


def learns_from_validation_rows(prepare: Callable[[SearchData, int], Any]) -> bool:
    """Whether what a round trains on changes when the cells and the target of its validation rows do."""
    data = data_of("churn")
    before, after = prepare(data, 0), prepare(altered(data, data.plan.splits[0][1]), 0)
    return not all(np.array_equal(one, other) for one, other in zip(before[:2], after[:2], strict=True))


def prepare_with_a_leak(data: SearchData, split: int) -> Any:
    """As `prepare_split`, but for the rows that its steps are fitted on."""
    train, validation = data.plan.splits[split]
    steps = make_preprocessing(data.plan.columns)[1:].fit(data.X, data.y)
    X = np.asarray(steps.transform(data.X), np.float32)
    return X[train], data.y[train], X[validation], data.y[validation]


def test_nothing_is_learned_from_validation_rows_and_a_leak_would_be_found() -> None:
    assert not learns_from_validation_rows(prepared.prepare_split)
    assert learns_from_validation_rows(prepare_with_a_leak)


def test_what_a_closer_look_predicts_for_a_row_depends_on_no_other_validation_row() -> None:
    data = data_of("churn")
    _, validation = data.plan.splits[0]
    changed, kept = validation[::2], len(validation[1::2])

    def predicted(data: SearchData) -> Any:
        look = examination.examine_split(data, data.plan.candidates[0].params, 0)
        return Predictions.from_dict(look["predictions"]).probabilities[1::2]

    before, after = predicted(data), predicted(altered(data, changed))
    assert len(before) == kept
    np.testing.assert_array_equal(before, after)
