"""Predicted numbers against true ones, and how far they miss."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import palette
from dashboard.charts.layout import COMMON, TOOLBAR, y_title
from dashboard.charts.text import number, plain, wrapped
from dashboard.i18n import t

HEIGHT = 400
# More points than this lie on top of each other.
MOST_POINTS = 2_000
NAME = 36
WRITTEN_OUT = 1e6
DIGITS = 4


def predicted_figure(frame: pd.DataFrame, name: str) -> go.Figure:
    """Draw predicted values against true ones, with the line where both are the same.

    Parameters
    ----------
    frame : DataFrame
        ``row`` (from 0), ``truth``, ``predicted`` and ``residual``, as `core.analysis.predictions.residual_frame` gives
        it. Of more than `MOST_POINTS` rows some stand for all.
    name : str
        The target's.
    """
    drawn = _thinned(frame)
    both = frame[["truth", "predicted"]].to_numpy(float)
    ends = [float(both.min()), float(both.max())] if len(frame) else [0.0, 1.0]
    figure = go.Figure()
    _points(figure, drawn, "truth", "predicted")
    figure.add_scatter(
        x=ends,
        y=ends,
        mode="lines",
        name=t("Predicted right"),
        line={"color": palette.SECOND, "width": 2.5, "dash": "dash"},
        hoverinfo="skip",
    )
    _lay_out(figure, t("True value"), t("Predicted value"), name)
    return figure


def residuals_figure(frame: pd.DataFrame, name: str) -> go.Figure:
    """Draw how far predictions miss against what is predicted.

    Parameters
    ----------
    frame, name
        As for `predicted_figure`.
    """
    drawn = _thinned(frame)
    ends = [float(frame["predicted"].min()), float(frame["predicted"].max())] if len(frame) else [0.0, 1.0]
    figure = go.Figure()
    _points(figure, drawn, "predicted", "residual")
    figure.add_scatter(
        x=ends,
        y=[0, 0],
        mode="lines",
        name=t("Predicted right"),
        line={"color": palette.SECOND, "width": 2.5, "dash": "dash"},
        hoverinfo="skip",
    )
    _lay_out(figure, t("Predicted value"), t("Predicted less true value"), name)
    return figure


def predicted_reading(mean_absolute_error_text: str, bias_text: str) -> str:
    """How far predictions miss.

    Parameters
    ----------
    mean_absolute_error_text : str
        The mean distance from the true value, with its unit if there is one.
    bias_text : str
        The mean of predicted less true values, with its sign.
    """
    return t(
        "A prediction misses by {error} on average, one way or the other; misses above and below cancel out to {bias}.",
        error=mean_absolute_error_text,
        bias=bias_text,
    )


def _thinned(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.iloc[np.unique(np.linspace(0, len(frame) - 1, min(len(frame), MOST_POINTS)).round().astype(int))]


def _points(figure: go.Figure, drawn: pd.DataFrame, x: str, y: str) -> None:
    figure.add_scatter(
        x=drawn[x],
        y=drawn[y],
        customdata=[
            [f"{row + 1:,}", *(number(float(value), DIGITS) for value in values)]
            for row, *values in drawn[["row", "truth", "predicted", "residual"]].itertuples(index=False)
        ],
        mode="markers",
        name=t("Rows"),
        marker={"color": palette.SETTING, "size": 6, "opacity": 0.6},
        hovertemplate="<br>".join(
            (
                t("Row") + " %{customdata[0]}",
                t("True value") + ": %{customdata[1]}",
                t("Predicted value") + ": %{customdata[2]}",
                t("Miss") + ": %{customdata[3]}<extra></extra>",
            )
        ),
    )


def _lay_out(figure: go.Figure, x_words: str, y_words: str, name: str) -> None:
    largest = max(
        (float(np.abs(one).max()) for trace in figure.data for one in (trace.x, trace.y) if len(one)), default=0
    )
    # Very large numbers are shortened, as in 3M: written out they would not fit.
    numbers = {"exponentformat": "none", "separatethousands": True} if largest < WRITTEN_OUT else {}
    figure.update_layout(
        **COMMON,
        height=HEIGHT,
        margin={"l": 8, "r": 24, "t": TOOLBAR, "b": 48},
        showlegend=False,
        xaxis={
            # The name is plain already.
            "title": {"text": f"{wrapped(x_words)}:<br>{plain(name, NAME)}", "standoff": 10},
            "zeroline": False,
            "automargin": True,
            "nticks": 5,
            **numbers,
        },
        yaxis={"title": y_title(y_words), "zeroline": False, "automargin": True, "nticks": 7, **numbers},
    )
