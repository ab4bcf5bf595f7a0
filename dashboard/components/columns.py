"""What each column is used as, why, and how its values are spread; a table to edit, and a closer look at one."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.data.columns.column import Column, Role, with_roles
from core.data.columns.overview import Overview, look_at
from core.data.datasets import Dataset
from core.model.features import preparation
from core.search.config import SearchConfig
from dashboard import facts, labels, state
from dashboard.charts.distribution import HEIGHT, distribution_figure, distribution_table
from dashboard.components.picture import picture
from dashboard.i18n import say, t, tn
from dashboard.pictures.picture import Picture

SHOWN_NAMES = 5


def show(dataset: Dataset, seen: Overview, config: SearchConfig | None) -> None:
    """Lay out the table; what is chosen in it stands in the session's ``roles``."""
    features = [column for column in facts.used_columns(seen, config) if column.name != st.session_state["target"]]
    left_out = [column.name for column in features if column.role is Role.IDENTIFIER]
    title = tn("{count} column to predict from", "{count} columns to predict from", len(features) - len(left_out))
    if left_out:
        more = len(left_out) - SHOWN_NAMES
        names = ", ".join(left_out[:SHOWN_NAMES]) + (t(" and {count} more", count=more) if more > 0 else "")
        title += " · " + t("left out: {names}", names=names)
    with st.expander(title):
        st.caption(t("Change what a column is used as in the second column of this table."))
        roles = _edit(dataset, seen, features)
        st.session_state["roles"] = roles
        _look_closer(dataset, with_roles(seen.columns, roles))


def _edit(dataset: Dataset, seen: Overview, features: Sequence[Column]) -> dict[str, Role]:
    words = {labels.role_label(role): role for role in Role}
    rows = max(1, len(dataset.table.frame))
    shown = pd.DataFrame(
        {
            t("Column"): [column.name for column in features],
            t("Used as"): [labels.role_label(column.role) for column in features],
            t("Values"): [list(seen.distributions[column.name].counts) for column in features],
            t("Empty"): [column.missing / rows for column in features],
            t("Why"): [str(column.reason) for column in features],
            t("Examples"): [seen.examples[column.name] for column in features],
            t("Different values"): [labels.different_label(column.unique) for column in features],
        }
    )
    edited = st.data_editor(
        shown,
        column_config={
            t("Column"): st.column_config.TextColumn(pinned=True, width=130),
            t("Used as"): st.column_config.SelectboxColumn(options=list(words), required=True, width=110),
            t("Why"): st.column_config.TextColumn(width="large"),
            t("Values"): st.column_config.BarChartColumn(width="small", y_min=0),
            t("Empty"): st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1, width="small"),
        },
        disabled=[str(name) for name in shown if name != t("Used as")],
        hide_index=True,
        key=state.roles_key(dataset.id, st.session_state["target"]),
    )
    return {name: words[word] for name, word in zip(edited[t("Column")], edited[t("Used as")], strict=True)}


def _look_closer(dataset: Dataset, columns: Sequence[Column]) -> None:
    """One column: what its values are, why it is used so, and what becomes of it in a search."""
    by_name = {column.name: column for column in columns}
    name = st.selectbox(
        t("Look at one column"),
        list(by_name),
        index=None,
        placeholder=t("Choose a column"),
        key=f"look_at_{dataset.id}",
        help=t("Its values as a picture, and what becomes of them before a network sees them."),
    )
    if name is None:
        return
    column = by_name[name]
    spread, told = look_at(dataset, column)
    rows = f"{len(dataset.table.frame):,}"
    empty = t("Empty cells: {count} of {rows}.", count=f"{column.missing:,}", rows=rows)
    said = [say(told), empty, say(column.reason)]
    if name != st.session_state["target"]:
        said.append(t("For a network:") + " " + say(preparation(column)))
        said.append(t("That is learned anew in each round, never from rows that a network is checked on."))
    made = Picture(
        "column_picture",
        distribution_figure(spread),
        HEIGHT,
        " ".join(said),
        t("How the values of a column are spread"),
        distribution_table(spread),
    )
    picture(made, key=made.name)
