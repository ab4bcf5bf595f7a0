"""What was worked out of a table is remembered by the table's content, so that none is kept for its sake."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Concatenate, ParamSpec, TypeVar

from core.data.datasets import Dataset

P = ParamSpec("P")
T = TypeVar("T")
Function = Callable[Concatenate[Dataset, P], T]


def by_content(most: int) -> Callable[[Function[P, T]], Function[P, T]]:
    """As `functools.lru_cache` of so many answers, for a function of a stored table and what can be hashed.

    Parameters
    ----------
    most : int
        Answers; those go that were not asked for for longest.
    """

    def remembered(function: Function[P, T]) -> Function[P, T]:
        answers: OrderedDict[Hashable, T] = OrderedDict()
        lock = Lock()

        @wraps(function)
        def answer(dataset: Dataset, /, *args: P.args, **kwargs: P.kwargs) -> T:
            asked = (dataset.id, args, tuple(sorted(kwargs.items())))
            with lock:
                if asked in answers:
                    answers.move_to_end(asked)
                    return answers[asked]
            fresh = function(dataset, *args, **kwargs)
            with lock:
                answers[asked] = fresh
                while len(answers) > most:
                    answers.popitem(last=False)
            return fresh

        return answer

    return remembered
