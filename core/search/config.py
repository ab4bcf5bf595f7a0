"""What a search is asked to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.data.cells import CellFormat
from core.data.columns.column import Role, Task
from core.errors import ConfigError
from core.model.hyperparameters import HYPERPARAMETERS, Range, SearchSpace, value_type

_REFUSALS = {
    **{name: one.refusal for name, one in HYPERPARAMETERS.items()},
    "target": "Choose the column to predict.",
    "cells": "How cells are written is a decimal mark, dayfirst true or false, and words; {value} is none of these.",
    "leave_out": "Rows are left out as empty, true or false, or by classes, a list of them; {value} is neither.",
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


class SearchConfig(SearchSpace):
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
    hidden_units, activation, hidden_layers, dropout, learning_rate, optimizer, batch_size, epochs : list or Range
        The values to try; see `core.model.hyperparameters`. A `Range` only where the values are numbers, and only in
        a random search.
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

    target: str
    task: Task | None = None
    features: list[str] | dict[str, Role] | None = None
    cells: CellFormat = CellFormat()
    leave_out: LeaveOut = LeaveOut()

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
        if HYPERPARAMETERS[name].takes_names:
            raise ConfigError("Values of {name} are names: give a list of them.", name=name)
        for end in (values.low, values.high):
            try:
                value_type(name).validate_python(end)
            except ValidationError as error:
                raise ConfigError(_REFUSALS[name], value=end) from error

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
    if value is None and field in _REFUSALS:
        return ConfigError(
            "The field for {name} is empty. Fill it in.", name=_NAMES.get(field, field.replace("_", " "))
        )
    if field in _REFUSALS:
        return ConfigError(_REFUSALS[field], value=value if isinstance(value, str | int | float) else str(value))
    return ConfigError("The search cannot be run with this {field}: {reason}.", field=field, reason=first["msg"])
