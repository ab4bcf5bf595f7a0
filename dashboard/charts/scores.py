"""Every setting's score: its mean, its spread and its rounds, best on top; of very many settings, a curve by rank."""

from collections.abc import Collection, Sequence

import pandas as pd
import plotly.graph_objects as go

from core.analysis.scores import evenly_spread
from dashboard.charts import palette
from dashboard.charts.layout import COMMON, LEGEND, LEGEND_HEIGHT, TOOLBAR, ends, linear_ticks, x_title, y_title
from dashboard.charts.text import LINES, plain, row_label, whole_label
from dashboard.i18n import t

ROW_HEIGHT = 34
MARGIN = 88 + TOOLBAR
TALLEST = 900
# More settings than this have no room for a row each.
MANY = 40
RANKED_HEIGHT = 440


def height(n_settings: int) -> int:
    """Pixels for so many settings."""
    return RANKED_HEIGHT if n_settings > MANY else min(TALLEST, MARGIN + ROW_HEIGHT * max(2, n_settings))


def scores_figure(
    scores: pd.DataFrame,
    rounds: pd.DataFrame,
    labels: Sequence[str],
    metric: str,
    best: Collection[int],
    words: dict[str, str],
    bounds: tuple[float | None, float | None] = (None, None),
    tied: Collection[int] = (),
    most: int | None = None,
) -> go.Figure:
    """Draw scores: a row for each setting, or, of more than `MANY`, a curve by rank.

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
    tied : collection of int, default ()
        The candidates to mark as perhaps as good. One that is among `best` too is marked as best.
    most : int, optional
        Of a curve so many settings are drawn, evenly spread from the first to the last. Default: all.
    """
    if len(scores) > MANY:
        return _ranked(scores, labels, metric, best, bounds, tied, most or len(scores))
    # Rows go by the setting's number: two settings may have the same label.
    rows = [str(candidate) for candidate in scores["candidate"]]
    looks = [_look(candidate, best, tied) for candidate in scores["candidate"]]
    whole = dict(zip(scores["candidate"], map(whole_label, labels), strict=True))
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
            "color": [colour for colour, _ in looks],
            "size": 13,
            "symbol": [symbol for _, symbol in looks],
            "line": {"width": [2 if symbol.endswith("open") else 0 for _, symbol in looks]},
            "opacity": [1.0 if complete else palette.PALE for complete in scores["complete"]],
        },
        hovertemplate="%{customdata}<br>%{x:.3f}<extra></extra>",
    )
    figure.update_layout(
        **COMMON,
        height=height(len(scores)),
        margin={"l": 8, "r": 16, "t": TOOLBAR, "b": 56},
        showlegend=False,
        xaxis={
            "title": x_title(metric),
            "zeroline": False,
            "automargin": True,
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
    )
    return figure


def not_drawn(scores: pd.DataFrame) -> int:
    """How many settings of so many score too far below the others to be drawn beside them."""
    return int((scores["mean"] < ends(scores["mean"])[0]).sum()) if len(scores) > MANY else 0


def _look(candidate: int, best: Collection[int], tied: Collection[int]) -> tuple[str, str]:
    """A setting's colour and form."""
    if candidate in best:
        return palette.BEST, "star"
    return (palette.TIED, "star-open") if candidate in tied else (palette.SETTING, "circle")


def _ranked(
    scores: pd.DataFrame,
    labels: Sequence[str],
    metric: str,
    best: Collection[int],
    bounds: tuple[float | None, float | None],
    tied: Collection[int],
    most: int,
) -> go.Figure:
    """Means by rank, in a band of their spread."""
    least = ends(scores["mean"])[0]
    n_settings, far = len(scores), not_drawn(scores) > 0
    drawn = evenly_spread(n_settings, most)
    scores = scores.iloc[drawn]
    places = pd.Series(drawn + 1, index=scores.index)
    names = pd.Series([plain(labels[place], 80) for place in drawn], index=scores.index)
    complete = scores["complete"].astype(bool)
    spread = scores["std"].fillna(0)
    figure = go.Figure()
    for edge, fill in ((scores["mean"] - spread, None), (scores["mean"] + spread, "tonexty")):
        figure.add_scatter(
            x=places[complete],
            y=edge[complete],
            mode="lines",
            line={"width": 0},
            fill=fill,
            fillcolor=palette.BAND,
            name=t("Spread over the rounds"),
            showlegend=fill is not None,
            hoverinfo="skip",
        )
    marked_best, marked_tied = (scores["candidate"].isin(list(one)) for one in (best, tied))
    for chosen, name, mode, look in (
        (complete, t("Mean"), "lines+markers", {"color": palette.SETTING, "size": 4}),
        (~complete, t("Not yet in every round"), "markers", {"color": palette.ROUND, "size": 4}),
        (marked_tied & ~marked_best, t("May be as good"), "markers", {"color": palette.TIED, "symbol": "star-open"}),
        (marked_best, t("Best"), "markers", {"color": palette.BEST, "size": 15, "symbol": "star"}),
    ):
        figure.add_scatter(
            x=places[chosen],
            y=scores["mean"][chosen],
            customdata=names[chosen],
            mode=mode,
            name=name,
            showlegend=bool(chosen.any()),
            cliponaxis=chosen is not marked_best,
            line={"color": palette.SETTING, "width": 1.5},
            marker={"size": 9, **look},
            hovertemplate="%{customdata}<br>%{y:.3f}<extra></extra>",
        )
    figure.update_layout(
        **COMMON,
        height=RANKED_HEIGHT,
        margin={"l": 8, "r": 16, "t": TOOLBAR + 2 * LEGEND_HEIGHT, "b": 48},
        legend=LEGEND,
        # While a run goes on, this figure takes the place of the other, whose zoom means nothing here.
        xaxis={
            "title": x_title(t("Rank")),
            "zeroline": False,
            "showgrid": False,
            "uirevision": "rank",
            "tickvals": [1, *linear_ticks(1, n_settings)],
        },
        yaxis={
            "title": y_title(metric),
            "zeroline": False,
            "automargin": True,
            "uirevision": "rank",
            # A setting that went astray leaves the others room: it is a matter of zooming out to see it.
            "autorangeoptions": {"clipmin": least if far else bounds[0], "clipmax": bounds[1]},
        },
    )
    return figure
