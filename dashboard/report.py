"""The report: all that a search came to in one HTML file, to keep, to print or to send on; it needs no network."""

import sys
import time
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

import core
from core.analysis.examination import FinalTest, final_test
from core.data.columns.column import Task
from core.data.columns.overview import concerns_of
from core.data.datasets import Dataset
from core.errors import DataError, RunError
from core.runs.examinations import Kind
from core.runs.run import Run
from dashboard import as_html, facts, labels, services
from dashboard.components.live_plot import PLOTLY_FILE
from dashboard.i18n import say, t, tn
from dashboard.pictures import of_run, of_setting
from dashboard.pictures.picture import Picture
from dashboard.sentences import data, searched
from dashboard.sentences import final_test as final_test_sentences
from dashboard.sentences import verdict as verdict_sentences

FRONTEND = Path(__file__).parent / "frontend"
PACKAGES = {"TensorFlow": "tensorflow", "Keras": "keras", "scikit-learn": "scikit-learn", "skrub": "skrub"}


@dataclass(frozen=True, eq=False)
class Closer:
    """What is known of one setting beside its score.

    Parameters
    ----------
    name : str
        The setting's.
    pictures : dict of str to Picture
        By their titles.
    note : str or None
        Whose predictions they show; None where they show none.
    """

    name: str
    pictures: dict[str, Picture]
    note: str | None


@dataclass(frozen=True, eq=False)
class Data:
    """What there is to say of the table.

    Parameters
    ----------
    dataset : Dataset
        The table.
    sentences : list of str
        How large it is, and how it was read.
    concerns : list of Told
        What in it may spoil a search.
    columns : DataFrame
        What each column is used as, and why.
    """

    dataset: Dataset
    sentences: list[str]
    concerns: list[data.Told]
    columns: pd.DataFrame


def report_bytes(run: Run) -> bytes:
    """The report as a file."""
    return write_report(run).encode()


def write_report(run: Run) -> str:
    """Write what a search came to as one HTML page, with the sentences and the figures of our own.

    Parameters
    ----------
    run : Run
        One that is over. What was not asked of the workers, or is not answered yet, is left out.
    """
    scores = facts.scores(run)
    standing = facts.standing(run) if scores.verdict is not None else None
    return _template().render(
        run=run,
        scores=scores,
        verdict=scores.verdict,
        standing=standing,
        baselines=None if standing is None else _baselines(scores, standing),
        tests=_tests(run),
        openings=[one.asked for one in services.store().examinations.openings(run)],
        pictures=_pictures(run, scores),
        closer=None if standing is None else _closer(run, scores, standing),
        settings=_settings(run, scores),
        data=_data(run),
        now=time.time(),
        version=core.__version__,
        beside=", ".join(f"{name} {number}" for name, number in _beside().items()),
    )


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals |= {
        "t": t,
        "tn": tn,
        "labels": labels,
        "searched": searched,
        "final_test": final_test_sentences,
        "sentences": verdict_sentences,
        "table": as_html.table,
        "style": _read(FRONTEND / "report.css"),
        "script": _read(FRONTEND / "report.js"),
        "plotly": _read(PLOTLY_FILE),
    }
    environment.filters |= {"sentence": as_html.sentence, "say": say, "figure": as_html.figure}
    return environment.from_string((FRONTEND / "report.html").read_text(encoding="utf-8"))


def _read(path: Path) -> Markup:
    return Markup(path.read_text(encoding="utf-8"))


def _beside() -> dict[str, str]:
    """The software that trains, with its versions here and now."""
    return {"Python": sys.version.split()[0], **{name: version(package) for name, package in PACKAGES.items()}}


def _baselines(scores: facts.Scores, standing: facts.Standing) -> pd.DataFrame | None:
    """The best setting beside the simple methods; None where they are not known."""
    if not standing.baselines or scores.verdict is None:
        return None
    best = {t("Method"): scores.names[scores.verdict.best], t("Mean score"): labels.score(scores.verdict.score)}
    rows = [
        {
            t("Method"): say(one.method.label),
            t("Mean score"): labels.score(one.score),
            t("The best is ahead by"): labels.score(one.comparison.difference),
            t("Luck"): verdict_sentences.luck_of(one),
        }
        for one in standing.baselines
    ]
    return pd.DataFrame([best, *rows]).fillna("")


def _pictures(run: Run, scores: facts.Scores) -> dict[str, Picture]:
    """The settings in pictures, by their titles, as far as there is something to draw."""
    if scores.trained.empty:
        return {}
    made = {title: make(run, scores) for title, make in of_run.offered(run, scores).items()}
    return {title: one for title, one in made.items() if isinstance(one, Picture)}


def _settings(run: Run, scores: facts.Scores) -> pd.DataFrame:
    """Every setting and its score; its name says what each of its columns would."""
    columns = [labels.parameter_label(name) for name in run.config.searched]
    return of_run.settings_table(run, scores).drop(columns=columns)


def _tests(run: Run) -> list[FinalTest]:
    """The final tests that were opened for settings of this search."""
    examinations = services.store().examinations
    openings = examinations.openings(run)
    settings = [one.question.candidate for one in openings if one.question.run_id == run.id]
    found = [final_test(examinations.of_run(run.id, Kind.TEST, one), openings) for one in settings]
    return [one for one in found if one is not None]


def _closer(run: Run, scores: facts.Scores, standing: facts.Standing) -> Closer:
    """The setting to take, or else the best, as far as it was looked at."""
    assert scores.verdict is not None
    candidate = scores.verdict.best if standing.take is None else standing.take
    pictures, note = {t("How it learned"): of_setting.of_learning(run, candidate)}, None
    parts = services.store().examinations.of_run(run.id, Kind.CLOSER_LOOK, candidate)
    if parts and all(one.answer is not None for one in parts):
        known = facts.closer(run.id, candidate)
        if known.predictions is not None:
            note = of_setting.whose_mistakes(run)
            mistakes = of_setting.mistakes(known.predictions)
            pictures |= {title: make(run, known.predictions) for title, make in mistakes.items()}
        if not known.columns.empty:
            pictures[t("Which columns matter")] = of_setting.of_columns(run, known.columns)
    return Closer(scores.names[candidate], pictures, note)


def _data(run: Run) -> Data | None:
    """The table, as the search's plan has it read; None where they are no longer stored."""
    try:
        dataset, plan = services.dataset(run.dataset_id), services.plans().load(run.id)
    except (DataError, RunError):
        return None
    config, by_name = run.config, {column.name: column for column in (plan.target, *plan.columns, *plan.left_out)}
    used = [by_name[name] for name in dataset.table.frame.columns]
    columns = pd.DataFrame(
        {
            t("Column"): [column.name for column in used],
            t("Used as"): [
                t("predicted") if column.name == config.target else labels.role_label(column.role) for column in used
            ],
            t("Empty"): [column.missing for column in used],
            t("Different values"): [labels.different_label(column.unique) for column in used],
            t("Why"): ["" if column.name == config.target else as_html.sentence(say(column.reason)) for column in used],
        }
    )
    said = [data.size(dataset), *filter(None, [data.is_made_up(dataset)])]
    if dataset.sample is None:
        said += [data.how_it_was_read(dataset, used), *map(say, data.notes(dataset))]
    found = concerns_of(dataset, config.cells, config.target, Task(run.task), config.leave_out.classes)
    return Data(dataset, said, data.remarks(found), columns)
