"""Pictures beside the scores: each draws exactly its data, says a sentence on it, and shows names letter by letter."""

import json
import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.charts import calibration, confusion, curves_ranking, heatmap, importance, palette, parallel, predicted
from dashboard.charts import sizes as sizes_chart
from dashboard.charts import tiles as tiles_chart
from dashboard.charts.layout import ends, linear_ticks, log_ticks
from dashboard.charts.text import distinct, hundredths, number, plain, row_label, value_text, wrapped
from dashboard.components.live_plot import to_json

EVIL = "<b>x</b> %{x}"
SHOWN = "&lt;b&gt;x&lt;/b&gt; %{x}"
ROUNDS = pd.DataFrame([(7, 1, 0.5), (7, 3, 0.75), (2, 2, 1.0), (9, 1, 0.1)], columns=["candidate", "round", "score"])
PAIRS = pd.DataFrame(
    [(100, "tanh", 0.5), (20, "relu", 0.6), (100, "relu", 0.9), (100, "relu", 0.8), (20, "tanh", math.nan)],
    columns=["x", "y", "score"],
)
SIZES = pd.DataFrame(
    [(0, "a", 900, 0.95, 0.9, 0.97), (1, EVIL, 30, 0.94, 0.93, 0.96), (2, "c", 60, 0.5, math.nan, math.nan)],
    columns=["candidate", "label", "weights", "mean", "low", "high"],
)
COUNTS = pd.DataFrame(
    [(EVIL, EVIL, 3, 0.75), (EVIL, "b", 1, 0.25), ("b", EVIL, 0, math.nan), ("b", "b", 0, math.nan)],
    columns=["truth", "predicted", "count", "share"],
)
CURVES = pd.DataFrame(
    [(EVIL, "roc", 0.0, 0.0), (EVIL, "roc", 0.2, 1.0), ("b", "roc", 0.1, 0.3), (EVIL, "precision_recall", 0.5, 1.0)],
    columns=["cls", "kind", "x", "y"],
)
AREAS = pd.DataFrame(
    [("a", 0.9, 0.8, 0.5), ("b*", 0.75, 0.5, 0.25)], columns=["cls", "roc_area", "average_precision", "base_rate"]
)
CONFIDENCE = pd.DataFrame(
    [(0.55, 0.5, 0.3, 0.7, 20), (0.9, 0.8, 0.6, 0.95, 20)], columns=["confidence", "right", "low", "high", "count"]
)
SHARES = pd.DataFrame(
    [(EVIL, 0.1, 0.05, 0.2), ("top", 0.6, 0.5, 0.65), ("none", -0.02, -0.1, 0.01)],
    columns=["name", "share", "low", "high"],
)


def residuals(n: int) -> pd.DataFrame:
    truth = np.arange(n, dtype=float)
    return pd.DataFrame({"row": range(n), "truth": truth, "predicted": truth + 2, "residual": 2.0})


# Data as text


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (EVIL, SHOWN),
        ("a<br>b", "a&lt;br&gt;b"),
        ("a\n b\t", "a b"),
        ("&lt;", "&amp;lt;"),
        ("&#60;b&#62;", "&amp;#60;b&amp;#62;"),
        ("$x$", "&#36;x&#36;"),
        ("평균 ü 1,5", "평균 ü 1,5"),
        (7, "7"),
    ],
)
def test_data_are_shown_letter_by_letter(data: object, shown: str) -> None:
    assert plain(data) == shown


def test_a_long_text_is_cut_before_it_is_escaped() -> None:
    assert plain("<" * 50) == "&lt;" * 39 + "…"
    assert plain("ab cd", 4) == "ab…"
    assert row_label("<i> · a" * 30).count("<") == row_label("<i> · a" * 30).count("<br>")
    assert wrapped("<i>" * 30, 9).split("<br>")[0] == "&lt;i&gt;" * 3


def test_equal_names_are_told_apart_by_what_nobody_sees() -> None:
    names = distinct(["a", "b", "a", "a"])
    assert len(set(names)) == 4
    assert [name.replace("\N{ZERO WIDTH SPACE}", "") for name in names] == ["a", "b", "a", "a"]


def test_numbers_are_written_by_their_first_digits() -> None:
    values = [0.95312, 1, 0.05, 12.345, 1234.5, -0.000123456, 0, math.nan]
    assert list(map(number, values)) == ["0.953", "1.000", "0.050", "12.3", "1,234", "-0.000123", "0", ""]
    assert [value_text(one) for one in (np.int64(1024), 1e-3, 0.123456, 3.0, "relu")] == [
        "1024",
        "0.001",
        "0.123",
        "3",
        "relu",
    ]


