"""Every session key, its default, and its query parameter."""

from collections.abc import Mapping

import streamlit as st

from core.errors import Message
from core.search.config import HYPERPARAMETERS, Range, SearchConfig
from dashboard.i18n import say

# In the address: a refresh, a second tab or another browser shows the same.
DATASET = "data"
RUN = "run"

# Widgets of step two, by their keys, and what they start with.
SETTING_DEFAULTS: Mapping[str, object] = {
    "hidden_units": [50, 100, 200],
    "activation": ["relu", "sigmoid"],
    "strategy": "grid",
    "n_iter": 10,
    "cv": 3,
    "epochs": 30,
    "hidden_layers": [1],
    "dropout": [0.0],
    "learning_rate": [0.001],
    "optimizer": ["adam"],
    "batch_size": 32,
    "repeats": 1,
    "test_percent": 20,
    "random_state": 0,
}
ONE_VALUE = ("epochs", "batch_size")  # searched over by the API; one number on the page


def dataset_id() -> str | None:
    """The table that is looked at."""
    return st.query_params.get(DATASET)


def run_id() -> str | None:
    """The run that is looked at."""
    return st.query_params.get(RUN)


def choose_dataset(new: str) -> None:
    """Look at a table; what was chosen for another one goes."""
    if new != dataset_id():
        for key in ("target", "task", "scoring", "roles", "_problem_start"):
            st.session_state.pop(key, None)
        st.query_params.pop(RUN, None)
    st.query_params[DATASET] = new


def choose_run(new: str) -> None:
    """Look at a run."""
    st.query_params[RUN] = new


def set_problem(place: str, problem: Message | None) -> None:
    """Keep what went wrong in a callback, to be shown where it went wrong."""
    st.session_state[f"_problem_{place}"] = problem


def show_problem(place: str) -> None:
    """Show what went wrong at the last click there, if something did."""
    if problem := st.session_state.get(f"_problem_{place}"):
        st.error(say(problem), icon=":material/error:")


def fill_in(config: SearchConfig | None) -> None:
    """Give each widget that has no value yet the run's, or its default; keeps values while a widget is hidden."""
    for key, default in SETTING_DEFAULTS.items():
        if key not in st.session_state:
            st.session_state[key] = default if config is None else _from_config(key, config, default)
        else:
            st.session_state[key] = st.session_state[key]
    if config is not None:
        for key in ("target", "task", "scoring"):
            if key not in st.session_state and getattr(config, key) is not None:
                st.session_state[key] = getattr(config, key)


def _from_config(key: str, config: SearchConfig, default: object) -> object:
    if key == "test_percent":
        return round(config.test_size * 100)
    value = getattr(config, key)
    if isinstance(value, Range):
        return default
    if key in ONE_VALUE:
        return value[0]
    return list(value) if key in HYPERPARAMETERS else value
