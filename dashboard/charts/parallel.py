"""Parallel coordinates: each setting a line through its values, to its score."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import palette
from dashboard.charts.layout import COMMON, TOOLBAR, ends, linear_ticks, log_ticks
from dashboard.charts.text import distinct, plain, value_text
from dashboard.i18n import t

HEIGHT = 460
# So many different values have a place each, evenly spread; more lie along a scale.
MOST_PLACES = 8
# Numbers that reach over so many times the least are spread by orders of magnitude.
WIDE = 30
# Beyond so many axes a phone has little room between them: values are shortened and written smaller.
MANY = 5


def parallel_figure(frame: pd.DataFrame, titles: dict[str, str], metric: str) -> go.Figure:
    """Draw parallel coordinates.

    Parameters
    ----------
    frame : DataFrame
        One row a setting: a column for each hyperparameter, numbers or text, and ``score``. Settings without a score
        are left out.
    titles : dict of str
        What to call each hyperparameter, by its column, in the order of the axes.
    metric : str
        What to call the score.
    """
    # The best is drawn last, above all others.
    known = frame.dropna(subset=["score"]).sort_values("score", kind="stable")
    low, high = ends(known["score"])
    many = len(titles) + 1 > MANY
    dimensions = [
        # Headings are read for tags and entities; the texts beside an axis are not, and are drawn as they are.
        *({"label": plain(title, 24), **_axis(known[column], 7 if many else 14)} for column, title in titles.items()),
        {"label": plain(metric.split(" (")[0], 24), **_score_axis(known["score"], low, high)},
    ]
    # What is written beside the first axis has the margin only.
    left = 16 + 7 * max(map(len, dimensions[0]["ticktext"]), default=0)
    figure = go.Figure()
    figure.add_parcoords(
        dimensions=dimensions,
        line={
            "color": known["score"].clip(lower=low),
            "colorscale": palette.LINE_SCALE,
            "cmin": low,
            "cmax": high if high > low else low + 1,
        },
        labelangle=-40 if many else -20,
        labelside="top",
        tickfont={"size": 9 if many else 11},
    )
    figure.update_layout(
        **COMMON, height=HEIGHT, margin={"l": max(40, left), "r": 64, "t": TOOLBAR + (88 if many else 56), "b": 24}
    )
    return figure


def parallel_reading() -> str:
    """How to read it."""
    return t(
        "Each line is one setting, through its values to its score on the right, the best in orange: "
        "drag along an axis to keep only the lines that pass there, and click it to have all again."
    )


def _axis(values: pd.Series, longest: int) -> dict[str, Any]:
    """Where a hyperparameter's values lie along its axis, and what is written there, in so many letters."""
    different = sorted(values.unique())
    numbers = pd.api.types.is_numeric_dtype(values)
    if not numbers or len(different) <= MOST_PLACES:
        place = {value: index for index, value in enumerate(different)}
        texts = [value_text(value) if numbers else _shortened(str(value), longest) for value in different]
        return {
            "values": [place[value] for value in values],
            "range": [0, len(different) - 1] if len(different) > 1 else [-1, 1],
            **_ticks(range(len(different)), texts),
        }
    low, high = float(different[0]), float(different[-1])
    if low > 0 and high / low >= WIDE:
        ticks = log_ticks(low, high)
        return {
            "values": np.log10(values.to_numpy(float)),
            "range": [np.log10(low), np.log10(high)],
            **_ticks(np.log10(ticks), [f"{tick:g}" for tick in ticks]),
        }
    ticks = linear_ticks(low, high)
    return {"values": values.to_numpy(float), "range": [low, high], **_ticks(ticks, [f"{tick:g}" for tick in ticks])}


def _score_axis(scores: pd.Series, low: float, high: float) -> dict[str, Any]:
    values = scores.clip(lower=low)
    if high <= low:
        return {"values": values, "range": [low - 1, low + 1], **_ticks([low], [value_text(low)])}
    ticks = linear_ticks(low, high)
    texts = [f"{tick:,.10g}" for tick in ticks]
    if (scores < low).any():  # those far below have no room of their own
        above = [(tick, text) for tick, text in zip(ticks, texts, strict=True) if tick > low]
        ticks, texts = [low, *(tick for tick, _ in above)], [f"≤ {value_text(low)}", *(text for _, text in above)]
    return {"values": values, "range": [low, high], **_ticks(ticks, texts)}


def _ticks(places: Any, texts: list[str]) -> dict[str, Any]:
    """Plotly takes equal texts for one: invisible signs tell them apart."""
    return {"tickvals": list(places), "ticktext": distinct(texts)}


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
