"""Step one: a table, the column to predict, and what each column is used as."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.data.columns import Column, Role, Task, with_roles
from core.data.datasets import Dataset
from core.data.overview import concerns_of, likely_target, overview, task_of
from core.data.reader import read_csv
from core.data.samples import SAMPLES, sample_table
from core.errors import DataError
from core.search.config import SearchConfig
from dashboard import labels, services, state
from dashboard.i18n import say, t, tn

PREVIEW_ROWS = 8
SHOWN_NOTES = 5


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
    _preview(dataset)
    _target(dataset)
    _concerns(dataset)
    _roles(dataset, config)
    return dataset


def _take_sample() -> None:
    state.set_problem("data", None)
    if key := st.session_state["sample_dataset"]:
        stored = services.save_dataset(sample_table(key), labels.sample_words(key)[0], key)
        state.choose_dataset(stored.id)
        st.session_state["target"] = SAMPLES[key].target
        _forget_task()  # the same sample again, after another target was chosen


def _take_upload() -> None:
    state.set_problem("data", None)
    file = st.session_state["upload"]
    if file is None:
        return
    try:
        stored = services.save_dataset(read_csv(file.getvalue()), file.name)
    except DataError as error:
        state.set_problem("data", error.message)
        return
    st.session_state["sample_dataset"] = None
    state.choose_dataset(stored.id)


def _preview(dataset: Dataset) -> None:
    frame, dialect = dataset.table.frame, dataset.table.dialect
    st.markdown(
        t(
            "**{name}**: {rows} rows and {columns} columns",
            name=dataset.name,
            rows=f"{len(frame):,}",
            columns=len(frame.columns),
        )
        + (
            "."
            if dataset.sample
            else t(
                ", separated by {delimiter}, in the encoding {encoding}.",
                delimiter=_delimiter_words(dialect.delimiter),
                encoding=dialect.encoding.upper(),
            )
        )
    )
    if dataset.sample == "churn":
        st.caption(t("This table is made up: no such customers exist."))
    notes = dataset.table.notes
    for note in notes[:SHOWN_NOTES]:
        st.caption(say(note))
    if (more := len(notes) - SHOWN_NOTES) > 0:
        with st.expander(
            tn("{count} more note on how the file was read", "{count} more notes on how the file was read", more)
        ):
            for note in notes[SHOWN_NOTES:]:
                st.caption(say(note))
    st.dataframe(frame.head(PREVIEW_ROWS), hide_index=True, height="content")
    if len(frame) > PREVIEW_ROWS:
        st.caption(tn("The first row.", "The first {count} rows.", PREVIEW_ROWS))


def _delimiter_words(delimiter: str) -> str:
    words = {",": t("commas"), ";": t("semicolons"), "\t": t("tabs"), "|": t("bars"), " ": t("spaces")}
    # A delimiter without a name is shown as it is; one that cannot be seen, by its code.
    shown = delimiter.strip() if delimiter.isprintable() else ascii(delimiter).strip("'")
    return words.get(delimiter) or words.get(shown) or f"“{shown}”"


def _target(dataset: Dataset) -> None:
    names = [column.name for column in overview(dataset).columns]
    state.keep("target", likely_target(dataset), names)
    left, right = st.columns(2)
    left.selectbox(
        t("What do you want to predict?"), names, key="target", on_change=_forget_task, help=t("One of your columns.")
    )
    state.keep("task", task_of(dataset, st.session_state["target"]))
    right.selectbox(
        t("What kind of value is that?"),
        list(Task),
        format_func=labels.task_label,
        key="task",
        help=t("Found out from the column's values. Change it if you know better."),
    )


def _concerns(dataset: Dataset) -> None:
    """What may spoil a search, below the target that it has to do with."""
    for one in concerns_of(dataset, st.session_state["target"], Task(st.session_state["task"])):
        st.markdown(f":material/warning: {say(one)}")  # calmer than a box: most are worth a thought, not a stop


def _forget_task() -> None:
    st.session_state.pop("task", None)
    st.session_state.pop("scoring", None)


def _columns(dataset: Dataset, config: SearchConfig | None) -> Sequence[Column]:
    """The table's columns, used as in the run that is looked at, if there is one."""
    columns = overview(dataset).columns
    if config is None or config.features is None:
        return columns
    used = {*config.features, config.target}
    left_out = {column.name: Role.IDENTIFIER for column in columns if column.name not in used}
    by_hand = config.features if isinstance(config.features, dict) else {}
    return with_roles(columns, left_out | by_hand)


def _roles(dataset: Dataset, config: SearchConfig | None) -> None:
    """What each column is used as; a table to edit."""
    examples = overview(dataset).examples
    features = [column for column in _columns(dataset, config) if column.name != st.session_state["target"]]
    left_out = [column.name for column in features if column.role is Role.IDENTIFIER]
    title = tn("{count} column to predict from", "{count} columns to predict from", len(features) - len(left_out))
    if left_out:
        title += " · " + t("left out: {names}", names=", ".join(left_out))
    with st.expander(title):
        st.caption(t("Change what a column is used as in the second column of this table."))
        words = {labels.role_label(role): role for role in Role}
        edited = st.data_editor(
            pd.DataFrame(
                {
                    t("Column"): [column.name for column in features],
                    t("Used as"): [labels.role_label(column.role) for column in features],
                    t("Examples"): [examples[column.name] for column in features],
                    t("Different values"): [labels.different_label(column.unique) for column in features],
                    t("Empty cells"): [column.missing for column in features],
                }
            ),
            column_config={t("Used as"): st.column_config.SelectboxColumn(options=list(words), required=True)},
            disabled=[t("Column"), t("Examples"), t("Different values"), t("Empty cells")],
            hide_index=True,
            key=f"roles_{dataset.id}_{st.session_state['target']}",
        )
    st.session_state["roles"] = {
        name: words[word] for name, word in zip(edited[t("Column")], edited[t("Used as")], strict=True)
    }
