"""What a column is found to be, why, and what its cells then say."""

import numpy as np
import pandas as pd
import pytest

from core import ConfigError, SearchConfig
from core.data.cells import CellFormat
from core.data.columns.column import Role, type_column
from core.data.columns.roles import describe_columns


def _frame(**columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(columns, dtype="str")


def _read(cells: list[str], **known: object) -> tuple[Role, list[object]]:
    frame = _frame(value=cells)
    column = describe_columns(frame, CellFormat(**known))[0]  # type: ignore[arg-type]
    typed = type_column(frame["value"], column)
    if column.role is Role.DATE:
        return column.role, [f"{cell:%Y-%m-%d %H:%M:%S}".removesuffix(" 00:00:00") for cell in typed.dropna()]
    return column.role, [None if cell != cell else cell for cell in typed]


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["2024-03-05", "2023-12-31"], ["2024-03-05", "2023-12-31"]),
        (["5.3.2024", "31.12.2023"], ["2024-03-05", "2023-12-31"]),
        (["03/05/2024", "12/31/2023"], ["2024-03-05", "2023-12-31"]),
        (["05/03/2024", "31/12/2023"], ["2024-03-05", "2023-12-31"]),
        (["05.03.24", "31.12.23"], ["2024-03-05", "2023-12-31"]),
        (["98.03.05", "99.12.31"], ["1998-03-05", "1999-12-31"]),
        (["2024. 3. 5.", "2023. 12. 31."], ["2024-03-05", "2023-12-31"]),
        (["2024년 3월 5일", "2023년 12월 31일"], ["2024-03-05", "2023-12-31"]),
        (["2024年3月5日", "2023年12月31日"], ["2024-03-05", "2023-12-31"]),
        (["5 Mar 2024", "31 Dec 2023"], ["2024-03-05", "2023-12-31"]),
        (["March 5, 2024", "December 31, 2023"], ["2024-03-05", "2023-12-31"]),
        (["05-Mar-24", "31-Dec-23"], ["2024-03-05", "2023-12-31"]),
        (["20240305", "20231231"], ["2024-03-05", "2023-12-31"]),
        (["2024-03", "2023-12"], ["2024-03-01", "2023-12-01"]),
        (["3/5/2024 2:05 PM", "12/31/2023 12:00 AM"], ["2024-03-05 14:05:00", "2023-12-31"]),
        (["2024-03-05T10:20:30Z", "2023-12-31T01:00:00+02:00"], ["2024-03-05 10:20:30", "2023-12-30 23:00:00"]),
        (["2024-03-05", "-", "0000-00-00", "2023-12-31"], ["2024-03-05", "2023-12-31"]),
    ],
)
def test_dates_as_people_write_them(cells: list[str], read: list[str]) -> None:
    assert _read(cells * 3) == (Role.DATE, read * 3)


@pytest.mark.parametrize("cells", [["1-2", "3-4"], ["12:30", "13:45"], ["99/99/2024", "01/01/2024"], ["1.5", "2.5"]])
def test_what_is_no_date_is_taken_for_none(cells: list[str]) -> None:
    assert _read(cells * 5)[0] is not Role.DATE


def test_one_day_beyond_the_twelfth_decides_over_the_whole_column() -> None:
    cells = ["01/02/2024"] * 500 + ["13/02/2024"]
    assert _read(cells)[1][0] == "2024-02-01"


def test_dates_that_can_be_read_in_two_ways_are_told_and_can_be_chosen() -> None:
    frame = _frame(value=["05/05/2024", "03/04/2024", "06/07/2024"])
    column = describe_columns(frame)[0]
    assert "03/04/2024 is taken for 4 March 2024, and could be 3 April 2024" in str(column.doubt)
    for dayfirst, read in ((True, "2024-04-03"), (False, "2024-03-04")):
        assert _read(frame["value"].tolist(), dayfirst=dayfirst)[1][1] == read
        assert describe_columns(frame, CellFormat(dayfirst=dayfirst))[0].doubt is None


