"""Step one says how a file was read, what became of odd lines, and lets a person say it better."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.runs.store import Store
from dashboard import services
from tests.dashboard.conftest import OpenPage
from tests.dashboard.test_steps import upload

DIRTY = "Report\n\nshop;day;price;left;kind\n" + "".join(
    f"{'north' if n % 2 else 'south'};{n % 12 + 1:02}/04/2024;{n + 1},5;{'-' if n == 3 else n * 3 % 11};{'ab'[n % 2]}\n"
    for n in range(24)
)
BROKEN = DIRTY + "north;1;2;3;a;a cell too many;*=1*\nnorth;05/04/2024\n"


@pytest.fixture
def page(open_page: OpenPage) -> AppTest:
    page = open_page()
    upload(page, "dirty.csv", BROKEN)
    return page


def said(page: AppTest) -> str:
    return next(text.value for text in page.markdown if text.value.startswith("How it was read"))


def why(page: AppTest, name: str) -> str:
    table = page.data_editor[0].value.set_index("Column")
    return str(table.loc[name, "Why"])


def test_what_was_found_is_said_in_plain_words(page: AppTest) -> None:
    assert said(page) == (
        r"How it was read: cells separated by semicolons, in the encoding Unicode \(UTF\-8\), names in line 3, "
        "decimal commas in 1 column, 1 line above the table left out, 1 broken row set aside, 1 short row filled up."
    )


def test_odd_lines_are_shown_as_they_are_written(page: AppTest) -> None:
    assert "3 lines were mended or left out" in [one.label for one in page.expander]
    lines = page.dataframe[0].value
    assert lines["Line"].tolist() == [1, 28, 29]
    assert lines["As it is written"].tolist() == ["Report", "north;1;2;3;a;a cell too many;*=1*", "north;05/04/2024"]


def test_the_row_of_names_can_be_taken_for_data_and_what_was_chosen_else_stays(page: AppTest) -> None:
    page.selectbox(key="target").select("shop").run()
    page.selectbox(key="read_header_rows").select(0).run()
    assert page.dataframe[1].value.iloc[0].tolist() == ["shop", "day", "price", "left", "kind"]
    assert page.selectbox(key="target").value == "column 5"
    page.selectbox(key="read_header_rows").select(1).run()
    assert list(page.dataframe[1].value) == ["shop", "day", "price", "left", "kind"]


def test_another_delimiter_gives_another_table_and_keeps_the_target_that_is_in_both(open_page: OpenPage) -> None:
    page = open_page()
    upload(page, "two.csv", "a,b,c;x\n" + "".join(f"{n},{n % 3},{n % 2};1\n" for n in range(20)))
    page.selectbox(key="read_delimiter").select(";").run()
    assert list(page.dataframe[0].value) == ["a,b,c", "x"]
    page.selectbox(key="read_delimiter").select(",").run()
    assert list(page.dataframe[0].value) == ["a", "b", "c;x"]
    page.selectbox(key="target").select("b").run()
    page.selectbox(key="read_header_rows").select(1).run()
    assert page.selectbox(key="target").value == "b"


def test_the_line_at_which_the_table_begins_and_the_encoding(page: AppTest) -> None:
    page.number_input(key="read_first_line").set_value(20).run()
    assert "18 lines above the table left out" in said(page)
    page.selectbox(key="read_encoding").select("cp949").run()
    assert r"Korean \(CP949\)" in said(page)


def test_what_cannot_be_read_so_gets_a_sentence_and_the_table_stays(page: AppTest) -> None:
    address = dict(page.query_params)
    page.number_input(key="read_first_line").set_value(900).run()
    assert [error.value for error in page.error] == ["The file has 29 lines; its table cannot begin at line 900."]
    assert page.query_params == address
    page.number_input(key="read_first_line").set_value(3).run()
    assert not page.error


def test_a_refresh_shows_the_file_as_it_was_said_to_be_read(page: AppTest, open_page: OpenPage) -> None:
    page.selectbox(key="read_header_rows").select(0).run()
    again = open_page(data=page.query_params["data"])
    assert again.selectbox(key="read_header_rows").value == 0
    assert "3 lines were mended or left out" in [one.label for one in again.expander]
    again.selectbox(key="read_header_rows").select(1).run()
    assert list(again.dataframe[1].value) == ["shop", "day", "price", "left", "kind"]


def test_how_cells_are_written_can_be_said_and_is_searched_with(page: AppTest, store: Store) -> None:
    warned = lambda: [text.value for text in page.markdown if text.value.startswith(":material/warning: day")]
    assert why(page, "day") == "Every cell is a date: 01/04/2024 is 4 January 2024."
    assert "could be 1 April 2024" in warned()[0]
    page.selectbox(key="cells_dayfirst").select(True).run()
    assert why(page, "day") == "Every cell is a date: 01/04/2024 is 1 April 2024."
    assert not warned()
    page.selectbox(key="target").select("shop").run()
    page.button(key="start_search").click().run()
    cells = store.run(page.query_params["run"]).config.cells
    assert (cells.decimal, cells.dayfirst, cells.na_values) == (None, True, None)


def test_words_for_an_empty_cell_are_those_found_until_a_person_says_others(page: AppTest, store: Store) -> None:
    empty = lambda: page.data_editor[0].value.set_index("Column").loc["left", "Empty"]
    assert page.multiselect(key="cells_na_values").value == ["-"]
    assert empty() == pytest.approx(2 / 25)
    page.multiselect(key="cells_na_values").set_value(["-", "9"]).run()
    assert empty() == pytest.approx(3 / 25)
    page.selectbox(key="target").select("shop").run()
    page.button(key="start_search").click().run()
    assert store.run(page.query_params["run"]).config.cells.na_values == ("-", "9")


def test_another_file_starts_with_nothing_said(page: AppTest) -> None:
    page.selectbox(key="cells_dayfirst").select(True).run()
    page.selectbox(key="read_header_rows").select(0).run()
    upload(page, "other.csv", "a;b\n" + "1;2\n3;4\n5;7\n" * 8)
    assert page.selectbox(key="read_header_rows").value is None
    assert page.selectbox(key="cells_dayfirst").value is None
    assert list(page.dataframe[0].value) == ["a", "b"]


def test_a_file_that_is_no_longer_stored_gets_a_sentence(page: AppTest, data_dir: Path) -> None:
    dataset = services.dataset(page.query_params["data"])
    (data_dir / "datasets" / "sources" / str(dataset.source)).unlink()
    page.selectbox(key="read_header_rows").select(0).run()
    assert ["no longer stored here" in error.value for error in page.error] == [True]


def test_a_sample_has_nothing_to_say_of_its_file(open_page: OpenPage) -> None:
    page = open_page()
    page.pills(key="sample_dataset").select("churn").run()
    assert not [text for text in page.markdown if text.value.startswith("How it was read")]
    assert not [field for field in page.selectbox if str(field.key).startswith("read_")]
    assert page.selectbox(key="cells_decimal").value is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("price", ["From 1.5 to 24.5", "An empty cell gets the mean", "scaled to mean 0"]),
        ("shop", ["Different values: 2; the commonest is", "a column of 0 and 1 for each of its values"]),
        ("day", ["From 4 January 2024 to 4 December 2024", "year, month, day"]),
        ("kind", ["Different values: 2"]),
    ],
)
def test_a_closer_look_at_one_column(page: AppTest, name: str, words: list[str]) -> None:
    page.selectbox(key="target").select("kind").run()
    page.selectbox(key=f"look_at_{page.query_params['data']}").select(name).run()
    sentence = next(text.value for text in page.markdown if "Empty cells:" in text.value)
    assert [word for word in words if word not in sentence] == []
    assert ("For a network" in sentence) == (name != "kind")
    assert page.dataframe[-1].value["Rows"].sum() >= 24
