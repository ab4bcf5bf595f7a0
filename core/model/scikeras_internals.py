"""All that rests on SciKeras's private names: the one file that another version of SciKeras can break.

SciKeras 0.13 is no longer maintained. What `Wrapper` mends, each held by a test:

- scikit-learn 1.9 asks ``__sklearn_tags__`` what an estimator is, which SciKeras does not answer, so that
  ``GridSearchCV`` takes unshuffled, unstratified folds for a classifier;
- a seeded fit leaves TensorFlow's op determinism on for the whole process, and the next unseeded one raises;
- ``validation_data`` is not encoded as the training data are;
- a score is refused where labels or numbers have another dtype than in training;
- parameters of the model function that have no prefix are taken by the constructor alone.
"""

from __future__ import annotations

import inspect
import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from copy import copy
from functools import partial
from typing import Any, Self

import keras
import numpy as np
import numpy.typing as npt
import scikeras.wrappers
import tensorflow as tf
from scikeras._utils import route_params
from scipy.sparse import issparse
from sklearn.base import is_classifier
from sklearn.utils import Tags, check_array

from core.model.network import create_model

Array = npt.NDArray[Any]
# What SciKeras hands to a model function beside its parameters.
OFFERED = {"meta", "compile_kwargs", "params"}


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


class Unbuilt(ABC):
    """Stands for the ``model_`` of a wrapper that was fitted elsewhere, until somebody asks for a Keras model."""

    @abstractmethod
    def predict(self, x: Any) -> Array:
        """As ``keras.Model.predict``."""

    @abstractmethod
    def build(self, wrapper: Wrapper) -> keras.Model:
        """The Keras model."""