def test_another_column_tells_whether_the_day_or_the_month_comes_first() -> None:
    frame = _frame(sent=["03/04/2024", "05/06/2024"], paid=["13/04/2024", "25/06/2024"])
    sent = describe_columns(frame)[0]
    assert type_column(frame["sent"], sent).dt.month.tolist() == [4, 6]
    assert sent.doubt is None


@pytest.mark.parametrize(
    ("other", "read"),
    [(["1,5", "2,75"], [1234, 5678]), (["1.5", "2.75"], [1.234, 5.678]), (["1", "2"], [1.234, 5.678])],
)
def test_decimal_commas_elsewhere_tell_what_a_point_is(other: list[str], read: list[float]) -> None:
    frame = _frame(value=["1.234", "5.678"], other=other)
    assert type_column(frame["value"], describe_columns(frame)[0]).tolist() == read


def test_decimal_commas_elsewhere_tell_what_a_comma_is() -> None:
    frame = _frame(value=["1,234", "5,678"], other=["0,5", "12,75"])
    assert type_column(frame["value"], describe_columns(frame)[0]).tolist() == [1.234, 5.678]


def test_numbers_that_can_be_read_in_two_ways_are_told_and_can_be_chosen() -> None:
    cells = ["1,234", "5,678"]
    column = describe_columns(_frame(value=cells))[0]
    assert "1,234 is taken for 1234, and could be 1.234" in str(column.doubt)
    assert _read(cells, decimal=",")[1] == [1.234, 5.678]
    assert _read(cells, decimal=".")[1] == [1234, 5678]
    assert describe_columns(_frame(value=["1,234", "999"]))[0].doubt is None


def test_the_decimal_mark_that_was_chosen_spoils_no_other_column() -> None:
    assert _read(["12.5", "13.75"], decimal=",")[1] == [12.5, 13.75]
    assert _read(["12", "13", "15"], decimal=",")[1] == [12, 13, 15]


@pytest.mark.parametrize(
    ("cells", "labels"),
    [
        (["yes", "No", "YES", "no", "yes", "no"], ["yes", "no"]),
        (["예", "아니오", "네", "예", "예"], ["예", "아니오"]),
        (["ja", "Nein", "nein", "nein", "JA", "ja"], ["ja", "nein"]),
        (["Oui", "non", "Oui"], ["Oui", "non"]),
        (["да", "Нет", "да"], ["да", "Нет"]),
        (["はい", "いいえ"], ["はい", "いいえ"]),
        (["TRUE", "false", "TRUE"], ["TRUE", "false"]),
        (["있음", "없음", "있음"], ["있음", "없음"]),
        (["Y", "-", "N", "?", "Y", "n", "n"], ["Y", "n"]),
    ],
)
def test_yes_and_no_are_one_word_each_however_they_are_spelt(cells: list[str], labels: list[str]) -> None:
    role, read = _read(cells)
    assert role is Role.CATEGORY
    assert list(dict.fromkeys(cell for cell in read if cell is not None)) == labels
    frame = _frame(value=cells)
    assert describe_columns(frame)[0].unique == 2


def test_words_of_two_kinds_are_no_yes_and_no() -> None:
    assert _read(["yes", "no", "perhaps", "No"])[1] == ["yes", "no", "perhaps", "No"]


def test_a_few_cells_that_are_no_numbers_are_told_and_count_as_empty() -> None:
    cells = [str(number * 1.5) for number in range(60)]
    cells[7], cells[40] = "not weighed", "ca. 3"
    column = describe_columns(_frame(weight=cells))[0]
    assert (column.role, column.missing) == (Role.NUMBER, 2)
    assert "2 cells that are no numbers, such as not weighed" in str(column.doubt)
    assert np.isnan(type_column(pd.Series(cells), column).to_numpy()).sum() == 2


