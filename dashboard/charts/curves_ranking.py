"""How well the probabilities of a class tell its rows from the rest: ROC and precision-recall curves."""

from typing import Literal

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import palette
from dashboard.charts.layout import COMMON, LEGEND, LEGEND_HEIGHT, TOOLBAR, x_title, y_title
from dashboard.charts.text import hundredths, number, plain
from dashboard.i18n import t

Kind = Literal["roc", "precision_recall"]
PLOT_HEIGHT = 330
DASHES = ("solid", "dash", "dot", "dashdot")
# More classes than this have no names in the legend; the mouse has them.
MOST_NAMES = 14
NAME = 16


def height(n_classes: int) -> int:
    """Pixels for curves of so many classes: their names take lines above the plot."""
    lines = -(-min(n_classes, MOST_NAMES) // 2) if n_classes > 1 else 0
    return PLOT_HEIGHT + TOOLBAR + max(1, lines) * LEGEND_HEIGHT


def ranking_figure(frame: pd.DataFrame, kind: Kind) -> go.Figure:
    """Draw a curve for each class.

    Parameters
    ----------
    frame : DataFrame
        ``cls``, ``kind``, ``x``, ``y``, as `core.analysis.predictions.ranking_curves` gives it.
    kind : {"roc", "precision_recall"}
        Which of its curves.
    """
    curves = frame[frame["kind"] == kind]
    classes = list(curves["cls"].unique())
    figure = go.Figure()
    if kind == "roc":
        figure.add_scatter(
            x=[0, 1],
            y=[0, 1],
            mode="lines",
            name=t("Guessing"),
            line={"color": palette.ROUND, "width": 1.5, "dash": "dot"},
            hoverinfo="skip",
        )
    n_colours = len(palette.CLASSES)
    for place, cls in enumerate(classes):
        one = curves[curves["cls"] == cls]
        figure.add_scatter(
            x=one["x"],
            y=one["y"],
            customdata=[plain(cls)] * len(one),
            mode="lines",
            name=plain(cls, NAME),
            showlegend=len(classes) <= MOST_NAMES,
            line={
                "color": palette.CLASSES[place % n_colours],
                # Beyond the colours, the dashes tell classes apart.
                "dash": DASHES[place // n_colours % len(DASHES)],
                "width": 2.2,
                # Between two thresholds, precision jumps.
                "shape": "linear" if kind == "roc" else "vh",
            },
            hovertemplate="%{customdata}<br>%{x:.3f} · %{y:.3f}<extra></extra>",
        )
    horizontal, vertical = _titles(kind)
    figure.update_layout(
        **COMMON,
        height=height(len(classes)),
        margin={"l": 8, "r": 16, "t": height(len(classes)) - PLOT_HEIGHT, "b": 56},
        showlegend=True,
        legend=LEGEND,
        xaxis={
            "title": x_title(horizontal),
            "automargin": True,
            "range": [-0.02, 1.02],
            "zeroline": False,
            "nticks": 6,
        },
        yaxis={
            "title": y_title(vertical),
            "range": [-0.02, 1.02],
            "zeroline": False,
            "automargin": True,
            "nticks": 6,
        },
    )
    return figure


def ranking_reading(areas: pd.DataFrame, kind: Kind) -> str:
    """How good the curves are.

    Parameters
    ----------
    areas : DataFrame
        ``cls``, ``roc_area``, ``average_precision``, ``base_rate``, one row a class.
    kind : {"roc", "precision_recall"}
        Which of its curves.
    """
    if areas.empty:
        return t("There is no class with rows to tell from others.")
    column = "roc_area" if kind == "roc" else "average_precision"
    worst = areas.iloc[int(areas[column].argmin())]
    values = {
        "cls": worst["cls"],
        "mean": number(float(areas[column].mean())),
        "base": number(float(worst["base_rate"])),
    }
    values |= {"least": number(float(worst[column])), "share": hundredths(float(worst[column]))}
    if kind == "roc":
        if len(areas) == 1:
            return t(
                "Shown one row of “{cls}” and one of the rest, the network knows which is which {share} % of the time; "
                "guessing would reach 50 %.",
                **values,
            )
        return t(
            "“{cls}” is the hardest to tell: shown one row of it and one of the rest, the network knows which is which "
            "{share} % of the time, where guessing would reach 50 %.",
            **values,
        )
    if len(areas) == 1:
        return t(
            "Looking for “{cls}”, the network reaches an average precision of {least}; guessing, {base}.", **values
        )
    return t(
        "“{cls}” is the hardest to find: average precision is {least} for it, where guessing would reach {base}, and "
        "{mean} over all classes.",
        **values,
    )


def _titles(kind: Kind) -> tuple[str, str]:
    if kind == "roc":
        return t("Share of other rows taken for the class"), t("Share of the class's rows found")
    return t("Share of the class's rows found (recall)"), t("Share right of those found (precision)")
