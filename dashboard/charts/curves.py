"""Learning curves of one setting: training and validation loss by epoch, one line a round."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import palette

HEIGHT = 320


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
    for column, colour, name in (
        ("loss", palette.SETTING, words["training"]),
        ("validation_loss", palette.SECOND, words["validation"]),
    ):
        for number, one in curves.groupby("round"):
            figure.add_scatter(
                x=one["epoch"],
                y=one[column],
                mode="lines",
                name=name,
                legendgroup=name,
                showlegend=bool(number == curves["round"].min()),
                line={"color": colour, "width": 1.6, "dash": "solid" if column == "loss" else "dash"},
                hovertemplate=f"{name} · %{{x}}: %{{y:.3f}}<extra></extra>",
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