def test_a_share_is_never_rounded_to_none_or_to_all() -> None:
    assert list(map(hundredths, (0, 0.0001, 0.004, 0.5, 0.995, 0.99999, 1))) == [
        "0",
        "0.1",
        "0.4",
        "50",
        "99.5",
        "99.9",
        "100",
    ]


def test_ticks_are_round_and_few() -> None:
    assert linear_ticks(0, 1) == [0, 0.2, 0.4, 0.6, 0.8, 1]
    assert linear_ticks(0.9501, 0.9502, 3) == [0.9501, 0.95015, 0.9502]
    assert linear_ticks(5, 5) == [5]
    assert log_ticks(1e-5, 0.1) == [1e-5, 1e-4, 1e-3, 1e-2, 1e-1]
    assert log_ticks(300, 30_000) == [300, 1000, 3000, 10_000, 30_000]
    for low, high in ((1, 500), (-1234, -1050), (0.1, 0.7), (0, 33)):
        ticks = linear_ticks(low, high)
        assert 3 <= len(ticks) <= 6
        assert all(low <= tick <= high for tick in ticks)


def test_one_score_far_below_takes_no_colours_from_the_others() -> None:
    assert ends([0.7, 0.8, 0.9, 0.85, -1000]) == (0.7, 0.9)
    assert ends([0.1, 0.5, math.nan]) == (0.1, 0.5)
    assert ends([math.nan]) == (0, 0)


# Tiles


def tiles() -> go.Figure:
    return tiles_chart.tiles_figure(["same", "same"], ROUNDS, [2, 7], 3, "Accuracy (share)")


def test_tiles_fill_where_there_is_a_score_in_the_order_of_the_rows() -> None:
    empty, filled = tiles().data
    assert np.array_equal(filled.z, [[math.nan, 1.0, math.nan], [0.5, math.nan, 0.75]], equal_nan=True)
    assert empty.z.shape == (2, 3)
    assert empty.colorscale[0][1] == palette.NOT_YET
    assert len(set(filled.y)) == 2
    assert tiles().layout.yaxis.autorange == "reversed"
    assert (filled.zmin, filled.zmax) == (0.5, 1.0)
    assert list(filled.x) == [1, 2, 3]


def test_a_lone_score_is_told_from_none() -> None:
    figure = tiles_chart.tiles_figure(["a", "b"], ROUNDS[:1], [7, 2], 3, "Accuracy")
    assert {colour for _, colour in figure.data[1].colorscale} == {palette.TRAINED}
    assert not figure.data[1].showscale


def test_many_tiles_have_no_labels_and_no_more_than_a_screen() -> None:
    n = tiles_chart.MOST_LABELS
    few, many = (
        tiles_chart.tiles_figure([f"{i} units" for i in range(rows)], ROUNDS, range(rows), 20, "m")
        for rows in (n, n + 1)
    )
    assert len(few.layout.yaxis.ticktext) == n
    assert len(many.layout.yaxis.ticktext) == 0
    assert many.layout.height == tiles_chart.height(["x"] * 500) == tiles_chart.TALLEST
    # Beside it, a label's line has this many pixels.
    assert (few.layout.height - tiles_chart.MARGIN) / n >= 13


def test_tiles_are_read() -> None:
    assert "3 of 60 are done" in tiles_chart.tiles_reading(3, 60)
    assert "row of even colour" in tiles_chart.tiles_reading(60, 60)


# Heatmap


def pairs() -> go.Figure:
    return heatmap.heatmap_figure(PAIRS, EVIL, "Activation", "Accuracy")


def test_a_heatmap_has_the_mean_of_each_pair_in_the_order_of_values() -> None:
    cells, texts = pairs().data
    np.testing.assert_allclose(cells.z, [[0.6, 0.85], [math.nan, 0.5]])
    assert list(pairs().layout.xaxis.ticktext) == ["20", "100"]
    assert list(pairs().layout.yaxis.ticktext) == ["relu", "tanh"]
    assert list(zip(texts.x, texts.y, texts.text, strict=True)) == [
        (0, 0, "0.600"),
        (1, 0, "0.850"),
        (1, 1, "0.500"),
    ]
    assert cells.customdata[0][1] == f"{SHOWN}: 100<br>Activation: relu"


