"""Each chart draws exactly its data; how it looks in a browser is seen elsewhere."""

import json
import math
import tomllib
from itertools import combinations

import numpy as np
import plotly.graph_objects as go
import pytest
from starlette.responses import FileResponse

from core import SearchConfig
from core.analysis.scores import MOST_POINTS, curve_frame, leaders, ranking, round_frame, score_frame
from core.search.candidates import make_candidates
from core.search.events import TrainingEnded
from core.search.metrics import metric
from dashboard.charts import palette
from dashboard.charts.curves import curves_figure
from dashboard.charts.scores import MANY, RANKED_HEIGHT, TALLEST, height, scores_figure
from dashboard.charts.text import row_label
from dashboard.components.live_plot import CONFIG, PLOTLY_URL, plotly_route, to_json
from tests.dashboard.conftest import MAIN, await_apart

WORDS = {
    "mean": "Mean",
    "round": "Round",
    "training": "seen",
    "validation": "unseen",
    "epoch": "Epoch",
    "loss": "Loss",
}


def scores(*best: int, tied: tuple[int, ...] = ()) -> go.Figure:
    """Three settings: one scored, one better, one that failed."""
    candidates, _ = make_candidates(SearchConfig(target="y", hidden_units=[1, 2, 3], activation=["relu"]))
    trainings = [
        TrainingEnded(0, 0, 0.5),
        TrainingEnded(0, 1, 0.7),
        TrainingEnded(1, 0, 0.9),
        TrainingEnded(1, 1, 0.8),
        TrainingEnded(2, 0, math.nan),
    ]
    frame = ranking(score_frame(candidates, trainings), 2)
    names = [str(units) for units in frame["hidden_units"]]
    return scores_figure(frame, round_frame(trainings), names, "Accuracy", best, WORDS, metric("accuracy").bounds, tied)


def test_scores_show_each_settings_mean_spread_and_rounds_best_on_top() -> None:
    rounds, means = scores(1).data
    assert list(rounds.x) == [0.5, 0.7, 0.9, 0.8]
    assert list(rounds.y) == ["0", "0", "1", "1"]
    assert [list(one) for one in rounds.customdata] == [[1, "1"], [2, "1"], [1, "2"], [2, "2"]]
    assert list(means.y) == ["1", "0", "2"]
    assert list(means.customdata) == ["2", "1", "3"]
    assert list(means.x) == pytest.approx([0.85, 0.6, math.nan], nan_ok=True)
    assert list(means.error_x.array) == pytest.approx([0.05, 0.1, math.nan], nan_ok=True)
    axis = scores(1).layout.yaxis
    assert (axis.autorange, list(axis.categoryarray)) == ("reversed", list(means.y))
    assert list(zip(axis.tickvals, axis.ticktext, strict=True)) == list(zip(means.y, means.customdata, strict=True))


def test_the_best_settings_alone_are_marked_by_form_and_colour() -> None:
    marker = scores(0).data[1].marker
    assert list(marker.symbol) == ["circle", "star", "circle"]
    assert list(marker.color) == [palette.SETTING, palette.BEST, palette.SETTING]
    assert set(scores().data[1].marker.symbol) == {"circle"}
    assert list(scores(0, 1).data[1].marker.symbol) == ["star", "star", "circle"]


def test_settings_that_may_be_as_good_are_marked_by_another_form_and_colour() -> None:
    marker = scores(1, tied=(0, 1)).data[1].marker
    assert list(marker.symbol) == ["star", "star-open", "circle"]
    assert list(marker.color) == [palette.BEST, palette.TIED, palette.SETTING]


def many_scores(n: int, astray: int | None = None) -> go.Figure:
    """So many settings, each scored twice and worse than the one before; the last lacks a round."""
    trainings = []
    for number in range(n):
        mean = -1000.0 if number == astray else 0.9 - number / 1000
        trainings += [TrainingEnded(number, 0, mean - 0.01)]
        trainings += [TrainingEnded(number, 1, mean + 0.01)] if number < n - 1 else []
    candidates, _ = make_candidates(SearchConfig(target="y", hidden_units=list(range(1, n + 1)), activation=["relu"]))
    frame = ranking(score_frame(candidates, trainings), 2)
    names = [f"<b>{units}</b> units" for units in frame["hidden_units"]]
    return scores_figure(frame, round_frame(trainings), names, "R²", (0,), WORDS, metric("r2").bounds, tied=(0, 1, 2))


