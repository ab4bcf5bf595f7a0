"""What a person sees when something goes wrong that nobody thought of."""

import logging

import streamlit as st

from dashboard.i18n import t

logger = logging.getLogger(__name__)


def show_unexpected(error: Exception) -> bool:
    """Write the details to the server's log and one sentence to the page."""
    logger.error("The page failed.", exc_info=error)
    st.error(t("Something went wrong on this page. Reload it; your searches are kept."), icon=":material/error:")
    return True