def test_the_best_pair_is_outlined_and_named() -> None:
    (shape,) = pairs().layout.shapes
    assert (shape.x0, shape.x1, shape.y0, shape.y1) == (0.5, 1.5, -0.5, 0.5)
    said = heatmap.heatmap_reading(PAIRS, "Hidden units", "Activation")
    assert said == "The best pair is Hidden units 100 with Activation relu: 0.850 on average, the outlined cell."
    equal = PAIRS.assign(score=0.5)
    assert len(heatmap.heatmap_figure(equal, "a", "b", "m").layout.shapes) == 4
    assert heatmap.heatmap_reading(equal, "a", "b").startswith("Several pairs share the best mean score, 0.500")
    assert "No pair" in heatmap.heatmap_reading(PAIRS[:0], "a", "b")


def test_the_text_of_a_cell_is_light_on_dark_and_dark_on_light() -> None:
    colours = pairs().data[1].textfont.color
    assert (colours[1], colours[2]) == ("#FFFFFF", "#000000")  # the best, and the least good


def test_many_cells_have_no_texts() -> None:
    frame = pd.DataFrame([(x, y, x + y) for x in range(8) for y in range(8)], columns=["x", "y", "score"])
    assert len(heatmap.heatmap_figure(frame, "a", "b", "m").data) == 1
    assert len(heatmap.heatmap_figure(frame[frame["y"] < 7], "a", "b", "m").data) == 2


# Sizes


def test_sizes_mark_the_best_and_the_smallest_as_good() -> None:
    others, best, smallest = sizes_chart.sizes_figure(SIZES, 0, 1, "Accuracy").data
    assert (list(others.x), list(others.y)) == ([60], [0.5])
    assert (list(best.x), list(best.y), best.marker.symbol) == ([900], [0.95], "star")
    assert (list(best.error_y.array), list(best.error_y.arrayminus)) == (pytest.approx([0.02]), pytest.approx([0.05]))
    assert (list(smallest.x), smallest.marker.symbol, list(smallest.customdata)) == ([30], "diamond", [SHOWN])
    assert len({trace.marker.color for trace in (others, best, smallest)}) == 3
    same = sizes_chart.sizes_figure(SIZES, 0, 0, "Accuracy").data
    assert [trace.name for trace in same] == ["Settings", "Best, and the smallest near it"]
    assert len(sizes_chart.sizes_figure(SIZES, 0, None, "Accuracy").data) == 2


@pytest.mark.parametrize("weights", [[30, 900], [12_000, 12_900], [50], [41, 3_000_000], [3, 4]])
def test_the_axis_of_sizes_has_round_numbers_whatever_lies_on_it(weights: list[int]) -> None:
    frame = pd.DataFrame({"candidate": range(len(weights)), "label": "a", "weights": weights, "mean": 0.5})
    axis = sizes_chart.sizes_figure(frame.assign(low=0.4, high=0.6), 0, None, "m").layout.xaxis
    assert axis.type == "log"
    assert 1 <= len(axis.tickvals) <= 6
    assert 10 ** axis.range[0] < min(weights) <= max(weights) < 10 ** axis.range[1]


def test_sizes_are_read() -> None:
    read = sizes_chart.sizes_reading
    assert read("200 units", "10 units", 12.3) == (
        "10 units is within one standard error of the best, 200 units, and 12 times smaller."
    )
    assert "and 33 % smaller" in read("a", "b", 1.5)
    assert read("a", "a", 1.0) == "No smaller network comes within one standard error of the best, a."
    assert "is not known" in read("a", None, None)


# Parallel coordinates

SEARCHED = pd.DataFrame(
    {
        "units": [100, 50, 100],
        "activation": ["tanh", "relu", "relu"],
        "rate": [0.1, 0.01, 0.1],
        "score": [0.9, 0.5, math.nan],
    }
)
TITLES = {"units": EVIL, "activation": "Activation", "rate": "Rate"}


