"""A whole search in this process."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from core.errors import TrainingFailedError
from core.search.config import SearchConfig
from core.search.data import SearchData, search_data
from core.search.engines import engine_of
from core.search.events import Event, OnEvent, Stop, TrainingEnded
from core.search.result import SearchResult, best_index, complete_candidates, cv_results, make_result
from core.search.splits import ALL_ROWS


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
    data = search_data(frame, config)
    plan = data.plan
    for note in plan.notes:
        warnings.warn(str(note), UserWarning, stacklevel=2)
    trainings: list[TrainingEnded] = []

    def keep(event: Event) -> None:
        if isinstance(event, TrainingEnded):
            trainings.append(event)
        if on_event is not None:
            on_event(event)

    finished = engine_of(config).train(data, keep, stop or (lambda: False))
    best = None
    if finished and config.refit:
        try:
            best = best_network(data, trainings)
        except TrainingFailedError as error:  # its scores stand
            warnings.warn(f"The best setting has no network: {error}", UserWarning, stacklevel=2)
    return make_result(plan, trainings, not finished, best)


def fit_setting(data: SearchData, params: dict[str, Any], split: int) -> Pipeline:
    """A setting trained on all rows of `data`: preprocessing and network as one pipeline.

    Parameters
    ----------
    data : SearchData
        The rows, and the plan.
    params : dict
        The setting.
    split : int
        Stands for the split in its random numbers.

    Raises
    ------
    TrainingFailedError
        If the network's weights are no longer numbers.
    """
    fitted = engine_of(data.plan.config).fit(data, params, split)
    if not all(np.isfinite(weights).all() for weights in fitted[-1].model_.get_weights()):
        raise TrainingFailedError("What the network learned is no longer a number. Try a smaller learning rate.")
    return fitted


def best_network(data: SearchData, trainings: list[TrainingEnded]) -> Pipeline | None:
    """The best setting trained on all rows that were not set aside; None if no setting has a score.

    Raises
    ------
    TrainingFailedError
        As `fit_setting`.
    """
    plan, n_splits = data.plan, len(data.plan.splits)
    index = best_index(cv_results(plan.config, plan.candidates, n_splits, trainings))
    if index < 0:
        return None
    done = {(training.candidate, training.split) for training in trainings}
    params = complete_candidates(plan.candidates, n_splits, done)[index].params
    return fit_setting(data, params, ALL_ROWS)
