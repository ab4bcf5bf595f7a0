"""The final test of one setting: opened by a click, once."""

import math
from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from core.analysis.examination import FinalTest, final_test
from core.runs.examinations import Kind
from core.runs.run import Run
from dashboard import facts, labels, services
from dashboard.components.waiting import when_known
from dashboard.i18n import t, tn


def show(run: Run, candidate: int) -> None:
    """Lay out what there is to know before it is opened, or what it came to."""
    examinations = services.store().examinations
    _, asked = examinations.progress(run.id, Kind.TEST, candidate)
    if asked:
        when_known(run, Kind.TEST, candidate, _draw_test)
        return
    if run.config.test_size == 0 or run.n_sealed == 0:
        st.markdown(
            t("No rows were set aside for this search. Set “Rows kept for a final test” above 0 before the next one.")
        )
        return
    rows = tn("{count} row", "{count} rows", run.n_sealed) if run.n_sealed else t("Some rows")
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
    own = scores.ranked.set_index("candidate").loc[candidate]
    test, cross = st.columns(2)
    between = None
    if not math.isnan(known.low):
        between = t("{low} to {high}", low=labels.score(known.low), high=labels.score(known.high))
    test.metric(t("Final test"), labels.score(known.score), between, delta_color="off", delta_arrow="off")
    cross.metric(
        t("Cross-validation"),
        labels.score(own["mean"]),
        tn("{count} round", "{count} rounds", scores.n_rounds),
        delta_color="off",
        delta_arrow="off",
    )
    st.markdown(_test_reading(known, own["mean"]))
    st.caption(
        t(
            "Opened {when}. The network was trained on all other rows, then predicted these. "
            "The interval is where the score lies with 95 % confidence, as far as the number of rows goes.",
            when=_when(known.opened),
        )
    )
    _say_earlier(known.earlier)


def _test_reading(known: FinalTest, cross: float) -> str:
    values = {"count": known.rows, "score": labels.score(cross)}
    if math.isnan(known.low):
        return tn(
            "There is {count} row only: too few to say how far this can be trusted.",
            "There are {count} rows only: too few to say how far this can be trusted.",
            known.rows,
        )
    if known.high < cross:
        return t(
            "**It does worse on new rows** than cross-validation promised: {score} was optimistic, as the setting was "
            "picked for it. Expect the final test's score.",
            **values,
        )
    if known.low > cross:
        return t("**It does even better on new rows** than cross-validation promised; part of that is luck.", **values)
    return t(
        "**No sign that it does worse on new rows**: cross-validation's {score} lies in the range that {count} rows "
        "leave open. The score that a setting was picked for is a little optimistic; expect the final test's, within "
        "its range.",
        **values,
    )


def _say_earlier(earlier: Sequence[float]) -> None:
    if earlier:
        st.warning(
            tn(
                "These rows were opened before, {when}: what was chosen since may have been led by it, and the score "
                "may be optimistic again.",
                "These rows were opened {count} times before, last {when}: what was chosen since may have been led by "
                "it, and the score may be optimistic again.",
                len(earlier),
                when=_when(max(earlier)),
            ),
            icon=":material/history:",
        )


def _when(moment: float) -> str:
    return datetime.fromtimestamp(moment).astimezone().strftime("%Y-%m-%d %H:%M")
