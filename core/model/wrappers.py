"""Keras networks as today's scikit-learn takes them: SciKeras's wrappers, mended.

What `KerasClassifier` and `KerasRegressor` mend beside `Wrapper`, each held by a test:

- whole numbers to predict are taken for classes;
- probabilities of a single row lose a dimension.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scikeras.wrappers
from sklearn.preprocessing import StandardScaler
from sklearn.utils import ClassifierTags, RegressorTags, Tags

from core.model.scikeras_internals import Array, Wrapper


class KerasClassifier(Wrapper, scikeras.wrappers.KerasClassifier):
    """A Keras network as a scikit-learn classifier.

    Parameters
    ----------
    model : callable or keras.Model, optional
        Builds the network; its parameters are given as ``hidden_units=50`` or ``model__hidden_units=50``.
        Default: ``_keras_build_fn`` of a subclass that has one, else `create_model`.
    optimizer : str or keras.optimizers.Optimizer, optional
        With its parameters as ``optimizer__learning_rate=0.01``. Default: "adam", or what the model function says.
    loss : str, function, or keras.losses.Loss, optional
        Default: what the model function says. Another one than the network was compiled with is an error.
    verbose : int, default 0
        How much Keras prints.
    **kwargs
        As in ``scikeras.wrappers.KerasClassifier``: ``epochs``, ``batch_size``, ``random_state``, ... A model function
        that takes one of these, or of the above but for what it gets in ``compile_kwargs``, is given it.

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
        output = np.asarray(self.network_output(X, **kwargs))
        if output.ndim == 2 and output.shape[1] == 1 and self.n_classes_ <= 2:
            output = np.column_stack([1 - output[:, 0], output[:, 0]])
        return output

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
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


class KerasRegressor(Wrapper, scikeras.wrappers.KerasRegressor):
    """A Keras network as a scikit-learn regressor; the target is standardised inside, predictions are in its units.

    A network that is given built, and may be trained, has its own units: its target is left as it is.

    Parameters
    ----------
    model : callable or keras.Model, optional
        Builds the network; its parameters are given as ``hidden_units=50`` or ``model__hidden_units=50``.
        Default: ``_keras_build_fn`` of a subclass that has one, else `create_model`.
    optimizer : str or keras.optimizers.Optimizer, optional
        With its parameters as ``optimizer__learning_rate=0.01``. Default: "adam", or what the model function says.
    loss : str, function, or keras.losses.Loss, optional
        Default: what the model function says. Another one than the network was compiled with is an error.
    verbose : int, default 0
        How much Keras prints.
    **kwargs
        As `KerasClassifier`'s.

    See Also
    --------
    scikeras.wrappers.KerasRegressor : where all other parameters and attributes are told.
    """

    @property
    def target_encoder(self) -> Any:
        """The transformer of the target, fitted with the network."""
        return super().target_encoder if self.model_function() is None else ScaledTarget()

    def target_type(self, kind: str) -> str:
        """What the target is: scikit-learn takes whole numbers for classes, which a number to predict never is."""
        return "continuous" if kind == "binary" else kind.replace("multiclass", "continuous")

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.estimator_type = "regressor"
        tags.target_tags.multi_output = True
        tags.regressor_tags = RegressorTags(poor_score=True)
        tags.classifier_tags = None
        return tags
