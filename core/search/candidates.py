"""The settings that a search tries."""

from __future__ import annotations

import hashlib
import json
import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats
from sklearn.model_selection import ParameterGrid, ParameterSampler

from core.errors import Counted, Message
from core.model.hyperparameters import HYPERPARAMETERS, Range
from core.search.config import SearchConfig


@dataclass(frozen=True)
class Candidate:
    """One combination of hyperparameter values.

    Parameters
    ----------
    number : int
        Its place in the search, from 0.
    params : dict
        A value for every hyperparameter.
    """

    number: int
    params: dict[str, Any]


def count_candidates(config: SearchConfig) -> int:
    """How many settings a search tries, without making them."""
    space = _space_size(config)
    return int(min(space, config.n_iter) if config.strategy == "random" else space)


def make_candidates(config: SearchConfig) -> tuple[list[Candidate], list[Message]]:
    """The settings that a search tries, in scikit-learn's order, and what there is to say about them.

    Parameters
    ----------
    config : SearchConfig
        The search.

    Returns
    -------
    candidates : list of Candidate
        As ``ParameterGrid`` or ``ParameterSampler`` gives them.
    notes : list of Message
        That a random search is wider than its space, where it is.
    """
    space = {name: getattr(config, name) for name in HYPERPARAMETERS}
    notes = []
    if config.strategy == "grid":
        chosen = list(ParameterGrid(space))
    else:
        size = _space_size(config)
        if size < config.n_iter:
            only = Counted(
                "There is only {count} setting, fewer than {n_iter}: it is tried.",
                "There are only {count} different settings, fewer than {n_iter}: all are tried.",
            )
            notes.append(Message(only, {"count": int(size), "n_iter": config.n_iter}))
        drawn = {name: _distribution(values) if isinstance(values, Range) else values for name, values in space.items()}
        with warnings.catch_warnings():
            # scikit-learn's own words for the note above
            warnings.filterwarnings("ignore", message="The total space of parameters", category=UserWarning)
            chosen = list(ParameterSampler(drawn, config.n_iter, random_state=config.random_state))
    params = [{name: _plain(one[name]) for name in HYPERPARAMETERS} for one in chosen]
    return [Candidate(number, one) for number, one in enumerate(params)], notes


def training_seed(random_state: int, params: dict[str, Any], split: int) -> int:
    """The seed of one training, from 0 to 2**31 - 1.

    It depends on what is trained and not on where or when: another value in the grid, another number of workers, or
    a restart changes no other candidate's random numbers.
    """
    key = json.dumps([random_state, sorted(params.items()), split]).encode()
    return int.from_bytes(hashlib.sha256(key).digest()[:4]) >> 1


def _space_size(config: SearchConfig) -> float:
    """How many combinations there are; infinite where a range is drawn from."""
    return math.prod(
        math.inf if isinstance(values, Range) else len(values)
        for values in (getattr(config, name) for name in HYPERPARAMETERS)
    )


class _WholeNumbers:
    """Whole numbers drawn evenly on a logarithmic scale, with the one method that scikit-learn asks for."""

    def __init__(self, low: int, high: int) -> None:
        self._ends = math.log(low - 0.5), math.log(high + 0.5)

    def rvs(self, random_state: np.random.RandomState) -> int:
        return round(math.exp(random_state.uniform(*self._ends)))


def _distribution(values: Range) -> Any:
    low, high = values.low, values.high
    if isinstance(low, int) and isinstance(high, int):
        return _WholeNumbers(low, high) if values.log else stats.randint(low, high + 1)
    if low == high:
        return [low]
    return stats.loguniform(low, high) if values.log else stats.uniform(low, high - low)


def _plain(value: Any) -> Any:
    """A NumPy scalar as Python's own."""
    return value.item() if isinstance(value, np.generic) else value