def test_parallel_coordinates_have_an_axis_for_each_hyperparameter_and_the_score_last() -> None:
    (lines,) = parallel.parallel_figure(SEARCHED, TITLES, "Accuracy (share)").data
    axes = [(one.label, list(one["values"]), list(one.tickvals), list(one.ticktext)) for one in lines.dimensions]
    assert axes[:3] == [
        (SHOWN, [0, 1], [0, 1], ["50", "100"]),
        ("Activation", [0, 1], [0, 1], ["relu", "tanh"]),
        ("Rate", [0, 1], [0, 1], ["0.01", "0.1"]),
    ]
    assert axes[3][:2] == ("Accuracy", [0.5, 0.9])  # the best is drawn last
    assert list(lines.line.color) == [0.5, 0.9]


def test_numbers_over_orders_of_magnitude_are_spread_by_these() -> None:
    rates = np.geomspace(1e-4, 1, 20)
    frame = pd.DataFrame({"rate": rates, "share": rates, "score": rates}).assign(share=np.linspace(0.5, 1, 20))
    rate, share, _ = parallel.parallel_figure(frame, {"rate": "Rate", "share": "Share"}, "m").data[0].dimensions
    assert list(rate["values"]) == pytest.approx(np.linspace(-4, 0, 20).tolist())
    assert dict(zip(rate.ticktext, rate.tickvals, strict=True)) == pytest.approx(
        {"0.0001": -4, "0.001": -3, "0.01": -2, "0.1": -1, "1": 0}
    )
    assert list(share["values"]) == pytest.approx(np.linspace(0.5, 1, 20).tolist())
    assert list(share.range) == [0.5, 1]


def test_a_score_far_below_the_others_lies_at_the_end_of_the_axis_and_says_so() -> None:
    frame = pd.DataFrame({"units": range(20), "score": [-1000.0, *np.linspace(0.5, 0.9, 19)]})
    score = parallel.parallel_figure(frame, {"units": "Units"}, "R²").data[0].dimensions[1]
    assert (score["values"][0], list(score.range), score.ticktext[0]) == (0.5, [0.5, 0.9], "≤ 0.5")


# Importance


def test_bars_stand_in_order_with_their_intervals() -> None:
    figure = importance.importance_figure(SHARES, "Drop of the score", percent=False)
    (bars,) = figure.data
    assert list(bars.x) == [0.6, 0.1, -0.02]
    assert list(bars.customdata) == list(figure.layout.yaxis.ticktext) == ["top", SHOWN, "none"]
    assert list(bars.error_x.array) == pytest.approx([0.05, 0.1, 0.03])
    assert list(bars.error_x.arrayminus) == pytest.approx([0.1, 0.05, 0.08])
    assert list(figure.layout.yaxis.range) == [2.5, -0.5]  # the first on top
    unknown = importance.importance_figure(SHARES.assign(low=math.nan, high=math.nan), "Share", percent=True)
    assert not unknown.data[0].error_x.visible
    assert unknown.layout.xaxis.tickformat == ".0%"


def test_of_very_many_columns_the_largest_are_drawn_and_the_rest_counted() -> None:
    n = importance.MOST_BARS + 7
    frame = pd.DataFrame({"name": [f"c{i}" for i in range(n)], "share": range(n), "low": math.nan, "high": math.nan})
    figure = importance.importance_figure(frame, "Drop", percent=False)
    assert list(figure.data[0].x) == list(range(n - 1, 6, -1))
    assert figure.layout.yaxis.ticktext[-1] == "… and 7 more"


def test_importance_is_read() -> None:
    read = importance.importance_reading
    assert read(SHARES, 0.3).startswith("top matters most: by itself it goes with 60 % of the differences")
    assert "30 % are left" in read(SHARES, 0.3)
    assert read(SHARES[:1], 0.9).startswith("No choice decides by itself")
    assert "too few settings" in read(SHARES[:0], 1.0)


def test_columns_are_read() -> None:
    read = importance.columns_reading
    assert read(SHARES) == (
        "The network needs “top” most: with that column shuffled among the rows, the score drops by 0.600."
    )
    assert read(SHARES.assign(low=-0.1)).startswith("No single column is missed for certain")
    assert "needs “top” most" in read(SHARES.assign(low=math.nan, high=math.nan))
    assert "Nothing is known" in read(SHARES[:0])


# Classes


def test_a_confusion_matrix_has_truth_in_rows_and_shows_count_and_share() -> None:
    figure = confusion.confusion_figure(COUNTS, [EVIL, "b"])
    cells, texts = figure.data
    assert np.array_equal(cells.z, np.array([[0.75, 0.25], [math.nan, math.nan]]), equal_nan=True)
    assert list(cells.customdata[0][1]) == [SHOWN, "b", 1]
    assert list(zip(texts.x, texts.y, texts.text, strict=True)) == [
        (0, 0, "3<br>75%"),
        (1, 0, "1<br>25%"),
        (0, 1, "0"),
        (1, 1, "0"),
    ]
    assert list(figure.layout.yaxis.range) == [1.5, -0.5]
    assert list(figure.layout.xaxis.ticktext) == [SHOWN, "b"]


