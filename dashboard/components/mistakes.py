"""What one setting gets wrong, on rows that it had not seen."""

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.analysis.predictions import (
    calibration_frame,
    confusion_frame,
    most_confused,
    number_fit,
    ranking_areas,
    ranking_curves,
    residual_frame,
    sureness,
    worst_rows,
)
from core.errors import DataError
from core.runs.run import Run
from core.search.predictions import Predictions
from dashboard import labels, services
from dashboard.charts import calibration, confusion, curves_ranking, predicted
from dashboard.components.picture import picture
from dashboard.i18n import say, t, tn

WORST_ROWS = 10


def show(run: Run, found: Predictions) -> None:
    """Lay out one picture, and a way to the others."""
    st.caption(
        t(
            "Every row once, predicted by a network that had not seen it: that of the first division of the rows "
            "into {rounds} parts.",
            rounds=run.config.cv,
        )
    )
    if found.classes:
        views = {
            t("Mistakes"): _confusion,
            t("How sure"): _calibration,
            t("ROC"): _roc,
            t("Precision and recall"): _recall,
        }
    else:
        views = {t("Predicted and true"): _predicted, t("Misses"): _residuals}
    views[t("Worst rows")] = _worst
    chosen = st.segmented_control(
        t("Picture"),
        list(views),
        default=next(iter(views)),
        required=True,
        key=f"mistakes_{run.id}",
        label_visibility="collapsed",
    )
    views[chosen](run, found)


def _confusion(run: Run, found: Predictions) -> None:
    frame, most = confusion_frame(found), most_confused(found)
    right = int((found.truth == found.predicted).sum())
    picture(
        confusion.confusion_figure(frame, found.classes),
        height=confusion.height(len(found.classes)),
        reading=confusion.confusion_reading(
            right, len(found.truth), (most.truth, most.predicted, most.count, most.of) if most else None
        ),
        alt=t("A grid: one row for each true class, one column for each predicted one, with the number of rows."),
        table=frame.set_axis([t("True"), t("Predicted"), t("Rows"), t("Share")], axis="columns"),
        key=f"confusion_{run.id}",
        formats={t("Share"): "%.3f"},
    )


def _calibration(run: Run, found: Predictions) -> None:
    frame = calibration_frame(found)
    picture(
        calibration.calibration_figure(frame),
        height=calibration.HEIGHT,
        reading=calibration.calibration_reading(*sureness(frame)),
        alt=t("Points: how often predictions are right against how sure the network was of them."),
        table=frame.set_axis([t("How sure"), t("Right"), t("From"), t("To"), t("Rows")], axis="columns"),
        key=f"calibration_{run.id}",
        formats=dict.fromkeys([t("How sure"), t("Right"), t("From"), t("To")], "%.3f"),
    )


def _roc(run: Run, found: Predictions) -> None:
    _ranking(run, found, "roc")


def _recall(run: Run, found: Predictions) -> None:
    _ranking(run, found, "precision_recall")


def _ranking(run: Run, found: Predictions, kind: curves_ranking.Kind) -> None:
    areas = ranking_areas(found)
    names = [t("Class"), t("Area under ROC"), t("Average precision"), t("Share of rows")]
    picture(
        curves_ranking.ranking_figure(ranking_curves(found), kind),
        height=curves_ranking.height(len(areas)),
        reading=curves_ranking.ranking_reading(areas, kind),
        alt=t("Curves, one a class: what is gained as the network is asked to be less sure."),
        table=areas.set_axis(names, axis="columns"),
        key=f"{kind}_{run.id}",
        formats=dict.fromkeys(names[1:], "%.3f"),
    )


def _predicted(run: Run, found: Predictions) -> None:
    _numbers(run, found, predicted.predicted_figure, t("Points: each row's predicted value against its true one."))


def _residuals(run: Run, found: Predictions) -> None:
    _numbers(run, found, predicted.residuals_figure, t("Points: how far each prediction misses, by what is predicted."))


def _numbers(run: Run, found: Predictions, draw: Callable[[pd.DataFrame, str], go.Figure], alt: str) -> None:
    frame, fit = residual_frame(found), number_fit(found)
    picture(
        draw(frame, run.config.target),
        height=predicted.HEIGHT,
        reading=predicted.predicted_reading(
            labels.score(fit.mean_absolute_error), ("+" if fit.bias > 0 else "") + labels.score(fit.bias)
        ),
        alt=alt,
        table=_counted(frame).set_axis([t("Row"), t("True"), t("Predicted"), t("Miss")], axis="columns"),
        key=f"{draw.__name__}_{run.id}",
        formats=dict.fromkeys([t("Predicted"), t("Miss")], "%.3f"),
    )
    if fit.spread_grows:
        st.markdown(t("The larger the predicted number, the further it misses."))


def _worst(run: Run, found: Predictions) -> None:
    worst = worst_rows(found, WORST_ROWS)
    if worst.empty:
        st.markdown(t("No row is predicted wrong."))
        return
    st.markdown(
        tn(
            "The row that it gets most wrong, with its cells: is there something about it?",
            "The {count} rows that it gets most wrong, with their cells: have they something in common?",
            len(worst),
        )
    )
    try:
        table = services.dataset(run.dataset_id).table.frame
    except DataError as error:
        st.error(say(error.message), icon=":material/error:")
        return
    cells = table.iloc[worst["row"]].reset_index(drop=True)
    told = _counted(worst[["row", "truth", "predicted"]])
    told = told.set_axis([t("Row"), t("True"), t("Predicted")], axis="columns")
    # A column of the table may have the name of one of these.
    cells = cells.drop(columns=run.config.target).rename(columns=lambda name: f"{name} " if name in told else name)
    st.dataframe(pd.concat([told, cells], axis="columns"), hide_index=True)


def _counted(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows counted as a person counts them: from 1."""
    return frame.assign(row=frame["row"] + 1)
