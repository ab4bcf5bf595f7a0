import io
import pickle
import time
import traceback
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import DataError, read_csv
from tests.core.data.reading.dirty import Made, dirty_files
from tests.core.data.reading.plain import plain_files

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


def test_blank_and_repeated_names_are_mended_and_told() -> None:
    table = read_csv(b"a,,a\n1,2,3\n")
    assert list(table.frame.columns) == ["a", "column 2", "a (2)"]
    assert len(table.notes) == 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"a\n1\n2\n", "one column"),
        (b"12:30\n13:45\n14:10\n", "one column"),
        (b"hello\n", "one column"),
        (b"a,\n1,\n2,\n", "one column"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 20, "not a text file but a picture"),
        (b"PK\x03\x04" + bytes(100), "Excel or zip"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "xls.*Save as"),
        (b"%PDF-1.7\n", "PDF.*save it"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "JPEG"),
        (b"GIF89a" + bytes(100), "GIF"),
        (b"\x1f\x8b\x08" + bytes(100), "gzip.*Unpack"),
        (b"PAR1" + bytes(100), "Parquet"),
        (b"SQLite format 3\0" + bytes(100), "SQLite.*Export"),
        (b"PAR1\x15\x04" + bytes(100), "Parquet"),
        (b"BZh91AY&SY" + bytes(100), "bzip2.*Unpack"),
        (b"\xfd7zXZ\0" + bytes(100), "xz.*Unpack"),
        (b"\x93NUMPY\x01\0" + bytes(100), "NumPy"),
        (pickle.dumps({"a": [1, 2]}), "pickle"),
        (b"r\x02\x01\0" + bytes(100), "Stata"),
        (b"<stata_dta><header>" + bytes(100), "Stata"),
        (b"$FL2@(#) SPSS DATA FILE" + bytes(100), "SPSS"),
        (b"RDX3\nX\n" + bytes(100), "R data"),
        (b"{\\rtf1\\ansi a, b\\par 1, 2\\par}", "RTF"),
        (b'[{"a": 1, "b": 2},\n {"a": 3, "b": 4}]\n', "JSON.*to_csv"),
        (b'{"a": [1, 2],\n "b": [3, 4]}', "JSON"),
        (b'{"a": 1, "b": 2}\n{"a": 3, "b": 4}\n', "JSON"),
        (b'{"a": [' + b"1, " * 50_000, "JSON"),
        (b"[" * 100_000, "JSON"),
        ('<?xml version="1.0"?>\n<a><b>1</b></a>'.encode("utf-16"), "XML file"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "Excel file of the XML"),
        (b'<rows>\n<row a="1" b="2"/>\n<row a="3" b="4"/>\n</rows>\n', "XML file"),
        (b"<!-- x -->\n<HTML><body><table><tr><td>1</td></tr></table></body></html>", "HTML.*Save as"),
        (b'<table border="1">\n<tr><td>1</td><td>2</td></tr>\n</table>', "HTML"),
        (b"import os, sys\n\n\ndef f(a, b):\n    return a, b\n\n\nprint(f(1, 2), 3)\n", "Python source"),
        (bytes(range(256)) * 20, "not a text file"),
        (bytes(500), "not a text file"),
        (b",".join([b"a"] * 2001) + b"\n" + b",".join([b"1"] * 2001), "2,001 columns.*2,000 is the most"),
    ],
)
def test_what_is_no_table_gets_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        read_csv(data)


def test_an_error_keeps_nothing_of_the_file() -> None:
    with pytest.raises(DataError, match="one column") as caught:
        read_csv(io.BytesIO(b"a\n" + b"1\n" * 1000))
    _, *frames = [frame for frame, _ in traceback.walk_tb(caught.value.__traceback__)]
    held = [value for frame in frames for value in frame.f_locals.values()]
    assert not any(len(value) > 10 for value in held if isinstance(value, bytes | str | list))


def _is_right(made: Made) -> bool:
    """Whether a file is read as it should be; an error other than a sentence goes through."""
    try:
        table = read_csv(made.data)
    except DataError:
        return False
    told = "\n".join(str(note) for note in table.notes)
    found = table.frame.to_numpy().tolist()
    return list(table.frame.columns) == made.names and found == made.cells and all(one in told for one in made.told)


def test_dirty_files_are_read_right() -> None:
    files = dirty_files(each=6)
    count, right = Counter(made.kind for made in files), Counter(made.kind for made in files if _is_right(made))
    failed = {kind: f"{right[kind]} of {count[kind]}" for kind in count if right[kind] < count[kind]}
    assert len(files) >= 300
    assert right.total() >= 0.99 * len(files), failed
    assert all(right[kind] >= 0.9 * count[kind] for kind in count), failed


def test_tables_without_names_or_with_spaces_between_cells_are_read_right() -> None:
    files = plain_files(each=6)
    wrong = [made.kind for made in files if not _is_right(made)]
    assert len(wrong) <= 0.01 * len(files), wrong


