"""Step two: what to try, and what it costs."""

from typing import Any

import streamlit as st

from core.data.columns.column import Task
from core.data.columns.overview import overview
from core.data.datasets import Dataset
from core.errors import ConfigError, GridlightError
from core.model.hyperparameters import HYPERPARAMETERS
from core.runs.planner import start_run
from core.runs.run import Run
from core.search.config import SearchConfig
from core.search.cost import Cost, TableSize, estimate_cost, suggest_rounds, table_size
from core.search.metrics import scorings
from core.search.plan import check_size
from core.search.target import supply_of
from dashboard import labels, services, state
from dashboard.components.reveal import reveal
from dashboard.i18n import say, t, tn

# Where it takes more than this share of the time that programs are compiled, the price says so.
WORTH_SAYING = 0.5


def show(dataset: Dataset, run: Run | None) -> None:
    """Lay out the step.

    Parameters
    ----------
    dataset : Dataset
        The table.
    run : Run or None
        The run that is looked at.
    """
    with st.container(key="settings_step"):
        _show(dataset, run)


def _show(dataset: Dataset, run: Run | None) -> None:
    reveal("settings_step", state.taken_over())
    st.header(t("2 · What to try"), divider="gray")
    if run is not None:
        _say_what_is_not_shown(run)
    _values("hidden_units")
    _values("activation")
    left, right = st.columns(2)
    left.segmented_control(
        labels.field_label("strategy"),
        ["grid", "random"],
        format_func=labels.strategy_label,
        required=True,
        key="strategy",
    )
    if st.session_state["strategy"] == "random":
        right.number_input(
            labels.field_label("n_iter"), step=1, key="n_iter", help=t("Drawn at random from all combinations.")
        )
    offered = scorings(Task(st.session_state["task"]))
    state.keep("scoring", offered[0], offered)
    _suggest_rounds(dataset)
    rounds, repeats, epochs = st.columns(3)
    rounds.number_input(
        labels.field_label("cv"),
        step=1,
        key="cv",
        on_change=state.choose_rounds,
        help=t(
            "The rows are cut into so many parts. Each part is once what a network is checked on, while it learns "
            "from the others."
        ),
    )
    repeats.number_input(
        labels.field_label("repeats"),
        step=1,
        key="repeats",
        on_change=state.choose_rounds,
        help=t("How often all rounds are repeated, the rows cut anew: more can tell better settings from lucky ones."),
    )
    with epochs:
        _values("epochs")
    st.selectbox(
        labels.field_label("scoring"),
        offered,
        format_func=labels.metric_label,
        key="scoring",
        help=t("How well a network predicts rows that it did not learn from. Higher is better."),
    )
    _advanced()
    _price_and_start(dataset)


def _suggest_rounds(dataset: Dataset) -> None:
    """Rounds and repeats by the rows there are and the time it takes, unless somebody chose them."""
    if st.session_state[state.ROUNDS_BY_HAND]:
        return
    try:
        config = _config()
        check_size(config, services.settings().max_settings)
        size = _size(dataset, config)
    except ConfigError:
        return  # told below, beside the price
    most = supply_of(dataset, config, size.task).most_rounds(config.leave_out)
    cv, repeats = suggest_rounds(config, size, most, services.settings().workers)
    st.session_state["cv"], st.session_state["repeats"] = cv, repeats


def _say_what_is_not_shown(run: Run) -> None:
    """A run that was started in Python may have used more than the widgets can hold."""
    names = [labels.parameter_label(name) for name in state.not_shown(run.config)]
    if run.planned and run.scoring not in scorings(Task(run.task)):
        names.append(labels.field_label("scoring"))
    if names:
        st.caption(
            t(
                "The search below used values that do not fit into this form, for: {names}. "
                "What stands here is what a new search would use.",
                names=", ".join(names),
            )
        )


def _advanced() -> None:
    names = [name for name, one in HYPERPARAMETERS.items() if one.advanced]
    with st.expander(t("Advanced")):
        left, right = st.columns(2)
        for place, half in ((left, names[::2]), (right, names[1::2])):
            with place:
                for name in half:
                    _values(name)
        left.number_input(
            labels.field_label("test_percent"),
            step=5,
            key="test_percent",
            help=t("Set aside before the search, and the same ones for every search over this table."),
        )
        right.number_input(
            labels.field_label("random_state"),
            step=1,
            key="random_state",
            help=t("The same seed gives the same scores."),
        )
        right.segmented_control(
            labels.field_label("engine"),
            ["fused", "classic"],
            format_func=labels.engine_label,
            required=True,
            key="engine",
            help=t(
                "Both train the same networks. Fused trains many of them at once; "
                "Classic has Keras train them one by one, and takes far longer."
            ),
        )


