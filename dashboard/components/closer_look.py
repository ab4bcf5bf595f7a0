"""One setting, looked at closely: how it learned, what it gets wrong, which columns it needs, and its final test."""

from collections.abc import Callable

import streamlit as st

from core.runs.examinations import Kind
from core.runs.run import Run
from dashboard import facts, services
from dashboard.components import final_test, mistakes
from dashboard.components.picture import picture
from dashboard.components.waiting import when_known
from dashboard.i18n import t
from dashboard.pictures import of_setting
from dashboard.pictures.picture import Picture


def show(run: Run) -> None:
    """Lay out the setting's choice and the parts; what is asked of the workers comes in by itself."""
    st.subheader(t("A closer look at one setting"))
    candidate = setting_choice(run, f"closer_setting_{run.id}")
    parts: dict[str, Callable[[Run, int], None]] = {
        t("How it learned"): _learning,
        t("What it gets wrong"): _mistakes,
        t("Which columns matter"): _columns,
        t("Final test"): final_test.show,
    }
    # Asked for before it is looked at: it takes some seconds.
    services.store().examinations.ask(run, Kind.CLOSER_LOOK, candidate)
    tabs = st.tabs(list(parts), key=f"closer_{run.id}", on_change="rerun")
    for tab, draw in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw(run, candidate)


def setting_choice(run: Run, key: str) -> int:
    """Lay out the choice of one setting, that to take at first."""
    scores = facts.scores(run)
    assert scores.verdict is not None
    complete = list(scores.ranked["candidate"][scores.ranked["complete"]])
    take = facts.standing(run).take
    chosen: int = st.selectbox(
        t("Setting"),
        complete,
        complete.index(scores.verdict.best if take is None else take),
        format_func=lambda number: _name(number, scores, take),
        key=key,
    )
    return chosen


def _name(candidate: int, scores: facts.Scores, take: int | None) -> str:
    """A setting's name, and what was said of it."""
    assert scores.verdict is not None
    said = []
    if candidate == scores.verdict.best:
        said.append(t("the best"))
    if candidate == take and scores.verdict.tied:
        said.append(t("the one to take"))
    return scores.names[candidate] + (f" ({', '.join(said)})" if said else "")


def _learning(run: Run, candidate: int) -> None:
    _draw(of_setting.of_learning(run, candidate), run)


def _draw(made: Picture, run: Run) -> None:
    picture(made, key=f"{made.name}_{run.id}")


def _mistakes(run: Run, candidate: int) -> None:
    when_known(run, Kind.CLOSER_LOOK, candidate, _draw_mistakes)


def _draw_mistakes(run: Run, candidate: int) -> None:
    found = facts.closer(run.id, candidate).predictions
    if found is not None:
        mistakes.show(run, found)


def _columns(run: Run, candidate: int) -> None:
    when_known(run, Kind.CLOSER_LOOK, candidate, _draw_columns)


def _draw_columns(run: Run, candidate: int) -> None:
    frame = facts.closer(run.id, candidate).columns
    if not frame.empty:
        _draw(of_setting.of_columns(run, frame), run)
