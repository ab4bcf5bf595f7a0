"""The settings of a run in pictures; where there is nothing to draw, a sentence says why."""

from collections.abc import Callable

import pandas as pd

from core.analysis.importance import parameter_importance
from core.analysis.scores import MOST_POINTS, evenly_spread
from core.runs.run import Run
from core.search.metrics import metric
from dashboard import facts, labels
from dashboard.charts import heatmap, importance, parallel, sizes, tiles
from dashboard.charts.scores import MANY, height, not_drawn, scores_figure
from dashboard.i18n import t, tn
from dashboard.pictures.picture import Picture

Make = Callable[[Run, facts.Scores], Picture | str]

PARALLEL_FROM = 3
# While a run goes on, its tiles are sent anew with each look.
MOST_TILES = 4_000


def offered(run: Run, scores: facts.Scores) -> dict[str, Make]:
    """The pictures that a run can have, by their titles."""
    pictures: dict[str, Make] = {t("Scores"): of_scores, t("Every training"): of_trainings}
    if run.n_candidates > 1:
        pictures |= {t("Two choices"): of_two_choices, t("What mattered"): of_importance, t("Size"): of_sizes}
        if len(_chosen(run, scores)) >= PARALLEL_FROM:
            pictures[t("All choices")] = of_all_choices
    return pictures


def of_scores(run: Run, scores: facts.Scores) -> Picture:
    """Every setting's score."""
    figure = scores_figure(
        scores.ranked,
        scores.rounds,
        list(scores.names.values()),
        labels.metric_label(run.scoring),
        scores.leaders.shared if scores.leaders else (),
        {"mean": t("Mean"), "round": t("Round")},
        metric(run.scoring).bounds,
        scores.verdict.tied if scores.verdict else (),
        None if run.status.over else MOST_POINTS,
    )
    return Picture(
        "scores_plot",
        figure,
        height(len(scores.ranked)),
        _scores_reading(run, scores),
        t("Each setting's mean score with its spread over rounds, best on top."),
        settings_table(run, scores),
        dict.fromkeys((t("Mean score"), t("Spread")), "%.4f"),
        _scores_legend(run, scores),
    )


def settings_table(run: Run, scores: facts.Scores) -> pd.DataFrame:
    """Every setting and its scores, in the page's words."""
    ranked = scores.ranked
    shown = pd.DataFrame({t("Rank"): ranked["rank"], t("Setting"): list(scores.names.values())})
    for name in run.config.searched:
        shown[labels.parameter_label(name)] = ranked[name]
    if scores.weights is not None:
        shown[t("Weights")] = [scores.weights[number] for number in ranked["candidate"]]
    shown[t("Mean score")] = ranked["mean"]
    shown[t("Spread")] = ranked["std"]
    shown[t("Rounds done")] = ranked["rounds"]
    shown[t("Seconds")] = ranked["seconds"].round(2)
    if ranked["failure"].notna().any():
        shown[t("Why it failed")] = [str(failure) if failure else "" for failure in ranked["failure"]]
    return shown


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


def _scores_legend(run: Run, scores: facts.Scores) -> str:
    if len(scores.ranked) > MANY:
        text = t("From the best setting to the worst: its mean score, and how far its rounds lie apart around it.")
        if not run.status.over and len(scores.ranked) > MOST_POINTS:
            text += " " + _some(MOST_POINTS, len(scores.ranked))
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


