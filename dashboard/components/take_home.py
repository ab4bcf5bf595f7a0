"""Step four: the chosen setting's network, to be tried on rows of one's own and to be taken along."""

import streamlit as st

from core.runs.examinations import Kind
from core.runs.run import Run
from dashboard import services
from dashboard.components import choices, downloads, try_file, try_row
from dashboard.components.closer_look import setting_choice
from dashboard.components.waiting import when_known
from dashboard.i18n import t


def show(run: Run) -> None:
    """Lay out the step; the network is trained as soon as it is looked at."""
    st.header(t("4 · Try it and take it home"), divider="gray")
    choices.say_whose(run)
    candidate = setting_choice(run, f"home_setting_{run.id}")
    examinations = services.store().examinations
    examinations.ask(run, Kind.MODEL, candidate)
    parts = {
        t("Try it on a row"): try_row.show,
        t("Try it on a file"): try_file.show,
        t("Take it home"): downloads.show,
    }
    tabs = st.tabs(list(parts), key=f"home_{run.id}", on_change="rerun")
    for tab, draw in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                when_known(run, Kind.MODEL, candidate, draw, t("Training this setting on all rows, to be tried …"))
