"""Every session key, its default, and its query parameter."""

from collections.abc import Collection, Mapping
from typing import Any

import streamlit as st

from core.data.cells import CellFormat
from core.data.reading.reader import ReadOptions
from core.errors import Message
from core.model.hyperparameters import HYPERPARAMETERS, Range, SearchSpace
from core.search.config import SearchConfig
from dashboard.i18n import say

# Whether rounds and repeats were chosen by hand, or else are suggested anew with every other choice.
ROUNDS_BY_HAND = "rounds_by_hand"
# How often the form was filled in from what a search came to.
TAKEN_OVER = "taken_over"

# How often the form was taken back to a search's own choices.
TAKEN_BACK = "taken_back"
# What was predicted last for a file of new rows, and which file that was.
PREDICTED_FILE = "predicted_file"

# In the address: a refresh, a second tab or another browser shows the same.
DATASET = "data"
RUN = "run"

# Hyperparameters that are searched over by the API and are one number on the page.
ONE_VALUE = frozenset(name for name, one in HYPERPARAMETERS.items() if one.one_value)
_SUGGESTED = {name: list(one.suggested or getattr(SearchSpace(), name)) for name, one in HYPERPARAMETERS.items()}
# Widgets of step two, by their keys, and what they start with.
SETTING_DEFAULTS: Mapping[str, object] = {
    **{name: values[0] if name in ONE_VALUE else values for name, values in _SUGGESTED.items()},
    "strategy": "grid",
    "n_iter": 10,
    "cv": 5,
    "repeats": 4,
    "test_percent": 20,
    "random_state": 0,
    "engine": "fused",
}
# What a person says of how a file and its cells are to be read, by the names of `ReadOptions` and `CellFormat`.
READING = ("encoding", "delimiter", "first_line", "header_rows")
CELLS = ("decimal", "dayfirst", "na_values")
# Which rows a search does without, by the names of `LeaveOut`.
LEFT_OUT = ("leave_out_empty", "leave_out_classes")


def dataset_id() -> str | None:
    """The table that is looked at."""
    return st.query_params.get(DATASET)


def run_id() -> str | None:
    """The run that is looked at."""
    return st.query_params.get(RUN)


def choose_dataset(new: str, read_again: bool = False) -> None:
    """Look at a table; what was chosen for another one goes, but not where it is the same file read in another way."""
    if new != dataset_id():
        reading = [f"read_{name}" for name in READING] + [f"cells_{name}" for name in CELLS]
        for key in ("task", "scoring", "roles", *LEFT_OUT, "_problem_start", ROUNDS_BY_HAND):
            st.session_state.pop(key, None)
        for key in [] if read_again else ["target", *reading, "_problem_reading"]:
            st.session_state.pop(key, None)
        st.query_params.pop(RUN, None)
    st.query_params[DATASET] = new


def choose_run(new: str) -> None:
    """Look at a run."""
    st.query_params[RUN] = new


def set_problem(place: str, problem: Message | None, cause: object = None) -> None:
    """Keep what went wrong in a callback, and what it went wrong with, to be shown where it went wrong."""
    st.session_state[f"_problem_{place}"] = (problem, cause)


def show_problem(place: str, cause: object = None) -> None:
    """Show what went wrong at the last click there, if something did and its cause still stands."""
    problem, its_cause = st.session_state.get(f"_problem_{place}", (None, None))
    if problem is not None and its_cause == cause:
        st.error(say(problem), icon=":material/error:")


def keep_reading(options: ReadOptions) -> None:
    """Give the widgets on how a file is to be read their values, from how it was read where they have none."""
    for name in READING:
        keep(f"read_{name}", getattr(options, name))
    for name in ("decimal", "dayfirst"):
        keep(f"cells_{name}", None)


def reading() -> dict[str, Any]:
    """What the widgets say of how a file is to be read, by the names of `ReadOptions`."""
    return {name: st.session_state[f"read_{name}"] for name in READING}


def cell_format(found: Collection[str] | None = None) -> CellFormat:
    """What the widgets say of how cells are written.

    Parameters
    ----------
    found : collection of str, optional
        The words that were found to stand for a missing cell: as long as they are those of the widget, nothing was
        said. Default: what was said of such words is left out.
    """
    words = st.session_state.get("cells_na_values")
    said = None if found is None or words is None or set(words) == set(found) else tuple(words)
    return CellFormat(st.session_state.get("cells_decimal"), st.session_state.get("cells_dayfirst"), said)


