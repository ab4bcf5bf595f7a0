"""Which search a result is of, and whether the form above still is that search's."""

from collections.abc import Iterator

import streamlit as st

from core.data.columns.column import Task
from core.data.columns.overview import overview
from core.data.datasets import Dataset
from core.runs.run import Run
from core.search.metrics import scorings
from dashboard import facts, labels, state
from dashboard.i18n import as_text, t


def say_whose(run: Run) -> None:
    """Say which table and which column a result is of."""
    st.markdown(t("Predicting **{target}** in **{table}**", target=run.config.target, table=run.dataset_name))


def show(run: Run, dataset: Dataset | None) -> None:
    """Lay out what stands in the form now in place of the search's own choices, and the way back to those.

    Parameters
    ----------
    run : Run
        The search.
    dataset : Dataset or None
        Its table; None where that is no longer stored, and nothing can be chosen.
    """
    if dataset is None:
        return
    target, now = run.config.target, st.session_state["target"]
    names = {"target": target, "table": run.dataset_name}
    if now != target:
        said = t(
            "This is the search for **{target}** in {table}. "
            "Above, **{now}** is chosen now: press Start for a new search.",
            now=now,
            **names,
        )
    elif changed := list(_changed(run, dataset)):
        said = t("This is the search for **{target}** in {table}. Changed above since:", **names)
        said += f" {', '.join(changed)}. " + t("Press Start for a new search.")
    else:
        return
    with st.container(key="changed_choices", border=True):
        text, button = st.columns([3, 1], vertical_alignment="center")
        text.markdown(":material/info: " + said)
        button.button(
            t("Back to its choices"),
            key="back_to_choices",
            help=t("Fills the form above with what this search was started with."),
            on_click=state.take_back,
            width="stretch",
        )


def _changed(run: Run, dataset: Dataset) -> Iterator[str]:
    """What the form says otherwise than the search, both being of one target."""
    given, config = st.session_state, run.config
    if given["cells"] != config.cells:
        yield t("how cells are written")
    elif given["roles"] != _roles(run, dataset):
        yield t("what columns are used as")
    if given["leave_out"] != config.leave_out:
        yield t("which rows are left out")
    if given["task"] != (run.task or given["task"]):  # nothing is known of a run that is not planned yet
        yield t("what kind of value is predicted")
    if run.planned and given["scoring"] != run.scoring and run.scoring in scorings(Task(run.task)):
        yield as_text(labels.field_label("scoring"))
    for name in state.changed_settings(config):
        yield as_text(labels.field_label(name))


def _roles(run: Run, dataset: Dataset) -> dict[str, str]:
    columns = facts.used_columns(overview(dataset, run.config.cells), run.config)
    return {column.name: column.role for column in columns if column.name != run.config.target}
