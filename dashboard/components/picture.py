"""A figure with what it shows in words above it and the same as a table below it."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.components.live_plot import live_plot, to_json
from dashboard.i18n import t


def picture(
    figure: go.Figure,
    *,
    height: int,
    reading: str,
    alt: str,
    table: pd.DataFrame,
    key: str,
    formats: Mapping[str, str] | None = None,
) -> None:
    """Lay out a figure.

    Parameters
    ----------
    figure : Figure
        The picture.
    height : int
        In pixels.
    reading : str
        What it shows here: a sentence, as markdown.
    alt : str
        What kind of picture it is, for a screen reader; what it shows stands above it.
    table : DataFrame
        The same in numbers, its columns named in the page's words.
    key : str
        Tells one figure of the page from another.
    formats : mapping of str to str, optional
        How columns of numbers are written, such as "%.3f".
    """
    st.markdown(reading)
    live_plot(to_json(figure), height=height, alt=alt, key=key)
    with st.expander(t("The same as a table")):
        numbers = {name: st.column_config.NumberColumn(format=how) for name, how in (formats or {}).items()}
        st.dataframe(table, hide_index=True, column_config=numbers)
