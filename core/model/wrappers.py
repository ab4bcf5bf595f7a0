"""SciKeras's wrappers as today's scikit-learn takes them.

SciKeras 0.13 is no longer maintained. What these subclasses mend, each held by a test:

- scikit-learn 1.9 asks ``__sklearn_tags__`` what an estimator is, which SciKeras does not answer, so that
  ``GridSearchCV`` takes unshuffled, unstratified folds for a classifier;
- a seeded fit leaves TensorFlow's op determinism on for the whole process, and the next unseeded one raises;
- whole numbers to predict are taken for classes;
- probabilities of a single row lose a dimension;
- ``validation_data`` is not encoded as the training data are.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import scikeras.wrappers
import tensorflow as tf
from scipy.sparse import issparse
from sklearn.base import RegressorMixin
from sklearn.preprocessing import StandardScaler
from sklearn.utils import ClassifierTags, RegressorTags, Tags, check_array
from sklearn.utils.multiclass import type_of_target

from core.model.network import create_model

Array = npt.NDArray[Any]


@contextmanager
def seeded(seed: int | None) -> Iterator[None]:
    """Draw Keras's, TensorFlow's, NumPy's and Python's random numbers from `seed` inside; the last two go on after."""
    if seed is None:
        yield
        return
    python_state, numpy_state = random.getstate(), np.random.get_state()
    keras.utils.set_random_seed(seed)
    try:
        yield
    finally:
        random.setstate(python_state)
        np.random.set_state(numpy_state)
        tf.random.set_seed(None)


class _Wrapper(scikeras.wrappers.BaseWrapper):
    """What both wrappers mend."""

    def __init__(
        self,
        model: Callable[..., keras.Model] | keras.Model = create_model,
        *,
        optimizer: Any = "adam",
        verbose: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(model=model, optimizer=optimizer, verbose=verbose, **kwargs)

    @property
    def _random_state(self) -> None:
        """None: SciKeras's own seeding, which it turns on by this attribute, is replaced by `seeded`."""

    @_random_state.setter
    def _random_state(self, value: object) -> None:
        pass

    def _seed(self) -> int | None:
        state = self.random_state
        return state.randint(2**31) if isinstance(state, np.random.RandomState) else state

    def _build_keras_model(self) -> keras.Model:
        self.seed_ = self._seed()  # reaches `create_model` in its `meta`
        with seeded(self.seed_):
            return super()._build_keras_model()

    def _fit_keras_model(self, X: Any, y: Any, *args: Any, **kwargs: Any) -> None:
        if "validation_data" in kwargs:
            X_validation, y_validation = kwargs["validation_data"]
            kwargs["validation_data"] = (
                self.feature_encoder_.transform(np.asarray(X_validation)),
                self.target_encoder_.transform(np.asarray(y_validation)),
            )
        with seeded(self._seed()):
            super()._fit_keras_model(X, y, *args, **kwargs)

    def _validate_data(self, X: Any = None, y: Any = None, reset: bool = False, **kwargs: Any) -> tuple[Any, Any]:
        if X is not None:
            X = X.toarray() if issparse(X) else check_array(X, dtype=None, allow_nd=True)
            if not reset and X.ndim == 2 and X.shape[1] != self.n_features_in_:
                raise ValueError(
                    f"X has {X.shape[1]} features, but {type(self).__name__} is expecting "
                    f"{self.n_features_in_} features as input."
                )
        X, y = super()._validate_data(X, y, reset=reset, **kwargs)
        return X, y

    def _tags_of(self, tags: Tags) -> Tags:
        tags.target_tags.required = True
        tags.input_tags.sparse = True
        tags.non_deterministic = self.random_state is None
        return tags


