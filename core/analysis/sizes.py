"""How large networks are, and whether a smaller one does as well."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import pandas as pd

from core.analysis.scores import DIGITS


def n_weights(params: Mapping[str, Any], n_inputs: int, n_outputs: int) -> int:
    """How many numbers a network learns: its weights and biases.

    Parameters
    ----------
    params : mapping
        A setting, of which ``hidden_units`` and ``hidden_layers`` count.
    n_inputs : int
        Numbers that the network takes for a row, after preprocessing.
    n_outputs : int
        Units of its last layer: 1 for two classes or a number, else one a class.
    """
    layers = [n_inputs, *[int(params["hidden_units"])] * int(params["hidden_layers"]), n_outputs]
    return sum((inputs + 1) * units for inputs, units in pairwise(layers))


def smallest_as_good(matrix: pd.DataFrame, tied: Iterable[int], weights: Mapping[int, int], folds: int) -> int | None:
    """The smallest network that is as good as the best, by the one-standard-error rule.

    Of the best setting and those tied with it, the one with the fewest weights whose mean is no more than one standard
    error of the best's mean below it. Rounds share training rows, so the variance of the mean is taken as
    ``(1 / n + 1 / (folds - 1))`` times that of the rounds.

    Parameters
    ----------
    matrix : DataFrame of shape (n_settings, n_rounds)
        As `core.analysis.comparison.score_matrix` gives it, best mean first.
    tied : iterable of int
        The numbers of the settings that are tied with the best.
    weights : mapping of int to int
        `n_weights` of every setting by its number.
    folds : int
        Parts that the rows were cut into, two at least.

    Returns
    -------
    int or None
        Its number, which may be the best's own; of equally small ones the one with the best mean. None with fewer than
        two rounds, as nothing is known then of the spread.

    References
    ----------
    Breiman, Friedman, Olshen & Stone (1984), Classification and Regression Trees, section 3.4.3.
    Hastie, Tibshirani & Friedman (2009), The Elements of Statistical Learning, section 7.10.
    Nadeau & Bengio (2003), Inference for the generalization error. Machine Learning 52.
    """
    n_rounds = matrix.shape[1]
    if n_rounds < 2 or matrix.empty:
        return None
    means = matrix.mean(axis=1)
    error = math.sqrt((1 / n_rounds + 1 / (folds - 1)) * float(matrix.iloc[0].var(ddof=1)))
    known = {int(matrix.index[0]), *tied}
    as_good = [
        int(number)
        for number, mean in means.items()
        if number in known and round(float(mean), DIGITS) >= round(float(means.iloc[0]) - error, DIGITS)
    ]
    return min(as_good, key=lambda number: weights[number])
