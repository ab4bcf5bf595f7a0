"""Every setting's score: its mean, its spread and its rounds, best on top."""

import textwrap
from collections.abc import Collection, Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import palette

ROW_HEIGHT = 34
# The toolbar has the uppermost pixels for itself: it hides no setting.
TOOLBAR = 32
MARGIN = 88 + TOOLBAR
TALLEST = 900
# A label is broken into lines: on a phone, one long line would leave the plot no room.
LINE = 24
LINES = 2
NO_BREAK = "\N{NO-BREAK SPACE}"


def height(n_settings: int) -> int:
    """Pixels for so many settings."""
    return min(TALLEST, MARGIN + ROW_HEIGHT * max(2, n_settings))


def row_label(label: str, lines: int = LINES) -> str:
    """A label as it stands beside its row: so many lines at most; the whole of it comes with the mouse."""
    broken = _lines(label)
    if len(broken) > lines:
        broken = [*broken[: lines - 1], broken[lines - 1].rstrip(" ·") + " …"]
    return "<br>".join(broken)


def _lines(label: str) -> list[str]:
    """A label in lines that end between its values, never within one."""
    return textwrap.wrap(" · ".join(value.replace(" ", NO_BREAK) for value in label.split(" · ")), LINE)


def scores_figure(
    scores: pd.DataFrame,
    rounds: pd.DataFrame,
    labels: Sequence[str],
    metric: str,
    best: Collection[int],
    words: dict[str, str],
    bounds: tuple[float | None, float | None] = (None, None),
) -> go.Figure:
    """Draw scores.

    Parameters
    ----------
    scores : DataFrame
        As `core.analysis.scores.ranking` gives it.
    rounds : DataFrame
        As `core.analysis.scores.round_frame` gives it.
    labels : sequence of str
        What to call each row of `scores`.
    metric : str
        The axis's title.
    best : collection of int
        The candidates to mark.
    words : dict of str
        Translations of "mean" and "round".
    bounds : (float or None, float or None)
        The ends of the metric, beyond which the axis does not go by itself.
    """
    # Rows go by the setting's number: two settings may have the same label.
    rows = [str(candidate) for candidate in scores["candidate"]]
    colours = [palette.BEST if candidate in best else palette.SETTING for candidate in scores["candidate"]]
    whole = dict(zip(scores["candidate"], ("<br>".join(_lines(label)) for label in labels), strict=True))
    crowded = MARGIN + ROW_HEIGHT * len(scores) > TALLEST
    scored = rounds[rounds["candidate"].isin(scores["candidate"])]
    figure = go.Figure()
    figure.add_scatter(
        x=scored["score"],
        y=[str(candidate) for candidate in scored["candidate"]],
        customdata=[[number, whole[one]] for number, one in zip(scored["round"], scored["candidate"], strict=True)],
        cliponaxis=False,
        mode="markers",
        name=words["round"],
        marker={"color": palette.ROUND, "size": 7},
        hovertemplate=f"%{{customdata[1]}}<br>{words['round']} %{{customdata[0]}}: %{{x:.3f}}<extra></extra>",
    )
    figure.add_scatter(
        x=scores["mean"],
        y=rows,
        customdata=list(whole.values()),
        cliponaxis=False,  # a mark at the end of the axis is drawn whole
        error_x={"type": "data", "array": scores["std"], "thickness": 1.5, "width": 4, "color": palette.ROUND},
        mode="markers",
        name=words["mean"],
        marker={
            "color": colours,
            "size": 13,
            "symbol": ["star" if candidate in best else "circle" for candidate in scores["candidate"]],
            "opacity": [1.0 if complete else palette.PALE for complete in scores["complete"]],
        },
        hovertemplate="%{customdata}<br>%{x:.3f}<extra></extra>",
    )
    figure.update_layout(
        height=height(len(scores)),
        margin={"l": 8, "r": 16, "t": TOOLBAR, "b": 56},
        showlegend=False,
        xaxis={
            "title": {"text": "<br>".join(textwrap.wrap(metric, 2 * LINE))},
            "zeroline": False,
            "autorangeoptions": {"clipmin": bounds[0], "clipmax": bounds[1]},
        },
        yaxis={
            "type": "category",
            "autorange": "reversed",
            "automargin": True,
            "categoryorder": "array",
            "categoryarray": rows,
            "tickvals": rows,
            "ticktext": [row_label(label, 1 if crowded else LINES) for label in labels],
        },
        uirevision="keep",
        hovermode="closest",
        template="none",
    )
    return figure