def keep(key: str, otherwise: object, allowed: Collection[object] | None = None) -> None:
    """Give a widget its value before it is laid out: the one it has, even from before it was hidden, or else another.

    Parameters
    ----------
    key : str
        The widget's.
    otherwise : object
        Its value where it has none, or none that is allowed.
    allowed : collection of object, optional
        The values that it may have. Default: any.
    """
    value = st.session_state.get(key, otherwise)
    st.session_state[key] = value if allowed is None or value in allowed else otherwise


def fill_in(config: SearchConfig | None) -> None:
    """Give each widget that has no value yet the run's, or its default."""
    keep(ROUNDS_BY_HAND, config is not None)
    for key, default in SETTING_DEFAULTS.items():
        keep(key, default if config is None else _from_config(key, config, default))
    if config is None:
        return
    keep("target", config.target)
    keep("cells_decimal", config.cells.decimal)
    keep("cells_dayfirst", config.cells.dayfirst)
    if config.cells.na_values is not None:
        keep("cells_na_values", list(config.cells.na_values))
    if st.session_state["target"] == config.target:  # what is said of one column says nothing of another
        keep("leave_out_empty", config.leave_out.empty)
        keep("leave_out_classes", list(config.leave_out.classes))
        for key in ("task", "scoring"):
            if (value := getattr(config, key)) is not None:
                keep(key, value)


def take_over(values: Mapping[str, object]) -> None:
    """Fill the form with what the next search is to try, by the names of `SearchConfig`."""
    for name, value in values.items():
        st.session_state[name] = value[0] if name in ONE_VALUE and isinstance(value, list) else value
        if name in ("cv", "repeats"):
            choose_rounds()
    st.session_state[TAKEN_OVER] = taken_over() + 1


def taken_over() -> int:
    """How often the form was filled in from what a search came to."""
    return int(st.session_state.get(TAKEN_OVER, 0))


def keep_all_rows() -> None:
    """Forget which rows were left out: another target has others without a value."""
    for key in LEFT_OUT:
        st.session_state.pop(key, None)


def predicted(place: object) -> Any:
    """What was predicted for a file by a model; None where nothing is kept."""
    kept, found = st.session_state.get(PREDICTED_FILE, (None, None))
    return found if kept == place else None


def keep_predicted(place: object, found: object) -> None:
    """Keep what was predicted for a file by a model, in place of what was kept before."""
    st.session_state[PREDICTED_FILE] = (place, found)


def take_back() -> None:
    """Forget what was chosen since: the form is filled in from the run that is looked at."""
    cells = [f"cells_{name}" for name in CELLS]
    for key in (*SETTING_DEFAULTS, *cells, *LEFT_OUT, "target", "task", "scoring", ROUNDS_BY_HAND):
        st.session_state.pop(key, None)
    st.session_state[TAKEN_BACK] = st.session_state.get(TAKEN_BACK, 0) + 1


def roles_key(dataset_id: str, target: str) -> str:
    """The key of the table of roles; another one each time that the form is taken back, as its edits stay with it."""
    times = st.session_state.get(TAKEN_BACK, 0)
    return f"roles_{dataset_id}_{target}" + (f"_{times}" if times else "")


def changed_settings(config: SearchConfig) -> list[str]:
    """The widgets of step two that say otherwise than a run; what does not fit into them is left out."""
    compared = SETTING_DEFAULTS.keys() - set(not_shown(config)) - ({"n_iter"} if config.strategy == "grid" else set())
    return [
        key
        for key, default in SETTING_DEFAULTS.items()
        if key in compared and _as_typed(st.session_state[key]) != _as_typed(_from_config(key, config, default))
    ]


def choose_rounds() -> None:
    """Take rounds and repeats as chosen by hand from now on."""
    st.session_state[ROUNDS_BY_HAND] = True


def test_size() -> float:
    """The share of rows that is kept for a final test, or the nearest that is possible."""
    return min(max(st.session_state["test_percent"] or 0, 0), 50) / 100


def not_shown(config: SearchConfig) -> list[str]:
    """The hyperparameters whose values in a run do not fit into their widgets."""
    values = {name: getattr(config, name) for name in HYPERPARAMETERS}
    return [
        name for name, tried in values.items() if isinstance(tried, Range) or (name in ONE_VALUE and len(tried) > 1)
    ]


def _from_config(key: str, config: SearchConfig, default: object) -> object:
    if key == "test_percent":
        return round(config.test_size * 100)
    value = getattr(config, key)
    if isinstance(value, Range):
        return default
    if key in ONE_VALUE:
        return value[0]
    return list(value) if key in HYPERPARAMETERS else value


def _as_typed(value: object) -> object:
    """Values as words, in whatever order: what was typed stays text until it is checked."""
    return sorted(str(one).strip() for one in value) if isinstance(value, list) else value
