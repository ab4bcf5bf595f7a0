"""The tables on which all are measured, and the searches over them."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from core import Range, SearchConfig
from core.search.data import SearchData, search_data

ACTIVATIONS = ["relu", "sigmoid"]


@cache
def class_table(rows: int, features: int) -> pd.DataFrame:
    """Numbers, and one of two classes `y`."""
    from sklearn.datasets import make_classification

    X, y = make_classification(rows, features, n_informative=6, random_state=0)
    return pd.DataFrame(X, columns=[f"x{number}" for number in range(features)]).assign(y=y)


@cache
def cancer_table() -> pd.DataFrame:
    """Breast cancer, its cells as strings: as a file that was uploaded."""
    from core.data.samples import sample_table

    return sample_table("breast_cancer").frame


def wide_table(rows: int, features: int) -> pd.DataFrame:
    """As `class_table`, but made column by column: `make_classification` takes several times the room of its table."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({f"x{number}": rng.standard_normal(rows) for number in range(features)}, copy=False)
    return frame.assign(y=(frame["x0"] + frame["x1"] * frame["x2"] + rng.standard_normal(rows) > 0).astype(int))


def grid_config(hidden_units: list[int], epochs: int, seed: int, engine: str = "fused", **more: Any) -> SearchConfig:
    """The tutorial's grid, by the seed's rounds."""
    chosen = {"activation": ACTIVATIONS, "cv": 3, **more}
    return SearchConfig(
        target="y", hidden_units=hidden_units, epochs=[epochs], refit=False, random_state=seed, engine=engine, **chosen
    )


def random_config(n_iter: int, epochs: int, seed: int) -> SearchConfig:
    """A random search through a wide space."""
    return SearchConfig(
        target="diagnosis",
        hidden_units=Range(low=8, high=256),
        activation=["relu", "tanh", "sigmoid", "elu", "selu"],
        learning_rate=Range(low=1e-4, high=1e-1, log=True),
        dropout=Range(low=0.0, high=0.5),
        epochs=[epochs],
        strategy="random",
        n_iter=n_iter,
        cv=5,
        refit=False,
        random_state=seed,
    )


def growing_config(n_iter: int, epochs: int, seed: int) -> SearchConfig:
    """A random search whose settings cost all the same, so that the time a setting takes can be compared."""
    return SearchConfig(
        target="y",
        hidden_units=[100],
        activation=ACTIVATIONS,
        learning_rate=Range(low=1e-4, high=1e-1, log=True),
        epochs=[epochs],
        strategy="random",
        n_iter=n_iter,
        cv=3,
        refit=False,
        random_state=seed,
    )


def grid_data(table: list[int], hidden_units: list[int], epochs: int, seed: int) -> SearchData:
    """The grid with its rounds, for those who search it without us."""
    return search_data(class_table(*table), grid_config(hidden_units, epochs, seed))
