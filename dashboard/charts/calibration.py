"""Whether the network is right as often as it says."""

import math

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import palette
from dashboard.charts.layout import COMMON, LEGEND, LEGEND_HEIGHT, TOOLBAR, x_title, y_title
from dashboard.charts.text import hundredths
from dashboard.i18n import t

HEIGHT = 400
# Confidence may be off by this much, on average, before it is worth a word.
TOLERANCE = 0.05


def calibration_figure(frame: pd.DataFrame) -> go.Figure:
    """Draw how often predictions are right against how sure they are.

    Parameters
    ----------
    frame : DataFrame
        One row a group of rows: ``confidence``, ``right``, ``low``, ``high`` and ``count``, as
        `core.analysis.predictions.calibration_frame` gives it.
    """
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        name=t("Right as often as it says"),
        line={"color": palette.ROUND, "width": 1.5, "dash": "dot"},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=frame["confidence"],
        y=frame["right"],
        customdata=frame["count"],
        error_y={
            "type": "data",
            "symmetric": False,
            "array": (frame["high"] - frame["right"]).to_list(),
            "arrayminus": (frame["right"] - frame["low"]).to_list(),
            "thickness": 1.5,
            "width": 4,
            "color": palette.ROUND,
        },
        mode="lines+markers",
        name=t("This network"),
        cliponaxis=False,
        line={"color": palette.SETTING, "width": 1.5},
        marker={"size": 10},
        hovertemplate=t("It says")
        + ": %{x:.0%}<br>"
        + t("It is right")
        + ": %{y:.0%}<br>"
        + t("Rows")
        + ": %{customdata:,}<extra></extra>",
    )
    axis = {"tickformat": ".0%", "zeroline": False, "nticks": 6}
    figure.update_layout(
        **COMMON,
        height=HEIGHT,
        margin={"l": 8, "r": 24, "t": TOOLBAR + LEGEND_HEIGHT, "b": 48},
        showlegend=True,
        legend=LEGEND,
        xaxis={**axis, "title": x_title(t("How sure it says that it is")), "range": _from(frame)},
        yaxis={
            **axis,
            "title": y_title(t("How often it is right")),
            "range": [0, 1.02],
            "automargin": True,
        },
    )
    return figure


def calibration_reading(confidence: float, right: float) -> str:
    """Whether the network is too sure of itself.

    Parameters
    ----------
    confidence, right : float
        Its mean confidence and the share of rows that are right, from 0 to 1; NaN where neither is known.
    """
    if math.isnan(confidence):
        return t("There are no predictions yet.")
    if confidence > right + TOLERANCE:
        verdict = t("It is too sure of itself:")
    elif confidence < right - TOLERANCE:
        verdict = t("It may well be surer:")
    else:
        verdict = t("Take it at its word:")
    said = t(
        "it is sure to {confidence} % on average, and right in {right} % of rows.",
        confidence=hundredths(confidence),
        right=hundredths(right),
    )
    return f"{verdict} {said}"


def _from(frame: pd.DataFrame) -> list[float]:
    """With many classes, confidence is seldom low: the empty part is left out."""
    least = float(frame["confidence"].min()) if len(frame) else 0.0
    return [max(0.0, (10 * least) // 1 / 10 - 0.05), 1.02]
