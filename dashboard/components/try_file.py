"""A file of new rows in, the same with predictions out."""

import pandas as pd
import streamlit as st

from core.data.reading.reader import read_csv
from core.data.writer import write_csv
from core.errors import GridlightError, Message
from core.runs.run import Run
from dashboard import facts, services
from dashboard.i18n import say, t, tn

SHOWN_ROWS = 8
SHOWN_NOTES = 5


def show(run: Run, candidate: int) -> None:
    """Lay out the upload and what came of it; only they run again at a change."""
    st.fragment(_file)(run, candidate)


def _file(run: Run, candidate: int) -> None:
    model = facts.model(run.id, candidate)
    st.markdown(t("A CSV file with these columns: {names}.", names=", ".join(column.name for column in model.columns)))
    file = st.file_uploader(t("New rows, as a CSV file"), type=None, key=f"new_rows_{run.id}")
    if file is None:
        return
    place = (file.file_id, run.id, candidate)
    if st.session_state.get("_predicted_file", (None,))[0] != place:
        with st.spinner(t("Predicting …")):
            st.session_state["_predicted_file"] = (place, _predict(run, model.name, file.getvalue()))
    found = st.session_state["_predicted_file"][1]
    if isinstance(found, Message):
        st.error(say(found), icon=":material/error:")
        return
    frame, notes = found
    st.markdown(tn("{count} row predicted.", "{count} rows predicted.", len(frame)))
    for note in notes:
        st.markdown(f":material/warning: {say(note)}")
    st.dataframe(frame.head(SHOWN_ROWS), hide_index=True, height="content")
    if len(frame) > SHOWN_ROWS:
        st.caption(tn("The first row.", "The first {count} rows.", SHOWN_ROWS))
    st.download_button(
        t("Download all rows with their predictions"),
        lambda: write_csv(frame),
        "gridlight-predictions.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="download_predictions",
    )


def _predict(run: Run, model: str, data: bytes) -> tuple[pd.DataFrame, list[Message]] | Message:
    """The rows with their predictions in front, and what there is to say of them; or why there are none."""
    try:
        table = read_csv(data)
        said = services.runner().predict_table(run, model, table.frame)
    except GridlightError as error:
        return error.message
    return said.frame, [*said.notes, *table.notes[:SHOWN_NOTES]]
