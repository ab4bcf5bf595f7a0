"""A whole search in this process."""

from __future__ import annotations

import warnings
from importlib import import_module
from types import ModuleType

import pandas as pd
from sklearn.pipeline import Pipeline

from core.search.config import SearchConfig
from core.search.events import Event, OnEvent, Stop, TrainingEnded
from core.search.plan import Plan, plan_search
from core.search.result import SearchResult, best_index, complete_candidates, cv_results, make_result

# Where a split's number stands in the seed of the network that is trained on all rows.
REFIT_SPLIT = -1


def run_search(
    frame: pd.DataFrame, config: SearchConfig, on_event: OnEvent | None = None, stop: Stop | None = None
) -> SearchResult:
    """Train and score every setting of a search, and train the best once more.

    Parameters
    ----------
    frame : DataFrame
        The table: cells as strings, as `read_csv` gives them, or typed.
    config : SearchConfig
        What to do.
    on_event : callable, optional
        Called with each `TrainingBegan`, `EpochEnded` and `TrainingEnded`.
    stop : callable, optional
        Asked some times a second, by the classic engine after every epoch; when it returns true, the search ends with
        what it has.

    Returns
    -------
    SearchResult
        Scores, the best setting, and the best network if `config.refit`.

    Raises
    ------
    ConfigError, DataError
        If the table cannot be searched with this config, or every setting failed.

    Examples
    --------
    >>> from core import SearchConfig, read_csv, run_search
    >>> table = read_csv("flowers.csv")                                     # doctest: +SKIP
    >>> run_search(table.frame, SearchConfig(target="species")).best_line()  # doctest: +SKIP
    "Best: 0.826667 using {'activation': 'relu', 'hidden_units': 100}"
    """
    plan = plan_search(frame, config)
    for note in plan.notes:
        warnings.warn(str(note), UserWarning, stacklevel=2)
    trainings: list[TrainingEnded] = []

    def keep(event: Event) -> None:
        if isinstance(event, TrainingEnded):
            trainings.append(event)
        if on_event is not None:
            on_event(event)

    finished = search_engine(config).train_candidates(plan, plan.candidates, keep, stop or (lambda: False))
    best = best_network(plan, trainings) if finished and config.refit else None
    return make_result(plan, trainings, not finished, best)


def search_engine(config: SearchConfig) -> ModuleType:
    """The module whose ``train_candidates`` trains a search and whose ``fit_best`` trains its best setting."""
    return import_module(f"core.search.{'classic' if config.engine == 'classic' else 'fused.engine'}")


def best_network(plan: Plan, trainings: list[TrainingEnded]) -> Pipeline | None:
    """The best setting trained on all rows that were not set aside; None if no setting has a score."""
    n_splits = len(plan.splits)
    index = best_index(cv_results(plan.config, plan.candidates, n_splits, trainings))
    if index < 0:
        return None
    done = {(training.candidate, training.split) for training in trainings}
    params = complete_candidates(plan.candidates, n_splits, done)[index].params
    return search_engine(plan.config).fit_best(plan, params, REFIT_SPLIT)
