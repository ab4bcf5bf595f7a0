"""Step three: a run as it comes in, and what it says."""

import time
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.analysis.comparison import Luck, judge_luck, score_matrix
from core.analysis.scores import (
    Leaders,
    curve_frame,
    leaders,
    progress,
    ranking,
    round_frame,
    score_bounds,
    score_frame,
)
from core.data.writer import write_csv
from core.runs.run import Run, Status
from dashboard import labels, services
from dashboard.charts.curves import HEIGHT, curves_figure
from dashboard.charts.scores import height, scores_figure
from dashboard.components.live_plot import live_plot, to_json
from dashboard.components.reveal import reveal
from dashboard.i18n import say, t, tn

SECONDS_BETWEEN_LOOKS = 0.25
# A column of the table so many pixels wide shows labels of so many characters.
LABEL_WIDTH = 160
LABEL_LENGTH = 22


def show(run_id: str) -> None:
    """Lay out the step; it looks at the store again and again until the run is over."""
    with st.container(key="run_step"):
        _show(run_id)


def _show(run_id: str) -> None:
    run = services.store().run(run_id)
    reveal("run_step", run_id)  # after Start, and where the address of this page leads to a run
    st.header(t("3 · Watch and read"), divider="gray")
    over = run.status.over
    st.fragment(_live, run_every=None if over else SECONDS_BETWEEN_LOOKS)(run_id, over)
    if over and run.status is not Status.FAILED:
        _curves(run)


def _live(run_id: str, was_over: bool) -> None:
    run = services.store().run(run_id)
    if run.status.over and not was_over:
        st.rerun()  # the whole page: this part need not look again
    facts = _facts(run.id, run.version)
    # Each part has its place from the start: one that came in between would mount the chart anew, and lose its zoom.
    status, best, chart, table = (st.container() for _ in range(4))
    with status:
        _status(run, facts["done"])
    if facts["scores"].empty:
        return
    with best:
        _best(run, facts["leaders"], facts["luck"], facts["labels"], facts["scores"])
        st.caption(t("The address of this page leads back to this search: keep it as a bookmark."))
    with chart, st.container(key="scores_chart"):
        live_plot(
            facts["figure"],
            height=height(len(facts["scores"])),
            alt=t("Each setting's mean score with its spread over rounds, best on top."),
            key=f"scores_plot_{run.id}",
        )
    with table:
        st.caption(
            t(
                "Each row is one setting. Each grey dot is its score in one round, the big mark is their mean, "
                "and the line shows how far they lie apart (one standard deviation either way)."
            )
        )
        if not facts["scores"]["complete"].all():
            st.caption(t("Paler settings lack rounds: they stand below the others and are not compared with them."))
        _table(run, facts["table"])


# A resource: shared by all who watch and changed by nobody, it need not be copied at each look.
@st.cache_resource(show_spinner=False, max_entries=64)
def _facts(run_id: str, version: int) -> dict[str, object]:
    """Frames, labels and the figure of one version of a run: made once for all who watch."""
    store = services.store()
    run, trainings = store.run(run_id), store.trainings(run_id)
    scores = ranking(score_frame(store.candidates(run_id), trainings), run.n_splits)
    rounds = round_frame(trainings)
    names = [labels.setting_label(row, run.config.searched) for row in scores.to_dict("records")]
    best = leaders(scores, run.n_splits)
    figure = scores_figure(
        scores,
        rounds,
        names,
        labels.metric_label(run.scoring),
        best.shared if best else (),
        {"mean": t("Mean"), "round": t("Round")},
        score_bounds(run.scoring),
    )
    return {
        "done": len(trainings),
        "scores": scores,
        "labels": names,
        "table": _as_table(run, scores, names),
        "leaders": best,
        # Before the end, the next round may turn it round.
        "luck": judge_luck(score_matrix(scores, rounds), run.config.cv) if run.status.over else None,
        "figure": to_json(figure),
    }


def _status(run: Run, done: int) -> None:
    total = run.n_candidates * run.n_splits
    if run.status is Status.QUEUED:
        ahead = services.store().runs_ahead(run.id)
        if ahead:
            text = tn("Waiting: {count} search is before yours.", "Waiting: {count} searches are before yours.", ahead)
        else:
            text = t("First in line: the engine is starting. Just after the server starts, this takes some seconds.")
        st.progress(0.0, text=text)
    elif not run.status.over:
        seconds = time.time() - run.started if run.started else None
        far = progress(done, total, seconds)
        text = t("{done} of {total} trainings", done=far.done, total=far.total)
        if run.status is Status.STOPPING:
            text = t("Stopping …")
        elif not done:
            text = t("Preparing the networks and training the first ones: the first time, this takes some seconds.")
        elif far.seconds_left is not None:
            text += " · " + t("{time} left", time=labels.duration(far.seconds_left))
        st.progress(done / total, text=text)
    if run.status in (Status.QUEUED, Status.RUNNING):
        st.button(
            t("Stop"), icon=":material/stop:", key="stop_search", on_click=services.store().request_stop, args=(run.id,)
        )
    elif run.status is Status.STOPPED:
        kept = tn(
            "Stopped: {count} of {total} trainings was done, and is kept.",
            "Stopped: {count} of {total} trainings were done, and are kept.",
            done,
            total=total,
        )
        st.warning(kept if done else t("Stopped before a training was done."), icon=":material/stop_circle:")
    if run.status is Status.FAILED:
        st.error(say(run.failure) if run.failure else t("The search failed."), icon=":material/error:")
    for note in run.notes:
        st.info(say(note), icon=":material/info:")


