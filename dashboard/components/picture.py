"""A figure with what it shows in words above it and the same as a table below it."""

import streamlit as st

from dashboard.components.live_plot import live_plot, to_json
from dashboard.i18n import t
from dashboard.pictures.picture import Picture


def picture(made: Picture, key: str, live: bool = False) -> None:
    """Lay out a picture.

    Parameters
    ----------
    made : Picture
        The picture.
    key : str
        Tells one figure of the page from another.
    live : bool, default False
        Whether it is drawn again and again: its table is then sent to those alone who opened it.
    """
    st.markdown(made.reading)
    live_plot(to_json(made.figure), height=made.height, alt=made.alt, key=key)
    table = st.expander(t("The same as a table"), key=f"{key}_table", on_change="rerun" if live else "ignore")
    if table.open or not live:
        numbers = {name: st.column_config.NumberColumn(format=how) for name, how in made.formats.items()}
        table.dataframe(made.table, hide_index=True, column_config=numbers)
    if made.note:
        st.caption(made.note)
