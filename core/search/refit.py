"""One setting trained to be taken home: on all rows that were not set aside."""

from __future__ import annotations

from typing import Any

from core.model.predictor import TargetCodec
from core.model.seen import see
from core.model.trained import TrainedModel
from core.search.data import SearchData
from core.search.search import fit_setting
from core.search.splits import ALL_ROWS


def refit(data: SearchData, params: dict[str, Any]) -> TrainedModel:
    """Train a setting as the final test does: the network is the one that the test's score is of.

    Parameters
    ----------
    data : SearchData
        All rows that were not set aside.
    params : dict
        The setting.

    Raises
    ------
    TrainingFailedError
        If the network's weights are no longer numbers.
    """
    fitted, plan = fit_setting(data, params, ALL_ROWS), data.plan
    codec = TargetCodec.of(plan.task, data.y)
    return TrainedModel(
        target=plan.config.target,
        task=plan.task,
        classes=tuple(map(str, codec.classes)),
        offset=codec.offset,
        scale=codec.scale,
        columns=plan.columns,
        seen={column.name: see(data.X[column.name], column) for column in plan.columns},
        preprocessing=fitted[0][1:],
        network=fitted[-1].model_,
    )
