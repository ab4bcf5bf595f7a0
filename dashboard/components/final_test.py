"""The final test of one setting: opened by a click, once."""

from collections.abc import Sequence

import streamlit as st

from core.analysis.examination import final_test
from core.runs.examinations import Kind
from core.runs.run import Run
from dashboard import facts, services
from dashboard.components.waiting import when_known
from dashboard.i18n import t
from dashboard.sentences import final_test as sentences


def show(run: Run, candidate: int) -> None:
    """Lay out what there is to know before it is opened, or what it came to."""
    examinations = services.store().examinations
    _, asked = examinations.progress(run.id, Kind.TEST, candidate)
    if asked:
        when_known(run, Kind.TEST, candidate, _draw_test)
        return
    rows = sentences.sealed(run)
    if rows is None:
        st.markdown(
            t("No rows were set aside for this search. Set “Rows kept for a final test” above 0 before the next one.")
        )
        return
    st.markdown(
        t(
            "{rows} were set aside before the search began: no network has seen them, and no setting was chosen by "
            "them. Open them once, for the setting that you would take. Whoever looks often and picks again by what "
            "they see, has no honest test left.",
            rows=rows,
        )
    )
    _say_earlier([one.asked for one in examinations.openings(run)])
    st.button(
        t("Open the final test"),
        key="open_test",
        icon=":material/lock_open:",
        on_click=examinations.ask,
        args=(run, Kind.TEST, candidate),
    )


def _draw_test(run: Run, candidate: int) -> None:
    examinations = services.store().examinations
    known = final_test(examinations.of_run(run.id, Kind.TEST, candidate), examinations.openings(run))
    assert known is not None
    scores = facts.scores(run)
    for place, one in zip(st.columns(2), sentences.numbers(known, scores), strict=True):
        place.metric(one.label, one.value, one.below, delta_color="off", delta_arrow="off")
    st.markdown(sentences.reading(known, scores))
    st.caption(sentences.how(known))
    _say_earlier(known.earlier)


def _say_earlier(earlier: Sequence[float]) -> None:
    if told := sentences.opened_before(earlier):
        st.warning(told, icon=":material/history:")
