"""scikit-learn's two searches over Keras networks, with many networks trained as one program."""

from __future__ import annotations

import warnings
from abc import abstractmethod
from collections.abc import Callable, Iterable
from copy import copy
from typing import Any, Self

import numpy as np
import sklearn
from sklearn.base import is_classifier
from sklearn.model_selection import (
    GridSearchCV,
    ParameterGrid,
    ParameterSampler,
    RandomizedSearchCV,
    check_cv,
)
from sklearn.model_selection._search import BaseSearchCV
from sklearn.utils import Tags, get_tags, indexable

from core.search.fused.fits import Candidate, Fits, plan, with_params
from core.search.fused.translation import NotFusable
from core.search.splits import Split


class _StandIn:
    """Stands for the estimator while scikit-learn's own search runs: what it hands out is fitted by looking up.

    A search clones its estimator, sets a candidate's parameters, fits and scores, one split after the other, and in
    the end does so once more for the best candidate. Its scorers see the estimator itself.

    Parameters
    ----------
    estimator : estimator
        The search's.
    fits : Fits
        Those of the search.
    """

    def __init__(self, estimator: Any, fits: Fits) -> None:
        self._estimator, self._fits = estimator, fits
        self._n_handed_out = 0

    def __sklearn_clone__(self) -> _StandIn:
        return self

    def __sklearn_tags__(self) -> Tags:
        return get_tags(self._estimator)

    def set_params(self, **params: Any) -> Any:
        """An estimator with a candidate's parameters, whose next fit is the next one in the order of the search."""
        number = self._n_handed_out
        self._n_handed_out += 1
        estimator = with_params(self._estimator, params)

        def fit(X: Any, y: Any, **_: Any) -> Any:
            del estimator.fit  # its own again
            if number < len(self._fits):
                self._fits.fill(number, estimator)
            else:
                self._fits.refit(estimator, X, y)
            return estimator

        estimator.fit = fit
        return estimator

    def fit(self, X: Any, y: Any) -> None:
        """Never called; scikit-learn asks whether there is one."""


class _FusedSearch(BaseSearchCV):  # type: ignore[misc]
    """What both searches share: all fits are made ahead, then scikit-learn's own search runs over them."""

    # Set on the copy that runs: the candidates, and where they are fused, the splits and the fits.
    _drawn: list[dict[str, Any]]
    _fixed: Any = None
    _fits: Fits | None = None
    estimator: Any
    cv: Any
    n_jobs: int | None
    _get_scorers: Callable[[], Any]

    @abstractmethod
    def _candidates(self) -> Iterable[dict[str, Any]]:
        """The candidates to try."""

    def fit(self, X: Any, y: Any = None, **params: Any) -> Self:
        """Train and score all candidates, and train the best once more.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
        y : array-like of shape (n_samples,)
        **params
            ``groups`` for the splitter; with others, the search runs through scikit-learn.

        Returns
        -------
        self
            Fitted.
        """
        self._validate_params()
        self._get_scorers()  # complains before anything is trained
        X, y = indexable(X, y)
        search = copy(self)
        # Candidates and splits may be drawn from generators: both are drawn once.
        search.cv = check_cv(self.cv, y, classifier=is_classifier(self.estimator))
        search._drawn = list(self._candidates())
        try:
            _check_data(y, params)
            candidates = plan(self.estimator, search._drawn)
        except NotFusable as what:
            name = type(self).__name__
            warnings.warn(f"{name} cannot fuse {what}: scikit-learn trains one network after another.", stacklevel=2)
        else:
            search._fuse(self, X, y, candidates, list(search.cv.split(X, y, params.get("groups"))))
        super(_FusedSearch, search).fit(X, y, **params)
        self.fused_ = search._fits is not None
        kept = {*self.get_params(deep=False), "_drawn", "_fixed", "_fits", "_get_scorers"}
        self.__dict__.update({name: value for name, value in vars(search).items() if name not in kept})
        return self

    def _fuse(self, original: _FusedSearch, X: Any, y: Any, candidates: list[Candidate], splits: list[Split]) -> None:
        self._fits = Fits(original.estimator, X, y, candidates, splits)
        self._fixed = check_cv(splits)
        self.estimator = _StandIn(original.estimator, self._fits)
        self._get_scorers = original._get_scorers  # a scorer may name the estimator
        # The fits are in the order in which one process asks for them, and take no time.
        self.n_jobs = 1

    def _run_search(self, evaluate_candidates: Callable[..., Any], *, callback_ctx: Any = None) -> None:
        def evaluate(_: Any, **context: Any) -> Any:
            return evaluate_candidates(self._drawn, cv=self._fixed, **context)

        super()._run_search(evaluate, callback_ctx=callback_ctx)

    def _format_results(self, candidate_params: Any, n_splits: int, out: list[Any], more_results: Any = None) -> Any:
        if self._fits is not None:
            # How long each looked up fit took to train.
            out = [{**one, "fit_time": seconds} for one, seconds in zip(out, self._fits.seconds, strict=True)]
        return super()._format_results(candidate_params, n_splits, out, more_results)