def test_classes_whose_names_begin_alike_keep_cells_of_their_own() -> None:
    names = ["a" * 100 + "1", "a" * 100 + "2"]
    frame = COUNTS.assign(truth=[names[0]] * 2 + [names[1]] * 2, predicted=names * 2)
    assert confusion.confusion_figure(frame, names).data[0].z.shape == (2, 2)


def test_very_many_classes_have_no_texts_and_some_names() -> None:
    for n, traces in ((confusion.MOST_TEXTS, 2), (confusion.MOST_TEXTS + 1, 1), (100, 1)):
        names = [f"class {place}" for place in range(n)]
        frame = pd.DataFrame({"truth": names, "predicted": names, "count": 5, "share": 1.0})
        figure = confusion.confusion_figure(frame, names)
        assert len(figure.data) == traces
        assert len(figure.layout.yaxis.ticktext) <= confusion.MOST_NAMES
        assert figure.layout.height <= confusion.TALLEST


def test_confusion_is_read() -> None:
    read = confusion.confusion_reading
    assert read(140, 150, ("a*", "b", 4, 50)) == (
        r"140 of 150 rows are predicted right (93 %); the commonest mistake is to take “a\*” for “b”, in 4 of 50 rows."
    )
    assert read(150, 150, None) == "All 150 rows are predicted right."
    assert "no predictions" in read(0, 0, None)


def test_ranking_curves_are_those_of_their_kind_with_a_line_for_guessing() -> None:
    figure = curves_ranking.ranking_figure(CURVES, "roc")
    guessing, first, second = figure.data
    assert (list(guessing.x), list(guessing.y)) == ([0, 1], [0, 1])
    assert (first.name, list(first.x), list(first.y)) == (SHOWN, [0, 0.2], [0, 1])
    assert (second.name, list(second.x), list(second.y)) == ("b", [0.1], [0.3])
    assert (first.line.color, second.line.color) == tuple(palette.CLASSES[:2])
    (only,) = curves_ranking.ranking_figure(CURVES, "precision_recall").data
    assert (list(only.x), list(only.y), list(only.customdata)) == ([0.5], [1.0], [SHOWN])


def test_more_classes_than_colours_are_told_apart_by_dashes() -> None:
    many = pd.DataFrame({"cls": [f"{i}" for i in range(20)], "kind": "roc", "x": 0.5, "y": 0.5})
    lines = curves_ranking.ranking_figure(many, "roc").data[1:]
    assert len({(line.line.color, line.line.dash) for line in lines}) == 20
    assert not any(line.showlegend for line in lines)


def test_ranking_is_read() -> None:
    read = curves_ranking.ranking_reading
    assert read(AREAS, "roc").startswith(r"“b\*” is the hardest to tell")
    assert "75 % of the time" in read(AREAS, "roc")
    assert "90 % of the time" in read(AREAS[:1], "roc")
    assert read(AREAS, "precision_recall") == (
        r"“b\*” is the hardest to find: average precision is 0.500 for it, where guessing would reach 0.250, "
        "and 0.650 over all classes."
    )
    assert read(AREAS[:1], "precision_recall").endswith("average precision of 0.800; guessing, 0.500.")
    assert "no class" in read(AREAS[:0], "roc")


def test_calibration_shows_each_group_with_its_interval_beside_the_diagonal() -> None:
    diagonal, groups = calibration.calibration_figure(CONFIDENCE).data
    assert (list(diagonal.x), list(diagonal.y)) == ([0, 1], [0, 1])
    assert (list(groups.x), list(groups.y), list(groups.customdata)) == ([0.55, 0.9], [0.5, 0.8], [20, 20])
    assert list(groups.error_y.array) == pytest.approx([0.2, 0.15])
    assert list(groups.error_y.arrayminus) == pytest.approx([0.2, 0.2])


