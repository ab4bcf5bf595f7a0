"""What is asked of the workers, and the database, as soon as they are there."""

from collections.abc import Callable

import streamlit as st

from core.errors import Message, StoreError
from core.runs.examinations import Kind
from core.runs.run import Run
from dashboard import services
from dashboard.i18n import say, t

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_TRIES = 2


def when_known(run: Run, kind: Kind, candidate: int, draw: Callable[[Run, int], None], waiting: str = "") -> None:
    """Lay out what is asked of the workers, or how far they are; it looks again until all is known."""
    done, total = services.store().examinations.progress(run.id, kind, candidate)
    over = done == total
    st.fragment(_look, run_every=None if over else SECONDS_BETWEEN_LOOKS)(run, kind, candidate, draw, waiting, over)


def _look(run: Run, kind: Kind, candidate: int, draw: Callable[[Run, int], None], waiting: str, was_over: bool) -> None:
    examinations = services.store().examinations
    done, total = examinations.progress(run.id, kind, candidate)
    if (done == total) != was_over:
        st.rerun()  # this part need not look again
    if done < total:
        st.progress(done / total, text=waiting or t("Training this setting once more, to look at it …"))
        return
    failure = next((one.failure for one in examinations.of_run(run.id, kind, candidate) if one.failure), None)
    if failure:
        st.error(say(failure), icon=":material/error:")
        return
    draw(run, candidate)


def store_failed(error: StoreError) -> None:
    """Say what is wrong with the database, and that it is waited for."""
    st.error(say(error.message), icon=":material/error:")
    st.caption(t("This page goes on by itself as soon as it can be used. What is finished is kept."))


def wait_for_store(error: StoreError) -> None:
    """Say what is wrong with the database, and lay the page out anew as soon as it answers."""
    store_failed(error)
    st.fragment(_try_store, run_every=SECONDS_BETWEEN_TRIES)()


def _try_store() -> None:
    try:
        services.store().check()
    except StoreError:
        return
    st.rerun()


def try_again(problem: Message, key: str) -> None:
    """Say why a worker gave no answer, beside a button: whatever is pressed, the part around it asks again."""
    st.error(say(problem), icon=":material/error:")
    st.button(t("Try again"), icon=":material/refresh:", key=key)
