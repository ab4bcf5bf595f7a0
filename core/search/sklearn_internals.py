"""All that rests on scikit-learn's private names: the one file that another version of scikit-learn can break."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.callback import with_callbacks
from sklearn.model_selection import GridSearchCV, check_cv
from sklearn.utils import Tags, get_tags
from sklearn.utils.metaestimators import _safe_split

from core.search.splits import Split


def rows_of(estimator: Any, X: Any, y: Any, rows: npt.NDArray[np.intp]) -> tuple[Any, Any]:
    """Some rows of whatever a search takes, as its estimator takes them."""
    return _safe_split(estimator, X, y, rows)  # type: ignore[no-any-return]


def format_results(params: list[dict[str, Any]], n_splits: int, fits: list[dict[str, Any]]) -> dict[str, Any]:
    """``cv_results_`` of settings.

    Parameters
    ----------
    params : list of dict
        Of each setting.
    n_splits : int
    fits : list of dict
        Setting after setting, and for each split after split: ``fit_time``, ``score_time``, ``test_scores`` and
        ``fit_error``.
    """
    return GridSearchCV(None, {})._format_results(params, n_splits, fits)  # type: ignore[no-any-return]


def fit_elsewhere(estimator: Any, X: Any, y: Any, fit: Callable[[], Any]) -> None:
    """Run `fit` in place of an estimator's own, with the callbacks that would be called around that."""
    if not hasattr(estimator, "_init_callback_context"):
        fit()
        return

    @with_callbacks  # type: ignore[untyped-decorator]
    def fit_with_callbacks(estimator: Any) -> None:
        context = estimator._init_callback_context().call_on_fit_task_begin(estimator=estimator, X=X, y=y)
        fit()
        context.call_on_fit_task_end(estimator=estimator, X=X, y=y)

    fit_with_callbacks(estimator)


class StandIn:
    """Stands for a search's estimator while scikit-learn's own search runs: what it hands out is fitted elsewhere.

    A search clones its estimator, sets a candidate's parameters, fits and scores, one split after the other, and in
    the end does so once more for the best candidate. Its scorers see the estimator itself.

    Parameters
    ----------
    estimator : estimator
        The search's.
    hand_out : callable
        ``(number, params) -> estimator``: one with a candidate's parameters, for the fit with this number in the order
        of the search.
    """

    def __init__(self, estimator: Any, hand_out: Callable[[int, Mapping[str, Any]], Any]) -> None:
        self._estimator, self._hand_out = estimator, hand_out
        self._n_handed_out = 0

    def __sklearn_clone__(self) -> StandIn:
        return self

    def __sklearn_tags__(self) -> Tags:
        return get_tags(self._estimator)

    def __repr__(self) -> str:
        return repr(self._estimator)

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The estimator's parameters, as a callback of the search may ask for them."""
        return self._estimator.get_params(deep)  # type: ignore[no-any-return]

    def set_params(self, **params: Any) -> Any:
        """An estimator with a candidate's parameters, whose next fit is the next one in the order of the search."""
        self._n_handed_out += 1
        return self._hand_out(self._n_handed_out - 1, params)

    def fit(self, X: Any, y: Any) -> None:
        """Never called; scikit-learn asks whether there is one."""


@dataclass(frozen=True)
class Planned:
    """What a search is going to do.

    Parameters
    ----------
    candidates : sequence of dict
        Drawn once.
    scorers : Any
        As scikit-learn's own search has them.
    splits : sequence of (ndarray, ndarray), optional
        Drawn once. Default: those of the search's `cv`.
    seconds : list of float, optional
        What each fit took. Default: as measured.
    """

    candidates: Sequence[dict[str, Any]]
    scorers: Any
    splits: Sequence[Split] | None = None
    seconds: list[float] | None = None


class PlannedSearch:
    """Has scikit-learn's search, which it stands in front of, run over what was planned."""

    _planned: Planned | None = None

    def check(self) -> Any:
        """Complain of wrong parameters; gives the scorers."""
        self._validate_params()  # type: ignore[attr-defined]
        return self._get_scorers()

    @contextmanager
    def running(self, planned: Planned, **params: Any) -> Iterator[None]:
        """Run after a plan inside, some parameters changed. The search stays itself: its callbacks see it."""
        before = {name: getattr(self, name) for name in params}
        vars(self).update(params, _planned=planned)
        try:
            yield
        finally:
            vars(self).update(before)
            del self._planned

    def _get_scorers(self) -> Any:
        # A scorer may name the estimator, which another one stands for.
        return self._planned.scorers if self._planned else super()._get_scorers()  # type: ignore[misc]

    def _run_search(self, evaluate_candidates: Callable[..., Any], *, callback_ctx: Any = None) -> None:
        planned = self._planned
        assert planned is not None

        def evaluate(_: Any, **context: Any) -> Any:
            cv = None if planned.splits is None else check_cv(planned.splits)
            return evaluate_candidates(planned.candidates, cv=cv, **context)

        super()._run_search(evaluate, callback_ctx=callback_ctx)  # type: ignore[misc]

    def _format_results(self, params: Any, n_splits: int, out: list[Any], more_results: Any = None) -> Any:
        if self._planned and self._planned.seconds is not None:
            out = [{**fit, "fit_time": seconds} for fit, seconds in zip(out, self._planned.seconds, strict=True)]
        return super()._format_results(params, n_splits, out, more_results)  # type: ignore[misc]