def test_very_many_settings_are_a_curve_by_rank_in_a_band_of_their_spread() -> None:
    n = MANY + 1
    low, high, means, unfinished, tied, best = many_scores(n).data
    ranks = list(range(1, n))
    assert list(means.x) == list(low.x) == list(high.x) == ranks
    assert list(means.y) == pytest.approx([0.9 - number / 1000 for number in range(n - 1)])
    assert list(low.y) == pytest.approx([mean - 0.01 for mean in means.y])
    assert list(high.y) == pytest.approx([mean + 0.01 for mean in means.y])
    assert (low.fill, high.fill) == (None, "tonexty")
    assert (list(unfinished.x), list(unfinished.y)) == ([n], pytest.approx([0.9 - (n - 1) / 1000 - 0.01]))
    assert (list(tied.x), tied.marker.symbol, tied.marker.color) == ([2, 3], "star-open", palette.TIED)
    assert (list(best.x), best.marker.symbol, best.marker.color) == ([1], "star", palette.BEST)
    assert best.customdata[0] == "&lt;b&gt;1&lt;/b&gt; units"


def test_so_many_settings_as_have_room_keep_a_row_each() -> None:
    assert len(many_scores(MANY).data) == 2
    assert many_scores(MANY + 1).layout.height == height(MANY + 1) == RANKED_HEIGHT


def test_a_setting_that_went_astray_leaves_the_others_room() -> None:
    n = MANY + 10
    ends = many_scores(n, astray=5).layout.yaxis.autorangeoptions
    assert ends.clipmin == pytest.approx(0.9 - (n - 1) / 1000 - 0.01)
    assert many_scores(n).layout.yaxis.autorangeoptions.clipmin is None


def test_settings_that_lack_rounds_stand_last_are_paler_and_have_no_rank_nor_a_spread_of_one_score() -> None:
    candidates, _ = make_candidates(SearchConfig(target="y", hidden_units=[1, 2, 3], activation=["relu"]))
    trainings = [
        TrainingEnded(0, 0, 0.9),
        TrainingEnded(1, 0, 0.5),
        TrainingEnded(1, 1, 0.7),
        TrainingEnded(2, 0, 0.8),
        TrainingEnded(2, 1, 0.4),
    ]
    frame = ranking(score_frame(candidates, trainings), 2)
    assert frame["candidate"].tolist() == [2, 1, 0]  # as computers sum, 0.8 and 0.4 are a trace more than 0.5 and 0.7
    assert frame["rank"].fillna(0).tolist() == [1, 1, 0]
    assert frame["std"].tolist() == pytest.approx([0.2, 0.1, math.nan], nan_ok=True)
    best = leaders(frame, 2)
    assert best is not None
    assert best.shared == (2, 1)
    means = scores_figure(frame, round_frame(trainings), ["a", "b", "c"], "Accuracy", best.shared, WORDS).data[1]
    assert list(means.marker.opacity) == [1, 1, palette.PALE]
    assert list(means.marker.symbol) == ["star", "star", "circle"]


@pytest.mark.parametrize(
    ("scoring", "bounds"),
    [("accuracy", (0, 1)), ("r2", (None, 1)), ("neg_log_loss", (None, 0)), ("max_error", (None, None))],
)
def test_the_axis_of_a_score_ends_where_the_score_does(scoring: str, bounds: tuple[float | None, float | None]) -> None:
    assert metric(scoring).bounds == bounds
    ends = scores(1).layout.xaxis.autorangeoptions
    assert (ends.clipmin, ends.clipmax) == metric("accuracy").bounds


def test_a_long_label_is_broken_between_its_values_and_comes_whole_with_the_mouse() -> None:
    plain = lambda label: label.replace("\N{NO-BREAK SPACE}", " ")
    assert plain(row_label("200 units · sigmoid")) == "200 units · sigmoid"
    long = "200 units · sigmoid · hidden layers 3 · dropout 0.25 · learning rate 0.001"
    assert plain(row_label(long)) == "200 units · sigmoid ·<br>hidden layers 3 …"
    candidates, _ = make_candidates(SearchConfig(target="y", hidden_units=[1], activation=["relu"]))
    trainings = [TrainingEnded(0, 0, 0.5)]
    frame = ranking(score_frame(candidates, trainings), 1)
    rounds, means = scores_figure(frame, round_frame(trainings), [long], "Accuracy", (), WORDS).data
    for drawn in (rounds.customdata[0][1], means.customdata[0]):
        assert plain(drawn).replace("<br>", " ") == long


