"""The one page: your data, what to try, watch and read."""

from pathlib import Path

import streamlit as st

from core.errors import RunError, StoreError
from core.runs.run import Run
from dashboard import services, state
from dashboard.components import data_step, run_step, settings_step
from dashboard.components.live_plot import fetch_plotly
from dashboard.components.waiting import wait_for_store
from dashboard.i18n import say, t

STYLE = Path(__file__).parent.parent / "frontend" / "style.css"


def show() -> None:
    st.html(STYLE)
    st.title("Gridlight")
    st.markdown(t("Find out which small neural network fits your table: many are tried at once, while you watch."))
    try:
        _show()
    except StoreError as error:
        wait_for_store(error)


def _show() -> None:
    run = _run_of_address()  # an address that leads nowhere is said here, at the top, where it is seen
    state.fill_in(run.config if run else None)
    dataset = data_step.show(run.config if run else None)
    if dataset is not None:
        settings_step.show(dataset, run)
    if run is not None:
        run_step.show(run.id, dataset)
    else:
        fetch_plotly()


def _run_of_address() -> Run | None:
    """The run that the address names, if it is there; its dataset is looked at, whichever the address names."""
    run_id = state.run_id()
    if run_id is None:
        return None
    try:
        run = services.store().run(run_id)
    except RunError as error:
        st.error(say(error.message), icon=":material/error:")
        return None
    if state.dataset_id() != run.dataset_id:
        state.choose_dataset(run.dataset_id)
        state.choose_run(run_id)
    return run