def _values(name: str) -> None:
    """The widget of a hyperparameter: one number, names to tick, or numbers to tick and to type."""
    hyperparameter = HYPERPARAMETERS[name]
    label, about = labels.parameter_label(name), say(hyperparameter.help)
    if hyperparameter.one_value:
        st.number_input(label, step=1, key=name, help=about)
    elif hyperparameter.takes_names:
        st.multiselect(label, hyperparameter.offered, key=name, placeholder=t("Choose at least one"), help=about)
    else:  # what is typed stays text until it is checked
        st.multiselect(
            label,
            [*hyperparameter.offered, *(one for one in st.session_state[name] if one not in hyperparameter.offered)],
            key=name,
            accept_new_options=True,
            # By its letters in any place, 0.01 would be found in 0.0001 too, and one key would choose both.
            filter_mode="prefix",
            select_all=False,
            placeholder=t("Choose or type at least one"),
            help=about,
        )


def _config() -> SearchConfig:
    """What the widgets say.

    Raises
    ------
    ConfigError
        If they say something that cannot be searched with.
    """
    given = st.session_state
    return SearchConfig(
        target=given["target"],
        task=given["task"],
        features=given["roles"],
        cells=given["cells"],
        leave_out=given["leave_out"],
        **{name: _tried(given[name]) for name in HYPERPARAMETERS},
        strategy=given["strategy"],
        n_iter=given["n_iter"] if given["strategy"] == "random" else SearchConfig.model_fields["n_iter"].default,
        cv=given["cv"],
        repeats=given["repeats"],
        scoring=given["scoring"],
        engine=given["engine"],
        random_state=given["random_state"],
        test_size=_share(given["test_percent"]),
        refit=False,  # the page asks for scores; a network to take home is trained when it is asked for
    )


def _tried(chosen: object) -> list[Any]:
    """What a widget says is to be tried; a number that was typed comes as text."""
    values = chosen if isinstance(chosen, list) else [chosen]
    return [value.strip() if isinstance(value, str) else value for value in values]


def _share(percent: Any) -> Any:
    """A share of a percentage; None, of which the config says what is wrong, where the field is empty."""
    return None if percent is None else percent / 100


def _size(dataset: Dataset, config: SearchConfig) -> TableSize:
    task = Task(st.session_state["task"])
    rows = supply_of(dataset, config, task).used(config.leave_out)
    return table_size(overview(dataset, config.cells).columns, rows, config, task)


def _price_and_start(dataset: Dataset) -> None:
    config = None
    try:
        config = _config()
        check_size(config, services.settings().max_settings)
        _price(config, estimate_cost(config, _size(dataset, config), services.settings().workers, services.pace()))
        possible = True
    except ConfigError as error:
        st.error(say(error.message), icon=":material/error:")
        possible = False
    # No callback: it would come before all that was laid out above, and what was typed just before is checked there.
    pressed = st.button(
        t("Start"), type="primary", icon=":material/play_arrow:", key="start_search", disabled=not possible
    )
    if pressed and possible and config is not None:
        _start(dataset.id, config)
    state.show_problem("start", config)


def _price(config: SearchConfig, cost: Cost) -> None:
    values = {
        "settings": tn("{count} setting", "{count} settings", cost.settings),
        "rounds": tn("{count} round", "{count} rounds", cost.rounds),
        "trainings": tn("{count} training", "{count} trainings", cost.trainings),
        "duration": labels.duration(cost.seconds),
    }
    if cost.preparing > WORTH_SAYING * cost.seconds:
        price = t("{settings} × {rounds} = **{trainings}**, {duration}, most of it to prepare the networks", **values)
    else:
        price = t("{settings} × {rounds} = **{trainings}**, {duration}", **values)
    st.markdown(price)
    if config.strategy == "random" and cost.settings < config.n_iter:
        st.caption(
            tn(
                "There is only {count} combination: it is tried.",
                "There are only {count} combinations: all are tried.",
                cost.settings,
            )
        )


def _start(dataset_id: str, config: SearchConfig) -> None:
    state.set_problem("start", None)
    try:
        run_id = start_run(services.store(), services.dataset(dataset_id), config, services.settings().max_settings)
    except GridlightError as error:
        state.set_problem("start", error.message, config)
        return
    state.choose_run(run_id)
    st.rerun()
