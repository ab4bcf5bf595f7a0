"""Which rows are trained on, validated on, and set aside."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.model_selection import RepeatedKFold, RepeatedStratifiedKFold

from core.data.columns.column import Task

# Stands for the split of a network that is trained on all rows.
ALL_ROWS = -1
Split = tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]


def sealed_rows(frame: pd.DataFrame, target: str, test_size: float) -> npt.NDArray[np.bool_]:
    """The rows that are set aside for the final test.

    A row is chosen by a hash of its cells and the target's name, so that no later search can draw others, whatever it
    predicts the target as. Of each value that stands in so many rows that its share is one at least, as a class does,
    the same share is set aside; of all other values together, too.

    Parameters
    ----------
    frame : DataFrame
        The table as it is stored.
    target : str
        The column to predict.
    test_size : float
        Share of the rows, in [0, 0.5].

    Returns
    -------
    ndarray of bool, shape (n_rows,)
        True where a row is set aside.
    """
    if test_size == 0:
        return np.zeros(len(frame), bool)
    keys = pd.util.hash_pandas_object(frame.assign(**{"sealed for": target}), index=False)
    codes = pd.Series(pd.factorize(frame[target].astype(str))[0], frame.index)
    groups = codes.where(codes.groupby(codes).transform("size") * test_size >= 1, -1)
    order = keys.groupby(groups).rank(method="first")
    sizes = groups.groupby(groups).transform("size")
    return np.asarray(order.to_numpy() <= (sizes.to_numpy() * test_size).round())


def make_splits(y: npt.NDArray[np.generic], task: Task, cv: int, repeats: int, random_state: int) -> list[Split]:
    """Divide rows into training and validation rows, shuffled, and stratified for classes.

    Parameters
    ----------
    y : ndarray of shape (n_rows,)
        The target.
    task : Task
        What it is predicted as.
    cv, repeats : int
        Rounds, and how often they are drawn anew.
    random_state : int
        The rows are shuffled by it; more repeats leave the first ones as they are.

    Returns
    -------
    list of (ndarray, ndarray)
        Positions of training and validation rows, ``cv * repeats`` pairs.
    """
    kind = RepeatedKFold if task is Task.REGRESSION else RepeatedStratifiedKFold
    return list(kind(n_splits=cv, n_repeats=repeats, random_state=random_state).split(y, y))
