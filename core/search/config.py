"""What a search is asked to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from core.data.cells import CellFormat
from core.data.columns.column import Role, Task
from core.errors import ConfigError

# The names that Keras takes for a dense layer: all of keras.activations but `glu`, which halves its input, and
# `threshold`, which needs arguments; held to Keras's own list by a test. The first few are offered first.
ACTIVATIONS = (
    "relu",
    "sigmoid",
    "tanh",
    "elu",
    "selu",
    "gelu",
    "silu",
    "softplus",
    "softsign",
    "leaky_relu",
    "mish",
    "linear",
    "celu",
    "exponential",
    "hard_shrink",
    "hard_sigmoid",
    "hard_silu",
    "hard_tanh",
    "log_sigmoid",
    "log_softmax",
    "relu6",
    "soft_shrink",
    "softmax",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "squareplus",
    "tanh_shrink",
)
OPTIMIZERS = ("adam", "sgd", "rmsprop", "adamw")
# The fields of a config that are searched over, in the order in which a person thinks of them.
HYPERPARAMETERS = (
    "hidden_units",
    "activation",
    "hidden_layers",
    "dropout",
    "learning_rate",
    "optimizer",
    "batch_size",
    "epochs",
)
MOST_UNITS = 4096

_SENTENCES = {
    "target": "Choose the column to predict.",
    "hidden_units": "Hidden units must be whole numbers from 1 to 4096, such as 50 or 100; {value} is not.",
    "activation": "There is no activation called {value}. Choose from the list, for example relu or sigmoid.",
    "hidden_layers": "Hidden layers must be a whole number from 1 to 4; {value} is not.",
    "dropout": "Dropout must be at least 0 and below 1, for example 0.2; {value} is not.",
    "learning_rate": "The learning rate must be a number above 0, for example 0.001; {value} is not.",
    "batch_size": "The batch size must be a whole number from 1 up, for example 32; {value} is not.",
    "epochs": "Epochs must be a whole number from 1 to 10000, for example 10; {value} is not.",
    "cells": "How cells are written is a decimal mark, dayfirst true or false, and words; {value} is none of these.",
    "leave_out": "Rows are left out as empty, true or false, or by classes, a list of them; {value} is neither.",
    "optimizer": "There is no optimizer called {value}. Choose adam, sgd, rmsprop or adamw.",
    "strategy": "The search is either a grid or random; {value} is neither.",
    "n_iter": "A random search must try at least 1 setting; {value} is not possible.",
    "cv": "The number of rounds must be a whole number from 2 to 20; {value} is not.",
    "repeats": "Repeats must be a whole number from 1 to 50; {value} is not.",
    "random_state": "The random seed must be a whole number from 0 to 4294967295; {value} is not.",
    "test_size": "The share of rows kept for the final test must be at least 0 and at most 0.5; {value} is not.",
}


# What the page calls a field that has another name in code.
_NAMES = {
    "cv": "rounds",
    "n_iter": "settings to try",
    "test_size": "rows kept for a final test",
    "random_state": "the random seed",
}


class Range(BaseModel):
    """A range of values to draw from, both ends included; for random search.

    Parameters
    ----------
    low, high : int or float
        The ends. Two whole numbers give whole numbers.
    log : bool, default False
        Draw evenly on a logarithmic scale.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: int | float
    high: int | float
    log: bool = False

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.low > self.high or (self.log and self.low <= 0):
            raise ConfigError(
                "A range needs a low end that is not above its high end, and above 0 on a logarithmic scale; "
                "{low} to {high} is not one.",
                low=self.low,
                high=self.high,
            )
        return self


