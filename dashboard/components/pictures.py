"""The settings of a run in pictures, one at a time."""

from typing import NamedTuple

import streamlit as st

from core.runs.run import Run
from dashboard import facts, labels
from dashboard.components.live_plot import live_plot, to_json
from dashboard.components.picture import picture
from dashboard.components.scores_table import show_table
from dashboard.i18n import t
from dashboard.pictures import of_run
from dashboard.pictures.picture import Picture


def show(run: Run, scores: facts.Scores) -> None:
    """Lay out one picture, and a tab for each other; only the one that is open is drawn."""
    if run.status.over and scores.trained.empty:  # all failed: there is nothing to draw
        show_table(run, scores)
        return
    pictures = of_run.offered(run, scores)
    tabs = st.tabs(list(pictures), key=f"pictures_{run.id}", on_change="rerun")
    for tab, make in zip(tabs, pictures.values(), strict=True):
        if tab.open:
            with tab:
                if make is of_run.of_scores:
                    _scores(run, scores)
                else:
                    _draw(_two_choices(run, scores) if make is of_run.of_two_choices else make(run, scores), run)


def _draw(made: Picture | str, run: Run) -> None:
    if isinstance(made, str):
        st.markdown(made)
    else:
        picture(made, key=f"{made.name}_{run.id}", live=not run.status.over)


def _scores(run: Run, scores: facts.Scores) -> None:
    made = _drawn_scores(run.id, facts.version(run), run, scores)
    st.markdown(made.reading)
    with st.container(key="scores_chart"):
        live_plot(made.figure, height=made.height, alt=made.alt, key=f"{made.name}_{run.id}")
    st.caption(made.note)
    show_table(run, scores)


class _Drawn(NamedTuple):
    """What is shown of a picture, and nothing that it was made of: it is kept as long as somebody may look."""

    name: str
    figure: str
    height: int
    reading: str
    alt: str
    note: str


# This one is drawn again and again while scores come in: once for all who watch.
@st.cache_resource(show_spinner=False, max_entries=16)
def _drawn_scores(run_id: str, version: int, _run: Run, _scores: facts.Scores) -> _Drawn:
    made = of_run.of_scores(_run, _scores)
    return _Drawn(made.name, to_json(made.figure), made.height, made.reading, made.alt, made.note)


def _two_choices(run: Run, scores: facts.Scores) -> Picture | str:
    left, right = st.columns(2)
    names, chosen = list(run.config.searched), of_run.choices(run, scores)
    down = left.selectbox(
        t("Down"), names, names.index(chosen[0]), format_func=labels.parameter_label, key=f"heat_y_{run.id}"
    )
    others = [name for name in names if name != down]
    first = next(name for name in chosen if name != down)
    across = right.selectbox(
        t("Across"), others, others.index(first), format_func=labels.parameter_label, key=f"heat_x_{run.id}"
    )
    return of_run.of_two_choices(run, scores, down, across)
