"""Every setting and its scores as a table."""

import streamlit as st

from core.data.writer import write_csv
from core.runs.run import Run
from dashboard import facts
from dashboard.i18n import t
from dashboard.pictures.of_run import settings_table

# A column of the table so many pixels wide shows labels of so many characters.
LABEL_WIDTH = 160
LABEL_LENGTH = 22


# While a run goes on, its table is sent anew with each look: so many rows, and only to one who opened it.
MOST_ROWS = 100


def show_table(run: Run, scores: facts.Scores) -> None:
    """Lay out the table, and when the run is over a file of it."""
    table = st.expander(t("All settings as a table"), key="scores_table", on_change="rerun")
    if not (table.open or run.status.over):
        return
    whole = settings_table(run, scores)
    shown = whole if run.status.over else whole.head(MOST_ROWS)
    longest = max(map(len, shown[t("Setting")]))
    numbers = {name: st.column_config.NumberColumn(format="%.4f") for name in (t("Mean score"), t("Spread"))}
    setting = st.column_config.TextColumn(width="large" if longest > LABEL_LENGTH else LABEL_WIDTH)
    with table:
        st.dataframe(shown, hide_index=True, column_config={t("Setting"): setting, **numbers})
        if len(shown) < len(whole):
            st.caption(
                t(
                    "While the search runs, the first {count} of {total} settings; all when it is over.",
                    count=len(shown),
                    total=len(whole),
                )
            )
        if run.status.over:  # before that, the next look may take the file away while the browser asks for it
            st.download_button(
                t("Download as CSV"),
                lambda: write_csv(shown),  # made when it is asked for
                "gridlight-scores.csv",
                "text/csv",
                on_click="ignore",
                icon=":material/download:",
                key="download_scores",
            )
