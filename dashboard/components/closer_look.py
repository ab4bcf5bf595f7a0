"""One setting, looked at closely: how it learned, what it gets wrong, which columns it needs, and its final test."""

from collections.abc import Callable

import streamlit as st

from core.analysis.curves import Learning, Sign, learning
from core.analysis.scores import curve_frame
from core.runs.examinations import Kind
from core.runs.run import Run
from dashboard import facts, services
from dashboard.charts import curves, importance
from dashboard.components import final_test, mistakes
from dashboard.components.picture import picture
from dashboard.components.waiting import when_known
from dashboard.i18n import t


def show(run: Run) -> None:
    """Lay out the setting's choice and the parts; what is asked of the workers comes in by itself."""
    st.subheader(t("A closer look at one setting"))
    candidate = setting_choice(run, f"closer_setting_{run.id}")
    parts: dict[str, Callable[[Run, int], None]] = {
        t("How it learned"): _learning,
        t("What it gets wrong"): _mistakes,
        t("Which columns matter"): _columns,
        t("Final test"): final_test.show,
    }
    # Asked for before it is looked at: it takes some seconds.
    services.store().examinations.ask(run, Kind.CLOSER_LOOK, candidate)
    tabs = st.tabs(list(parts), key=f"closer_{run.id}", on_change="rerun")
    for tab, draw in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw(run, candidate)


def setting_choice(run: Run, key: str) -> int:
    """Lay out the choice of one setting, that to take at first."""
    scores = facts.scores(run)
    assert scores.verdict is not None
    complete = list(scores.ranked["candidate"][scores.ranked["complete"]])
    take = facts.standing(run).take
    return st.selectbox(
        t("Setting"),
        complete,
        complete.index(scores.verdict.best if take is None else take),
        format_func=lambda number: _name(number, scores, take),
        key=key,
    )


def _name(candidate: int, scores: facts.Scores, take: int | None) -> str:
    """A setting's name, and what was said of it."""
    assert scores.verdict is not None
    said = []
    if candidate == scores.verdict.best:
        said.append(t("the best"))
    if candidate == take and scores.verdict.tied:
        said.append(t("the one to take"))
    return scores.names[candidate] + (f" ({', '.join(said)})" if said else "")


def _learning(run: Run, candidate: int) -> None:
    found = services.store().curves(run.id, candidate)
    frame, learned = curve_frame(found), learning(found)
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
    picture(
        curves.curves_figure(frame, words),
        height=curves.HEIGHT,
        reading=_learning_reading(learned),
        alt=t("The loss of the chosen setting by epoch, on rows it learned from and rows it did not see."),
        table=frame.rename(columns=names),
        key=f"curves_plot_{run.id}",
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


def _mistakes(run: Run, candidate: int) -> None:
    when_known(run, Kind.CLOSER_LOOK, candidate, _draw_mistakes)


def _draw_mistakes(run: Run, candidate: int) -> None:
    found = facts.closer(run.id, candidate).predictions
    if found is not None:
        mistakes.show(run, found)


def _columns(run: Run, candidate: int) -> None:
    when_known(run, Kind.CLOSER_LOOK, candidate, _draw_columns)


def _draw_columns(run: Run, candidate: int) -> None:
    frame = facts.closer(run.id, candidate).columns
    if frame.empty:
        return
    names = [t("Column"), t("Drop of the score"), t("From"), t("To")]
    picture(
        importance.importance_figure(frame, t("Drop of the score"), percent=False),
        height=importance.height(len(frame)),
        reading=importance.columns_reading(frame),
        alt=t("Bars: how much the score drops when a column is shuffled among the rows."),
        table=frame.set_axis(names, axis="columns"),
        key=f"columns_{run.id}",
        formats=dict.fromkeys(names[1:], "%.4f"),
    )
    st.caption(
        t(
            "Each column in turn is shuffled among rows that the network had not seen (permutation importance). "
            "Of columns that tell the same, each can be missed while the other is there. "
            "Lines: 95 % intervals over {rounds} rounds.",
            rounds=run.config.cv,
        )
    )
