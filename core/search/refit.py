"""One setting trained to be taken home: on all rows that were not set aside."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.data.columns.column import Task
from core.model.seen import see
from core.model.trained import TrainedModel
from core.model.wrappers import ScaledTarget
from core.search.plan import Plan
from core.search.search import REFIT_SPLIT, search_engine


def refit(plan: Plan, params: dict[str, Any]) -> TrainedModel:
    """Train a setting as the final test does: the network is the one that the test's score is of.

    Parameters
    ----------
    plan : Plan
        The search.
    params : dict
        The setting.
    """
    fitted = search_engine(plan.config).fit_best(plan, params, REFIT_SPLIT)
    number = plan.task is Task.REGRESSION
    scaler = ScaledTarget().fit(np.asarray(plan.y, np.float64)) if number else None
    return TrainedModel(
        target=plan.config.target,
        task=plan.task,
        classes=() if number else tuple(map(str, np.unique(plan.y))),
        offset=float(scaler.mean_[0]) if scaler else 0.0,
        scale=float(scaler.scale_[0]) if scaler else 1.0,
        columns=tuple(plan.columns),
        seen={column.name: see(plan.X[column.name], column) for column in plan.columns},
        preprocessing=fitted[0][1:],
        network=fitted[-1].model_,
    )