class Wrapper(scikeras.wrappers.BaseWrapper):
    """What `KerasClassifier` and `KerasRegressor` have in common; their parameters are told there."""

    # The names that the constructor or `set_params` was given beside its own.
    _user_params: Collection[str] = frozenset()

    def __init__(
        self,
        model: Callable[..., keras.Model] | keras.Model | None = None,
        *,
        optimizer: Any = None,
        loss: Any = None,
        verbose: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(model=model, optimizer=optimizer, loss=loss, verbose=verbose, **kwargs)

    def model_function(self) -> Callable[..., keras.Model] | None:
        """What builds the network; None where it was built beforehand."""
        given = self.build_fn if self.model is None else self.model
        if given is None:
            return getattr(self, "_keras_build_fn", create_model)
        return None if isinstance(given, keras.Model) else given

    def routed(self, destination: str, unprefixed: Collection[str] = ()) -> dict[str, Any]:
        """Parameters by the names that they have at their destination: with its prefix, or of those without one."""
        return route_params(  # type: ignore[no-any-return]
            self.get_params(), destination=destination, pass_filter=set(unprefixed), strict=True
        )

    def model_params(self) -> dict[str, Any]:
        """The parameters that are given to the model function."""
        return self.routed("model", self._user_params)

    def set_params(self, **params: Any) -> Self:
        """Set parameters: the wrapper's, those of the model function by their bare names, and routed ones.

        Raises
        ------
        ValueError
            If neither the wrapper nor the model function knows a name.
        """
        # They decide what the function's parameters are.
        super().set_params(**{name: params.pop(name) for name in ("model", "build_fn") if name in params})
        own = set(self.get_params(deep=False)) - set(self._user_params)
        bare = {name: value for name, value in params.items() if name in self._parameters_of_function() - own}
        super().set_params(**{name: value for name, value in params.items() if name not in bare})
        self.__dict__.update(bare)
        for name in bare:  # or a value given earlier with the prefix would go first
            self.__dict__.pop(f"model__{name}", None)
        if bare:
            self._user_params = {*self._user_params, *bare}
        return self

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """What `scorer` says of the predictions: accuracy for classes, R² for numbers."""
        arguments = route_params(self.get_params(), destination="score", pass_filter=set())
        return float(self.scorer(y, self.predict(X), sample_weight=sample_weight, **arguments))

    def target_type(self, kind: str) -> str:
        """What the target is, given what scikit-learn takes it for."""
        return kind

    def network_output(self, X: Any, **kwargs: Any) -> Any:
        """What the network says of rows, as it says it; further arguments are those of ``keras.Model.predict``."""
        return self._predict_raw(X, **kwargs)

    @property
    def model_(self) -> keras.Model:
        """The Keras model."""
        try:
            model = self.__dict__["model_"]
        except KeyError:
            raise AttributeError(f"This {type(self).__name__} has no model_: it is not fitted.") from None
        if isinstance(model, Unbuilt):
            model = self.model_ = model.build(self)
        return model

    @model_.setter
    def model_(self, model: keras.Model | Unbuilt) -> None:
        self.__dict__["model_"] = model

    @property
    def initialized_(self) -> bool:
        """Whether there is a model."""
        return "model_" in self.__dict__

    # What the fused engine asks for.

    def encode(self, X: Any, y: Any) -> tuple[Any, Any]:
        """Do all that a fit does before it builds a model.

        Returns
        -------
        X, y : array-like
            As the network takes them.
        """
        if is_classifier(self):
            self.classes_ = None
        X, y = self._validate_data(X, y, reset=True)
        if X.ndim != 2:
            raise ValueError(f"Found array with dim {X.ndim}, while dim 2 is required.")
        self.target_encoder_ = self.target_encoder.fit(y)
        self.__dict__.update(self.target_encoder_.get_metadata())
        self.feature_encoder_ = self.feature_encoder.fit(X)
        self._initialize_callbacks()
        return self.feature_encoder_.transform(X), self.target_encoder_.transform(y)

    def build_model(self) -> keras.Model:
        """A new model, by the wrapper's parameters and what it learned of the data."""
        return self._build_keras_model()

    def draw_seed(self) -> int | None:
        """The seed of the next thing that draws: `random_state`, or a number drawn from it."""
        state = self.random_state
        return state.randint(2**31) if isinstance(state, np.random.RandomState) else state

    # What SciKeras calls.

    @property
    def _random_state(self) -> None:
        """None: SciKeras's own seeding, which it turns on by this attribute, is replaced by `seeded`."""

    @_random_state.setter
    def _random_state(self, value: object) -> None:
        pass

    def _check_model_param(self) -> Callable[..., keras.Model]:
        if self.model is not None and self.build_fn is not None:
            raise ValueError("Both model and build_fn are given. Give the model function once, as model.")
        nothing = self.model is None and self.build_fn is None and not hasattr(self, "_keras_build_fn")
        function = create_model if nothing else super()._check_model_param()
        shared = self._shared_params()
        return partial(function, **shared) if shared else function

    def _shared_params(self) -> dict[str, Any]:
        """The wrapper's own parameters that the model function takes, too, and does not get in ``compile_kwargs``."""
        taken = self._parameters_of_function()
        function = self.model_function()
        if function is not None and "compile_kwargs" in inspect.signature(function).parameters:
            taken = taken - self._compile_kwargs
        own = self.get_params(deep=False)
        names = taken & set(own) - {"model", "build_fn", *self._user_params}
        return {name: own[name] for name in names if own[name] is not None}

    def _parameters_of_function(self) -> set[str]:
        function = self.model_function()
        if not callable(function):
            return set()
        named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
        parameters = inspect.signature(function).parameters.values()
        return {parameter.name for parameter in parameters if parameter.kind in named} - OFFERED

    def _get_compile_kwargs(self) -> dict[str, Any]:
        asked = copy(self)
        asked.optimizer = "adam" if self.optimizer is None else self.optimizer
        return super(Wrapper, asked)._get_compile_kwargs()  # type: ignore[no-any-return]

    def _build_keras_model(self) -> keras.Model:
        self.seed_ = self.draw_seed()  # reaches `create_model` in its `meta`
        with seeded(self.seed_):
            return super()._build_keras_model()

    def _fit_keras_model(self, X: Any, y: Any, *args: Any, **kwargs: Any) -> None:
        validation = kwargs.get("validation_data", getattr(self, "fit__validation_data", None))
        if validation is not None:
            kwargs["validation_data"] = self._encoded(validation, X, y)
        with seeded(self.draw_seed()):
            super()._fit_keras_model(X, y, *args, **kwargs)

    def _encoded(self, validation: Any, X: Array, y: Array) -> Any:
        """Validation data as the training data are; `X` and `y` are the latter, encoded."""
        if isinstance(validation, tf.data.Dataset):
            encode_X, encode_y = _for_batches(self.feature_encoder_, X), _for_batches(self.target_encoder_, y)
            return validation.map(lambda X, y, *weights: (encode_X(X), encode_y(y), *weights))
        if not isinstance(validation, tuple | list) or len(validation) not in (2, 3):
            raise TypeError(
                "validation_data is neither (X, y), nor (X, y, sample_weight), nor a tf.data.Dataset of either: "
                f"it is a {type(validation).__name__}."
            )
        rows, target, *weights = validation
        rows = rows.toarray() if issparse(rows) else np.asarray(rows)
        return self.feature_encoder_.transform(rows), self.target_encoder_.transform(np.asarray(target)), *weights

    def _type_of_target(self, y: Array) -> str:
        return self.target_type(super()._type_of_target(y))

    def _predict_raw(self, X: Any, **kwargs: Any) -> Any:
        model = self.__dict__.get("model_")
        if not isinstance(model, Unbuilt):
            return super()._predict_raw(X, **kwargs)
        X, _ = self._validate_data(X)
        return model.predict(self.feature_encoder_.transform(X))

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

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        tags.input_tags.sparse = True
        tags.non_deterministic = self.random_state is None
        return tags


def _for_batches(encoder: Any, like: Array) -> Callable[[Any], Any]:
    """What an encoder does to arrays, for the batches of a dataset; `like` is an array that it encoded."""

    def encode(cells: Array) -> Array:
        if cells.dtype == object:  # TensorFlow's strings
            cells = np.char.decode(cells.astype(bytes), "utf-8")
        return np.asarray(encoder.transform(cells), like.dtype)

    def encode_batch(cells: Any) -> Any:
        encoded = tf.numpy_function(encode, [cells], like.dtype)
        encoded.set_shape([None, *like.shape[1:]])
        return encoded

    return encode_batch