class KerasClassifier(_Wrapper, scikeras.wrappers.KerasClassifier):
    """A Keras network as a scikit-learn classifier.

    Parameters
    ----------
    model : callable or keras.Model, default `create_model`
        Builds the network; its parameters are given as ``model__hidden_units=50`` or ``hidden_units=50``.
    optimizer : str or keras.optimizers.Optimizer, default "adam"
        With its parameters as ``optimizer__learning_rate=0.01``.
    verbose : int, default 0
        How much Keras prints.
    **kwargs
        As in ``scikeras.wrappers.KerasClassifier``: ``epochs``, ``batch_size``, ``random_state``, ...

    See Also
    --------
    scikeras.wrappers.KerasClassifier : where all other parameters and attributes are told.
    """

    def predict_proba(self, X: Any, **kwargs: Any) -> Array:
        """Probability of each class.

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
            One column a class, in the order of ``classes_``.
        """
        output = np.asarray(self._predict_raw(X=X, **kwargs))
        if output.ndim == 2 and output.shape[1] == 1 and self.n_classes_ <= 2:
            output = np.column_stack([1 - output[:, 0], output[:, 0]])
        return output

    def __sklearn_tags__(self) -> Tags:
        tags = self._tags_of(super().__sklearn_tags__())
        tags.estimator_type = "classifier"
        tags.classifier_tags = ClassifierTags(poor_score=True)
        tags.regressor_tags = None
        return tags


class ScaledTarget(StandardScaler):
    """Numbers to predict with mean 0 and standard deviation 1 inside, in their own units outside.

    A network's first weights give outputs around 0: a target of some thousands would take most of the training to
    reach.
    """

    def fit(self, y: Array | None) -> ScaledTarget:
        """Learn mean and standard deviation."""
        if y is None:
            raise ValueError("KerasRegressor requires y to be passed, but the target y is None.")
        self._ndim = y.ndim
        self.n_outputs_ = 1 if y.ndim == 1 else y.shape[1]
        super().fit(y.reshape(len(y), -1))
        return self

    def transform(self, y: Array) -> Array:
        """Standardise, in the shape given."""
        scaled: Array = super().transform(y.reshape(len(y), -1))
        return scaled.reshape(y.shape)

    def inverse_transform(self, y: Array) -> Array:
        """Back to the target's own units and its number of dimensions."""
        numbers: Array = super().inverse_transform(y.reshape(len(y), -1).astype(np.float64))
        return numbers.ravel() if self._ndim == 1 else numbers

    def get_metadata(self) -> dict[str, int]:
        """What SciKeras hands on to the function that builds the model."""
        return {"n_outputs_": self.n_outputs_, "n_outputs_expected_": 1}


class KerasRegressor(_Wrapper, scikeras.wrappers.KerasRegressor):
    """A Keras network as a scikit-learn regressor; the target is standardised inside, predictions are in its units.

    Parameters
    ----------
    model : callable or keras.Model, default `create_model`
        Builds the network; its parameters are given as ``model__hidden_units=50`` or ``hidden_units=50``.
    optimizer : str or keras.optimizers.Optimizer, default "adam"
        With its parameters as ``optimizer__learning_rate=0.01``.
    verbose : int, default 0
        How much Keras prints.
    **kwargs
        As in ``scikeras.wrappers.KerasRegressor``: ``epochs``, ``batch_size``, ``random_state``, ...

    See Also
    --------
    scikeras.wrappers.KerasRegressor : where all other parameters and attributes are told.
    """

    @property
    def target_encoder(self) -> ScaledTarget:
        """The transformer of the target, fitted with the network."""
        return ScaledTarget()

    def _type_of_target(self, y: Array) -> str:
        # scikit-learn takes whole numbers for classes, which a number to predict never is.
        kind = str(type_of_target(y))
        return {"binary": "continuous", "multiclass": "continuous"}.get(kind, kind.replace("multiclass", "continuous"))

    def __sklearn_tags__(self) -> Tags:
        tags = self._tags_of(super().__sklearn_tags__())
        tags.estimator_type = "regressor"
        tags.target_tags.multi_output = True
        tags.regressor_tags = RegressorTags(poor_score=True)
        tags.classifier_tags = None
        return tags

    score = RegressorMixin.score
