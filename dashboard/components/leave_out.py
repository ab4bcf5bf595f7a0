"""Rows to do without, chosen beside the target: those without a value, and those of classes that are too rare."""

import streamlit as st

from core.data.cells import CellFormat
from core.data.columns.column import Column, Role, Task
from core.data.columns.overview import overview
from core.data.datasets import Dataset
from core.search.config import LeaveOut
from core.search.cost import FOLDS
from core.search.target import Supply, supply
from dashboard import state
from dashboard.i18n import t, tn


def choose(dataset: Dataset, cells: CellFormat) -> LeaveOut:
    """Lay out the choices, as far as there are any, and give what is chosen."""
    column, task = overview(dataset, cells).column(st.session_state["target"]), Task(st.session_state["task"])
    rows = supply(dataset, column, task, state.test_size())
    chosen = LeaveOut(empty=_empty(rows, column, task), classes=tuple(_classes(rows)))
    if chosen != LeaveOut():
        st.caption(t("Rows used: {used} of {all}.", used=f"{rows.used(chosen):,}", all=f"{rows.rows:,}"))
    return chosen


def _empty(rows: Supply, column: Column, task: Task) -> bool:
    if not 0 < rows.empty < rows.rows:
        return False
    state.keep("leave_out_empty", rows.suggested().empty)
    if task is Task.REGRESSION and column.role is not Role.NUMBER:
        said = tn(
            "Leave out the row where {name} is no number",
            "Leave out the {count} rows where {name} is no number",
            rows.empty,
            name=column.name,
        )
    else:
        said = tn(
            "Leave out the row where {name} is empty",
            "Leave out the {count} rows where {name} is empty",
            rows.empty,
            name=column.name,
        )
    return st.checkbox(said, key="leave_out_empty", help=t("A network cannot learn from a row without an answer."))


def _classes(rows: Supply) -> list[str]:
    rounds = max(FOLDS, st.session_state["cv"] or 0) if st.session_state[state.ROUNDS_BY_HAND] else FOLDS
    state.keep("leave_out_classes", list(rows.suggested().classes))
    chosen = [one for one in st.session_state["leave_out_classes"] if one in rows.classes]
    offered = [*rows.too_rare(rounds), *chosen]
    st.session_state["leave_out_classes"] = chosen
    if not offered:
        return []
    return st.multiselect(
        t("Classes with few rows: leave them out?"),
        list(dict.fromkeys(offered)),
        format_func=lambda one: f"{one} ({tn('{count} row', '{count} rows', rows.classes[one][0])})",
        key="leave_out_classes",
        placeholder=t("None: keep all classes"),
        help=t("Each round needs rows of every class. Without the rarest, there can be more rounds."),
    )
