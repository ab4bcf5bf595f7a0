"""What every visitor's page shares: the settings, the store and the tables."""

from dataclasses import asdict
from functools import cache

import streamlit as st

from core.data.cells import check_rows
from core.data.datasets import Dataset, Datasets
from core.data.lending import Lending
from core.data.reading.reader import ReadOptions, read_csv
from core.data.reading.table import Table
from core.errors import RunError
from core.memory import give_back_soon
from core.runs.health import RunnerState
from core.runs.pace import learn_pace
from core.runs.plans import Plans
from core.runs.runner import NOT_READY, Runner
from core.runs.store import Store
from core.search.cost import Pace
from core.search.fused.shape import Shape
from core.settings import Settings
from dashboard.streamlit_internals import UploadedFile, let_go

# What smaller files take is not worth a collection of garbage.
LARGE_BYTES = 10**7

_runner: list[Runner] = []


@cache
def settings() -> Settings:
    return Settings.from_environment()


@st.cache_resource(show_spinner=False)
def store() -> Store:
    return Store(settings().database_url)


@st.cache_resource(show_spinner=False)
def datasets() -> Datasets:
    return Datasets(settings().datasets_url)


@st.cache_resource(show_spinner=False)
def plans() -> Plans:
    return Plans(settings().datasets_url)


@st.cache_resource(show_spinner=False)
def lending() -> Lending:
    return Lending(datasets().load)


def dataset(dataset_id: str) -> Dataset:
    """A stored table; shared, so nobody changes it."""
    return lending().get(dataset_id)


def set_runner(runner: Runner | None) -> None:
    """Tell the page who predicts."""
    _runner[:] = [runner] if runner else []


def runner() -> Runner:
    """Who predicts while a person waits.

    Raises
    ------
    RunError
        If the cluster does not run beside this page.
    """
    if not _runner:
        raise RunError(NOT_READY)
    return _runner[0]


def runner_state() -> RunnerState | None:
    """What trains beside this page does, or waits for; None if nothing does."""
    return _runner[0].state() if _runner else None


def pace() -> Pace:
    """How fast this server is, learned anew whenever a search is over."""
    since, ahead = (_runner[0].ready_since, _runner[0].programs_ahead()) if _runner else (None, frozenset())
    return _pace(store().last_ended(), since, ahead)


@st.cache_resource(show_spinner=False, max_entries=2)
def _pace(last_ended: float | None, since: float | None, ahead: frozenset[Shape]) -> Pace:
    return learn_pace(store(), settings().workers, since, ahead)


def save_dataset(table: Table, name: str, sample: str | None = None) -> Dataset:
    """Store a table; if it was there under another name, pages show the new one from now on."""
    return _as_said_last(datasets().save(table, name, sample))


def save_file(data: bytes, name: str, options: ReadOptions | None = None) -> Dataset:
    """Read a file and store it with its table.

    Raises
    ------
    DataError
        If it cannot be read, or not so, or has no rows.
    """
    options = options or ReadOptions()
    try:
        table = read_csv(data, **asdict(options))
        check_rows(table.frame)
        return _as_said_last(datasets().save(table, name, None, data, options))
    finally:
        if len(data) > LARGE_BYTES:
            give_back_soon()


def take_upload(file: UploadedFile) -> Dataset:
    """Store an uploaded file with its table; Streamlit, which would keep it until its visitor goes, lets go of it.

    Raises
    ------
    DataError
        If it cannot be read.
    """
    data = file.getvalue()
    let_go(file)
    return save_file(data, file.name)


def read_again(stored: Dataset, options: ReadOptions) -> Dataset:
    """Read the file of a stored table in another way."""
    return save_file(datasets().source(stored), stored.name, options)


def _as_said_last(stored: Dataset) -> Dataset:
    lending().forget(stored.id)
    return stored
