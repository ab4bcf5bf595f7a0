"""Simple methods on the rounds of a search: what any network has to beat."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sklearn.metrics import get_scorer

from core.data.columns.column import Task
from core.search.plan import Plan


class Baseline(StrEnum):
    """A simple method.

    CONSTANT always says the commonest class, or the mean; LINEAR is logistic or ridge regression; TREES are
    gradient-boosted.
    """

    CONSTANT = "constant"
    LINEAR = "linear"
    TREES = "trees"


def score_baselines(plan: Plan, split: int) -> dict[str, float]:
    """The score of each simple method in one round, on the rows and numbers that the networks have there.

    Parameters
    ----------
    plan : Plan
        The search.
    split : int
        The round.

    Returns
    -------
    dict of str to float
        By `Baseline`; higher is better.
    """
    # Imported where it trains, as below: the page, which imports this file's names, does not need it.
    from core.search.prepared import prepare_split

    X_train, y_train, X_validation, y_validation = prepare_split(plan, split)
    score = get_scorer(plan.scoring)
    return {
        str(name): float(score(method.fit(X_train, y_train), X_validation, y_validation))
        for name, method in _methods(plan.task).items()
    }


def _methods(task: Task) -> dict[Baseline, Any]:
    from sklearn.dummy import DummyClassifier, DummyRegressor
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    from sklearn.linear_model import LogisticRegression, Ridge

    if task is Task.REGRESSION:
        methods = DummyRegressor(), Ridge(), HistGradientBoostingRegressor(random_state=0)
    else:
        linear = LogisticRegression(max_iter=1000)
        methods = DummyClassifier(strategy="prior"), linear, HistGradientBoostingClassifier(random_state=0)
    return dict(zip(Baseline, methods, strict=True))
