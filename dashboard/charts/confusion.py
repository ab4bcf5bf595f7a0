"""Which class is taken for which."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import palette
from dashboard.charts.layout import BAR_HEIGHT, COMMON, TOOLBAR, colour_bar, x_title, y_title
from dashboard.charts.text import hundredths, plain
from dashboard.i18n import t, tn

ROW_HEIGHT = 48
MARGIN = TOOLBAR + BAR_HEIGHT + 104
TALLEST = 680
# More classes than this leave a cell no room for its numbers, or for its share beside its count.
MOST_TEXTS = 12
WIDE_COLUMNS = 5
MOST_SHARES = 8
MOST_NAMES = 30
NAME = 14


def height(n_classes: int) -> int:
    """Pixels for so many classes."""
    return min(TALLEST, MARGIN + ROW_HEIGHT * max(3, n_classes))


def confusion_figure(frame: pd.DataFrame, classes: Sequence[str]) -> go.Figure:
    """Draw a confusion matrix: a row for each true class, a column for each predicted one.

    Parameters
    ----------
    frame : DataFrame
        ``truth``, ``predicted``, ``count``, and ``share`` of the rows with that truth; as
        `core.analysis.predictions.confusion_frame` gives it.
    classes : sequence of str
        From the top and from the left.
    """
    place = {name: index for index, name in enumerate(classes)}
    counts, shares = np.zeros((len(classes),) * 2, int), np.full((len(classes),) * 2, np.nan)
    cells = [place[name] for name in frame["truth"]], [place[name] for name in frame["predicted"]]
    counts[cells], shares[cells] = frame["count"], frame["share"]
    whole = [plain(name) for name in classes]
    bar = colour_bar(t("Share of the true class's rows"), height(len(classes)), 0, 1)
    figure = go.Figure()
    figure.add_heatmap(
        # Cells go by their places: names may be the same when they are cut.
        x=list(range(len(classes))),
        y=list(range(len(classes))),
        z=shares,
        zmin=0,
        zmax=1,
        colorscale=palette.SCALE,
        colorbar={**bar, "ticktext": ["0%", "50%", "100%"]},
        xgap=1,
        ygap=1,
        customdata=[
            [[truth, predicted, int(counts[row, column])] for column, predicted in enumerate(whole)]
            for row, truth in enumerate(whole)
        ],
        hoverongaps=False,
        hovertemplate=t("True class")
        + ": %{customdata[0]}<br>"
        + t("Predicted class")
        + ": %{customdata[1]}<br>"
        + t("Rows")
        + ": %{customdata[2]:,} (%{z:.1%})<extra></extra>",
    )
    if len(classes) <= MOST_TEXTS:
        _write(figure, counts, shares)
    axis = {
        "showgrid": False,
        "zeroline": False,
        "automargin": True,
        "autotickangles": [0, -45, -90],
        "tickfont": {"size": 12 if len(classes) <= MOST_TEXTS else 9},
    }
    figure.update_layout(
        **COMMON,
        height=height(len(classes)),
        margin={"l": 8, "r": 24, "t": TOOLBAR + BAR_HEIGHT, "b": 64},
        showlegend=False,
        xaxis={
            **axis,
            **_names(classes, MOST_NAMES // 2),
            "title": x_title(t("Predicted class")),
            "range": [-0.5, len(classes) - 0.5],
        },
        yaxis={
            **axis,
            **_names(classes, MOST_NAMES),
            "title": y_title(t("True class")),
            "range": [len(classes) - 0.5, -0.5],
        },
    )
    return figure


def confusion_reading(right: int, total: int, most: tuple[str, str, int, int] | None) -> str:
    """How many rows are predicted right, and the commonest mistake.

    Parameters
    ----------
    right, total : int
        Rows.
    most : (str, str, int, int) or None
        The class, the one that it is taken for, how often, and how many rows of the class there are; None where every
        row is right.
    """
    if not total:
        return t("There are no predictions yet.")
    if most is None:
        return tn("The only row is predicted right.", "All {count} rows are predicted right.", total)
    truth, predicted, count, of = most
    values = {"right": f"{right:,}", "total": f"{total:,}", "share": hundredths(right / total)}
    return tn(
        "{right} of {total} rows are predicted right ({share} %); the commonest mistake is to take “{truth}” for "
        "“{predicted}”, in {count} of {of} row.",
        "{right} of {total} rows are predicted right ({share} %); the commonest mistake is to take “{truth}” for "
        "“{predicted}”, in {count} of {of} rows.",
        count,
        truth=truth,
        predicted=predicted,
        of=f"{of:,}",
        **values,
    )


def _names(classes: Sequence[str], most: int) -> dict[str, Any]:
    """So many names at most along an axis, evenly chosen."""
    every = max(1, -(-len(classes) // most))
    return {
        "tickvals": list(range(0, len(classes), every)),
        "ticktext": [plain(name, NAME) for name in classes[::every]],
    }


def _write(figure: go.Figure, counts: np.ndarray, shares: np.ndarray) -> None:
    """Each cell's count, and its share below where a phone has room for it."""
    wide = len(counts) <= WIDE_COLUMNS
    places = list(np.ndindex(counts.shape))
    figure.add_scatter(
        x=[column for _, column in places],
        y=[row for row, _ in places],
        text=[
            f"{counts[one]:,}" + (f"<br>{shares[one]:.0%}" if counts[one] and len(counts) <= MOST_SHARES else "")
            for one in places
        ],
        mode="text",
        textfont={
            "color": [palette.text_on(palette.colour_at(float(np.nan_to_num(shares[one])))) for one in places],
            "size": 13 if wide else 9,
        },
        hoverinfo="skip",
    )
