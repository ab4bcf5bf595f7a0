"""Two hyperparameters against each other: the mean score of the settings at each pair of values."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.analysis.scores import DIGITS
from dashboard.charts import layout, palette
from dashboard.charts.layout import BAR_HEIGHT, COMMON, TOOLBAR, colour_bar, ends
from dashboard.charts.text import number, plain, value_text, wrapped
from dashboard.i18n import t

ROW_HEIGHT = 44
MARGIN = TOOLBAR + BAR_HEIGHT + 88
TALLEST = 640
# Values are written into so few cells; in few columns with three decimals, in more with two, as a phone has it.
MOST_TEXTS = 60
WIDE_COLUMNS = 6
MOST_COLUMNS = 12
# Of more values along an axis, only some are named.
MOST_NAMES = 12


def height(n_rows: int) -> int:
    """Pixels for so many values of the hyperparameter on the vertical axis."""
    return min(TALLEST, MARGIN + ROW_HEIGHT * max(2, n_rows))


def heatmap_figure(frame: pd.DataFrame, x_title: str, y_title: str, metric: str) -> go.Figure:
    """Draw a heatmap.

    Parameters
    ----------
    frame : DataFrame
        One row a setting: its values ``x`` and ``y`` of two hyperparameters, and its mean ``score``. Settings with the
        same two values are put together by their mean; those without a score are left out.
    x_title, y_title, metric : str
        What to call the hyperparameters and the score.
    """
    cells = _cells(frame)
    scores = cells.to_numpy(float)
    # Cells go by their places: two values may look the same.
    columns, rows = [value_text(one) for one in cells.columns], [value_text(one) for one in cells.index]
    low, high = ends(scores.ravel())
    figure = go.Figure()
    figure.add_heatmap(
        x=list(range(len(columns))),
        y=list(range(len(rows))),
        z=scores,
        zmin=low,
        zmax=high if high > low else low + 1,
        colorscale=palette.SCALE,
        colorbar=colour_bar(metric, height(len(rows)), low, high),
        showscale=high > low,
        xgap=2,
        ygap=2,
        customdata=[
            [f"{wrapped(x_title)}: {column}<br>{wrapped(y_title)}: {row}" for column in columns] for row in rows
        ],
        hoverongaps=False,
        hovertemplate="%{customdata}<br>%{z:.3f}<extra></extra>",
    )
    if scores.size <= MOST_TEXTS and len(columns) <= MOST_COLUMNS:
        _write(figure, scores, low, high)
    for row, column in _best(scores):
        figure.add_shape(
            type="rect",
            x0=column - 0.5,
            x1=column + 0.5,
            y0=row - 0.5,
            y1=row + 0.5,
            line={"color": palette.BEST, "width": 4},
        )
    axis = {"showgrid": False, "zeroline": False, "automargin": True}
    figure.update_layout(
        **COMMON,
        height=height(len(rows)),
        margin={"l": 8, "r": 24, "t": TOOLBAR + BAR_HEIGHT, "b": 64},
        showlegend=False,
        xaxis={
            **axis,
            "title": layout.x_title(x_title),
            **_ticks(columns),
            "range": [-0.5, len(columns) - 0.5],
        },
        yaxis={
            **axis,
            "title": layout.y_title(y_title),
            **_ticks(rows),
            "range": [-0.5, len(rows) - 0.5],
        },
    )
    return figure


def heatmap_reading(frame: pd.DataFrame, x_title: str, y_title: str) -> str:
    """Which pair of values does best; `frame` as for the figure."""
    cells = _cells(frame)
    best = _best(cells.to_numpy(float))
    if not best:
        return t("No pair of values has a score yet.")
    row, column = best[0]
    values = {
        "x_title": x_title,
        "x": _name(cells.columns[column]),
        "y_title": y_title,
        "y": _name(cells.index[row]),
        "score": number(float(cells.to_numpy(float)[row, column])),
    }
    if len(best) > 1:
        return t(
            "Several pairs share the best mean score, {score}; one of them is {x_title} {x} with {y_title} {y}.",
            **values,
        )
    return t("The best pair is {x_title} {x} with {y_title} {y}: {score} on average, the outlined cell.", **values)


def _cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Mean scores, a row for each ``y`` and a column for each ``x``, both in the order of their values."""
    return frame.dropna(subset=["score"]).pivot_table(index="y", columns="x", values="score", aggfunc="mean")


def _best(scores: np.ndarray) -> list[tuple[int, int]]:
    """The places, (row, column), of the best mean."""
    if not np.isfinite(scores).any():
        return []
    found = np.argwhere(np.round(scores, DIGITS) == np.round(np.nanmax(scores), DIGITS))
    return [(int(row), int(column)) for row, column in found]


def _ticks(names: list[str]) -> dict[str, list[Any]]:
    every = -(-len(names) // MOST_NAMES)
    return {"tickvals": list(range(0, len(names), every)), "ticktext": names[::every]} if names else {"tickvals": []}


def _name(value: object) -> str:
    # The sentence escapes it in its own way.
    return str(value) if isinstance(value, str) else value_text(value)


def _write(figure: go.Figure, scores: np.ndarray, low: float, high: float) -> None:
    """Each cell's value, black or white."""
    wide = scores.shape[1] <= WIDE_COLUMNS
    places = [(row, column) for row, column in np.ndindex(scores.shape) if np.isfinite(scores[row, column])]
    width = high - low if high > low else 1.0
    colours = [palette.colour_at((float(scores[place]) - low) / width) for place in places]
    figure.add_scatter(
        x=[column for _, column in places],
        y=[row for row, _ in places],
        text=[plain(number(float(scores[place]), 3 if wide else 2)) for place in places],
        mode="text",
        textfont={"color": [palette.text_on(colour) for colour in colours], "size": 12 if wide else 10},
        hoverinfo="skip",
    )
