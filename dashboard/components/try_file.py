"""A file of new rows in, the same with predictions out."""

import streamlit as st

from core.data.reading.reader import read_csv
from core.data.writer import write_csv
from core.errors import DataError, Message, RunError
from core.runs.predicting import TablePrediction
from core.runs.run import Run
from core.search.predictions import AnswerScore
from dashboard import facts, labels, services, state
from dashboard.components.waiting import try_again
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
    if state.predicted(place) is None:
        try:
            with st.spinner(t("Predicting …")):
                state.keep_predicted(place, _predict(run, model.name, file.getvalue()))
        except DataError as error:  # not kept, as the next: what was wrong may be mended by then
            st.error(say(error.message), icon=":material/error:")
            return
        except RunError as error:
            try_again(error.message, f"predict_again_{run.id}")
            return
    _draw(*state.predicted(place))


def _predict(run: Run, model: str, data: bytes) -> tuple[TablePrediction, list[Message]]:
    """What is predicted, and what there is to say of the file."""
    table = read_csv(data)
    return services.runner().predict_table(run, model, table.frame), table.notes[:SHOWN_NOTES]


def _draw(predicted: TablePrediction, notes: list[Message]) -> None:
    frame = predicted.frame
    st.markdown(tn("{count} row predicted.", "{count} rows predicted.", len(frame)))
    if predicted.right is not None:
        with st.container(key="predicted_right"):
            _say_how_right(predicted.right)
    for note in [*predicted.notes, *notes]:
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


def _say_how_right(right: AnswerScore) -> None:
    if right.rows:
        st.markdown(
            t(
                "**The file holds the answers** — {metric}: **{score}** over {rows}.",
                rows=tn("{count} row", "{count} rows", right.rows),
                score=labels.score(right.score),
                metric=labels.metric_label(right.scoring),
            )
        )
    else:
        st.markdown(t("The file has the column to predict, but no answer in it that predictions can be held against."))
    said = []
    if right.empty:
        said.append(tn("{count} row has no answer.", "{count} rows have no answer.", right.empty))
    if right.unknown:
        said.append(
            tn(
                "{count} row has an answer that this network cannot give.",
                "{count} rows have an answer that this network cannot give.",
                right.unknown,
            )
        )
    if said and right.rows:
        said.append(t("They are left out of the score."))
    if right.rows:
        said.append(t("Only rows that the network did not learn from are a test of it."))
    if said:
        st.caption(" ".join(said))
