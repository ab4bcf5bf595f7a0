"""Score against the number of weights: what a larger network is worth."""

import math

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import palette
from dashboard.charts.layout import COMMON, LEGEND, LEGEND_HEIGHT, TOOLBAR, linear_ticks, log_ticks, x_title, y_title
from dashboard.charts.text import plain
from dashboard.i18n import t
from dashboard.labels import smaller

HEIGHT = 400
# More numbers than this along the axis run into each other on a phone.
MOST_TICKS = 5
FEWEST_TICKS = 3
# The intervals of more settings than this cover one another, and the points.
MOST_INTERVALS = 40


def sizes_figure(frame: pd.DataFrame, best: int, smallest: int | None, metric: str) -> go.Figure:
    """Draw scores against sizes.

    Parameters
    ----------
    frame : DataFrame
        One row a setting: ``candidate``, ``label``, ``weights``, and its ``mean`` score, which lies between ``low`` and
        ``high``; NaN where nothing is known of that.
    best : int
        The candidate with the best mean.
    smallest : int or None
        The smallest that is as good, if one is known; it may be `best` itself.
    metric : str
        What to call the score.
    """
    same = smallest == best
    groups = [
        (~frame["candidate"].isin([best, smallest]), t("Settings"), palette.SETTING, "circle", 9),
        (
            frame["candidate"] == best,
            t("Best, and the smallest near it") if same else t("Best"),
            palette.BEST,
            "star",
            16,
        ),
    ]
    if smallest is not None and not same:
        groups.append((frame["candidate"] == smallest, t("Smallest near it"), palette.TIED, "diamond", 14))
    figure = go.Figure()
    for chosen, name, colour, symbol, size in groups:
        one = frame[chosen]
        figure.add_scatter(
            x=one["weights"],
            y=one["mean"],
            error_y={
                "type": "data",
                "visible": len(one) <= MOST_INTERVALS,
                "symmetric": False,
                "array": (one["high"] - one["mean"]).to_list(),
                "arrayminus": (one["mean"] - one["low"]).to_list(),
                "thickness": 1.5,
                "width": 4,
                "color": palette.ROUND,
            },
            customdata=[plain(label, 80) for label in one["label"]],
            mode="markers",
            cliponaxis=False,
            name=name,
            marker={"color": colour, "symbol": symbol, "size": size},
            hovertemplate="%{customdata}<br>" + t("Weights") + ": %{x:,}<br>%{y:.3f}<extra></extra>",
        )
    ticks, reach = _axis(frame["weights"])
    figure.update_layout(
        **COMMON,
        height=HEIGHT,
        margin={"l": 8, "r": 16, "t": TOOLBAR + 2 * LEGEND_HEIGHT, "b": 48},
        showlegend=True,
        legend=LEGEND,
        xaxis={
            "type": "log",
            "title": x_title(t("Weights in the network")),
            "range": reach,
            "tickvals": ticks,
            "ticktext": [f"{tick:,}" for tick in ticks],
            "tickangle": 0,
            "zeroline": False,
        },
        yaxis={"title": y_title(metric), "zeroline": False, "automargin": True},
    )
    return figure


def sizes_reading(best_label: str, smallest_label: str | None, ratio: float | None) -> str:
    """Whether a smaller network would do.

    Parameters
    ----------
    best_label, smallest_label : str
        What to call the best setting and the smallest within one standard error; None where the latter is not known.
    ratio : float or None
        How many times as many weights the best has.
    """
    if smallest_label is None or ratio is None:
        return t("{best} has the best mean score; whether a smaller one would do is not known.", best=best_label)
    if ratio <= 1:
        return t("No smaller network comes within one standard error of the best, {best}.", best=best_label)
    return t(
        "{smallest} is within one standard error of the best, {best}, and {smaller}.",
        smallest=smallest_label,
        best=best_label,
        smaller=smaller(ratio),
    )


def _axis(weights: pd.Series) -> tuple[list[int], list[float]]:
    """Round numbers along the axis, and its ends as powers of ten."""
    low, high = (math.log10(max(1, weights.min())), math.log10(max(1, weights.max()))) if len(weights) else (0.0, 1.0)
    around = max(0.02, 0.06 * (high - low))
    low, high = low - around, high + around
    ticks = log_ticks(10**low, 10**high, MOST_TICKS)
    if len(ticks) < FEWEST_TICKS:
        ticks = linear_ticks(10**low, 10**high, MOST_TICKS)
    return sorted({round(tick) for tick in ticks}), [low, high]
