"""What the final test of a setting came to, in sentences and numbers."""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.analysis.examination import FinalTest
from core.runs.run import Run
from dashboard import facts, labels
from dashboard.i18n import t, tn
from dashboard.sentences.fact import Fact


def sealed(run: Run) -> str | None:
    """How many rows were set aside; None where none were."""
    if run.config.test_size == 0 or run.n_sealed == 0:
        return None
    return tn("{count} row", "{count} rows", run.n_sealed) if run.n_sealed else t("Some rows")


def numbers(known: FinalTest, scores: facts.Scores) -> list[Fact]:
    """The setting's score in the test, and in cross-validation."""
    between = None
    if not math.isnan(known.low):
        between = t("{low} to {high}", low=labels.score(known.low), high=labels.score(known.high))
    rounds = tn("{count} round", "{count} rounds", scores.n_rounds)
    return [
        Fact(t("Final test"), labels.score(known.score), between),
        Fact(t("Cross-validation"), labels.score(cross_validation(known, scores)), rounds),
    ]


def cross_validation(known: FinalTest, scores: facts.Scores) -> float:
    """The setting's mean score in cross-validation."""
    means: dict[Any, float] = scores.ranked.set_index("candidate")["mean"].to_dict()
    return means[known.candidate]


def reading(known: FinalTest, scores: facts.Scores) -> str:
    """Whether the setting holds on new rows."""
    cross = cross_validation(known, scores)
    values = {"count": known.rows, "score": labels.score(cross)}
    if math.isnan(known.low):
        return tn(
            "There is {count} row only: too few to say how far this can be trusted.",
            "There are {count} rows only: too few to say how far this can be trusted.",
            known.rows,
        )
    if known.high < cross:
        return t(
            "**It does worse on new rows** than cross-validation promised: {score} was optimistic, as the setting was "
            "picked for it. Expect the final test's score.",
            **values,
        )
    if known.low > cross:
        return t("**It does even better on new rows** than cross-validation promised; part of that is luck.", **values)
    return t(
        "**No sign that it does worse on new rows**: cross-validation's {score} lies in the range that {count} rows "
        "leave open. The score that a setting was picked for is a little optimistic; expect the final test's, within "
        "its range.",
        **values,
    )


def how(known: FinalTest) -> str:
    """When and how it was made."""
    return t(
        "Opened {when}. The network was trained on all other rows, then predicted these. "
        "The interval is where the score lies with 95 % confidence, as far as the number of rows goes.",
        when=when(known.opened),
    )


def opened_before(earlier: Sequence[float]) -> str | None:
    """That the rows had been looked at before, where they had."""
    if not earlier:
        return None
    return tn(
        "These rows were opened before, {when}: what was chosen since may have been led by it, and the score "
        "may be optimistic again.",
        "These rows were opened {count} times before, last {when}: what was chosen since may have been led by "
        "it, and the score may be optimistic again.",
        len(earlier),
        when=when(max(earlier)),
    )


def when(moment: float) -> str:
    """A moment, in the server's time."""
    return datetime.fromtimestamp(moment).astimezone().strftime("%Y-%m-%d %H:%M")
