"""The hyperparameters: what a network is made and trained with.

`SearchSpace` is their table. A field is a row: its annotation says what a value can be, its default what is tried where
nothing is said, and its `Hyperparameter` all that others need to know. Config, form, labels, edges, estimators and
scripts read it. To add one, add a row here and a field to `Setting`; then `core.model.network.create_model` has to take
it, `core.search.fused.program` to use it, and `core.search.fused.translation` to hand it on from an estimator.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from core.errors import ConfigError, Message
from core.model.activations import ACTIVATIONS

MOST_UNITS = 4096
# By the name that a person chooses, that of Keras's class.
OPTIMIZERS = {"adam": "Adam", "sgd": "SGD", "rmsprop": "RMSprop", "adamw": "AdamW"}
DROPOUT_STEP = 0.1
# Small numbers are tried by orders of magnitude: half a one at least, one at most.
RATIOS = (math.sqrt(10), 10.0)

# ``(before, end, steps)``: the last value but one, the last, and how many steps to go on; below 0 downwards.
Steps = Callable[[float, float, int], float]


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


def _doubled(before: float, end: float, steps: int) -> float:
    return round(end * 2.0**steps)


def _one_by_one(before: float, end: float, steps: int) -> float:
    return end + steps


def _tenth_by_tenth(before: float, end: float, steps: int) -> float:
    return round(end + steps * DROPOUT_STEP, 9)


def _in_ratio(before: float, end: float, steps: int) -> float:
    ratio = max(before, end) / min(before, end) if min(before, end) > 0 else RATIOS[1]
    return float(f"{end * min(max(ratio, RATIOS[0]), RATIOS[1]) ** steps:.0e}")  # one digit, as people write them


@dataclass(frozen=True)
class Hyperparameter:
    """What there is to know of a hyperparameter beside its type and its default.

    Parameters
    ----------
    label : Message
        What the page calls it.
    help : Message
        What it is, for a person who chooses values.
    refusal : str
        The sentence for a value that cannot be, with ``{value}``.
    offered : tuple
        Values that the page offers.
    estimator : str
        Where `KerasClassifier` and `KerasRegressor` take it.
    suggested : tuple, optional
        The values that the page's form starts with. Default: those of the table.
    one_value : bool, default False
        Whether the page's form takes one value only.
    advanced : bool, default True
        Whether it stands among what most people leave as it is.
    optimizer_argument : str, optional
        What Keras's optimizers call it, where it is theirs.
    steps : callable, optional
        How values go on beyond the last that was tried; not for names.
    limits : (float, float)
        The least and the greatest value worth going on to.
    """

    label: Message
    help: Message
    refusal: str
    offered: tuple[Any, ...]
    estimator: str
    suggested: tuple[Any, ...] | None = None
    one_value: bool = False
    advanced: bool = True
    optimizer_argument: str | None = None
    steps: Steps | None = None
    limits: tuple[float, float] = (0.0, math.inf)

    @property
    def takes_names(self) -> bool:
        """Whether its values are names, and not numbers."""
        return isinstance(self.offered[0], str)


class SearchSpace(BaseModel):
    """The values to try of each hyperparameter, in the order in which a person thinks of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hidden_units: Annotated[
        list[Annotated[int, Field(ge=1, le=MOST_UNITS)]] | Range,
        Hyperparameter(
            Message("Hidden units"),
            Message("The size of the network. Type a number to add it."),
            "Hidden units must be whole numbers from 1 to 4096, such as 50 or 100; {value} is not.",
            (10, 25, 50, 100, 200, 400),
            "model__hidden_units",
            advanced=False,
            steps=_doubled,
            limits=(1, MOST_UNITS),
        ),
    ] = [50, 100, 200]
    activation: Annotated[
        list[Literal[*ACTIVATIONS]],  # type: ignore[valid-type]  # the names stand once, in their table
        Hyperparameter(
            Message("Activation"),
            Message("The rule by which each unit turns what comes in into what it passes on. Begin with relu."),
            "There is no activation called {value}. Choose from the list, for example relu or sigmoid.",
            tuple(ACTIVATIONS),
            "model__activation",
            advanced=False,
        ),
    ] = ["relu", "sigmoid"]
    hidden_layers: Annotated[
        list[Annotated[int, Field(ge=1, le=4)]] | Range,
        Hyperparameter(
            Message("Hidden layers"),
            Message("How many layers of hidden units, one behind the other."),
            "Hidden layers must be a whole number from 1 to 4; {value} is not.",
            (1, 2, 3, 4),
            "model__hidden_layers",
            steps=_one_by_one,
            limits=(1, 4),
        ),
    ] = [1]
    dropout: Annotated[
        list[Annotated[float, Field(ge=0, lt=1)]] | Range,
        Hyperparameter(
            Message("Dropout"),
            Message("Share of units that pause in each step, against overfitting."),
            "Dropout must be at least 0 and below 1, for example 0.2; {value} is not.",
            (0.0, 0.1, 0.2, 0.5),
            "model__dropout",
            steps=_tenth_by_tenth,
            limits=(0.0, 0.8),
        ),
    ] = [0.0]
    learning_rate: Annotated[
        list[Annotated[float, Field(gt=0, allow_inf_nan=False)]] | Range,
        Hyperparameter(
            Message("Learning rate"),
            Message("How big a step a network takes each time."),
            "The learning rate must be a number above 0, for example 0.001; {value} is not.",
            (0.0001, 0.001, 0.01, 0.1),
            "optimizer__learning_rate",
            optimizer_argument="learning_rate",
            steps=_in_ratio,
            limits=(1e-8, 1.0),  # less is lost in 32-bit weights
        ),
    ] = [0.001]
    optimizer: Annotated[
        list[Literal[*OPTIMIZERS]],  # type: ignore[valid-type]
        Hyperparameter(
            Message("Optimizer"),
            Message("The method by which a network corrects itself. adam is a good first choice."),
            "There is no optimizer called {value}. Choose adam, sgd, rmsprop or adamw.",
            tuple(OPTIMIZERS),
            "optimizer",
        ),
    ] = ["adam"]
    batch_size: Annotated[
        list[Annotated[int, Field(ge=1)]] | Range,
        Hyperparameter(
            Message("Batch size"),
            Message("How many rows a network looks at before it corrects itself. 32 is a good first choice."),
            "The batch size must be a whole number from 1 up, for example 32; {value} is not.",
            (16, 32, 64, 128),
            "batch_size",
            one_value=True,
            steps=_doubled,
            limits=(1, math.inf),
        ),
    ] = [32]
    epochs: Annotated[
        list[Annotated[int, Field(ge=1, le=10_000)]] | Range,
        Hyperparameter(
            Message("Epochs"),
            Message("How often a network sees all rows."),
            "Epochs must be a whole number from 1 to 10000, for example 10; {value} is not.",
            (10, 50, 100, 200),
            "epochs",
            suggested=(50,),
            one_value=True,
            advanced=False,
            steps=_doubled,
            limits=(1, 10_000),
        ),
    ] = [10]
    weight_decay: Annotated[
        list[Annotated[float, Field(ge=0, le=1)]] | Range,
        Hyperparameter(
            Message("Weight decay"),
            Message(
                "How much each step shrinks all weights, against overfitting. 0 leaves it to the optimizer: adamw has "
                "0.004, the others none."
            ),
            "Weight decay must be a number from 0 to 1, for example 0.01; {value} is not.",
            (0.0, 0.001, 0.01, 0.1),
            "model__weight_decay",
            optimizer_argument="weight_decay",
            steps=_in_ratio,
            limits=(1e-6, 1.0),
        ),
    ] = [0.0]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One value of each hyperparameter; those that came later have the value that changes nothing."""

    hidden_units: int
    activation: str
    hidden_layers: int
    dropout: float
    learning_rate: float
    optimizer: str
    batch_size: int
    epochs: int
    weight_decay: float = 0.0


HYPERPARAMETERS: Mapping[str, Hyperparameter] = {
    name: next(one for one in field.metadata if isinstance(one, Hyperparameter))
    for name, field in SearchSpace.model_fields.items()
}
# Those that are a number with fractions, of which each network of a fused program may have another.
FRACTIONS = tuple(field.name for field in fields(Setting) if field.type == "float")


@cache
def value_type(name: str) -> TypeAdapter[Any]:
    """Checks one value of a hyperparameter."""
    annotation = SearchSpace.model_fields[name].annotation
    values = next(one for one in (annotation, *get_args(annotation)) if getattr(one, "__origin__", None) is list)
    return TypeAdapter(get_args(values)[0])


def complete(params: Mapping[str, Any]) -> dict[str, Any]:
    """A setting with a value for every hyperparameter, also for those that came after it was stored."""
    later = {name: SearchSpace.model_fields[name].get_default()[0] for name in HYPERPARAMETERS if name not in params}
    return {**params, **later}
