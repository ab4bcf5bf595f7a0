"""Each chart draws exactly its data; how it looks in a browser is seen elsewhere."""

import asyncio
import json
import math

import plotly.graph_objects as go
import pytest
from starlette.responses import FileResponse

from core import SearchConfig
from core.analysis.scores import curve_frame, round_frame, score_frame
from core.search.candidates import make_candidates
from core.search.events import TrainingEnded
from dashboard.charts import palette
from dashboard.charts.curves import curves_figure
from dashboard.charts.scores import TALLEST, height, scores_figure
from dashboard.components.live_plot import PLOTLY_URL, plotly_route, to_json

WORDS = {
    "mean": "Mean",
    "round": "Round",
    "training": "seen",
    "validation": "unseen",
    "epoch": "Epoch",
    "loss": "Loss",
}


def scores(best: int | None) -> go.Figure:
    """Three settings: one scored, one better, one that failed."""
    candidates, _ = make_candidates(SearchConfig(target="y", hidden_units=[1, 2, 3], activation=["relu"]))
    trainings = [
        TrainingEnded(0, 0, 0.5),
        TrainingEnded(0, 1, 0.7),
        TrainingEnded(1, 0, 0.9),
        TrainingEnded(1, 1, 0.8),
        TrainingEnded(2, 0, math.nan),
    ]
    frame = score_frame(candidates, trainings)
    names = [f"{units} units" for units in frame["hidden_units"]]
    return scores_figure(frame, round_frame(trainings), names, "Accuracy", best, WORDS)


def test_scores_show_each_settings_mean_spread_and_rounds_best_on_top() -> None:
    rounds, means = scores(best=1).data
    assert list(rounds.x) == [0.5, 0.7, 0.9, 0.8]
    assert list(rounds.y) == ["0", "0", "1", "1"]
    assert list(rounds.customdata) == [1, 2, 1, 2]
    assert list(means.y) == ["1", "0", "2"]
    assert list(means.customdata) == ["2 units", "1 units", "3 units"]
    assert list(means.x) == pytest.approx([0.85, 0.6, math.nan], nan_ok=True)
    assert list(means.error_x.array) == pytest.approx([0.05, 0.1, math.nan], nan_ok=True)
    axis = scores(best=1).layout.yaxis
    assert (axis.autorange, list(axis.categoryarray)) == ("reversed", list(means.y))
    assert list(zip(axis.tickvals, axis.ticktext, strict=True)) == list(zip(means.y, means.customdata, strict=True))


def test_the_best_setting_alone_is_marked_by_form_and_colour() -> None:
    marker = scores(best=0).data[1].marker
    assert list(marker.symbol) == ["circle", "star", "circle"]
    assert list(marker.color) == [palette.SETTING, palette.BEST, palette.SETTING]
    assert set(scores(best=None).data[1].marker.symbol) == {"circle"}


def test_scores_grow_with_their_settings_and_not_beyond_a_screen() -> None:
    assert height(1) == height(2) < height(3)
    assert height(1000) == TALLEST
    assert scores(None).layout.height == height(3)


def test_curves_show_both_losses_of_each_round_by_epoch() -> None:
    figure = curves_figure(curve_frame({0: ([3.0, 2.0], [4.0, 3.5]), 2: ([1.0, 0.5], [2.0, 2.5])}), WORDS)
    drawn = [(line.name, line.line.dash, list(line.x), list(line.y)) for line in figure.data]
    assert drawn == [
        ("seen", "solid", [1, 2], [3.0, 2.0]),
        ("seen", "solid", [1, 2], [1.0, 0.5]),
        ("unseen", "dot", [1, 2], [4.0, 3.5]),
        ("unseen", "dot", [1, 2], [2.0, 2.5]),
    ]
    assert [line.showlegend for line in figure.data] == [True, False, True, False]


@pytest.mark.parametrize(
    "figure", [scores(1), scores(None), curves_figure(curve_frame({}), WORDS)], ids=["scores", "no best", "no curve"]
)
def test_each_figure_is_json_that_keeps_zoom_and_lets_the_page_choose_the_colours(figure: go.Figure) -> None:
    back = go.Figure(json.loads(to_json(figure)))
    assert back.layout.uirevision == "keep"
    assert back.layout.paper_bgcolor is None
    assert back.layout.font.color is None


def test_plotly_comes_from_our_own_server() -> None:
    route = plotly_route()
    assert route.path == PLOTLY_URL
    answer = asyncio.run(route.endpoint(None))
    assert isinstance(answer, FileResponse)
    assert b"plotly.js" in answer.path.read_bytes()[:200]
