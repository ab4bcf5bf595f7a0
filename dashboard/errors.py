"""What a person sees when something goes wrong wherever it is not waited for."""

import streamlit as st

from core.errors import GridlightError
from dashboard.i18n import say, t


def show_unexpected(error: Exception) -> bool:
    """Write one sentence to the page; Streamlit has written the details to the server's log."""
    unforeseen = t("Something went wrong on this page. Reload it; your searches are kept.")
    st.error(say(error.message) if isinstance(error, GridlightError) else unforeseen, icon=":material/error:")
    return True
