"""Whether the engines' mean scores differ from plain scikit-learn's, and what difference would have been seen."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import optimize, stats

from tests.benchmarks.process import Process
from tests.benchmarks.sizes import Sizes

LEVEL, POWER = 0.05, 0.9
Array = npt.NDArray[np.float64]


def compare(sizes: Sizes, seeds: int, classic: bool) -> dict[str, Any]:
    """Search the tutorial's grid by every seed, each way on the same rounds, and compare the mean scores.

    Parameters
    ----------
    sizes : Sizes
    seeds : int
        How many; a seed decides the rounds, and each way's own random numbers.
    classic : bool
        Whether the classic engine takes part.
    """
    case = {"table": sizes.tutorial_table, "hidden_units": sizes.hidden_units, "epochs": sizes.epochs}
    ways: dict[str, tuple[str, dict[str, str]]] = {"fused": ("ours.scores", {"engine": "fused"})}
    if classic:
        ways["classic"] = ("ours.scores", {"engine": "classic"})
    ways["plain"] = ("peers.plain_scores", {})
    scores: dict[str, Array] = {}
    names: dict[str, list[str]] = {}
    for way, (function, more) in ways.items():
        found = []
        with Process() as process:
            for seed in range(seeds):
                answer = process.call(function, **case, **more, seed=seed)
                found.append([score for *_, score in answer])
                print(f"  {way}: seed {seed + 1} of {seeds}", file=sys.stderr)
        names[way] = [f"{activation} {units}" for activation, units, _ in answer]
        scores[way] = np.array(found)
    if any(one != names["plain"] for one in names.values()):
        raise RuntimeError(f"The settings are not in the same order: {names}")
    pairs = [("fused", "plain")] + ([("classic", "plain"), ("fused", "classic")] if classic else [])
    return {
        "seeds": seeds,
        "scores": {way: one.tolist() for way, one in scores.items()},
        "comparisons": [
            {"ours": ours, "other": other, "rows": _compare(names["plain"], scores[ours] - scores[other])}
            for ours, other in pairs
        ],
    }


def print_comparisons(found: dict[str, Any]) -> None:
    """Print a table a comparison."""
    for one in found["comparisons"]:
        print(f"Mean scores, {one['ours']} less {one['other']}, over {found['seeds']} seeds with the same rounds:")
        print(f"{'':24}{'difference':>11}{'its error':>11}{'p':>8}{'p (Holm)':>10}{'would be found':>16}")
        for row in one["rows"]:
            holm = f"{row['p_holm']:10.3f}" if "p_holm" in row else f"{'':10}"
            numbers = f"{row['difference']:11.5f}{row['error']:11.5f}{row['p']:8.3f}"
            print(f"{row['setting']:24}{numbers}{holm}{row['found']:16.5f}")
    print(
        f"- p: a paired t-test. Would be found: the smallest true difference that it finds at {LEVEL:.0%} with a "
        f"probability of {POWER:.0%}; for one setting, at the strictest of Holm's levels."
    )


def _compare(settings: list[str], differences: Array) -> list[dict[str, Any]]:
    """The settings' tests and that of their mean; `differences` has a row a seed."""
    p_values = [_p_value(column) for column in differences.T]
    corrected = holm(p_values)
    level = LEVEL / len(settings)
    rows = [
        {**_row(setting, column, p, level), "p_holm": corrected[number]}
        for number, (setting, column, p) in enumerate(zip(settings, differences.T, p_values, strict=True))
    ]
    mean = differences.mean(axis=1)
    return [*rows, _row("mean over settings", mean, _p_value(mean), LEVEL)]


def _row(setting: str, differences: Array, p: float, level: float) -> dict[str, Any]:
    error = float(differences.std(ddof=1) / np.sqrt(len(differences)))
    found = error * smallest_found(len(differences), level)
    return {"setting": setting, "difference": float(differences.mean()), "error": error, "p": p, "found": found}


def _p_value(differences: Array) -> float:
    if np.ptp(differences) == 0:  # no test can be made of this
        return float(differences[0] == 0)
    return float(stats.ttest_1samp(differences, 0).pvalue)


def holm(p_values: list[float]) -> list[float]:
    """Holm's correction: each can be held against the level as if it were the only test."""
    corrected, most = [0.0] * len(p_values), 0.0
    for place, number in enumerate(np.argsort(p_values)):
        most = max(most, min(1.0, (len(p_values) - place) * p_values[number]))
        corrected[number] = most
    return corrected


def smallest_found(n: int, level: float) -> float:
    """The smallest true mean, in standard errors, that a two-sided t-test of `n` differences finds with `POWER`."""
    bound = stats.t.ppf(1 - level / 2, n - 1)

    def missed(mean: float) -> float:
        # That it is found with the wrong sign is out of the question at such a power.
        return float(stats.nct.cdf(bound, n - 1, mean)) - (1 - POWER)

    return float(optimize.brentq(missed, 0.0, 3 * bound + 3))
