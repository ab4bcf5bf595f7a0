from pathlib import Path

import pytest

from core import DataError, read_csv

KOREAN = "이름,나이,도시\n김철수,34,서울\n이영희,28,부산\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (KOREAN.encode("utf-8"), "utf-8"),
        (KOREAN.encode("utf-8-sig"), "utf-8-sig"),
        (KOREAN.encode("cp949"), "cp949"),
        (KOREAN.encode("euc-kr"), "cp949"),
        (KOREAN.encode("utf-16"), "utf-16"),
    ],
)
def test_korean_is_read_in_any_of_its_encodings(data: bytes, encoding: str) -> None:
    table = read_csv(data)
    assert table.dialect.encoding == encoding
    assert list(table.frame.columns) == ["이름", "나이", "도시"]
    assert table.frame.to_numpy().tolist() == [["김철수", "34", "서울"], ["이영희", "28", "부산"]]


def test_latin_1_is_read() -> None:
    table = read_csv("name;größe\nJürgen;1,82\nRenée;1,70\n".encode("latin-1"))
    assert table.frame.to_numpy().tolist() == [["Jürgen", "1,82"], ["Renée", "1,70"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_quotes_and_line_breaks_within_cells(delimiter: str) -> None:
    rows = [["a", "b"], ['"1\n2"', "x"], ['"say ""hi"""', "007"]]
    table = read_csv("\n".join(delimiter.join(row) for row in rows).encode())
    assert table.dialect.delimiter == delimiter
    assert table.frame.to_numpy().tolist() == [["1\n2", "x"], ['say "hi"', "007"]]


def test_a_path_reads_as_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "한글.csv"
    file.write_bytes(KOREAN.encode("cp949"))
    assert read_csv(file).frame.equals(read_csv(str(file)).frame)


def test_blank_and_repeated_names_are_mended_and_told() -> None:
    table = read_csv(b"a,,a\n1,2,3\n")
    assert list(table.frame.columns) == ["a", "column 2", "a (2)"]
    assert len(table.notes) == 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"a,b\n", "no rows"),
        (b"a\n1\n2\n", "one column"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 20, "not a text file"),
        (b"PK\x03\x04" + bytes(100), "Excel or zip"),
        (b"a,b\n1,2\n1,2,3\n", "Line 3 has 3 cells"),
        (b'a,b\n1,2\n"1,2\n', "never closed"),
    ],
)
def test_what_is_no_table_gets_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        read_csv(data)
