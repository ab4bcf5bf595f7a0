"""The script that Streamlit runs for each visitor: it only routes."""

from pathlib import Path

import streamlit as st

from dashboard.i18n import t
from dashboard.views import search

st.set_page_config(page_title="Gridlight", page_icon=Path(__file__).parent / "frontend" / "icon.svg", layout="centered")
st.navigation([st.Page(search.show, title=t("Search"), url_path="search", default=True)], position="hidden").run()
