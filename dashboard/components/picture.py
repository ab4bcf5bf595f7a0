"""A figure with what it shows in words above it and the same as a table below it."""

import streamlit as st

from dashboard.components.live_plot import live_plot, to_json
from dashboard.i18n import t
from dashboard.pictures.picture import Picture


def picture(made: Picture, key: str) -> None:
    """Lay out a picture.

    Parameters
    ----------
    made : Picture
        The picture.
    key : str
        Tells one figure of the page from another.
    """
    st.markdown(made.reading)
    live_plot(to_json(made.figure), height=made.height, alt=made.alt, key=key)
    with st.expander(t("The same as a table")):
        numbers = {name: st.column_config.NumberColumn(format=how) for name, how in made.formats.items()}
        st.dataframe(made.table, hide_index=True, column_config=numbers)
    if made.note:
        st.caption(made.note)
