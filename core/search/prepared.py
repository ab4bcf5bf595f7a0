"""What both engines train on: the rows of a split, prepared; and what they say when a training fails."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import GridlightError, Message
from core.model.preprocessing import make_preprocessing
from core.search.data import SearchData

Array = npt.NDArray[Any]
# Training rows, their target, validation rows, their target.
SplitData = tuple[Array, Array, Array, Array]


def prepare_split(data: SearchData, split: int) -> SplitData:
    """A split's rows as numbers; preprocessing is fitted on the training rows alone."""
    train, validation = data.plan.splits[split]
    preprocessing = make_preprocessing(data.plan.columns)[1:]  # the cells are typed already
    X_train = np.asarray(preprocessing.fit_transform(data.X.iloc[train], data.y[train]), dtype=np.float32)
    X_validation = np.asarray(preprocessing.transform(data.X.iloc[validation]), dtype=np.float32)
    return X_train, data.y[train], X_validation, data.y[validation]


@lru_cache(maxsize=1)
def split_data(data: SearchData) -> Callable[[int], SplitData]:
    """`prepare_split`, once a split."""
    return cache(partial(prepare_split, data))


def loss_failure(epoch: int) -> Message:
    """Why a training ended whose loss is no longer a number, `epoch` counted from 1."""
    return Message("The loss stopped being a number in epoch {epoch}. Try a smaller learning rate.", {"epoch": epoch})


def failure(error: Exception) -> Message:
    """What an error means for the training that it ended."""
    import tensorflow as tf

    if isinstance(error, GridlightError):
        return error.message
    if isinstance(error, MemoryError | tf.errors.ResourceExhaustedError):
        return Message("There was not enough memory. Try fewer hidden units or a smaller batch size.")
    lines = str(error).strip().splitlines()
    values = {"kind": type(error).__name__, "text": lines[0][:300] if lines else ""}
    return Message("The training failed ({kind}: {text}).", values)
