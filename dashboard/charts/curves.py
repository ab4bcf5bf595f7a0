"""Learning curves of one setting: training and validation loss by epoch, one line a round, or their mean."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import palette

HEIGHT = 320
# The lines of more rounds than this run into one another: they are drawn pale, with their mean.
MOST_ROUNDS = 5
PALE = 0.25


def curves_figure(curves: pd.DataFrame, words: dict[str, str]) -> go.Figure:
    """Draw learning curves.

    Parameters
    ----------
    curves : DataFrame
        As `core.analysis.scores.curve_frame` gives it.
    words : dict of str
        Translations of "training", "validation", "epoch" and "loss".
    """
    figure = go.Figure()
    many = curves["round"].nunique() > MOST_ROUNDS
    for column, colour, name in (
        ("loss", palette.SETTING, words["training"]),
        ("validation_loss", palette.SECOND, words["validation"]),
    ):
        dash = "solid" if column == "loss" else "dash"
        lines = [one for _, one in curves.groupby("round")]
        if many:
            lines.append(curves.groupby("epoch", as_index=False)[[column]].mean())
        for number, one in enumerate(lines, start=1):
            pale = many and number < len(lines)
            figure.add_scatter(
                x=one["epoch"],
                y=one[column],
                mode="lines",
                name=name,
                legendgroup=name,
                showlegend=number == (len(lines) if many else 1),
                opacity=PALE if pale else 1,
                line={"color": colour, "width": 1 if pale else 2.4 if many else 1.6, "dash": "solid" if pale else dash},
                hoverinfo="skip" if pale else None,
                hovertemplate=None if pale else f"{name} · %{{x}}: %{{y:.3f}}<extra></extra>",
            )
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 56, "r": 16, "t": 40, "b": 48},
        xaxis={"title": {"text": words["epoch"]}},
        yaxis={"title": {"text": words["loss"]}, "zeroline": False},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"},
        uirevision="keep",
        template="none",
    )
    return figure
