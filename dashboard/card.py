"""The card of a model: what it is, what it was made of, how good it is and how to use it, as markdown."""

import sys
import time
from importlib.metadata import version
from typing import Any

import core
from core.analysis.examination import final_test
from core.data.columns.column import Column, Role
from core.export.bundle import PACKAGES
from core.model.seen import Seen
from core.runs.examinations import Kind
from core.runs.run import Run
from dashboard import facts, labels, services
from dashboard.i18n import as_text, t, tn
from dashboard.sentences import final_test as final_test_sentences
from dashboard.sentences import verdict as verdict_sentences
from dashboard.sentences.searched import searched

MOST_VALUES = 12
USE = """    python -m venv .venv
    .venv/bin/pip install -r requirements.txt
    .venv/bin/python predict.py new_rows.csv predictions.csv"""


def write_card(run: Run, candidate: int) -> str:
    """Write the card of a setting's kept model."""
    model, scores = facts.model(run.id, candidate), facts.scores(run)
    made = final_test_sentences.when(time.time())
    with_what = [f"Python {sys.version.split()[0]}", *(f"{name} {version(name)}" for name in PACKAGES)]
    parts = {
        t("What it predicts"): [
            t("{target}: {task}", target=run.config.target, task=labels.task_label(run.task)),
            t("Setting: {name}", name=scores.names[candidate]),
            t("Made by Gridlight {version} on {date}", version=core.__version__, date=made),
        ],
        t("How good it is"): _how_good(run, candidate),
        t("What it needs"): [_needed(column, model.seen[column.name]) for column in model.columns],
        t("What was searched"): [f"{as_text(name)}: {value}" for name, value in searched(run).items()],
        t("What it was made with"): with_what,
    }
    lines = [f"# {as_text(run.dataset_name)}", ""]
    for title, points in parts.items():
        lines += [f"## {title}", "", *(f"- {point}" for point in points), ""]
    lines += [
        f"## {t('How to use it')}",
        "",
        USE,
        "",
        t("On Windows it is .venv\\Scripts\\ in place of .venv/bin/."),
        "",
    ]
    lines += [t("It knows rows like those of its table only: what is unlike them, predict.py says."), ""]
    return "\n".join(lines)


def _how_good(run: Run, candidate: int) -> list[str]:
    """What its score is worth."""
    scores, standing = facts.scores(run), facts.standing(run)
    own: Any = scores.ranked.set_index("candidate").loc[candidate]
    rounds = tn("{count} round", "{count} rounds", scores.n_rounds)
    told = [
        t(
            "{metric}: {score} on average, with a spread of {spread}, over {rounds} of cross-validation",
            metric=labels.metric_label(run.scoring),
            score=labels.score(own["mean"]),
            spread=labels.score(own["std"]),
            rounds=rounds,
        ),
        verdict_sentences.best(run, scores),
        verdict_sentences.judgement(run, scores, standing),
        t("A score that a setting was picked for is optimistic."),
    ]
    examinations = services.store().examinations
    test = final_test(examinations.of_run(run.id, Kind.TEST, candidate), examinations.openings(run))
    if test is None:
        return [*told, t("The final test was not opened for it.")]
    numbers = final_test_sentences.numbers(test, scores)[0]
    score = f"{numbers.label}: {numbers.value}" + (f" ({numbers.below})" if numbers.below else "")
    before = final_test_sentences.opened_before(test.earlier)
    return [*told, score, final_test_sentences.reading(test, scores), *([before] if before else [])]


def _needed(column: Column, seen: Seen) -> str:
    """A column, and what it held in the rows that were learned from."""
    values = {"name": column.name, "role": labels.role_label(column.role)}
    if column.role in (Role.NUMBER, Role.DATE) and seen.low is not None:
        ends = {"low": labels.end(seen.low), "high": labels.end(seen.high)}
        return t("{name}: {role}, {low} to {high}", **values, **ends)
    if seen.values:
        more = ", …" if len(seen.values) > MOST_VALUES else ""
        return t("{name}: {role}, one of {values}", **values, values=", ".join(seen.values[:MOST_VALUES]) + more)
    return t("{name}: {role}", **values)
