"""A run's scores as a table, in the shape of scikit-learn's ``cv_results_``."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from core.data.writer import write_csv
from core.runs.run import Run
from core.search.candidates import Candidate
from core.search.events import TrainingEnded
from core.search.result import cv_results


def results_frame(run: Run, candidates: Iterable[Candidate], trainings: Iterable[TrainingEnded]) -> pd.DataFrame:
    """One row a setting that was trained in every round, in the order of the search.

    Parameters
    ----------
    run : Run
        The run.
    candidates : iterable of Candidate
        Its settings.
    trainings : iterable of TrainingEnded
        Its trainings so far, in any order. A failed one has no score, nor has its setting a mean.

    Returns
    -------
    DataFrame
        Columns as scikit-learn's ``cv_results_``: times, a ``param_`` each, ``params``, the score of each round,
        their mean, standard deviation and rank. Only ``params`` if no setting is complete.
    """
    return pd.DataFrame(cv_results(run.config, candidates, run.n_splits, trainings))


def results_csv(run: Run, candidates: Iterable[Candidate], trainings: Iterable[TrainingEnded]) -> bytes:
    """`results_frame` as CSV, as spreadsheets take it."""
    return write_csv(results_frame(run, candidates, trainings))


def results_json(run: Run, candidates: Iterable[Candidate], trainings: Iterable[TrainingEnded]) -> str:
    """`results_frame` as JSON, with what was searched: an object a setting; a score that is not there is null."""
    rows = results_frame(run, candidates, trainings).to_dict("records")
    about = {
        "dataset": run.dataset_name,
        "task": run.task,
        "scoring": run.scoring,
        "status": run.status,
        "config": run.config.model_dump(mode="json"),
        "cv_results": [{str(key): _plain(value) for key, value in row.items()} for row in rows],
    }
    return json.dumps(about, indent=2, ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    """A NumPy scalar as Python's own, and what is no number as None."""
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and not math.isfinite(value) else value
