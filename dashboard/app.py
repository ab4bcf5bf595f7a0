"""The server: `streamlit run dashboard/app.py`. Starts and stops the cluster beside the page."""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

# `streamlit run` puts only this file's folder on the path; `core` and `dashboard` stand beside it.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import streamlit as st

from core.errors import ConfigError
from core.memory import take_from_the_system
from core.runs.runner import Runner
from dashboard.components.live_plot import plotly_route
from dashboard.errors import show_unexpected
from dashboard.services import set_runner, settings


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Start the cluster with the server, and stop it cleanly."""
    try:
        runner = Runner(settings())
    except ConfigError as error:  # every page says so, too
        logging.getLogger(__name__).error("%s", error)
        yield
        return
    runner.start()
    set_runner(runner)
    await asyncio.to_thread(_settle_in)
    try:
        yield
    finally:
        set_runner(None)
        await asyncio.to_thread(runner.close)


def _settle_in() -> None:
    """Load what pages need, have memory go back when it is free, and the collector leave alone what is there by now.

    That stays as long as the server does, and to go through it takes up to half a second, in the middle of a look.
    """
    import_module("dashboard.views.search")
    take_from_the_system()
    gc.collect()
    gc.freeze()


app = st.App(
    Path(__file__).with_name("main.py"),
    lifespan=lifespan,
    routes=[plotly_route()],
    on_script_error=show_unexpected,
)