@pytest.mark.parametrize(
    ("confidence", "right", "said"),
    [
        (0.9, 0.8, "It is too sure of itself: it is sure to 90 % on average, and right in 80 % of rows."),
        (0.851, 0.8, "It is too sure of itself: it is sure to 85 % on average, and right in 80 % of rows."),
        (0.849, 0.8, "Take it at its word: it is sure to 85 % on average, and right in 80 % of rows."),
        (0.751, 0.8, "Take it at its word: it is sure to 75 % on average, and right in 80 % of rows."),
        (0.7, 0.8, "It may well be surer: it is sure to 70 % on average, and right in 80 % of rows."),
        (math.nan, math.nan, "There are no predictions yet."),
    ],
)
def test_calibration_is_read(confidence: float, right: float, said: str) -> None:
    assert calibration.calibration_reading(confidence, right) == said


# Numbers


def test_predictions_lie_beside_the_diagonal_and_residuals_beside_none() -> None:
    frame = residuals(3)
    points, diagonal = predicted.predicted_figure(frame, EVIL).data
    assert (list(points.x), list(points.y)) == ([0, 1, 2], [2, 3, 4])
    assert (list(diagonal.x), list(diagonal.y)) == ([0, 4], [0, 4])
    assert list(points.customdata[1]) == ["2", "1.0000", "3.0000", "2.0000"]  # rows are counted from 1
    assert predicted.predicted_figure(frame, EVIL).layout.xaxis.title.text.endswith("<br>" + SHOWN)
    points, none = predicted.residuals_figure(frame, "y").data
    assert (list(points.x), list(points.y)) == ([2, 3, 4], [2, 2, 2])
    assert (list(none.x), list(none.y)) == ([2, 4], [0, 0])


def test_of_very_many_rows_some_stand_for_all_evenly_chosen() -> None:
    points, _ = predicted.predicted_figure(residuals(10_001), "y").data
    assert len(points.x) == predicted.MOST_POINTS
    assert (points.x[0], points.x[-1]) == (0, 10_000)
    assert np.diff(points.x).max() - np.diff(points.x).min() <= 1


def test_predictions_are_read() -> None:
    said = predicted.predicted_reading("4.2", "+0.3")
    assert said == (
        r"A prediction misses by 4.2 on average, one way or the other; misses above and below cancel out to \+0.3."
    )


# All of them

FIGURES = {
    "tiles": tiles(),
    "no tiles": tiles_chart.tiles_figure([], ROUNDS, [], 3, "m"),
    "heatmap": pairs(),
    "no heatmap": heatmap.heatmap_figure(PAIRS[:0], "a", "b", "m"),
    "sizes": sizes_chart.sizes_figure(SIZES, 0, 1, "m"),
    "no sizes": sizes_chart.sizes_figure(SIZES[:0], 0, None, "m"),
    "parallel": parallel.parallel_figure(SEARCHED, TITLES, "m"),
    "no parallel": parallel.parallel_figure(SEARCHED[:0], TITLES, "m"),
    "importance": importance.importance_figure(SHARES, "t", percent=True),
    "no importance": importance.importance_figure(SHARES[:0], "t", percent=False),
    "confusion": confusion.confusion_figure(COUNTS, [EVIL, "b"]),
    "no confusion": confusion.confusion_figure(COUNTS[:0], []),
    "roc": curves_ranking.ranking_figure(CURVES, "roc"),
    "no precision": curves_ranking.ranking_figure(CURVES[:0], "precision_recall"),
    "calibration": calibration.calibration_figure(CONFIDENCE),
    "no calibration": calibration.calibration_figure(CONFIDENCE[:0]),
    "predicted": predicted.predicted_figure(residuals(3), EVIL),
    "no predicted": predicted.predicted_figure(residuals(0), "y"),
    "residuals": predicted.residuals_figure(residuals(3), "y"),
    "no residuals": predicted.residuals_figure(residuals(0), "y"),
}


@pytest.mark.parametrize("name", FIGURES)
def test_each_picture_is_json_that_keeps_zoom_lets_the_page_choose_the_colours_and_holds_no_markup(name: str) -> None:
    text = to_json(FIGURES[name])
    back = go.Figure(json.loads(text))
    assert back.layout.uirevision == "keep"
    assert back.layout.paper_bgcolor is None
    assert back.layout.font.color is None
    assert back.layout.height > 0
    assert "<b>" not in json.dumps(json.loads(text))  # plotly writes its signs as numbers
    templates = [trace.hovertemplate or "" for trace in back.data if hasattr(trace, "hovertemplate")]
    assert not any("b&gt;" in template for template in templates)
