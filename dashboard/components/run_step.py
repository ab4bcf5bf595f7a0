"""Step three: a run as it comes in, and what it says."""

import streamlit as st

from core.data.datasets import Dataset
from core.errors import StoreError
from core.runs.examinations import Kind
from core.runs.pace import run_trainings
from core.runs.run import Run, Status
from core.search.cost import Training, seconds_left
from dashboard import facts, labels, services, state
from dashboard.components import choices, closer_look, pictures, take_home, verdict
from dashboard.components.reveal import reveal
from dashboard.components.waiting import store_failed
from dashboard.i18n import say, t, tn
from dashboard.sentences.runner import waits_for

SECONDS_BETWEEN_LOOKS = 0.25


def show(run_id: str, dataset: Dataset | None) -> None:
    """Lay out the step; it looks at the store again and again until all is known.

    Parameters
    ----------
    run_id : str
        The run.
    dataset : Dataset or None
        Its table, unless that is no longer stored.
    """
    with st.container(key="run_step"):
        _show(run_id, dataset)


def _show(run_id: str, dataset: Dataset | None) -> None:
    run = services.store().run(run_id)
    reveal("run_step", run_id)  # after Start, and where the address of this page leads to a run
    st.header(t("3 · Watch and read"), divider="gray")
    choices.say_whose(run)
    choices.show(run, dataset)
    judged = run.status.over and facts.scores(run).verdict is not None
    if judged:
        services.store().examinations.ask(run, Kind.BASELINES)
        run = services.store().run(run_id)
    stage = _stage(run)
    live = st.fragment(_live, run_every=None if stage == "settled" else SECONDS_BETWEEN_LOOKS)
    live(run_id, stage, state.taken_over())
    if judged:
        closer_look.show(run)
        take_home.show(run)


def _stage(run: Run) -> str:
    """How far a run is: what is laid out below it, and whether there is more to look for, depends on that."""
    if not run.status.over:
        return "running"
    known = facts.scores(run).verdict is None or facts.standing(run).over
    return "settled" if known else "over"


def _live(run_id: str, stage: str, taken_over: int) -> None:
    try:
        _look(run_id, stage, taken_over)
    except StoreError as error:  # the next look tries again
        store_failed(error)


def _look(run_id: str, stage: str, taken_over: int) -> None:
    run = services.store().run(run_id)
    if _stage(run) != stage or state.taken_over() != taken_over:
        # The whole page: other parts have come and this one may need no further look, or the form was filled in.
        st.rerun()
    scores = facts.scores(run)
    # Each part has its place from the start: one that came in between would mount the chart anew, and lose its zoom.
    status, best, settings = (st.container() for _ in range(3))
    with status:
        _status(run, scores.done)
    if scores.ranked.empty:
        return
    with best:
        verdict.show(run, scores)
    with settings:
        pictures.show(run, scores)
        st.caption(t("The address of this page leads back to this search: keep it as a bookmark."))


def _stop(run_id: str) -> None:
    state.set_problem("stop", None)
    try:
        services.store().request_stop(run_id)
    except StoreError as error:
        state.set_problem("stop", error.message, run_id)


def _status(run: Run, done: int) -> None:
    total = run.n_candidates * run.n_splits
    if run.status is Status.QUEUED and not run.planned:
        st.progress(0.0, text=t("Looking through the table. Just after the server starts, this takes some seconds."))
    elif run.status is Status.QUEUED:
        ahead = services.store().runs_ahead(run.id)
        if ahead:
            text = tn("Waiting: {count} search is before yours.", "Waiting: {count} searches are before yours.", ahead)
        else:
            text = t("First in line: training starts. Just after the server starts, this takes some seconds.")
        st.progress(0.0, text=text)
    elif not run.status.over:
        left = None if run.n_rows is None else _seconds_left(run.id, run.version)
        text = t("{done} of {total} trainings", done=done, total=total)
        if run.status is Status.STOPPING:
            text = t("Stopping …")
        elif not done:
            text = t("Preparing the networks and training the first ones: the first time, this takes some seconds.")
        elif left is not None:
            text += " · " + t("{time} left", time=labels.duration(left))
        st.progress(done / total, text=text)
    if not run.status.over and (trouble := waits_for(run, services.runner_state())):
        st.warning(trouble, icon=":material/hourglass:")
    if run.status in (Status.QUEUED, Status.RUNNING):
        st.button(t("Stop"), icon=":material/stop:", key="stop_search", on_click=_stop, args=(run.id,))
        state.show_problem("stop", run.id)
    elif run.status is Status.STOPPED:
        kept = tn(
            "Stopped: {count} of {total} trainings was done, and is kept.",
            "Stopped: {count} of {total} trainings were done, and are kept.",
            done,
            total=total,
        )
        st.warning(kept if done else t("Stopped before a training was done."), icon=":material/stop_circle:")
    if run.status is Status.FAILED:
        st.error(say(run.failure) if run.failure else t("The search failed."), icon=":material/error:")
    for note in run.notes:
        st.info(say(note), icon=":material/info:")


@st.cache_resource(show_spinner=False, max_entries=64)
def _seconds_left(run_id: str, version: int) -> float | None:
    store, workers = services.store(), services.settings().workers
    trainings = _trainings(run_id)
    return seconds_left(trainings, store.run(run_id).n_splits, store.fit_times(run_id), workers, services.pace())


@st.cache_resource(show_spinner=False, max_entries=16)
def _trainings(run_id: str) -> list[Training]:
    return run_trainings(services.store().run(run_id))
