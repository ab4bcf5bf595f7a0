"""scikit-learn's two searches over Keras networks, with many networks trained as one program."""

from __future__ import annotations

import warnings
from abc import abstractmethod
from collections.abc import Iterable, Mapping
from functools import partial
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
from sklearn.utils import indexable

from core.search.fused.fits import Fits, check_losses, plan, with_params
from core.search.fused.translation import NotFusable, parts
from core.search.sklearn_internals import Planned, PlannedSearch, StandIn, fit_elsewhere


class _FusedSearch(PlannedSearch):
    """What both searches share: all fits are made ahead, then scikit-learn's own search runs over them."""

    estimator: Any
    cv: Any

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
        scorers = self.check()  # before anything is trained
        X, y = indexable(X, y)
        # Candidates and splits may be drawn from generators: both are drawn once.
        cv = check_cv(self.cv, y, classifier=is_classifier(self.estimator))
        candidates = list(self._candidates())
        fits = self._fits(X, y, candidates, cv, params)
        planned, changed = Planned(candidates, scorers), {"cv": cv}
        if fits is not None:
            planned = Planned(candidates, scorers, fits.splits, fits.seconds)
            changed["estimator"] = StandIn(self.estimator, partial(_hand_out, self.estimator, fits))
            changed["n_jobs"] = 1  # the fits are in the order in which one process asks for them, and take no time
        with self.running(planned, **changed):
            super().fit(X, y, **params)  # type: ignore[misc]
        self.fused_ = fits is not None
        return self

    def _fits(self, X: Any, y: Any, candidates: list[dict[str, Any]], cv: Any, params: dict[str, Any]) -> Fits | None:
        """The fits ahead; None, with a warning, where they cannot be fused."""
        try:
            _check_data(y, params)
            planned = plan(self.estimator, candidates)
            splits = list(cv.split(X, y, params.get("groups")))
            check_losses(planned, y, splits, is_classifier(self.estimator))
        except NotFusable as what:
            name = type(self).__name__
            warnings.warn(f"{name} cannot fuse {what}: scikit-learn trains one network after another.", stacklevel=3)
            return None
        return Fits(self.estimator, X, y, planned, splits)


def _hand_out(original: Any, fits: Fits, number: int, params: Mapping[str, Any]) -> Any:
    """An estimator whose next fit is looked up; behind the last of the candidates comes the best, on all rows."""
    estimator = with_params(original, params)

    def fit(X: Any, y: Any, **_: Any) -> Any:
        del estimator.fit  # its own again
        if number < len(fits):
            fit_elsewhere(estimator, X, y, partial(fits.fill, number, estimator))
        elif parts(estimator)[1].metrics is None:
            fit_elsewhere(estimator, X, y, partial(fits.refit, estimator, X, y))
        else:
            estimator.fit(X, y)  # by Keras, which alone works metrics out
        return estimator

    estimator.fit = fit
    return estimator


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
    callbacks, another loss than `create_model`'s, no hidden layer, weights of classes or rows, ``validation_split``,
    targets of several columns.

    Parameters
    ----------
    estimator : KerasClassifier, KerasRegressor or Pipeline
        What to search over.
    param_grid : dict or list of dict
        Values to try, by the names of the estimator's parameters: ``hidden_units``,
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
    Scorers get the fitted estimator; its Keras model is built when a scorer asks for ``model_``, which takes longer
    than some trainings. Metrics are worked out by Keras alone: with ``metrics``, the best estimator is trained by Keras
    itself, and the ``history_`` of the others has nothing but the loss. A ``partial_fit`` of the best estimator goes on
    where its training ended, the optimizer's momenta included.

    Examples
    --------
    >>> from core.model import KerasClassifier
    >>> from core.search import FusedGridSearchCV
    >>> grid = {"hidden_units": [50, 100, 200], "activation": ["relu", "sigmoid"]}
    >>> search = FusedGridSearchCV(KerasClassifier(epochs=10), grid, cv=3)
    >>> search.fit(X, y).best_params_  # doctest: +SKIP
    {'activation': 'relu', 'hidden_units': 200}
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
