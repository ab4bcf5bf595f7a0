"""What a person says of a file goes before what was found; lines that were mended or left out are all kept."""

import pytest

from core import DataError, read_csv
from core.data.reading.table import Fate
from tests.core.data.reading.test_reader import KOREAN

TITLED = "Sales of the year\nby region\n\nregion;2023;2024\nnorth;1,5;2\nsouth;3;4;5\neast;7\nTotal;12;6\n"


def test_lines_that_were_mended_or_left_out_are_kept_as_they_are_written() -> None:
    table = read_csv(TITLED.encode())
    assert table.frame.to_numpy().tolist() == [["north", "1,5", "2"], ["east", "7", ""]]
    assert list(table.odd_lines.itertuples(index=False, name=None)) == [
        (1, Fate.BEFORE, "Sales of the year"),
        (2, Fate.BEFORE, "by region"),
        (6, Fate.LONG, "south;3;4;5"),
        (7, Fate.SHORT, "east;7"),
        (8, Fate.AFTER, "Total;12;6"),
    ]
    assert table.dialect.first_line == 4


def test_an_odd_line_is_kept_whole_however_long_it_is_and_however_many_there_are() -> None:
    long = "x" * 5_000
    table = read_csv(("a,b\n" + "1,2\n" * 500 + f"1,2,{long}\n" * 200).encode())
    assert len(table.odd_lines) == 200
    assert set(table.odd_lines["text"]) == {f"1,2,{long}"}
    assert len(table.notes) < 60


def test_a_row_over_several_lines_is_kept_with_all_of_them() -> None:
    table = read_csv(b'a,b,c\n1,2,3\n"4\n5",6\n7,8,9\n')
    assert table.odd_lines["text"].tolist() == ['"4\n5",6']


def test_a_clean_file_has_no_odd_lines() -> None:
    assert read_csv(KOREAN.encode()).odd_lines.empty


def test_the_line_at_which_the_table_begins() -> None:
    data = b"a,b\n1,2\n3,4\n5,6\n\nx,y,z\n3,4,5\n6,7,8\n"
    assert list(read_csv(data).frame.columns) == ["a", "b"]
    second = read_csv(data, first_line=6)
    assert list(second.frame.columns) == ["x", "y", "z"]
    assert second.dialect.first_line == 6
    assert second.odd_lines["text"].tolist() == ["a,b", "1,2", "3,4", "5,6"]
    assert [note.values["line"] for note in second.notes] == [1, 2, 3, 4]
    within = read_csv(data, first_line=3, header_rows=0)
    assert within.frame.to_numpy().tolist() == [["3", "4"], ["5", "6"]]


def test_the_line_at_which_a_large_table_begins() -> None:
    data = ("t1\n\nt3\n" + "a,b\n" + "1,2\n" * 3_000).encode()
    found, told = read_csv(data), read_csv(data, first_line=4)
    assert told.frame.equals(found.frame)
    assert told.odd_lines.equals(found.odd_lines)
    far = read_csv(data, first_line=1_004)
    assert len(far.frame) == 2_001
    assert far.dialect.header_rows == 0


def test_the_number_of_rows_of_names() -> None:
    data = b"a,b\nc,d\n1,2\n3,4\n"
    assert list(read_csv(data, header_rows=1).frame.columns) == ["a", "b"]
    assert list(read_csv(data, header_rows=2).frame.columns) == ["a c", "b d"]
    none = read_csv(data, header_rows=0)
    assert none.frame.iloc[0].tolist() == ["a", "b"]
    assert none.dialect.header_rows == 0


def test_the_number_of_rows_of_names_of_a_large_table() -> None:
    data = ("a,b\n" + "1,2\n" * 3_000).encode()
    assert read_csv(data, header_rows=0).frame.iloc[0].tolist() == ["a", "b"]
    assert list(read_csv(data, header_rows=2).frame.columns) == ["a 1", "b 2"]


def test_the_delimiter() -> None:
    data = b"a;b,c;d\n1;2,3;4\n5;6,7;8\n"
    assert read_csv(data, delimiter=",").frame.to_numpy().tolist() == [["1;2", "3;4"], ["5;6", "7;8"]]
    assert read_csv(data, delimiter=";").frame.shape == (2, 3)
    with pytest.raises(DataError, match="one column only"):
        read_csv(data, delimiter="|")


@pytest.mark.parametrize("written", ["cp949", "utf-8", "utf-16"])
def test_the_encoding(written: str) -> None:
    table = read_csv(KOREAN.encode(written), encoding=written)
    assert list(table.frame.columns) == ["이름", "나이", "도시"]
    assert table.dialect.encoding == written


def test_what_cannot_be_read_in_an_encoding_is_told() -> None:
    table = read_csv(KOREAN.encode("cp949"), encoding="utf-8")
    assert "could not be read" in str(table.notes[0])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"encoding": "klingon"}, "no encoding called klingon"),
        ({"encoding": "hex"}, "no encoding called hex"),
        ({"encoding": "a\0b"}, "no encoding called"),
        ({"delimiter": ""}, "must be a sign"),
        ({"delimiter": '"'}, "must be a sign"),
        ({"delimiter": "\n"}, "must be a sign"),
        ({"first_line": 0}, "counted from 1"),
        ({"first_line": 9}, "has 3 lines"),
        ({"header_rows": 4}, "0 to 3 rows of names"),
        ({"header_rows": -1}, "0 to 3 rows of names"),
    ],
)
def test_what_is_not_possible_gets_a_sentence(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        read_csv(KOREAN.encode(), **options)  # type: ignore[arg-type]