def _check_data(y: Any, params: dict[str, Any]) -> None:
    """Refuse what the fused engine cannot train on, whatever the candidates."""
    if y is None:
        raise NotFusable("a search without a target")
    shape = np.shape(y)
    if len(shape) != 1 and shape[1:] != (1,):
        raise NotFusable("a target of several columns")
    if extra := [name for name, value in params.items() if name != "groups" and value is not None]:
        raise NotFusable(f"a fit with {', '.join(extra)}")
    if params and sklearn.get_config()["enable_metadata_routing"]:
        raise NotFusable("a fit with metadata routing")


class FusedGridSearchCV(_FusedSearch, GridSearchCV):  # type: ignore[misc]
    """scikit-learn's ``GridSearchCV`` for Keras networks, which trains many of them as one program.

    Parameters, attributes and results are those of ``sklearn.model_selection.GridSearchCV``, and all but the trainings
    is done by scikit-learn itself. A training starts from the weights that it would start from there, with Keras's own
    updates; only the order of rows is another. It trains on all cores that TensorFlow may use, whatever `n_jobs`.

    What cannot be fused runs through scikit-learn, one network after another, and a warning says what it was: another
    estimator than `KerasClassifier`, `KerasRegressor` or a ``Pipeline`` that ends in one, another model function than
    `create_model`, an optimizer other than Adam, SGD, RMSprop and AdamW or with other settings than a learning rate,
    callbacks, metrics, a loss, weights of classes or rows, ``validation_split``, targets of several columns.

    Parameters
    ----------
    estimator : KerasClassifier, KerasRegressor or Pipeline
        What to search over.
    param_grid : dict or list of dict
        Values to try, by the names of the estimator's parameters: ``model__hidden_units``,
        ``optimizer__learning_rate``, ``epochs``, ...; in a pipeline behind the step's name.
    scoring, refit, cv, verbose, error_score, return_train_score
        As in ``GridSearchCV``. A training whose loss is no longer a number is one that failed.
    n_jobs, pre_dispatch
        Used by searches that cannot be fused.

    Attributes
    ----------
    fused_ : bool
        Whether the search was fused.
    best_estimator_ : estimator
        Fitted on all rows, with a Keras model.
    cv_results_, best_params_, best_score_, best_index_, scorer_, n_splits_, refit_time_, multimetric_, ...
        As in ``GridSearchCV``. ``fit_time`` is a training's share of the time in which it was trained with others.

    Notes
    -----
    Scorers get the fitted estimator, but for its ``model_``, which has ``predict`` and nothing else.

    Examples
    --------
    >>> from core.model import KerasClassifier
    >>> from core.search import FusedGridSearchCV
    >>> grid = {"model__hidden_units": [50, 100, 200], "model__activation": ["relu", "sigmoid"]}
    >>> search = FusedGridSearchCV(KerasClassifier(epochs=10), grid, cv=3)
    >>> search.fit(X, y).best_params_  # doctest: +SKIP
    {'model__activation': 'relu', 'model__hidden_units': 200}
    """

    def _candidates(self) -> Iterable[dict[str, Any]]:
        return ParameterGrid(self.param_grid)  # type: ignore[no-any-return]


class FusedRandomizedSearchCV(_FusedSearch, RandomizedSearchCV):  # type: ignore[misc]
    """scikit-learn's ``RandomizedSearchCV`` for Keras networks, which trains many of them as one program.

    Parameters
    ----------
    estimator : KerasClassifier, KerasRegressor or Pipeline
        What to search over.
    param_distributions : dict or list of dict
        Lists or distributions of values, by the names of the estimator's parameters.
    n_iter : int, default 10
        How many settings to try.
    scoring, refit, cv, verbose, random_state, error_score, return_train_score
        As in ``RandomizedSearchCV``. A training whose loss is no longer a number is one that failed.
    n_jobs, pre_dispatch
        Used by searches that cannot be fused.

    See Also
    --------
    FusedGridSearchCV : what is fused, and what else differs from scikit-learn.
    """

    def _candidates(self) -> Iterable[dict[str, Any]]:
        return ParameterSampler(  # type: ignore[no-any-return]
            self.param_distributions, self.n_iter, random_state=self.random_state
        )