def of_trainings(run: Run, scores: facts.Scores) -> Picture:
    """Every training's score."""
    numbers, n_settings = list(scores.names), len(scores.names)
    if not run.status.over:
        numbers = [numbers[place] for place in evenly_spread(n_settings, max(MANY, MOST_TILES // run.n_splits))]
    names = [scores.names[number] for number in numbers]
    known = scores.trained[scores.trained["candidate"].isin(numbers)]
    wide = known.pivot(index="candidate", columns="round", values="score").reindex(numbers)
    wide.insert(0, t("Setting"), names)
    wide.columns = [str(name) for name in wide.columns]
    return Picture(
        "tiles",
        tiles.tiles_figure(names, known, numbers, run.n_splits, labels.metric_label(run.scoring)),
        tiles.height(names),
        tiles.tiles_reading(scores.done, run.n_candidates * run.n_splits),
        t("A grid of tiles, one row a setting and one column a round, coloured by score."),
        wide,
        note=_some(len(numbers), n_settings) if len(numbers) < n_settings else "",
    )


def _some(drawn: int, n_settings: int) -> str:
    """What is said where only some of the settings are drawn."""
    return t(
        "While the search runs, {drawn} of {count} settings are drawn, evenly spread from best to worst; all are when "
        "it is over.",
        drawn=drawn,
        count=n_settings,
    )


def choices(run: Run, scores: facts.Scores) -> list[str]:
    """The hyperparameters that can be set against each other, those with a choice first."""
    chosen = _chosen(run, scores)
    return [*chosen, *[name for name in run.config.searched if name not in chosen]]


def of_two_choices(run: Run, scores: facts.Scores, down: str | None = None, across: str | None = None) -> Picture | str:
    """Two hyperparameters against each other, by default the first two."""
    if down is None or across is None:
        down, across = choices(run, scores)[:2]
    complete = scores.ranked[scores.ranked["complete"]]
    frame = pd.DataFrame({"x": complete[across], "y": complete[down], "score": complete["mean"]})
    if frame.empty:
        return _nothing_yet(run)
    titles = labels.parameter_label(across), labels.parameter_label(down)
    several = len(frame) > len(frame[["x", "y"]].drop_duplicates())
    return Picture(
        "heatmap",
        heatmap.heatmap_figure(frame, *titles, labels.metric_label(run.scoring)),
        heatmap.height(frame["y"].nunique()),
        heatmap.heatmap_reading(frame, *titles),
        t("A grid of mean scores: one hyperparameter across, another down, darker where the score is better."),
        frame.groupby(["y", "x"])["score"]
        .mean()
        .reset_index()
        .set_axis([titles[1], titles[0], t("Mean score")], axis="columns"),
        {t("Mean score"): "%.4f"},
        t("Each cell is the mean of all settings with these two values, whatever their other choices.")
        if several
        else "",
    )


def of_importance(run: Run, scores: facts.Scores) -> Picture | str:
    """How much each hyperparameter mattered."""
    verdict = scores.verdict
    if verdict is None:
        return _at_the_end(run)
    found = parameter_importance(scores.ranked, run.config.searched)
    if found is None:
        return t("It cannot be told what mattered: too few different settings were tried.")
    frame = pd.DataFrame(
        {
            "name": [labels.parameter_label(name) for name in found.frame["parameter"]],
            "share": found.frame["share"],
            "low": float("nan"),
            "high": float("nan"),
        }
    )
    reading = importance.importance_reading(frame, found.rest)
    if verdict.others and len(verdict.tied) == verdict.others:
        reading = t("The settings cannot be told apart for certain: this, too, may be luck.") + " " + reading
    title = t("Share of the differences between scores")
    return Picture(
        "importance",
        importance.importance_figure(frame, title),
        importance.height(len(frame)),
        reading,
        t("Bars: how much of the differences between scores each choice explains."),
        frame[["name", "share"]].set_axis([t("Choice"), title], axis="columns"),
        {title: "%.3f"},
        t(
            "Method: analysis of variance of the {count} settings' mean scores, main effects (type II).",
            count=found.n_settings,
        ),
    )


def of_sizes(run: Run, scores: facts.Scores) -> Picture | str:
    """Score against size."""
    verdict, weights = scores.verdict, scores.weights
    if verdict is None or weights is None:
        return _at_the_end(run)
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
    return Picture(
        "sizes",
        sizes.sizes_figure(frame, verdict.best, smallest, labels.metric_label(run.scoring)),
        sizes.HEIGHT,
        sizes.sizes_reading(scores.names[verdict.best], None if smallest is None else scores.names[smallest], ratio),
        t("Points: each setting's mean score against the number of weights in its network."),
        frame[["label", "weights", "mean"]].set_axis([t("Setting"), t("Weights"), t("Mean score")], axis="columns"),
        {t("Mean score"): "%.4f"},
        t(
            "Near the best: behind by no more than one standard error, and perhaps by luck (the one-standard-error "
            "rule). Lines: one standard deviation of the rounds either way."
        ),
    )


def of_all_choices(run: Run, scores: facts.Scores) -> Picture | str:
    """Each setting as a line through its values."""
    complete = scores.ranked[scores.ranked["complete"]]
    if complete.empty:
        return _nothing_yet(run)
    names = list(run.config.searched)
    frame = complete[[*names, "mean"]].rename(columns={"mean": "score"})
    titles = {name: labels.parameter_label(name) for name in names}
    return Picture(
        "parallel",
        parallel.parallel_figure(frame, titles, labels.metric_label(run.scoring)),
        parallel.HEIGHT,
        parallel.parallel_reading(),
        t("Lines: each is one setting and crosses every choice at its value, and the last axis at its score."),
        frame.set_axis([*titles.values(), t("Mean score")], axis="columns"),
        {t("Mean score"): "%.4f"},
    )


def _nothing_yet(run: Run) -> str:
    if run.status.over:
        return t("No setting has been through enough rounds to be compared.")
    return t("No setting has been through every round yet.")


def _at_the_end(run: Run) -> str:
    return _nothing_yet(run) if run.status.over else t("This is worked out when the search is over.")


def _chosen(run: Run, scores: facts.Scores) -> list[str]:
    """The hyperparameters that have more than one value among the settings."""
    return [name for name in run.config.searched if scores.ranked[name].nunique() > 1]