def _best(run: Run, best: Leaders | None, luck: Luck | None, names: Sequence[str], scores: pd.DataFrame) -> None:
    if best is None:
        return
    name = dict(zip(scores["candidate"], names, strict=True))[best.best]
    with st.container(key="best_line", border=True):
        values = {"name": name, "score": f"{best.mean:.3f}", "metric": labels.metric_label(run.scoring)}
        lead = t("**Best: {name}**", **values) if run.status.over else t("**Best so far: {name}**", **values)
        st.markdown(
            lead
            + " — "
            + t("{metric}: **{score}** on average over", **values)
            + " "
            + tn("{count} round.", "{count} rounds.", run.n_splits)
        )
        if luck:
            _luck(best, luck)


def _luck(best: Leaders, luck: Luck) -> None:
    """What the best score is worth beside the others; said of those only that have a score in every round."""
    if len(best.shared) > 1:
        st.markdown(
            tn("{count} setting has the best score.", "{count} settings share the best score.", len(best.shared))
        )
    tied = len(luck.tied)
    if not tied:
        text = tn(
            "The other setting is worse by more than luck explains.",
            "All {count} other settings are worse by more than luck explains.",
            luck.others,
        )
    elif tied == luck.others:
        text = tn(
            "The other setting may be just as good: luck explains the difference.",
            "None of the {count} other settings can be told from it: luck explains the differences.",
            luck.others,
        )
    else:
        text = tn(
            "{count} other setting may be just as good: luck explains the difference. The rest are worse by more.",
            "{count} other settings may be just as good: luck explains the differences. The rest are worse by more.",
            tied,
        )
    if tied and luck.few_rounds:
        text += " " + t(
            "{rounds} rounds can hardly tell settings apart: choose more, or repeat them.", rounds=luck.rounds
        )
    st.markdown(text)


def _as_table(run: Run, scores: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """The scores in the page's words."""
    shown = pd.DataFrame({t("Rank"): scores["rank"], t("Setting"): names})
    for name in run.config.searched:
        shown[labels.parameter_label(name)] = scores[name]
    shown[t("Mean score")] = scores["mean"]
    shown[t("Spread")] = scores["std"]
    shown[t("Rounds done")] = scores["rounds"]
    shown[t("Seconds")] = scores["seconds"].round(2)
    if scores["failure"].notna().any():
        shown[t("Why it failed")] = [str(failure) if failure else "" for failure in scores["failure"]]
    return shown


def _table(run: Run, shown: pd.DataFrame) -> None:
    longest = max(map(len, shown[t("Setting")]))
    numbers = {name: st.column_config.NumberColumn(format="%.4f") for name in (t("Mean score"), t("Spread"))}
    setting = st.column_config.TextColumn(width="large" if longest > LABEL_LENGTH else LABEL_WIDTH)
    with st.expander(t("All settings as a table")):
        st.dataframe(shown, hide_index=True, column_config={t("Setting"): setting, **numbers})
        if run.status.over:  # before that, the next look may take the file away while the browser asks for it
            st.download_button(
                t("Download as CSV"),
                lambda: write_csv(shown),  # made when it is asked for
                "gridlight-scores.csv",
                "text/csv",
                on_click="ignore",
                icon=":material/download:",
                key="download_scores",
            )


@st.fragment
def _curves(run: Run) -> None:
    """The learning curves of a setting that is picked."""
    facts = _facts(run.id, run.version)
    scores = facts["scores"]
    learned = list(scores["candidate"][scores["rounds"] > 0])  # one that failed in every round has no curve
    if not learned:
        return
    name = dict(zip(scores["candidate"], facts["labels"], strict=True))
    st.subheader(t("How a setting learned"))
    chosen = st.selectbox(t("Setting"), learned, format_func=name.__getitem__, key=f"curves_of_{run.id}")
    curves = curve_frame(services.store().curves(run.id, chosen))
    words = {
        "training": t("rows it learned from"),
        "validation": t("rows it did not see"),
        "epoch": t("Epoch"),
        "loss": t("Loss (lower is better)"),
    }
    live_plot(
        to_json(curves_figure(curves, words)),
        height=HEIGHT,
        alt=t("The loss of the chosen setting by epoch, on rows it learned from and rows it did not see."),
        key=f"curves_plot_{run.id}",
    )
    st.caption(
        t(
            "Where the dashed lines turn up while the full lines still fall, "
            "the network has begun to learn its rows by heart."
        )
    )