class LeaveOut(BaseModel):
    """Rows that a search does without, by what stands in the column to predict.

    Parameters
    ----------
    empty : bool, default False
        Those in which it is empty, or no number where a number is predicted.
    classes : tuple of str, default ()
        Those of these classes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    empty: bool = False
    classes: tuple[str, ...] = ()


_Units = Annotated[int, Field(ge=1, le=MOST_UNITS)]
_Layers = Annotated[int, Field(ge=1, le=4)]
_Dropout = Annotated[float, Field(ge=0, lt=1)]
_Rate = Annotated[float, Field(gt=0, allow_inf_nan=False)]
_Batch = Annotated[int, Field(ge=1)]
_Epochs = Annotated[int, Field(ge=1, le=10_000)]
_RANGED: dict[str, TypeAdapter[Any]] = {
    "hidden_units": TypeAdapter(_Units),
    "hidden_layers": TypeAdapter(_Layers),
    "dropout": TypeAdapter(_Dropout),
    "learning_rate": TypeAdapter(_Rate),
    "batch_size": TypeAdapter(_Batch),
    "epochs": TypeAdapter(_Epochs),
}


class SearchConfig(BaseModel):
    """What a search is asked to do; frozen, and the same after a round trip through JSON.

    Parameters
    ----------
    target : str
        The column to predict.
    task : {"binary", "multiclass", "regression"}, optional
        What to predict it as. Default: found out from its cells.
    features : list of str or dict of str to Role, optional
        The columns to predict it from, with their roles where these are set by hand. Default: all that are no
        identifiers.
    cells : CellFormat, optional
        How numbers, dates and missing cells are written. Default: found out column by column.
    leave_out : LeaveOut, optional
        Rows to do without. Default: none; a row without a value to predict, or a class too rare for the rounds, is an
        error.
    hidden_units, activation, hidden_layers, dropout, learning_rate, batch_size, optimizer, epochs : list or Range
        The values to try; see `core.model.create_model`. A `Range` only where the values are numbers, and only in a
        random search.
    strategy : {"grid", "random"}, default "grid"
        All combinations, or `n_iter` drawn at random.
    n_iter : int, default 10
        Settings that a random search tries.
    cv : int, default 3
        Rounds of cross-validation: each row is validated on once.
    repeats : int, default 1
        How often cross-validation is repeated with other divisions.
    scoring : str, optional
        A scikit-learn scorer's name. Default: "accuracy", or "r2" for a number.
    random_state : int, default 0
        All random numbers come from it.
    test_size : float, default 0.0
        Share of the rows that is set aside before anything is looked at.
    refit : bool, default True
        Train the best setting once more on all rows that were not set aside.
    engine : {"fused", "classic"}, default "fused"
        "fused" trains many networks as one program; "classic" trains one at a time, through Keras.

    Raises
    ------
    ConfigError
        If a value cannot be searched with.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    target: str
    task: Task | None = None
    features: list[str] | dict[str, Role] | None = None
    cells: CellFormat = CellFormat()
    leave_out: LeaveOut = LeaveOut()

    hidden_units: list[_Units] | Range = [50, 100, 200]
    activation: list[Literal[ACTIVATIONS]] = ["relu", "sigmoid"]
    hidden_layers: list[_Layers] | Range = [1]
    dropout: list[_Dropout] | Range = [0.0]
    learning_rate: list[_Rate] | Range = [0.001]
    batch_size: list[_Batch] | Range = [32]
    optimizer: list[Literal[OPTIMIZERS]] = ["adam"]
    epochs: list[_Epochs] | Range = [10]

    strategy: Literal["grid", "random"] = "grid"
    n_iter: Annotated[int, Field(ge=1)] = 10
    cv: Annotated[int, Field(ge=2, le=20)] = 3
    repeats: Annotated[int, Field(ge=1, le=50)] = 1
    scoring: str | None = None
    random_state: Annotated[int, Field(ge=0, lt=2**32)] = 0
    test_size: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    refit: bool = True
    engine: Literal["fused", "classic"] = "fused"

    @model_validator(mode="wrap")
    @classmethod
    def _one_sentence(cls, data: Any, handler: Callable[[Any], Self]) -> Self:
        if isinstance(data, dict):  # one value is a list of one
            data = {
                name: [value] if name in HYPERPARAMETERS and isinstance(value, str | int | float) else value
                for name, value in data.items()
            }
        try:
            return handler(data)
        except ValidationError as error:
            raise _sentence(error) from error

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name in HYPERPARAMETERS:
            values = getattr(self, name)
            if isinstance(values, Range):
                self._check_range(name, values)
            elif not values:
                raise ConfigError("Choose at least one value of {name}.", name=name.replace("_", " "))
            elif len(set(values)) < len(values):
                raise ConfigError("A value of {name} is given twice. Remove one.", name=name.replace("_", " "))
        return self

    def _check_range(self, name: str, values: Range) -> None:
        if self.strategy == "grid":
            raise ConfigError(
                "A grid tries every value, so it needs a list of them for {name}. "
                "Choose random search to draw from a range.",
                name=name.replace("_", " "),
            )
        if name not in _RANGED:
            raise ConfigError("Values of {name} are names: give a list of them.", name=name)
        for end in (values.low, values.high):
            try:
                _RANGED[name].validate_python(end)
            except ValidationError as error:
                raise ConfigError(_SENTENCES[name], value=end) from error

    @property
    def searched(self) -> tuple[str, ...]:
        """The hyperparameters that tell one setting from another: hidden units, activation, and all with a choice."""
        return tuple(
            name
            for name in HYPERPARAMETERS
            if name in ("hidden_units", "activation")
            or isinstance(getattr(self, name), Range)
            or len(getattr(self, name)) > 1
        )


def _sentence(error: ValidationError) -> ConfigError:
    first = error.errors()[0]
    field, value = str(first["loc"][0]) if first["loc"] else "", first["input"]
    if first["type"] == "extra_forbidden":
        return ConfigError("There is nothing called {field} to set in a search.", field=field)
    if value is None and field in _SENTENCES:
        return ConfigError(
            "The field for {name} is empty. Fill it in.", name=_NAMES.get(field, field.replace("_", " "))
        )
    if field in _SENTENCES:
        return ConfigError(_SENTENCES[field], value=value if isinstance(value, str | int | float) else str(value))
    return ConfigError("The search cannot be run with this {field}: {reason}.", field=field, reason=first["msg"])