def test_a_header_alone_is_a_table_without_rows() -> None:
    table = read_csv(b"name;number;size\n")
    assert (list(table.frame.columns), table.frame.shape) == (["name", "number", "size"], (0, 3))


def test_rows_that_do_not_fit_are_told_with_line_and_text_and_not_lost() -> None:
    long = "4,5,6," + "x" * 300
    table = read_csv(f"a,b,c\n1,2,3\n{long}\n7,8\n".encode())
    assert table.frame.to_numpy().tolist() == [["1", "2", "3"], ["7", "8", ""]]
    assert [note.values["line"] for note in table.notes] == [4, 3]
    assert table.notes[1].values["text"] == long[:199] + "…"
    assert table.notes[0].values["text"] == "7,8"


def test_thousands_of_rows_that_do_not_fit_get_few_notes() -> None:
    table = read_csv(b"a,b,c\n" + b"1,2,3\n" * 5000 + b"1,2\n" * 2000)
    assert table.frame.shape == (7000, 3)
    assert len(table.notes) < 60
    assert "1950 more" in str(table.notes[-1])


@pytest.mark.parametrize("quoted", [False, True])
def test_a_long_clean_file_is_read_as_pandas_reads_it(quoted: bool) -> None:
    rng = np.random.default_rng(1)
    words = ["x, y", 'say "hi"', "z"] if quoted else ["x", "y", "z"]
    frame = pd.DataFrame(
        {"a": rng.normal(size=20_000), "b": rng.integers(0, 99, 20_000), "c": rng.choice(words, 20_000)}
    )
    data = frame.to_csv(index=False).encode()
    expected = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)
    table = read_csv(data)
    pd.testing.assert_frame_equal(table.frame, expected)
    assert not table.notes


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: [*lines[:9000], lines[9000] + ",1", *lines[9001:]], "Line 9001 has 4 cells"),
        (lambda lines: [*lines[:9000], "1,2", *lines[9000:]], "Line 9001 has too few cells, 2"),
        (lambda lines: [*lines, "Total,,7"], "Line 12001 stands below"),
        (lambda lines: [*lines, "", "Source: us"], "Line 12002 stands below"),
        (lambda lines: [*lines[:9000], '"' + lines[9000], *lines[9001:]], "Line 9001 has a quotation mark"),
    ],
)
def test_what_is_dirty_far_below_the_first_lines_is_found(change, said: str) -> None:  # type: ignore[no-untyped-def]
    lines = ["a,b,c", *(f"{number},{number % 7},w{number % 5}" for number in range(11_999))]
    table = read_csv("\n".join(change(lines)).encode())
    assert [said in str(note) for note in table.notes] == [True]
    assert ["11000", "3", "w0"] in table.frame.to_numpy().tolist()
    assert abs(len(table.frame) - 11_999) <= 1


M = 1_000_000


@pytest.mark.parametrize(
    "data",
    [
        b'"' * M,
        b"," * M,
        b"a" * M,
        b"1 " * (M // 2),
        b"a,b\n1,2\n" + b'"' * M,
        b"a,b\n1,2\n" + b'" ' * (M // 2),
        b"a,b,c\n" + b'1,"x,2\n' * (M // 7),
        b"a,b\n" + b"1,2\n\n" * (M // 5),
        b"a,b\n" + b"1\n\n" * (M // 3),
        b'a,b\n1,"2\\"3"\n' + b"\\" * M,
        b"\xe9" * M,
        b'"a,"' * 10_000 + b"x,y,z\n" + b"1,2,3\n" * 20,
    ],
    ids=lambda data: repr(data[:20]),
)
def test_a_megabyte_of_one_sign_takes_no_long_time(data: bytes) -> None:
    start = time.process_time()
    _only_sentences(data)
    assert time.process_time() - start < 15


def _only_sentences(data: bytes) -> None:
    try:
        table = read_csv(data)
    except DataError:
        return
    assert table.frame.columns.is_unique
    assert len(table.frame.columns) >= 2
    assert all(isinstance(cell, str) for cell in table.frame.to_numpy().ravel())
    assert all(str(note) for note in table.notes)


@given(st.binary(max_size=400) | st.text(alphabet="ab1,;|\"'\\ \t\r\n#:é한\0", max_size=200).map(str.encode))
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_a_table_or_a_sentence(data: bytes) -> None:
    _only_sentences(data)


@given(st.randoms(use_true_random=False), st.sampled_from(dirty_files(each=1)))
@settings(max_examples=200, deadline=None)
def test_a_spoilt_file_gives_a_table_or_a_sentence(rng, made: Made) -> None:  # type: ignore[no-untyped-def]
    data = bytearray(made.data)
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(data))
        change = rng.choice([b'"', b",", b"\n", b"\r", b"\0", b"'", b"\\", b"\xff", b"", b"\n\n", b";;;"])
        data[at : at + rng.choice([0, 1, 5])] = change
    _only_sentences(bytes(data))
