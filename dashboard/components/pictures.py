"""The settings of a run in pictures, one at a time."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from core.analysis.importance import parameter_importance
from core.analysis.scores import score_bounds
from core.runs.run import Run
from dashboard import facts, labels, services
from dashboard.charts import heatmap, importance, parallel, sizes, tiles
from dashboard.charts.scores import MANY, height, not_drawn, scores_figure
from dashboard.components.live_plot import live_plot, to_json
from dashboard.components.picture import picture
from dashboard.components.scores_table import show_table
from dashboard.i18n import t, tn

PARALLEL_FROM = 3


def show(run: Run, scores: facts.Scores) -> None:
    """Lay out one picture, and a tab for each other; only the one that is open is drawn."""
    if run.status.over and scores.trained.empty:  # all failed: there is nothing to draw
        show_table(run, scores)
        return
    pictures: dict[str, Callable[[Run, facts.Scores], None]] = {
        t("Scores"): _scores,
        t("Every training"): _tiles,
        t("Two choices"): _heatmap,
        t("What mattered"): _importance,
        t("Size"): _sizes,
        t("All choices"): _parallel,
    }
    if run.n_candidates == 1:
        pictures = {t("Scores"): _scores, t("Every training"): _tiles}
    elif len(_chosen(scores, run)) < PARALLEL_FROM:
        del pictures[t("All choices")]
    tabs = st.tabs(list(pictures), key=f"pictures_{run.id}", on_change="rerun")
    for tab, draw in zip(tabs, pictures.values(), strict=True):
        if tab.open:
            with tab:
                draw(run, scores)


def _scores(run: Run, scores: facts.Scores) -> None:
    st.markdown(_scores_reading(run, scores))
    with st.container(key="scores_chart"):
        live_plot(
            _scores_json(run.id, facts.version(run)),
            height=height(len(scores.ranked)),
            alt=t("Each setting's mean score with its spread over rounds, best on top."),
            key=f"scores_plot_{run.id}",
        )
    st.caption(_scores_legend(scores))
    show_table(run, scores)


def _scores_reading(run: Run, scores: facts.Scores) -> str:
    best = scores.leaders
    if best is None:
        return _nothing_yet(run)
    if len(scores.ranked) == 1:
        return t("Its mean score is {score}.", score=labels.score(best.mean))
    complete = scores.ranked["mean"][scores.ranked["complete"]]
    return t(
        "Mean scores go from {low} to {high}; **{name}** has the highest.",
        low=labels.score(complete.min()),
        high=labels.score(complete.max()),
        name=scores.names[best.best],
    )


def _scores_legend(scores: facts.Scores) -> str:
    if len(scores.ranked) > MANY:
        text = t("From the best setting to the worst: its mean score, and how far its rounds lie apart around it.")
    else:
        text = t(
            "Each row is one setting. Each grey dot is its score in one round, the big mark is their mean, "
            "and the line shows how far they lie apart (one standard deviation either way)."
        )
    if hidden := not_drawn(scores.ranked):
        text += " " + tn(
            "{count} setting is so far below that it is not drawn.",
            "{count} settings are so far below that they are not drawn.",
            hidden,
        )
    if scores.verdict and scores.verdict.tied:
        text += " " + t("Star: the best. Hollow star: settings that may be as good.")
    if not scores.ranked["complete"].all():
        text += " " + t("Paler settings lack rounds: they stand below the others and are not compared with them.")
    return text


@st.cache_resource(show_spinner=False, max_entries=64)
def _scores_json(run_id: str, version: int) -> str:
    run = services.store().run(run_id)
    scores = facts.scores(run)
    figure = scores_figure(
        scores.ranked,
        scores.rounds,
        list(scores.names.values()),
        labels.metric_label(run.scoring),
        scores.leaders.shared if scores.leaders else (),
        {"mean": t("Mean"), "round": t("Round")},
        score_bounds(run.scoring),
        scores.verdict.tied if scores.verdict else (),
    )
    return to_json(figure)


def _tiles(run: Run, scores: facts.Scores) -> None:
    wide = scores.trained.pivot(index="candidate", columns="round", values="score").reindex(list(scores.names))
    wide.insert(0, t("Setting"), list(scores.names.values()))
    wide.columns = [str(name) for name in wide.columns]
    picture(
        tiles.tiles_figure(
            list(scores.names.values()),
            scores.trained,
            list(scores.names),
            run.n_splits,
            labels.metric_label(run.scoring),
        ),
        height=tiles.height(list(scores.names.values())),
        reading=tiles.tiles_reading(scores.done, run.n_candidates * run.n_splits),
        alt=t("A grid of tiles, one row a setting and one column a round, coloured by score."),
        table=wide,
        key=f"tiles_{run.id}",
    )


def _heatmap(run: Run, scores: facts.Scores) -> None:
    left, right = st.columns(2)
    names = list(run.config.searched)
    chosen = [*_chosen(scores, run), *[name for name in names if name not in _chosen(scores, run)]]
    down = left.selectbox(
        t("Down"), names, names.index(chosen[0]), format_func=labels.parameter_label, key=f"heat_y_{run.id}"
    )
    others = [name for name in names if name != down]
    first = next((name for name in chosen if name != down), others[0])
    across = right.selectbox(
        t("Across"), others, others.index(first), format_func=labels.parameter_label, key=f"heat_x_{run.id}"
    )
    complete = scores.ranked[scores.ranked["complete"]]
    frame = pd.DataFrame({"x": complete[across], "y": complete[down], "score": complete["mean"]})
    if frame.empty:
        st.markdown(_nothing_yet(run))
        return
    titles = labels.parameter_label(across), labels.parameter_label(down)
    picture(
        heatmap.heatmap_figure(frame, *titles, labels.metric_label(run.scoring)),
        height=heatmap.height(frame["y"].nunique()),
        reading=heatmap.heatmap_reading(frame, *titles),
        alt=t("A grid of mean scores: one hyperparameter across, another down, darker where the score is better."),
        table=frame.groupby(["y", "x"])["score"]
        .mean()
        .reset_index()
        .set_axis([titles[1], titles[0], t("Mean score")], axis="columns"),
        key=f"heatmap_{run.id}",
        formats={t("Mean score"): "%.4f"},
    )
    if len(frame) > len(frame[["x", "y"]].drop_duplicates()):
        st.caption(t("Each cell is the mean of all settings with these two values, whatever their other choices."))


def _importance(run: Run, scores: facts.Scores) -> None:
    found = parameter_importance(scores.ranked, run.config.searched)
    verdict = scores.verdict
    if verdict is None:
        st.markdown(_at_the_end(run))
        return
    if found is None:
        st.markdown(t("It cannot be told what mattered: too few different settings were tried."))
        return
    if verdict.others and len(verdict.tied) == verdict.others:
        st.markdown(t("The settings cannot be told apart for certain: this, too, may be luck."))
    frame = pd.DataFrame(
        {
            "name": [labels.parameter_label(name) for name in found.frame["parameter"]],
            "share": found.frame["share"],
            "low": float("nan"),
            "high": float("nan"),
        }
    )
    title = t("Share of the differences between scores")
    picture(
        importance.importance_figure(frame, title),
        height=importance.height(len(frame)),
        reading=importance.importance_reading(frame, found.rest),
        alt=t("Bars: how much of the differences between scores each choice explains."),
        table=frame[["name", "share"]].set_axis([t("Choice"), title], axis="columns"),
        key=f"importance_{run.id}",
        formats={title: "%.3f"},
    )
    st.caption(
        t(
            "Method: analysis of variance of the {count} settings' mean scores, main effects (type II).",
            count=found.n_settings,
        )
    )


def _sizes(run: Run, scores: facts.Scores) -> None:
    verdict, weights = scores.verdict, scores.weights
    if verdict is None or weights is None:
        st.markdown(_at_the_end(run))
        return
    complete = scores.ranked[scores.ranked["complete"]]
    frame = pd.DataFrame(
        {
            "candidate": complete["candidate"],
            "label": [scores.names[number] for number in complete["candidate"]],
            "weights": [weights[number] for number in complete["candidate"]],
            "mean": complete["mean"],
            "low": complete["mean"] - complete["std"],
            "high": complete["mean"] + complete["std"],
        }
    )
    smallest = verdict.smallest
    ratio = None if smallest is None else weights[verdict.best] / weights[smallest]
    picture(
        sizes.sizes_figure(frame, verdict.best, smallest, labels.metric_label(run.scoring)),
        height=sizes.HEIGHT,
        reading=sizes.sizes_reading(
            scores.names[verdict.best], None if smallest is None else scores.names[smallest], ratio
        ),
        alt=t("Points: each setting's mean score against the number of weights in its network."),
        table=frame[["label", "weights", "mean"]].set_axis(
            [t("Setting"), t("Weights"), t("Mean score")], axis="columns"
        ),
        key=f"sizes_{run.id}",
        formats={t("Mean score"): "%.4f"},
    )
    st.caption(
        t(
            "Near the best: behind by no more than one standard error, and perhaps by luck (the one-standard-error "
            "rule). Lines: one standard deviation of the rounds either way."
        )
    )


def _parallel(run: Run, scores: facts.Scores) -> None:
    complete = scores.ranked[scores.ranked["complete"]]
    if complete.empty:
        st.markdown(_nothing_yet(run))
        return
    names = list(run.config.searched)
    frame = complete[[*names, "mean"]].rename(columns={"mean": "score"})
    titles = {name: labels.parameter_label(name) for name in names}
    picture(
        parallel.parallel_figure(frame, titles, labels.metric_label(run.scoring)),
        height=parallel.HEIGHT,
        reading=parallel.parallel_reading(),
        alt=t("Lines: each is one setting and crosses every choice at its value, and the last axis at its score."),
        table=frame.set_axis([*titles.values(), t("Mean score")], axis="columns"),
        key=f"parallel_{run.id}",
        formats={t("Mean score"): "%.4f"},
    )


def _nothing_yet(run: Run) -> str:
    if run.status.over:
        return t("No setting has been through enough rounds to be compared.")
    return t("No setting has been through every round yet.")


def _at_the_end(run: Run) -> str:
    return _nothing_yet(run) if run.status.over else t("This is worked out when the search is over.")


def _chosen(scores: facts.Scores, run: Run) -> list[str]:
    """The hyperparameters that have more than one value among the settings."""
    return [name for name in run.config.searched if scores.ranked[name].nunique() > 1]
