"""What matters: each hyperparameter's, or each column's, share as a bar."""

import math

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import palette
from dashboard.charts.layout import COMMON, TOOLBAR, x_title
from dashboard.charts.text import hundredths, number, plain
from dashboard.i18n import t, tn

ROW_HEIGHT = 30
MARGIN = TOOLBAR + 60
# More bars than this tell nothing that the first do not.
MOST_BARS = 30
NAME = 22

# Shares up to this need a decimal on their axis.
FEW_PERCENT = 0.06


def height(n_bars: int) -> int:
    """Pixels for so many bars."""
    return MARGIN + ROW_HEIGHT * min(max(2, n_bars), MOST_BARS + 1)


def importance_figure(frame: pd.DataFrame, title: str, percent: bool = True) -> go.Figure:
    """Draw bars, the largest on top.

    Parameters
    ----------
    frame : DataFrame
        ``name``; ``share``, which may be below 0; ``low`` and ``high``, between which it lies, NaN where that is not
        known. Of more than `MOST_BARS` rows the largest are drawn, and the rest are counted.
    title : str
        The axis's.
    percent : bool, default True
        Whether a share is one of a whole, from 0 to 1; else it is in units of the score.
    """
    ordered = frame.sort_values("share", ascending=False, kind="stable", ignore_index=True)
    drawn, rest = ordered.head(MOST_BARS), len(ordered) - MOST_BARS
    places = list(range(len(drawn)))
    names = [plain(name, NAME) for name in drawn["name"]]
    if rest > 0:
        names.append(plain(tn("… and {count} more", "… and {count} more", rest)))
    figure = go.Figure()
    figure.add_bar(
        x=drawn["share"],
        y=places,
        orientation="h",
        customdata=[plain(name) for name in drawn["name"]],
        marker={"color": palette.SETTING},
        error_x={
            "type": "data",
            # Plotly would draw an unknown interval as one of no width.
            "visible": bool(drawn[["low", "high"]].notna().any(axis=None)),
            "symmetric": False,
            "array": (drawn["high"] - drawn["share"]).to_list(),
            "arrayminus": (drawn["share"] - drawn["low"]).to_list(),
            "thickness": 2,
            "width": 4,
            "color": palette.BEST,
        },
        hovertemplate="%{customdata}<br>" + ("%{x:.1%}" if percent else "%{x:.4f}") + "<extra></extra>",
    )
    figure.update_layout(
        **COMMON,
        height=height(len(ordered)),
        margin={"l": 8, "r": 16, "t": TOOLBAR, "b": 56},
        showlegend=False,
        bargap=0.35,
        xaxis={
            "title": x_title(title),
            "tickformat": (".0%" if drawn["share"].max() > FEW_PERCENT else ".1%") if percent else None,
            "nticks": 6,
            "rangemode": "tozero",
            "automargin": True,
        },
        yaxis={
            "range": [len(names) - 0.5, -0.5],
            "tickvals": list(range(len(names))),
            "ticktext": names,
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
        },
    )
    return figure


def importance_reading(frame: pd.DataFrame, rest: float) -> str:
    """Which hyperparameter matters most.

    Parameters
    ----------
    frame : DataFrame
        Of hyperparameters, as for the figure.
    rest : float
        The share that none of them explains by itself.
    """
    if frame.empty:
        return t("There are too few settings to say what matters.")
    top = frame.iloc[int(frame["share"].argmax())]
    values = {"name": top["name"], "share": hundredths(float(top["share"])), "rest": hundredths(rest)}
    if rest > top["share"]:
        return t(
            "No choice decides by itself: {name} goes with {share} % of the differences between scores, and {rest} % "
            "are left to how the choices work together.",
            **values,
        )
    return t(
        "{name} matters most: by itself it goes with {share} % of the differences between the settings' scores; "
        "{rest} % are left to how the choices work together.",
        **values,
    )


def columns_reading(frame: pd.DataFrame) -> str:
    """Which column the network needs most; `frame` as for the figure, of how much the score drops."""
    known = frame.dropna(subset=["share"])
    if known.empty:
        return t("Nothing is known yet of what each column is worth.")
    top = known.iloc[int(known["share"].argmax())]
    least = top["share"] if math.isnan(top["low"]) else top["low"]
    if least <= 0:
        return t(
            "No single column is missed for certain: with any one of them shuffled among the rows, the network "
            "does about as well."
        )
    return t(
        "The network needs “{name}” most: with that column shuffled among the rows, the score drops by {drop}.",
        name=top["name"],
        drop=number(float(top["share"])),
    )
