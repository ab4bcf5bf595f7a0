"""How a file was read: what was found, what became of odd lines, and a form to say it better."""

from collections.abc import Iterable
from typing import Any

import pandas as pd
import streamlit as st

from core.data.cells import CellFormat
from core.data.columns.column import Column
from core.data.datasets import Dataset
from core.data.reading.header import MOST_HEADER_ROWS
from core.data.reading.reader import ReadOptions
from core.data.writer import write_csv
from core.errors import DataError
from dashboard import labels, services, state
from dashboard.i18n import say, t, tn
from dashboard.sentences.data import how_it_was_read, notes

SHOWN_NOTES = 5
SIGNS = (",", ";", "\t", "|", " ")
ENCODINGS = (
    *("utf-8", "utf-16", "cp949", "cp932", "euc_jp", "gb18030", "big5", "cp1252", "latin_1", "iso8859_15", "cp1250"),
    *("iso8859_2", "cp1251", "koi8_r", "cp866", "cp1253", "cp1254", "cp1257", "cp874", "mac_roman"),
)


def show(dataset: Dataset, columns: Iterable[Column]) -> None:
    """Lay out what was found in a file, and what became of its odd lines."""
    if dataset.sample is None:
        st.markdown(how_it_was_read(dataset, columns))
    noted = notes(dataset)
    for note in noted[:SHOWN_NOTES]:
        st.caption(say(note))
    if (more := len(noted) - SHOWN_NOTES) > 0:
        with st.expander(
            tn("{count} more note on how the file was read", "{count} more notes on how the file was read", more)
        ):
            for note in noted[SHOWN_NOTES:]:
                st.caption(say(note))
    if len(dataset.table.odd_lines):
        _odd_lines(dataset)


def _odd_lines(dataset: Dataset) -> None:
    lines = dataset.table.odd_lines
    shown = pd.DataFrame(
        {
            t("Line"): lines["line"],
            t("What became of it"): [labels.fate(fate) for fate in lines["fate"]],
            t("As it is written"): lines["text"],
        }
    )
    with st.expander(tn("{count} line was mended or left out", "{count} lines were mended or left out", len(lines))):
        st.dataframe(shown, hide_index=True, column_config={t("Line"): st.column_config.NumberColumn(width="small")})
        st.download_button(
            t("Download these lines"),
            lambda: write_csv(shown),
            "gridlight-odd-lines.csv",
            "text/csv",
            on_click="ignore",
            icon=":material/download:",
            key="download_odd_lines",
        )


def correct(dataset: Dataset, missing_words: Iterable[str]) -> CellFormat:
    """Lay out the form in which a person who knows better says so.

    Parameters
    ----------
    dataset : Dataset
        The table.
    missing_words : iterable of str
        The words that were found to stand for a missing cell.

    Returns
    -------
    CellFormat
        What it says of cells.
    """
    state.keep_reading(dataset.options)
    with st.expander(t("Is something read wrongly?"), key="read_wrongly"):  # by its key it stays open
        st.caption(t("Faint words are what was found. Change what you know better; the table follows at once."))
        if dataset.source is not None:
            _file_form(dataset)
        state.show_problem("reading")
        return _cell_form(tuple(missing_words))


def _file_form(dataset: Dataset) -> None:
    dialect, options = dataset.table.dialect, dataset.options
    delimiter, encoding, line, names = st.columns(4)
    again: dict[str, Any] = {"on_change": _read_again, "args": (dataset.id,)}
    delimiter.selectbox(
        t("Between cells"),
        [*SIGNS, *({options.delimiter} - {None, *SIGNS})],
        format_func=labels.delimiter,
        placeholder=labels.delimiter(dialect.delimiter),
        key="read_delimiter",
        accept_new_options=True,
        help=t("What stands between two cells of a row. Type a sign that is not in the list."),
        **again,
    )
    encoding.selectbox(
        t("Encoding"),
        ENCODINGS,
        format_func=labels.encoding,
        placeholder=labels.encoding(dialect.encoding),
        key="read_encoding",
        help=t("How letters are written in the file. Another one may help where letters look odd."),
        **again,
    )
    line.number_input(
        t("First line"),
        step=1,
        placeholder=str(dialect.first_line),
        key="read_first_line",
        help=t("The line of the file at which the table begins, with its names if it has any."),
        **again,
    )
    names.selectbox(
        t("Rows of names"),
        range(MOST_HEADER_ROWS + 1),
        format_func=labels.header_rows,
        placeholder=labels.header_rows(dialect.header_rows),
        key="read_header_rows",
        help=t("How many rows of names the table begins with."),
        **again,
    )


def _read_again(dataset_id: str) -> None:
    state.set_problem("reading", None)
    try:
        stored = services.read_again(services.dataset(dataset_id), ReadOptions(**state.reading()))
    except DataError as error:
        state.set_problem("reading", error.message)
        return
    state.choose_dataset(stored.id, read_again=True)


def _cell_form(found: tuple[str, ...]) -> CellFormat:
    decimal, dayfirst, missing = st.columns([1, 1, 2])
    decimal.selectbox(
        t("Decimal mark"),
        [".", ","],
        format_func={".": t("point: 1.5"), ",": t("comma: 1,5")}.__getitem__,
        placeholder=t("found by column"),
        key="cells_decimal",
        help=t("Where a column can be read in both ways."),
    )
    dayfirst.selectbox(
        t("Dates such as 3/4"),
        [True, False],
        format_func={True: t("3 April"), False: t("4 March")}.__getitem__,
        placeholder=t("found by column"),
        key="cells_dayfirst",
        help=t("Where a column can be read in both ways."),
    )
    state.keep("cells_na_values", list(found))
    missing.multiselect(
        t("Words for an empty cell"),
        list(dict.fromkeys([*found, *st.session_state["cells_na_values"]])),
        key="cells_na_values",
        accept_new_options=True,
        select_all=False,
        placeholder=t("none but the empty cell"),
        help=t("They count as empty in every column once you change this. Type a word, such as 9999, to add it."),
    )
    return state.cell_format(found)
