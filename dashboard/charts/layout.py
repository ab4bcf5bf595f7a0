"""What all figures' layouts have in common; the page's theme chooses the colours of texts and grounds."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from dashboard.charts.text import number, wrapped

# The toolbar has the uppermost pixels for itself: it hides nothing.
TOOLBAR = 32
# A legend of one line, and the title and numbers of a colour bar.
LEGEND_HEIGHT = 28
BAR_HEIGHT = 72
COMMON: dict[str, Any] = {"uirevision": "keep", "hovermode": "closest", "template": "none"}
LEGEND: dict[str, Any] = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"}
# How far beyond the middle half a value may lie, in widths of that half, before the colours leave it out of account.
FENCE = 3.0
Y_WIDTH = 44


def colour_bar(title: str, height: int, low: float, high: float) -> dict[str, Any]:
    """A colour bar from `low` to `high` above the plot of a figure so high, where a phone has room for it.

    Its place is one in the figure: of one beside the plot, plotly reserves room in which it lets no axis's title stand.
    """
    return {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "yref": "container",
        "y": 1 - TOOLBAR / height,
        "yanchor": "top",
        "len": 1,
        "xpad": 0,
        "ypad": 4,
        "thickness": 10,
        "tickvals": [low, (low + high) / 2, high],
        "ticktext": [number(low), number((low + high) / 2), number(high)],
        "outlinewidth": 0,
        # What a metric means in brackets is said elsewhere: here it would not fit.
        # The empty line lifts the title off the bar, on which plotly would write it there.
        "title": {"text": wrapped(title.split(" (")[0]) + "<br> ", "side": "top"},
    }


def x_title(text: str) -> dict[str, Any]:
    """A horizontal axis's title, in lines that a phone has room for beside long labels."""
    return {"text": wrapped(text), "standoff": 10}


def y_title(text: str) -> dict[str, Any]:
    """A vertical axis's title, in lines no longer than a figure is high, clear of the numbers beside it."""
    return {"text": wrapped(text, Y_WIDTH), "standoff": 12}


def linear_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers from `low` to `high`, so many at most, as an axis that cannot choose its own has them."""
    if high <= low:
        return [low]
    rough = (high - low) / most
    size = 10.0 ** math.floor(math.log10(rough))
    for step in (1, 2, 5, 10, 20):
        first, last = math.ceil(low / (step * size) - 1e-9), math.floor(high / (step * size) + 1e-9)
        if last - first < most:
            break
    return [float(f"{place * step * size:.12g}") for place in range(first, last + 1)]


def log_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers from `low` to `high`, both above 0, so many at most, for a logarithmic axis."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for steps in ((1, 1.5, 2, 3, 5, 7), (1, 2, 5), (1, 3), (1,)):
        ticks = [float(f"{step}e{decade}") for decade in decades for step in steps]
        ticks = [tick for tick in ticks if low * (1 - 1e-9) <= tick <= high * (1 + 1e-9)]
        if len(ticks) <= most:
            return ticks
    return ticks[:: math.ceil(len(ticks) / most)]


def ends(values: Iterable[float]) -> tuple[float, float]:
    """The least and the greatest value, but for those far below all others, which would leave these no room.

    Scores have an upper end and may fall far: R² of a network that went astray has no least value.

    Returns
    -------
    (float, float)
        (0, 0) without a value.

    References
    ----------
    Tukey (1977), Exploratory Data Analysis: the outer fence.
    """
    known = np.array([value for value in values if math.isfinite(value)])
    if not len(known):
        return 0.0, 0.0
    quarter, three = np.quantile(known, [0.25, 0.75])
    inside = known[known >= quarter - FENCE * (three - quarter)] if three > quarter else known
    return float(inside.min()), float(known.max())
