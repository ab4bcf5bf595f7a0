"""Which columns of one row pushed a prediction which way."""

from __future__ import annotations

import pandas as pd

from core.data.columns.column import Task
from core.model.trained import TrainedModel

# Other rows whose cells are tried in place of the row's own; fewer where there are many columns.
MOST_OTHERS = 50
MOST_TRIED = 2000


def pushes(model: TrainedModel, row: pd.DataFrame, others: pd.DataFrame) -> dict[str, float]:
    """How far each column of a row moves what is predicted for it.

    For each column, the prediction less the mean prediction with that column's cell taken from other rows, and all
    else as it is: for classes, of the probability of the class that is predicted. Columns that act together can push
    by more, or less, than the sum of both.

    Parameters
    ----------
    model : TrainedModel
        The network.
    row : DataFrame of one row
        Typed.
    others : DataFrame
        Rows of the table, typed.

    Returns
    -------
    dict of str to float
        By column.

    References
    ----------
    Robnik-Šikonja & Kononenko (2008), Explaining classifications for individual instances. IEEE TKDE 20.
    """
    names = [column.name for column in model.columns]
    others = others.iloc[: max(5, min(MOST_OTHERS, MOST_TRIED // len(names)))].reset_index(drop=True)
    own = row.loc[row.index.repeat(len(others))].reset_index(drop=True)
    tried = [own.assign(**{name: others[name]}) for name in names]
    answers = model.predict(pd.concat([row, *tried], ignore_index=True))
    if model.task is Task.REGRESSION:
        told = answers.predicted
    else:
        told = answers.probabilities[:, answers.probabilities[0].argmax()]
    means = told[1:].reshape(len(names), len(others)).mean(axis=1)
    return {name: float(told[0] - mean) for name, mean in zip(names, means, strict=True)}
