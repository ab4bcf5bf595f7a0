"""Measures things in turns, and makes a row of the table from what came out."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Round = Mapping[str, float]


@dataclass(frozen=True)
class Row:
    """One ratio.

    Parameters
    ----------
    name : str
        What is compared.
    ours, other : float
        Both sides, medians over the pairs.
    ratio : float
        The median of the pairs' ratios; not quite the ratio of the medians.
    pairs : list of (float, float)
        Both sides of every pair.
    sign : str
        How the ratio must stand to the bound.
    bound : float or None
        The figure that must be reached, if there is one.
    unit, note : str
        Of both sides; and what a reader should know.
    """

    name: str
    ours: float
    other: float
    ratio: float
    pairs: list[tuple[float, float]]
    sign: str
    bound: float | None
    unit: str
    note: str

    @property
    def verdict(self) -> str:
        """Whether the figure was reached."""
        if self.bound is None:
            return ""
        reached = self.ratio >= self.bound if self.sign == ">=" else self.ratio <= self.bound
        return "reached" if reached else "not reached"


def in_turns(contestants: Mapping[str, Callable[[int], float]], pairs: int) -> list[Round]:
    """Measure all contestants once a round, in every other round in the opposite order.

    Parameters
    ----------
    contestants : dict of str to callable
        Each takes the round's number, which serves as the seed of all, and gives seconds.
    pairs : int
        How many rounds.
    """
    rounds = []
    for number in range(pairs):
        names = list(contestants) if number % 2 == 0 else list(contestants)[::-1]
        taken = {}
        for name in names:
            taken[name] = contestants[name](number)
            print(f"  round {number + 1}: {name} {taken[name]:.4g}", file=sys.stderr)
        rounds.append(taken)
    return rounds


def at_least(name: str, rounds: list[Round], ours: str, other: str, bound: float | None = None, note: str = "") -> Row:
    """How many times as long the other takes."""
    pairs = [(one[ours], one[other]) for one in rounds]
    return _row(name, pairs, [other / ours for ours, other in pairs], ">=", bound, "s", note)


def at_most(name: str, pairs: list[tuple[float, float]], bound: float | None, unit: str, note: str = "") -> Row:
    """How many times as much ours is as what it is held to."""
    return _row(name, pairs, [ours / other for ours, other in pairs], "<=", bound, unit, note)


def _row(
    name: str,
    pairs: list[tuple[float, float]],
    ratios: list[float],
    sign: str,
    bound: float | None,
    unit: str,
    note: str,
) -> Row:
    ours, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    return Row(name, ours, other, statistics.median(ratios), pairs, sign, bound, unit, note)


def print_table(rows: list[Row]) -> None:
    """Print rows below one another, and their notes below them."""
    width = max(len(row.name) for row in rows)
    print(f"{'':{width}}  {'ours':>10}  {'other':>10}     {'ratio':>8}  {'figure':>8}")
    for row in rows:
        figure = "" if row.bound is None else f"{row.sign} {row.bound:g}"
        sides = f"{row.ours:10.4g}  {row.other:10.4g} {row.unit:2}"
        print(f"{row.name:{width}}  {sides}  {row.ratio:8.3g}  {figure:>8}  {row.verdict}")
    for note in dict.fromkeys(row.note for row in rows if row.note):
        print(f"- {note}")
