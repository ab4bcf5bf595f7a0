"""What one setting gets wrong, on rows that it had not seen."""

import pandas as pd
import streamlit as st

from core.analysis.predictions import worst_rows
from core.errors import DataError
from core.runs.run import Run
from core.search.predictions import Predictions
from dashboard import services
from dashboard.components.picture import picture
from dashboard.i18n import say, t, tn
from dashboard.pictures import of_setting

WORST_ROWS = 10


def show(run: Run, found: Predictions) -> None:
    """Lay out one picture, and a way to the others."""
    st.caption(of_setting.whose_mistakes(run))
    pictures, worst = of_setting.mistakes(found), t("Worst rows")
    chosen = st.segmented_control(
        t("Picture"),
        [*pictures, worst],
        default=next(iter(pictures)),
        required=True,
        key=f"mistakes_{run.id}",
        label_visibility="collapsed",
    )
    if chosen == worst:
        _worst(run, found)
    else:
        made = pictures[chosen](run, found)
        picture(made, key=f"{made.name}_{run.id}")


def _worst(run: Run, found: Predictions) -> None:
    worst = worst_rows(found, WORST_ROWS)
    if worst.empty:
        st.markdown(t("No row is predicted wrong."))
        return
    st.markdown(
        tn(
            "The row that it gets most wrong, with its cells: is there something about it?",
            "The {count} rows that it gets most wrong, with their cells: have they something in common?",
            len(worst),
        )
    )
    try:
        table = services.dataset(run.dataset_id).table.frame
    except DataError as error:
        st.error(say(error.message), icon=":material/error:")
        return
    cells = table.iloc[worst["row"]].reset_index(drop=True)
    told = of_setting.counted(worst[["row", "truth", "predicted"]])
    told = told.set_axis([t("Row"), t("True"), t("Predicted")], axis="columns")
    # A column of the table may have the name of one of these.
    cells = cells.drop(columns=run.config.target).rename(columns=lambda name: f"{name} " if name in told else name)
    st.dataframe(pd.concat([told, cells], axis="columns"), hide_index=True)
