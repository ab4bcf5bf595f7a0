"""Step one: a table, the column to predict, and what each column is used as."""

import streamlit as st

from core.data.cells import CellFormat
from core.data.columns.column import Task
from core.data.columns.likely_target import likely_target
from core.data.columns.overview import Overview, concerns_of, overview, task_of
from core.data.datasets import Dataset
from core.data.samples import SAMPLES, sample_table
from core.errors import DataError
from core.search.config import SearchConfig
from dashboard import labels, services, state
from dashboard.components import columns, leave_out, reading
from dashboard.i18n import say, t, tn
from dashboard.sentences.data import is_made_up, remarks, size
from dashboard.streamlit_internals import DeletedFile

PREVIEW_ROWS = 8


def show(config: SearchConfig | None) -> Dataset | None:
    """Lay out the step; gives the table, or None while there is none.

    Parameters
    ----------
    config : SearchConfig or None
        That of the run that is looked at.
    """
    st.header(t("1 · Your data"), divider="gray")
    st.pills(
        t("Try a sample …"),
        list(SAMPLES),
        format_func=labels.sample_card,
        key="sample_dataset",
        on_change=_take_sample,
        width="stretch",
    )
    st.file_uploader(
        t("… or bring a table of your own, as a CSV file"), type=None, key="upload", on_change=_take_upload
    )
    state.show_problem("data")
    dataset_id = state.dataset_id()
    if dataset_id is None:
        st.caption(t("Your table stays on the computer that runs Gridlight."))
        return None
    try:
        dataset = services.dataset(dataset_id)
    except DataError as error:
        st.error(say(error.message), icon=":material/error:")
        return None
    seen = overview(dataset, state.cell_format())
    _preview(dataset, seen)
    cells = reading.correct(dataset, seen.missing_words)
    st.session_state["cells"] = cells
    seen = overview(dataset, cells)
    _target(dataset, cells)
    st.session_state["leave_out"] = leave_out.choose(dataset, cells)
    _concerns(dataset, cells)
    columns.show(dataset, seen, config)
    return dataset


def _take_sample() -> None:
    state.set_problem("data", None)
    if key := st.session_state["sample_dataset"]:
        stored = services.save_dataset(sample_table(key), labels.sample_words(key)[0], key)
        state.choose_dataset(stored.id)
        st.session_state["target"] = SAMPLES[key].target
        _forget_task()  # the same sample again, after another target was chosen


def _take_upload() -> None:
    file = st.session_state["upload"]
    if isinstance(file, DeletedFile):  # the one that was taken before, and let go of
        return
    state.set_problem("data", None)
    if file is None:
        return
    try:
        stored = services.take_upload(file)
    except DataError as error:
        state.set_problem("data", error.message)
        return
    st.session_state["sample_dataset"] = None
    state.choose_dataset(stored.id)


def _preview(dataset: Dataset, seen: Overview) -> None:
    frame = dataset.table.frame
    st.markdown(size(dataset))
    if made_up := is_made_up(dataset):
        st.caption(made_up)
    reading.show(dataset, seen.columns)
    st.dataframe(frame.head(PREVIEW_ROWS), hide_index=True, height="content")
    if len(frame) > PREVIEW_ROWS:
        st.caption(tn("The first row.", "The first {count} rows.", PREVIEW_ROWS))


def _target(dataset: Dataset, cells: CellFormat) -> None:
    known = overview(dataset, cells).columns
    names = [column.name for column in known]
    state.keep("target", likely_target(known, len(dataset.table.frame)), names)
    left, right = st.columns(2)
    left.selectbox(
        t("What do you want to predict?"), names, key="target", on_change=_forget_task, help=t("One of your columns.")
    )
    state.keep("task", task_of(dataset, cells, st.session_state["target"]))
    right.selectbox(
        t("What kind of value is that?"),
        list(Task),
        format_func=labels.task_label,
        key="task",
        on_change=state.keep_all_rows,
        help=t("Found out from the column's values. Change it if you know better."),
    )


def _concerns(dataset: Dataset, cells: CellFormat) -> None:
    """What may spoil a search, below the target that it has to do with."""
    target, task = st.session_state["target"], Task(st.session_state["task"])
    found = concerns_of(dataset, cells, target, task, st.session_state["leave_out"].classes)
    for one in remarks(found):
        if one.lines:
            with st.expander(one.sentence, icon=":material/warning:"):
                st.markdown("\n".join(f"- {line}" for line in one.lines))
        else:  # calmer than a box: most are worth a thought, not a stop
            st.markdown(f":material/warning: {one.sentence}")


def _forget_task() -> None:
    st.session_state.pop("task", None)
    st.session_state.pop("scoring", None)
    state.keep_all_rows()
