"""A form made from the columns, and what the network says of the row that it makes."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import streamlit as st

from core.data.columns.column import Column, Role
from core.errors import GridlightError
from core.model.seen import Seen
from core.runs.predicting import RowPrediction
from core.runs.run import Run
from dashboard import facts, labels, services
from dashboard.charts.pushes import furthest, pushes_figure, pushes_height, pushes_reading
from dashboard.components.picture import picture
from dashboard.components.waiting import try_again
from dashboard.i18n import as_text, say, t, tn
from dashboard.pictures.picture import Picture

FIELDS_A_LINE = 3
# More fields than these are shown when asked for; those that matter most, as far as that is known, come first.
SHOWN_FIELDS = 12
MOST_FIELDS = 60
SHOWN_CLASSES = 5


def show(run: Run, candidate: int) -> None:
    """Lay out the form and the prediction; only they run again at a change."""
    st.fragment(_form)(run, candidate)


def _form(run: Run, candidate: int) -> None:
    model = facts.model(run.id, candidate)
    st.caption(t("Change a value and the prediction follows. What is filled in is typical of your table."))
    order = f"try_order_{run.id}_{candidate}"
    if order not in st.session_state:  # fields stay in their places, whatever comes to be known
        st.session_state[order] = [one.name for one in facts.by_importance(run.id, candidate, model.columns)]
    columns = sorted(model.columns, key=lambda column: st.session_state[order].index(column.name))
    cells = _fields(run, candidate, columns[:SHOWN_FIELDS], model.seen)
    if rest := columns[SHOWN_FIELDS:MOST_FIELDS]:
        title = tn("{count} more column", "{count} more columns", len(rest))
        with st.expander(title, key=f"try_more_{run.id}_{candidate}"):
            cells |= _fields(run, candidate, rest, model.seen)
    if others := columns[MOST_FIELDS:]:
        st.caption(t("Columns that have no field here and stay typical: {count}.", count=len(others)))
        cells |= {column.name: model.seen[column.name].typical for column in others}
    try:
        said = services.runner().predict_row(run, model.name, cells)
    except GridlightError as error:
        try_again(error.message, f"try_again_{run.id}")
        return
    _draw(run, candidate, said)


def _fields(run: Run, candidate: int, columns: list[Column], seen: Mapping[str, Seen]) -> dict[str, float | str | None]:
    cells: dict[str, float | str | None] = {}
    for start in range(0, len(columns), FIELDS_A_LINE):
        line = columns[start : start + FIELDS_A_LINE]
        for place, column in zip(st.columns(FIELDS_A_LINE), line, strict=False):
            with place:
                cells[column.name] = _field(column, seen[column.name], f"try_{run.id}_{candidate}_{column.name}")
    return cells


def _field(column: Column, seen: Seen, key: str) -> float | str | None:
    """One field, which may be left empty as a cell may."""
    label, typical = as_text(column.name), seen.typical
    if column.role is Role.NUMBER:
        ends = (seen.typical, seen.low, seen.high)
        whole = all(isinstance(end, float) and end.is_integer() for end in ends)
        _start_with(key, int(typical) if whole and isinstance(typical, float) else typical)
        return st.number_input(label, value=None, step=1 if whole else None, format=None if whole else "%g", key=key)
    if column.role is Role.DATE:
        _start_with(key, date.fromisoformat(str(typical)[:10]) if typical else None)
        chosen = st.date_input(label, value=None, min_value=date(1900, 1, 1), max_value=date(2100, 12, 31), key=key)
        return chosen.isoformat() if chosen else None
    _start_with(key, typical)
    if seen.values is not None:
        known = dict.fromkeys([*seen.values, *([st.session_state[key]] if st.session_state[key] else [])])
        return st.selectbox(
            label, list(known), index=None, key=key, accept_new_options=True, placeholder=t("empty cell")
        )
    return st.text_input(label, value=None, key=key) or None


def _start_with(key: str, value: object) -> None:
    if key not in st.session_state:
        st.session_state[key] = value


def _draw(run: Run, candidate: int, said: RowPrediction) -> None:
    target = run.config.target
    with st.container(border=True, key="prediction"):
        if isinstance(said.predicted, float):
            st.markdown(t("{target}: **{number}**", target=target, number=labels.score(said.predicted)))
        else:
            shares = [f"{as_text(name)} {_percent(share)}" for name, share in said.probabilities.items()]
            st.markdown(
                t("{target}: **{name}**", target=target, name=said.predicted)
                + " · "
                + ", ".join(shares[:SHOWN_CLASSES])
            )
        for note in said.notes:
            st.markdown(f":material/warning: {say(note)}")
    frame = pd.DataFrame({"name": list(said.pushes), "push": list(said.pushes.values())})
    percent = not isinstance(said.predicted, float)
    made = Picture(
        "pushes",
        pushes_figure(frame, percent),
        height=pushes_height(len(frame)),
        reading=pushes_reading(frame, said.predicted, target),
        alt=t("Bars: how far each column pushes the prediction up or down."),
        table=furthest(frame).set_axis([t("Column"), t("Push")], axis="columns"),
        note=t("A push: how far the prediction lies from the mean of those with this cell taken from other rows."),
    )
    picture(made, f"pushes_{run.id}_{candidate}")


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %" if share < 0.9995 or share == 1 else "> 99.9 %"
