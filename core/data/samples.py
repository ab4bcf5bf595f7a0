"""Tables to try the page with, made here: nothing is downloaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.data.reading.reader import read_csv
from core.data.reading.table import Table
from core.errors import DataError


@dataclass(frozen=True)
class Sample:
    """One sample table.

    Parameters
    ----------
    key : str
        Its name in code.
    target : str
        The column that is usually predicted.
    make : callable
        Makes the table.
    """

    key: str
    target: str
    make: Callable[[], pd.DataFrame]


def sample_table(key: str) -> Table:
    """Make a sample and read it as an uploaded file is read.

    Parameters
    ----------
    key : str
        One of `SAMPLES`.

    Raises
    ------
    DataError
        If there is no such sample.
    """
    if key not in SAMPLES:
        raise DataError("There is no sample called {name}.", name=key)
    return read_csv(SAMPLES[key].make().to_csv(index=False).encode())


def _bundled(loader: str, target: str) -> pd.DataFrame:
    from sklearn import datasets  # half a second to import, and wanted only when a sample is picked

    bunch = getattr(datasets, loader)()
    frame = pd.DataFrame(bunch.data, columns=[name.removesuffix(" (cm)") for name in bunch.feature_names])
    if hasattr(bunch, "target_names"):
        return frame.assign(**{target: np.asarray(bunch.target_names)[bunch.target]})
    return frame.assign(**{target: bunch.target})


def _diabetes() -> pd.DataFrame:
    from sklearn.datasets import load_diabetes

    bunch = load_diabetes(scaled=False)
    return pd.DataFrame(bunch.data, columns=bunch.feature_names).assign(progression=bunch.target)


def _two_moons() -> pd.DataFrame:
    from sklearn.datasets import make_moons

    points, moon = make_moons(500, noise=0.25, random_state=0)
    frame = pd.DataFrame(points.round(4), columns=["x", "y"])
    return frame.assign(moon=np.array(["upper", "lower"])[moon])


def _churn(rows: int = 1000) -> pd.DataFrame:
    """A made-up table of customers who stay or leave, with every kind of column."""
    rng = np.random.default_rng(20240229)
    contract = rng.choice(["monthly", "one year", "two years"], rows, p=[0.55, 0.25, 0.2])
    months = rng.integers(1, 73, rows)
    charge = (20 + 60 * rng.beta(2, 2, rows) + 10 * (contract == "monthly")).round(2)
    calls = rng.poisson(1.5, rows)
    payment = rng.choice(["card", "bank transfer", "invoice", "mobile"], rows)
    region = rng.choice(["north", "south", "east", "west", "capital"], rows)
    joined = pd.Timestamp("2024-03-01") - pd.to_timedelta(months * 30 + rng.integers(0, 30, rows), unit="D")
    log_odds = (
        1.6 * (contract == "monthly")
        - 1.2 * (contract == "two years")
        - 0.045 * months
        + 0.03 * (charge - 50)
        + 0.55 * calls
        + 0.5 * (payment == "invoice")
        - 0.6
    )
    churned = rng.random(rows) < 1 / (1 + np.exp(-log_odds))
    frame = pd.DataFrame(
        {
            "customer_id": [f"C{number:05d}" for number in rng.permutation(rows) + 10_000],
            "joined": joined.strftime("%Y-%m-%d"),
            "region": region,
            "contract": contract,
            "payment": payment,
            "months": months.astype(float),
            "monthly_charge": charge,
            "support_calls": calls.astype(float),
            "churned": np.where(churned, "yes", "no"),
        }
    )
    for name, share in {"region": 0.03, "payment": 0.05, "monthly_charge": 0.06, "support_calls": 0.04}.items():
        frame.loc[rng.random(rows) < share, name] = np.nan
    return frame


SAMPLES: dict[str, Sample] = {
    sample.key: sample
    for sample in (
        Sample("iris", "species", lambda: _bundled("load_iris", "species")),
        Sample("wine", "cultivar", lambda: _bundled("load_wine", "cultivar")),
        Sample("breast_cancer", "diagnosis", lambda: _bundled("load_breast_cancer", "diagnosis")),
        Sample("diabetes", "progression", _diabetes),
        Sample("two_moons", "moon", _two_moons),
        Sample("churn", "churned", _churn),
    )
}
