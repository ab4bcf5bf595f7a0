"""Scores in scikit-learn's form, and what a search came to."""

from __future__ import annotations

import math
import warnings
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.pipeline import Pipeline

from core.errors import ConfigError, Message
from core.search.candidates import Candidate
from core.search.config import SearchConfig
from core.search.events import TrainingEnded
from core.search.plan import Plan
from core.search.sklearn_internals import format_results


@dataclass(frozen=True)
class SearchResult:
    """What a search came to; attributes as those of ``GridSearchCV``.

    Parameters
    ----------
    cv_results_ : dict of str to ndarray
        One row a setting that was trained in every round, in the order of the search.
    best_index_ : int
        The best row; -1 if no setting has a score.
    best_params_ : dict
        The values that were searched, of the best setting.
    best_score_ : float
        Its mean score.
    best_estimator_ : Pipeline or None
        The best setting trained on all rows that were not set aside, if the config asked for it.
    trainings : list of TrainingEnded
        Every training by setting and round, also those of settings that were stopped half-way.
    stopped : bool
        Whether it was stopped before its end.
    notes : list of Message
        What a person should know.
    """

    cv_results_: dict[str, Any]
    best_index_: int
    best_params_: dict[str, Any]
    best_score_: float
    best_estimator_: Pipeline | None
    trainings: list[TrainingEnded]
    stopped: bool
    notes: list[Message]

    def best_line(self) -> str:
        """The best score and its setting, as the Keras tutorials print them."""
        return "Best: %f using %s" % (self.best_score_, self.best_params_)  # noqa: UP031 - the tutorials' own words


def complete_candidates(
    candidates: Iterable[Candidate], n_splits: int, done: Container[tuple[int, int]]
) -> list[Candidate]:
    """The settings whose every round is in `done`, as (candidate, split): the rows of `cv_results`, in order."""
    return [one for one in candidates if all((one.number, split) in done for split in range(n_splits))]


def cv_results(
    config: SearchConfig, candidates: Iterable[Candidate], n_splits: int, trainings: Iterable[TrainingEnded]
) -> dict[str, Any]:
    """Trainings in the form of scikit-learn's ``cv_results_``.

    Parameters
    ----------
    config : SearchConfig
        The search; a setting is told by what it searches over.
    candidates : iterable of Candidate
        Its settings.
    n_splits : int
        Its rounds.
    trainings : iterable of TrainingEnded
        In any order. A setting that lacks a round is left out; a failed one counts as NaN.

    Returns
    -------
    dict of str to ndarray
        Keys, order and dtypes as scikit-learn's.
    """
    by_place = {(training.candidate, training.split): training for training in trainings}
    complete = complete_candidates(candidates, n_splits, by_place)
    if not complete:
        return {"params": []}
    rows = [by_place[one.number, split] for one in complete for split in range(n_splits)]
    out = [
        {"fit_time": row.fit_time, "score_time": row.score_time, "test_scores": row.score, "fit_error": None}
        for row in rows
    ]
    # In alphabetical order, as ParameterGrid has them.
    params = [{name: one.params[name] for name in sorted(config.searched)} for one in complete]
    with warnings.catch_warnings():
        # A failed training is told with its reason.
        warnings.filterwarnings("ignore", message="One or more of the test scores are non-finite", category=UserWarning)
        return format_results(params, n_splits, out)


def best_index(results: dict[str, Any]) -> int:
    """The row with the best mean score, the first of equals; -1 if none has a score."""
    if not results["params"] or np.isnan(results["mean_test_score"]).all():
        return -1
    return int(np.nanargmax(results["mean_test_score"]))


def make_result(
    plan: Plan, trainings: list[TrainingEnded], stopped: bool, best_estimator: Pipeline | None
) -> SearchResult:
    """Put together what a search came to.

    Raises
    ------
    ConfigError
        If every setting failed.
    """
    results = cv_results(plan.config, plan.candidates, len(plan.splits), trainings)
    index = best_index(results)
    if index < 0 and results["params"]:
        reasons = {str(training.failure): None for training in trainings if training.failure}
        raise ConfigError("Every setting failed. {reason}", reason=" ".join(reasons))
    return SearchResult(
        cv_results_=results,
        best_index_=index,
        best_params_=results["params"][index] if index >= 0 else {},
        best_score_=float(results["mean_test_score"][index]) if index >= 0 else math.nan,
        best_estimator_=best_estimator,
        trainings=sorted(trainings, key=lambda one: (one.candidate, one.split)),
        stopped=stopped,
        notes=list(plan.notes),
    )
