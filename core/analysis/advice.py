"""What to try next, from what a search came to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.analysis.baselines import BaselineResult, Outcome
from core.analysis.curves import Learning, Sign
from core.analysis.importance import Edge, edges
from core.analysis.verdict import Case, Verdict
from core.search.config import SearchConfig

MOST_EPOCHS = 10_000
# Twice as many as a few are still few.
FEW_EPOCHS = 20


class Step(StrEnum):
    """What to do next."""

    MORE_ROUNDS = "more rounds"
    SLOWER = "slower"
    LONGER = "longer"
    WIDER = "wider"
    CALMER = "calmer"
    SIMPLE = "simple"  # a simple method does better
    PERHAPS_SIMPLE = "perhaps simple"  # it may do as well
    FINAL_TEST = "final test"


@dataclass(frozen=True)
class Advice:
    """One step, and the values with which the next search would take it.

    Parameters
    ----------
    step : Step
        What to do.
    values : mapping
        By the names of `SearchConfig`; nothing where no new search is needed.
    edge : Edge or None
        What the best sits at the edge of, where that is the reason.
    """

    step: Step
    values: Mapping[str, Any]
    edge: Edge | None = None


def advise(
    verdict: Verdict,
    baselines: Sequence[BaselineResult],
    learning: Learning | None,
    params: Mapping[int, Mapping[str, Any]],
    config: SearchConfig,
    rounds: tuple[int, int],
    opened: bool = False,
) -> list[Advice]:
    """What to try next, the most useful first.

    Parameters
    ----------
    verdict : Verdict
        What the search came to.
    baselines : sequence of BaselineResult
        Simple methods beside its best setting, as far as they are known.
    learning : Learning or None
        What the best setting's learning curves show.
    params : mapping of int to mapping
        Every setting by its number.
    config : SearchConfig
        The search.
    rounds : (int, int)
        Rounds and repeats that can tell settings apart, as far as the rows allow.
    opened : bool, default False
        Whether the final test is opened already.

    Returns
    -------
    list of Advice
        A setting at the edge of what was tried is a hint only if all that tie with it stand there, too.
    """
    found = []
    best = params[verdict.best]
    if verdict.case is Case.FEW_ROUNDS and math.prod(rounds) > config.cv * config.repeats:
        found.append(Advice(Step.MORE_ROUNDS, {"cv": rounds[0], "repeats": rounds[1]}))
    if learning is not None and learning.astray:
        found.append(Advice(Step.SLOWER, {"learning_rate": [float(f"{best['learning_rate'] / 10:.1g}")]}))
    elif learning is not None and learning.sign is Sign.LEARNING and best["epochs"] < MOST_EPOCHS:
        found.append(Advice(Step.LONGER, {"epochs": [min(MOST_EPOCHS, max(FEW_EPOCHS, 2 * best["epochs"]))]}))
    good = [params[number] for number in (verdict.best, *verdict.tied)]
    for edge in edges(best, config):
        if edge.parameter != "epochs" and all(one[edge.parameter] == edge.value for one in good):
            tried = getattr(config, edge.parameter)
            found.append(Advice(Step.WIDER, {edge.parameter: sorted([*tried, *edge.wider])}, edge))
    overfit = learning is not None and learning.sign is Sign.OVERFIT and not learning.astray
    if overfit and config.dropout == [0.0]:
        found.append(Advice(Step.CALMER, {"dropout": [0.0, 0.2, 0.5]}))
    outcomes = {baseline.outcome for baseline in baselines if not baseline.method.guesses}
    if Outcome.WORSE in outcomes:
        found.append(Advice(Step.SIMPLE, {}))
    elif Outcome.EVEN in outcomes:
        found.append(Advice(Step.PERHAPS_SIMPLE, {}))
    if not opened:
        found.append(Advice(Step.FINAL_TEST, {}))
    return found


def setting_to_take(verdict: Verdict, baselines: Iterable[BaselineResult]) -> int | None:
    """The best setting, or the smallest near it that ties with it.

    None where that cannot be told, as rounds are too few, or where none is any good: a simple method does better, or a
    guess as well.
    """
    for baseline in baselines:
        if baseline.outcome is Outcome.WORSE or (baseline.method.guesses and baseline.outcome is Outcome.EVEN):
            return None
    if verdict.case is Case.FEW_ROUNDS:
        return None
    return verdict.best if verdict.smallest is None else verdict.smallest


def baseline_to_beat(baselines: Iterable[BaselineResult]) -> BaselineResult | None:
    """The best simple method; None while none is known."""
    return max(baselines, key=lambda baseline: baseline.score, default=None)
