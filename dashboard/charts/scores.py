"""Every setting's score: its mean, its spread and its rounds, best on top."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import palette

ROW_HEIGHT = 34
MARGIN = 96
TALLEST = 900


def height(n_settings: int) -> int:
    """Pixels for so many settings."""
    return min(TALLEST, MARGIN + ROW_HEIGHT * max(2, n_settings))


def scores_figure(
    scores: pd.DataFrame,
    rounds: pd.DataFrame,
    labels: Sequence[str],
    metric: str,
    best: int | None,
    words: dict[str, str],
) -> go.Figure:
    """Draw scores.

    Parameters
    ----------
    scores : DataFrame
        As `core.analysis.scores.score_frame` gives it.
    rounds : DataFrame
        As `core.analysis.scores.round_frame` gives it.
    labels : sequence of str
        What to call each row of `scores`.
    metric : str
        The axis's title.
    best : int or None
        The candidate to mark.
    words : dict of str
        Translations of "mean" and "round".
    """
    # Rows go by the setting's number: two settings may have the same label.
    rows = [str(candidate) for candidate in scores["candidate"]]
    colours = [palette.BEST if candidate == best else palette.SETTING for candidate in scores["candidate"]]
    scored = rounds[rounds["candidate"].isin(scores["candidate"])]
    figure = go.Figure()
    figure.add_scatter(
        x=scored["score"],
        y=[str(candidate) for candidate in scored["candidate"]],
        customdata=scored["round"],
        mode="markers",
        name=words["round"],
        marker={"color": palette.ROUND, "size": 7},
        hovertemplate=f"{words['round']} %{{customdata}}: %{{x:.3f}}<extra></extra>",
    )
    figure.add_scatter(
        x=scores["mean"],
        y=rows,
        customdata=list(labels),
        error_x={"type": "data", "array": scores["std"], "thickness": 1.5, "width": 4, "color": palette.ROUND},
        mode="markers",
        name=words["mean"],
        marker={
            "color": colours,
            "size": 13,
            "symbol": ["star" if c == best else "circle" for c in scores["candidate"]],
        },
        hovertemplate="%{customdata}: %{x:.3f}<extra></extra>",
    )
    figure.update_layout(
        height=height(len(scores)),
        margin={"l": 8, "r": 16, "t": 8, "b": 48},
        showlegend=False,
        xaxis={"title": {"text": metric}, "zeroline": False},
        yaxis={
            "type": "category",
            "autorange": "reversed",
            "automargin": True,
            "categoryorder": "array",
            "categoryarray": rows,
            "tickvals": rows,
            "ticktext": list(labels),
        },
        uirevision="keep",
        hovermode="closest",
        template="none",
    )
    return figure
