"""Sentences, tables and figures as HTML, in which what people typed or uploaded stays text.

Not called html.py: `streamlit run` looks for modules in this folder first, and would take it for the standard one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from markdown_it import MarkdownIt
from markupsafe import Markup

from dashboard.i18n import shortened

# Bold and backslashes are all the markdown that our sentences have: neither links nor HTML come of what is in them.
MARKDOWN = MarkdownIt("zero").enable(["emphasis", "escape"])
# Of a longer table, such as one of every row's prediction, the first rows stand for all.
MOST_ROWS = 200
WRITTEN_OUT = 1e6

GRID = "#e3e6ea"
AXIS = {"gridcolor": GRID, "linecolor": GRID, "zerolinecolor": GRID, "fixedrange": True}
# Dark on white, on the screen as on paper; a finger that scrolls over a figure changes nothing in it.
THEME = go.layout.Template(
    layout={
        "font": {"family": "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif", "size": 12, "color": "#22262b"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "dragmode": False,
        "xaxis": AXIS,
        "yaxis": AXIS,
    }
)


@dataclass(frozen=True)
class Table:
    """A table in words.

    Parameters
    ----------
    names : list of str
        Of its columns.
    numbers : list of bool
        Which of them hold numbers.
    rows : list of list of str
        Its cells.
    more : int
        How many rows are left out behind the last.
    """

    names: list[str]
    numbers: list[bool]
    rows: list[list[str]]
    more: int


def sentence(markdown: str) -> Markup:
    """A sentence as HTML."""
    return Markup(MARKDOWN.renderInline(markdown))


def figure(drawn: go.Figure) -> Markup:
    """A figure as JSON that can stand in a script of a page."""
    themed = go.Figure(drawn).update_layout(template=THEME)
    return Markup(str(themed.to_json()).replace("<", "\\u003c"))


def table(frame: pd.DataFrame, formats: Mapping[str, str] | None = None, most: int | None = MOST_ROWS) -> Table:
    """A frame as a table.

    Parameters
    ----------
    frame : DataFrame
        Its columns named in the page's words.
    formats : mapping of str to str, optional
        How columns of numbers are written, such as "%.3f".
    most : int or None, default 200
        So many rows at most.
    """
    shown = frame if most is None else frame.head(most)
    columns = [[_cell(value, (formats or {}).get(str(name))) for value in shown[name]] for name in frame]
    return Table(
        names=[shortened(name) for name in frame],
        numbers=[pd.api.types.is_numeric_dtype(frame[name]) for name in frame],
        rows=[list(row) for row in zip(*columns, strict=True)],
        more=len(frame) - len(shown),
    )


def _cell(value: Any, how: str | None) -> str:
    if isinstance(value, str | Markup):
        return value if isinstance(value, Markup) else shortened(value)
    if pd.isna(value):
        return ""
    if how is not None:
        return str(how % value)
    if isinstance(value, int | np.integer):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < WRITTEN_OUT else f"{value:,.0f}"
    return shortened(value)