def luminance(colour: str) -> float:
    """Relative luminance, as the Web Content Accessibility Guidelines have it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", ["#FFFFFF", "#0E1117"], ids=["light", "dark"])
def test_marks_and_lines_stand_out_in_both_themes(ground: str) -> None:
    marks = [palette.BEST, palette.SETTING, palette.SECOND, palette.TIED, palette.TRAINED, *palette.CLASSES]
    marks += [colour for _, colour in palette.LINE_SCALE]
    assert min(contrast(colour, ground) for colour in marks) >= 3


def test_text_can_be_read_on_each_colour_of_a_cell_and_more_is_always_darker() -> None:
    colours = [palette.colour_at(share / 100) for share in range(101)]
    assert min(contrast(colour, palette.text_on(colour)) for colour in colours) >= 4.5
    assert [luminance(colour) for colour in colours] == sorted(map(luminance, colours), reverse=True)
    assert (colours[0], colours[50], colours[100]) == tuple(colour for _, colour in palette.SCALE)
    assert palette.colour_at(-1) == colours[0]
    assert palette.colour_at(2) == colours[100]


# How each kind of colour blindness mixes the linear channels: Machado, Oliveira & Fernandes (2009), severity 1.
VISION = {
    "normal": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
# Ottosson (2020), Oklab: to cone responses, and from their cube roots to lightness and two opponent axes.
TO_CONES = [[0.41222147, 0.53633254, 0.05144599], [0.2119035, 0.6806995, 0.1073970], [0.0883025, 0.2817188, 0.6299787]]
TO_LAB = [[0.2104543, 0.7936178, -0.0040720], [1.9779985, -2.4285922, 0.4505937], [0.0259040, 0.7827718, -0.8086758]]


@pytest.mark.parametrize("kind", VISION)
def test_colour_blind_people_tell_classes_apart(kind: str) -> None:
    def seen(colour: str) -> np.ndarray:
        channels = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
        linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        return np.array(TO_LAB) @ np.cbrt(np.array(TO_CONES) @ np.clip(np.array(VISION[kind]) @ linear, 0, 1))

    pairs = combinations([seen(colour) for colour in palette.CLASSES], 2)
    assert min(float(np.linalg.norm(one - other)) for one, other in pairs) > 0.07


@pytest.mark.parametrize("theme", ["theme", "theme.dark"])
def test_white_text_can_be_read_on_buttons_and_chips(theme: str) -> None:
    with (MAIN.parent / ".streamlit" / "config.toml").open("rb") as file:
        config = tomllib.load(file)
    for part in theme.split("."):
        config = config[part]
    assert contrast(config["primaryColor"], "#FFFFFF") >= 4.5


def test_no_chart_offers_to_send_anything_anywhere() -> None:
    buttons = {button for group in CONFIG["modeBarButtons"] for button in group}
    assert buttons == {"toImage", "zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"}
    assert (CONFIG["displaylogo"], CONFIG["showSendToCloud"], CONFIG["plotlyServerURL"]) == (False, False, "")


def test_scores_grow_with_their_settings_and_not_beyond_a_screen() -> None:
    assert height(1) == height(2) < height(3)
    assert height(MANY) == TALLEST
    assert scores().layout.height == height(3)


def test_curves_show_both_losses_of_each_round_by_epoch() -> None:
    figure = curves_figure(curve_frame({0: ([3.0, 2.0], [4.0, 3.5]), 2: ([1.0, 0.5], [2.0, 2.5])}), WORDS)
    drawn = [(line.name, line.line.dash, list(line.x), list(line.y)) for line in figure.data]
    assert drawn == [
        ("seen", "solid", [1, 2], [3.0, 2.0]),
        ("seen", "solid", [1, 2], [1.0, 0.5]),
        ("unseen", "dash", [1, 2], [4.0, 3.5]),
        ("unseen", "dash", [1, 2], [2.0, 2.5]),
    ]
    assert [line.showlegend for line in figure.data] == [True, False, True, False]


def test_a_long_curve_is_drawn_by_some_of_its_epochs_the_first_and_the_last_among_them() -> None:
    losses = [float(epoch) for epoch in range(1, 4001)]
    curve = curve_frame({0: (losses, losses)})
    assert len(curve) == MOST_POINTS
    assert curve["epoch"].iloc[[0, -1]].tolist() == [1, 4000]
    assert curve["loss"].tolist() == curve["epoch"].tolist()


@pytest.mark.parametrize(
    "figure", [scores(1), scores(), curves_figure(curve_frame({}), WORDS)], ids=["scores", "no best", "no curve"]
)
def test_each_figure_is_json_that_keeps_zoom_and_lets_the_page_choose_the_colours(figure: go.Figure) -> None:
    back = go.Figure(json.loads(to_json(figure)))
    assert back.layout.uirevision == "keep"
    assert back.layout.paper_bgcolor is None
    assert back.layout.font.color is None


def test_plotly_comes_from_our_own_server() -> None:
    route = plotly_route()
    assert route.path == PLOTLY_URL
    answer = await_apart(route.endpoint(None))
    assert isinstance(answer, FileResponse)
    assert b"plotly.js" in answer.path.read_bytes()[:200]
