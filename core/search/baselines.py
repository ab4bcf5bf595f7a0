"""Simple methods on the rounds of a search: what any network has to beat. To add one, add a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.data.columns.column import Task
from core.errors import Message
from core.search.data import SearchData
from core.search.metrics import metric


@dataclass(frozen=True)
class Baseline:
    """A simple method.

    Parameters
    ----------
    name : str
        Tells it from the others; in stored scores, too.
    label : Message
        What it is called in a sentence.
    make : callable
        Gives the unfitted estimator for a task.
    guesses : bool, default False
        Whether it looks at the target alone: no better than such a one is no good.
    """

    name: str
    label: Message
    make: Callable[[Task], Any]
    guesses: bool = False


# Imported where they are made: the page, which imports this file's names, needs none of them.
def _constant(task: Task) -> Any:
    from sklearn.dummy import DummyClassifier, DummyRegressor

    return DummyRegressor() if task is Task.REGRESSION else DummyClassifier(strategy="prior")


def _linear(task: Task) -> Any:
    from sklearn.linear_model import LogisticRegression, Ridge

    return Ridge() if task is Task.REGRESSION else LogisticRegression(max_iter=1000)


def _trees(task: Task) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    kind = HistGradientBoostingRegressor if task is Task.REGRESSION else HistGradientBoostingClassifier
    return kind(random_state=0)


def _neighbours(task: Task) -> Any:
    from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

    return KNeighborsRegressor() if task is Task.REGRESSION else KNeighborsClassifier()


BASELINES = {
    baseline.name: baseline
    for baseline in (
        Baseline("constant", Message("always the same guess"), _constant, guesses=True),
        Baseline("linear", Message("a linear model"), _linear),
        Baseline("neighbours", Message("a guess from the five most similar rows"), _neighbours),
        Baseline("trees", Message("tree boosting"), _trees),
    )
}


def score_baselines(data: SearchData, split: int) -> dict[str, float]:
    """The score of each simple method in one round, on the rows and numbers that the networks have there.

    Parameters
    ----------
    data : SearchData
        The rows of the search.
    split : int
        The round.

    Returns
    -------
    dict of str to float
        By the baseline's name; higher is better.
    """
    from core.search.prepared import prepare_split

    X_train, y_train, X_validation, y_validation = prepare_split(data, split)
    scored = metric(data.plan.scoring)
    return {
        name: scored.score_of(baseline.make(data.plan.task).fit(X_train, y_train), X_validation, y_validation)
        for name, baseline in BASELINES.items()
    }
