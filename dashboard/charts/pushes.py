"""Which columns of a row push its prediction which way."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import palette
from dashboard.charts.layout import COMMON, TOOLBAR, x_title
from dashboard.charts.text import plain
from dashboard.i18n import t

MOST_BARS = 12
ROW_HEIGHT = 28
NAME = 22


def pushes_height(n_bars: int) -> int:
    """Pixels for so many bars."""
    return TOOLBAR + 64 + ROW_HEIGHT * min(max(2, n_bars), MOST_BARS)


def pushes_figure(frame: pd.DataFrame, percent: bool) -> go.Figure:
    """Draw bars to the right for what pushes up, to the left for what pushes down; the furthest on top.

    Parameters
    ----------
    frame : DataFrame
        ``name`` and ``push``, a row a column; the furthest `MOST_BARS` are drawn.
    percent : bool
        Whether a push is one of a probability.
    """
    drawn = furthest(frame).head(MOST_BARS)
    places = list(range(len(drawn)))
    colours = [palette.SETTING if push >= 0 else palette.BEST for push in drawn["push"]]
    figure = go.Figure()
    figure.add_bar(
        x=drawn["push"],
        y=places,
        orientation="h",
        customdata=[plain(name) for name in drawn["name"]],
        marker={"color": colours},
        hovertemplate="%{customdata}<br>" + ("%{x:+.1%}" if percent else "%{x:+.4g}") + "<extra></extra>",
    )
    title = t("Push of the probability") if percent else t("Push of the prediction")
    figure.update_layout(
        **COMMON,
        height=pushes_height(len(frame)),
        margin={"l": 8, "r": 16, "t": TOOLBAR, "b": 56},
        showlegend=False,
        bargap=0.35,
        xaxis={"title": x_title(title), "tickformat": "+.0%" if percent else None, "nticks": 6, "zeroline": True},
        yaxis={
            "range": [len(places) - 0.5, -0.5],
            "tickvals": places,
            "ticktext": [plain(name, NAME) for name in drawn["name"]],
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
        },
    )
    return figure


def pushes_reading(frame: pd.DataFrame, predicted: str | float, target: str) -> str:
    """Which column pushes furthest.

    Parameters
    ----------
    frame : DataFrame
        As for the figure.
    predicted : str or float
        The class, or the number.
    target : str
        The column that is predicted.
    """
    top = furthest(frame).iloc[0]
    if abs(top["push"]) < 5e-4 and isinstance(predicted, str):
        return t("No single column makes a difference for this row.")
    values = {"name": top["name"], "target": target, "predicted": predicted}
    if isinstance(predicted, str):
        share = f"{100 * abs(top['push']):.0f}"
        if top["push"] > 0:
            return t(
                "“{name}” speaks most for {predicted}: {share} % more than with other rows' values.",
                share=share,
                **values,
            )
        return t(
            "“{name}” speaks most against {predicted}: {share} % less than with other rows' values.",
            share=share,
            **values,
        )
    amount = f"{abs(top['push']):.3g}"
    if top["push"] > 0:
        return t("“{name}” raises {target} most: by {amount}, beside other rows' values.", amount=amount, **values)
    return t("“{name}” lowers {target} most: by {amount}, beside other rows' values.", amount=amount, **values)


def furthest(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows by how far they push, the furthest first."""
    return frame.sort_values("push", key=abs, ascending=False, kind="stable", ignore_index=True)
