"""One setting in pictures: how it learned, what it gets wrong, which columns it needs."""

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go

from core.analysis.curves import Learning, Sign, learning
from core.analysis.predictions import (
    calibration_frame,
    confusion_frame,
    most_confused,
    number_fit,
    ranking_areas,
    ranking_curves,
    residual_frame,
    sureness,
)
from core.analysis.scores import curve_frame
from core.runs.run import Run
from core.search.predictions import Predictions
from dashboard import labels, services
from dashboard.charts import calibration, confusion, curves, curves_ranking, importance, predicted
from dashboard.i18n import t
from dashboard.pictures.picture import Picture

Make = Callable[[Run, Predictions], Picture]


def of_learning(run: Run, candidate: int) -> Picture:
    """How it learned."""
    found = services.store().curves(run.id, candidate)
    frame = curve_frame(found)
    words = {
        "training": t("rows it learned from"),
        "validation": t("rows it did not see"),
        "epoch": t("Epoch"),
        "loss": t("Loss (lower is better)"),
    }
    names = {
        "round": t("Round"),
        "epoch": t("Epoch"),
        "loss": words["training"],
        "validation_loss": words["validation"],
    }
    return Picture(
        "curves_plot",
        curves.curves_figure(frame, words),
        curves.HEIGHT,
        _learning_reading(learning(found)),
        t("The loss of the chosen setting by epoch, on rows it learned from and rows it did not see."),
        frame.rename(columns=names),
    )


def _learning_reading(learned: Learning | None) -> str:
    if learned is None:
        return t("There are too few epochs to see how it learned.")
    values = {"epoch": learned.best_epoch, "epochs": learned.epochs}
    return {
        Sign.LEARNING: t("It was still learning when it ended, after {epochs} epochs: more may help.", **values),
        Sign.OVERFIT: t(
            "It begins to learn its rows by heart: on rows that it did not see it was best after {epoch} of {epochs} "
            "epochs, and has lost since. Fewer epochs, fewer units or dropout may help.",
            **values,
        ),
        Sign.STEADY: t("It has settled: nothing shows that more epochs would change it.", **values),
        Sign.NOTHING: t("On rows that it did not see, it was never better than after the first epoch.", **values),
    }[learned.sign]


def of_columns(run: Run, frame: pd.DataFrame) -> Picture:
    """Which columns it needs; `frame` as `core.analysis.examination.column_frame` gives it, with at least one."""
    names = [t("Column"), t("Drop of the score"), t("From"), t("To")]
    return Picture(
        "columns",
        importance.importance_figure(frame, t("Drop of the score"), percent=False),
        importance.height(len(frame)),
        importance.columns_reading(frame),
        t("Bars: how much the score drops when a column is shuffled among the rows."),
        frame.set_axis(names, axis="columns"),
        dict.fromkeys(names[1:], "%.4f"),
        t(
            "Each column in turn is shuffled among rows that the network had not seen (permutation importance). "
            "Of columns that tell the same, each can be missed while the other is there. "
            "Lines: 95 % intervals over {rounds} rounds.",
            rounds=run.config.cv,
        ),
    )


def mistakes(found: Predictions) -> dict[str, Make]:
    """The pictures of what it gets wrong, by their titles."""
    if found.classes:
        return {
            t("Mistakes"): _confusion,
            t("How sure"): _calibration,
            t("ROC"): _roc,
            t("Precision and recall"): _recall,
        }
    return {t("Predicted and true"): _predicted, t("Misses"): _residuals}


def whose_mistakes(run: Run) -> str:
    """By which networks the rows were predicted."""
    return t(
        "Every row once, predicted by a network that had not seen it: that of the first division of the rows "
        "into {rounds} parts.",
        rounds=run.config.cv,
    )


def _confusion(run: Run, found: Predictions) -> Picture:
    frame, most = confusion_frame(found), most_confused(found)
    right = int((found.truth == found.predicted).sum())
    return Picture(
        "confusion",
        confusion.confusion_figure(frame, found.classes),
        confusion.height(len(found.classes)),
        confusion.confusion_reading(
            right, len(found.truth), (most.truth, most.predicted, most.count, most.of) if most else None
        ),
        t("A grid: one row for each true class, one column for each predicted one, with the number of rows."),
        frame.set_axis([t("True"), t("Predicted"), t("Rows"), t("Share")], axis="columns"),
        {t("Share"): "%.3f"},
    )


def _calibration(run: Run, found: Predictions) -> Picture:
    frame = calibration_frame(found)
    return Picture(
        "calibration",
        calibration.calibration_figure(frame),
        calibration.HEIGHT,
        calibration.calibration_reading(*sureness(frame)),
        t("Points: how often predictions are right against how sure the network was of them."),
        frame.set_axis([t("How sure"), t("Right"), t("From"), t("To"), t("Rows")], axis="columns"),
        dict.fromkeys([t("How sure"), t("Right"), t("From"), t("To")], "%.3f"),
    )


def _roc(run: Run, found: Predictions) -> Picture:
    return _ranking(found, "roc")


def _recall(run: Run, found: Predictions) -> Picture:
    return _ranking(found, "precision_recall")


def _ranking(found: Predictions, kind: curves_ranking.Kind) -> Picture:
    areas = ranking_areas(found)
    names = [t("Class"), t("Area under ROC"), t("Average precision"), t("Share of rows")]
    return Picture(
        kind,
        curves_ranking.ranking_figure(ranking_curves(found), kind),
        curves_ranking.height(len(areas)),
        curves_ranking.ranking_reading(areas, kind),
        t("Curves, one a class: what is gained as the network is asked to be less sure."),
        areas.set_axis(names, axis="columns"),
        dict.fromkeys(names[1:], "%.3f"),
    )


def _predicted(run: Run, found: Predictions) -> Picture:
    return _numbers(
        run, found, predicted.predicted_figure, t("Points: each row's predicted value against its true one.")
    )


def _residuals(run: Run, found: Predictions) -> Picture:
    alt = t("Points: how far each prediction misses, by what is predicted.")
    return _numbers(run, found, predicted.residuals_figure, alt)


def _numbers(run: Run, found: Predictions, draw: Callable[[pd.DataFrame, str], go.Figure], alt: str) -> Picture:
    frame, fit = residual_frame(found), number_fit(found)
    reading = predicted.predicted_reading(
        labels.score(fit.mean_absolute_error), ("+" if fit.bias > 0 else "") + labels.score(fit.bias)
    )
    if fit.spread_grows:
        reading += " " + t("The larger the predicted number, the further it misses.")
    return Picture(
        draw.__name__,
        draw(frame, run.config.target),
        predicted.HEIGHT,
        reading,
        alt,
        counted(frame).set_axis([t("Row"), t("True"), t("Predicted"), t("Miss")], axis="columns"),
        dict.fromkeys([t("Predicted"), t("Miss")], "%.3f"),
    )


def counted(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows counted as a person counts them: from 1."""
    return frame.assign(row=frame["row"] + 1)
