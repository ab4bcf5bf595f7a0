"""Every training as a tile: settings × rounds, which fill as scores come."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import palette
from dashboard.charts.layout import BAR_HEIGHT, COMMON, TOOLBAR, colour_bar, ends, x_title, y_title
from dashboard.charts.text import distinct, plain, row_label
from dashboard.i18n import t, tn

ROW_HEIGHT = 24
TALL_ROW, MOST_TALL = 36, 14
MARGIN = TOOLBAR + BAR_HEIGHT + 48
TALLEST = 640
# More rows than this have no room for a line of text each.
MOST_LABELS = 36
# More rounds than this are numbered by fives.
MOST_NUMBERS = 10


def height(labels: Sequence[str]) -> int:
    """Pixels for these settings."""
    return min(TALLEST, MARGIN + _row_height(labels) * max(2, len(labels)))


def _row_height(labels: Sequence[str]) -> int:
    """Names of several values take two lines, where these have room."""
    long = any("<br>" in row_label(label) for label in labels)
    return TALL_ROW if long and len(labels) <= MOST_TALL else ROW_HEIGHT


def tiles_figure(
    labels: Sequence[str],
    rounds: pd.DataFrame,
    candidates: Sequence[int],
    n_rounds: int,
    metric: str,
) -> go.Figure:
    """Draw tiles.

    Parameters
    ----------
    labels : sequence of str
        What to call each of `candidates`.
    rounds : DataFrame
        As `core.analysis.scores.round_frame` gives it.
    candidates : sequence of int
        The settings from the top.
    n_rounds : int
        Rounds in all.
    metric : str
        The title of the colours.
    """
    rows = {candidate: row for row, candidate in enumerate(candidates)}
    scores = np.full((len(candidates), n_rounds), np.nan)
    known = rounds[rounds["candidate"].isin(rows)]
    scores[[rows[one] for one in known["candidate"]], known["round"].to_numpy(int) - 1] = known["score"]
    names = distinct([plain(label, 80) for label in labels])
    places = list(range(1, n_rounds + 1))
    gap = 1 if len(candidates) <= MOST_LABELS else 0
    low, high = ends(scores.ravel())
    alike = low == high
    figure = go.Figure()
    for values, colours, title in (
        (np.zeros(scores.shape, np.int8), [(0, palette.NOT_YET), (1, palette.NOT_YET)], None),
        (scores, [(0, palette.TRAINED), (1, palette.TRAINED)] if alike else palette.SCALE, metric),
    ):
        figure.add_heatmap(
            x=places,
            y=names,
            z=values,
            zmin=low if title else 0,
            zmax=(low + 1 if alike else high) if title else 1,
            colorscale=colours,
            showscale=title is not None and not alike,
            colorbar=colour_bar(metric, height(labels), low, high),
            xgap=gap,
            ygap=gap,
            hoverongaps=False,
            hoverinfo=None if title else "skip",
            hovertemplate="%{y}<br>" + t("Round") + " %{x}: %{z:.3f}<extra></extra>" if title else None,
        )
    labelled, lines = len(candidates) <= MOST_LABELS, 2 if _row_height(labels) == TALL_ROW else 1
    figure.update_layout(
        **COMMON,
        height=height(labels),
        margin={"l": 8, "r": 24, "t": TOOLBAR + BAR_HEIGHT, "b": 48},
        xaxis={
            "title": x_title(t("Round")),
            "tickvals": places if n_rounds <= MOST_NUMBERS else [1, *range(5, n_rounds + 1, 5)],
            "range": [0.5, n_rounds + 0.5],
            "showgrid": False,
            "zeroline": False,
        },
        yaxis={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": names,
            "autorange": "reversed",
            "automargin": True,
            "showgrid": False,
            "tickvals": names if labelled else [],
            "ticktext": [row_label(label, lines) for label in labels] if labelled else [],
            "title": y_title("" if labelled else t("Settings, the best on top")),
        },
    )
    return figure


def tiles_reading(done: int, total: int) -> str:
    """What the tiles show, so many trainings of `total` being over."""
    if done < total:
        return tn(
            "Each tile is one training: {count} of {total} is done, and the darker a tile is, the better the score.",
            "Each tile is one training: {count} of {total} are done, and the darker a tile is, the better the score.",
            done,
            total=total,
        )
    return t(
        "Each tile is one training, darker where the score is better: a row of even colour is a setting that does "
        "about as well in every round."
    )
