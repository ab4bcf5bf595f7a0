"""What was asked of a search."""

from core.model.hyperparameters import HYPERPARAMETERS, Range
from core.runs.run import Run
from dashboard import labels
from dashboard.i18n import t, tn
from dashboard.sentences import final_test


def searched(run: Run) -> dict[str, str]:
    """What was asked of a search and what it took, as markdown, by what it is called."""
    config = run.config
    asked = {
        t("What is predicted"): t("{target}: {task}", target=config.target, task=labels.task_label(run.task)),
        t("Score"): labels.metric_label(run.scoring),
        t("Search"): labels.strategy_label(config.strategy),
        **{labels.parameter_label(name): t("{values}", values=_values(run, name)) for name in HYPERPARAMETERS},
        t("Rounds"): _rounds(run),
        t("Rows kept for a final test"): final_test.sealed(run) or t("none"),
        t("Random seed"): str(config.random_state),
        t("Engine"): labels.engine_label(config.engine),
        t("Started"): t("{when}", when=final_test.when(run.created)),
    }
    if run.started is not None and run.ended is not None:
        asked[t("Took")] = labels.duration(run.ended - run.started)
    return asked


def trainings(run: Run) -> str:
    """How many settings and rounds a search has."""
    settings = tn("{count} setting", "{count} settings", run.n_candidates)
    rounds = tn("{count} round", "{count} rounds", run.n_splits)
    count = tn("{count} training", "{count} trainings", run.n_candidates * run.n_splits)
    return f"{settings} × {rounds} = {count}"


def _rounds(run: Run) -> str:
    config = run.config
    if config.repeats == 1:
        return str(config.cv)
    return tn(
        "{count}, repeated {repeats} time", "{count}, repeated {repeats} times", config.cv, repeats=config.repeats
    )


def _values(run: Run, name: str) -> str:
    values = getattr(run.config, name)
    if isinstance(values, Range):
        ends = {"low": labels.value(values.low), "high": labels.value(values.high)}
        if values.log:
            return t("{low} to {high}, on a logarithmic scale", **ends)
        return t("{low} to {high}", **ends)
    return ", ".join(one if isinstance(one, str) else labels.value(one) for one in values)
