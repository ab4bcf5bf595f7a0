"""What a search came to: one sentence, three numbers, and what to try next."""

import streamlit as st

from core.analysis.advice import Advice
from core.runs.run import Run, Status
from dashboard import facts, state
from dashboard.i18n import t
from dashboard.sentences import verdict as sentences
from dashboard.sentences.fact import Fact


def show(run: Run, scores: facts.Scores) -> None:
    """Lay out what is known so far: the best setting while the search runs, the verdict after it."""
    if scores.leaders is None:
        if run.status is Status.STOPPED:
            st.info(sentences.nothing())
        return
    verdict = scores.verdict
    with st.container(key="best_line", border=True):
        st.markdown(sentences.best(run, scores))
        if verdict is None:
            return
        standing = facts.standing(run)
        st.markdown(sentences.judgement(run, scores, standing))
        _numbers(sentences.numbers(run, verdict, standing))
        if why := sentences.why(verdict):
            st.caption(why)
    if standing.advice:
        _next(standing.advice)


def _numbers(found: list[Fact]) -> None:
    for place, one in zip(st.columns(3), found, strict=False):
        place.metric(one.label, one.value, one.below, delta_color="off", delta_arrow="off", help=one.about)


def _next(advice: list[Advice]) -> None:
    with st.container(key="next_steps"):
        st.markdown(t("**What to try next**"))
        for number, one in enumerate(sentences.first(advice)):
            if not one.values:
                st.markdown("- " + sentences.step(one))
                continue
            text, button = st.columns([4, 1], vertical_alignment="center")
            text.markdown("- " + sentences.step(one))
            button.button(
                t("Fill in"),
                key=f"next_{number}",
                help=t("Fills the form above; nothing starts by itself."),
                on_click=state.take_over,
                args=(dict(one.values),),
                width="stretch",
            )
