"""How the values of one column are spread."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from core.data.columns.distribution import Axis, Distribution
from dashboard.charts import palette
from dashboard.charts.layout import COMMON, TOOLBAR, x_title, y_title
from dashboard.charts.text import distinct, number, plain
from dashboard.i18n import t

HEIGHT = 300
LONGEST_VALUE = 24


def distribution_figure(spread: Distribution) -> go.Figure:
    """Draw rows by value: single values as bars from above to below, ranges from left to right."""
    figure = go.Figure()
    names, counts = _names(spread), _counts(spread)
    bars = {"marker": {"color": palette.SETTING}, "customdata": [plain(name, 200) for name in names]}
    hover = f"%{{customdata}}<br>{t('Rows')}: %{{{'x' if spread.axis is Axis.VALUES else 'y'}:,}}<extra></extra>"
    rows: dict[str, Any] = {"zeroline": False, "rangemode": "tozero", "automargin": True}
    if spread.axis is Axis.VALUES:
        shown = distinct([plain(name, LONGEST_VALUE) for name in names])
        figure.add_bar(x=counts, y=shown, orientation="h", hovertemplate=hover, **bars)
        axes = {
            "xaxis": {**rows, "title": x_title(t("Rows"))},
            "yaxis": {"type": "category", "autorange": "reversed", "automargin": True},
        }
    else:
        edges: Sequence[Any] = spread.edges  # numbers or dates
        middles = [low + (high - low) / 2 for low, high in pairwise(edges)]
        figure.add_bar(x=middles, y=counts, width=_widths(spread), hovertemplate=hover, **bars)
        title = {"title": x_title(t("Words in a cell"))} if spread.axis is Axis.WORDS else {}
        axes = {"xaxis": {"zeroline": False, **title}, "yaxis": {**rows, "title": y_title(t("Rows"))}}
    margin = {"l": 8, "r": 16, "t": TOOLBAR, "b": 48}
    figure.update_layout(**COMMON, height=HEIGHT, margin=margin, showlegend=False, **axes)
    return figure


def distribution_table(spread: Distribution) -> pd.DataFrame:
    """The same in numbers."""
    return pd.DataFrame({t("Value"): _names(spread), t("Rows"): _counts(spread)})


def _counts(spread: Distribution) -> list[int]:
    return [*spread.counts, *([spread.others] if spread.others else [])]


def _widths(spread: Distribution) -> list[float]:
    """How wide each bar is, with a little air: in milliseconds where it stands over dates."""
    edges: Sequence[Any] = spread.edges
    widths = [high - low for low, high in pairwise(edges)]
    return [0.92 * (width.total_seconds() * 1000 if spread.axis is Axis.DATES else width) for width in widths]


def _names(spread: Distribution) -> list[str]:
    """What each bar stands over."""
    if spread.axis is Axis.VALUES:
        return [*spread.values, *([t("all others")] if spread.others else [])]
    edges: Sequence[Any] = spread.edges
    if spread.axis is Axis.DATES:
        names = [f"{edge:%Y-%m-%d}" for edge in edges]
    else:
        whole = all(edge == round(edge) for edge in edges)
        names = [f"{edge:,.0f}" if whole else number(edge) for edge in edges]
    return [f"{low} – {high}" for low, high in pairwise(names)]