def test_numbers_among_as_many_words_stay_words() -> None:
    assert _read([str(number) for number in range(60)] + ["a word"] * 10)[0] is not Role.NUMBER
    assert _read([*"123456789", *"123456789", *"123456789", "X"])[0] is Role.CATEGORY  # codes


def test_words_for_a_missing_cell_can_be_chosen() -> None:
    cells = ["1", "9999", "3", "-"] * 5
    assert _read(cells)[1][:4] == [1, 9999, 3, None]
    assert _read(cells, na_values=("9999", "-"))[1][:4] == [1, None, 3, None]
    assert _read(["a", "NA", "b", "NA"], na_values=())[1] == ["a", "NA", "b", "NA"]


@pytest.mark.parametrize(
    ("name", "cells", "role", "reason"),
    [
        ("x", ["7", "7", "7"], Role.IDENTIFIER, "The same in every row."),
        ("x", ["", "", ""], Role.IDENTIFIER, "Every cell is empty."),
        ("x", ["4", "5", "6"], Role.IDENTIFIER, "It counts the rows."),
        ("x", ["inf", "inf", "7"], Role.NUMBER, "Every cell is a number."),
        ("user_id", ["81", "12", "45"], Role.IDENTIFIER, "Called as a number of the row is"),
        ("x", [f"K{n}Q" for n in range(80)], Role.IDENTIFIER, "A word of its own in every row."),
        ("x", [f"word {n}" for n in range(80)], Role.TEXT, "Words that differ"),
        ("x", ["1.234,5", "12,25"], Role.NUMBER, "Every cell is a number: 1.234,5 is 1234.5."),
        ("x", ["3.4.2024 15:30", "15.4.2024 08:00"], Role.DATE, "3.4.2024 15:30 is 3 April 2024, 15:30."),
        ("x", ["a", "b", "a", "a"], Role.CATEGORY, "2 different values; the rarest is b (1 of 4 rows)."),
    ],
)
def test_why_a_column_is_used_so(name: str, cells: list[str], role: Role, reason: str) -> None:
    column = describe_columns(_frame(**{name: cells}))[0]
    assert column.role is role
    assert reason in str(column.reason)


@pytest.mark.parametrize(
    "name",
    [
        "ID",
        "userId",
        "user_id",
        "userid",
        "PassengerID",
        "고객번호",
        "고객ID",
        "Order No",
        "Rechnung Nr.",
        "uuid",
        "index",
    ],
)
def test_whole_numbers_that_all_differ_and_are_called_so_are_an_identifier(name: str) -> None:
    assert describe_columns(_frame(**{name: ["81", "12", "45", "7"]}))[0].role is Role.IDENTIFIER


@pytest.mark.parametrize("name", ["acid", "paid", "Bid", "GRID", "piano", "casino", "monkey", "heat_index", "column 2"])
def test_a_word_that_ends_as_an_identifiers_name_does_is_none(name: str) -> None:
    assert describe_columns(_frame(**{name: ["81", "12", "45", "7"]}))[0].role is Role.NUMBER


@pytest.mark.parametrize("cells", [["8.5", "1.2", "4", "7"], ["8,5", "1,2", "4", "7"]])
def test_numbers_with_fractions_are_no_identifier_whatever_they_are_called(cells: list[str]) -> None:
    assert describe_columns(_frame(no=cells))[0].role is Role.NUMBER


def test_a_search_says_in_a_sentence_that_cells_cannot_be_written_so() -> None:
    config = SearchConfig(target="y", cells=CellFormat(decimal=",", na_values=("9",)))
    assert SearchConfig.model_validate_json(config.model_dump_json()) == config
    for wrong in ({"decimal": "x"}, {"dayfirst": "perhaps"}, {"unheard": "of"}):
        with pytest.raises(ConfigError, match="How cells are written"):
            SearchConfig(target="y", cells=wrong)
