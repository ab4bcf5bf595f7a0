"""What every visitor's page shares: the settings, the store and the tables."""

from functools import cache

import streamlit as st

from core.data.datasets import Dataset, Datasets
from core.data.reader import Table
from core.runs.store import Store
from core.settings import Settings


@cache
def settings() -> Settings:
    return Settings.from_environment()


@st.cache_resource(show_spinner=False)
def store() -> Store:
    return Store(settings().database_url)


@st.cache_resource(show_spinner=False)
def datasets() -> Datasets:
    return Datasets(settings().datasets_url)


@st.cache_resource(show_spinner=False, max_entries=8)
def dataset(dataset_id: str) -> Dataset:
    """A stored table; shared, so nobody changes it."""
    return datasets().load(dataset_id)


def save_dataset(table: Table, name: str, sample: str | None = None) -> Dataset:
    """Store a table; if it was there under another name, pages show the new one from now on."""
    stored = datasets().save(table, name, sample)
    dataset.clear(stored.id)
    return stored
