"""What can be taken along: for now the model."""

import streamlit as st

from core.runs.run import Run
from dashboard.i18n import t


def show(run: Run, candidate: int) -> None:
    """Lay out the downloads."""
    st.markdown(t("Nothing yet."))
