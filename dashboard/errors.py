"""What a person sees when something goes wrong that nobody thought of."""

import streamlit as st

from dashboard.i18n import t


def show_unexpected(error: Exception) -> bool:
    """Write one sentence to the page; Streamlit has written the details to the server's log."""
    st.error(t("Something went wrong on this page. Reload it; your searches are kept."), icon=":material/error:")
    return True
