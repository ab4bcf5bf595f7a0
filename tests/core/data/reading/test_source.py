"""A table is read from a path, from bytes, and from a file that is open."""

import io
from pathlib import Path

import pytest

from core import DataError, read_csv
from core.data.reading import source

KOREAN = "이름,나이,도시\n김철수,34,서울\n이영희,28,부산\n"
WRITTEN = KOREAN.encode("cp949")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "한글.csv"
    file.write_bytes(WRITTEN)
    return file


def test_whatever_a_file_is_given_as_it_is_the_same_table(path: Path) -> None:
    with path.open("rb") as binary, path.open(encoding="cp949") as text:
        given = [path, str(path), bytearray(WRITTEN), io.BytesIO(WRITTEN), io.StringIO(KOREAN), binary, text]
        assert all(read_csv(one).frame.equals(read_csv(WRITTEN).frame) for one in given)


def test_an_open_file_is_read_from_where_it_stands() -> None:
    file = io.StringIO("written by hand\n" + KOREAN)
    file.readline()
    table = read_csv(file, encoding="cp949")  # of text the encoding is known
    assert (list(table.frame.columns), table.dialect.first_line) == (["이름", "나이", "도시"], 1)


def test_what_cannot_be_opened_or_read_gets_a_sentence(path: Path) -> None:
    for wrong in (path.with_name("none.csv"), path.parent, "a\0b"):
        with pytest.raises(DataError, match="cannot be opened"):
            read_csv(wrong)
    with (
        path.open(encoding="utf-8") as file,
        pytest.raises(DataError, match="not its own"),
    ):
        read_csv(file)
    with pytest.raises(DataError, match="open for reading"):
        read_csv(file)  # closed by now


@pytest.mark.parametrize("given", [lambda path: path, lambda path: WRITTEN, lambda path: io.BytesIO(WRITTEN)])
def test_what_is_larger_than_memory_allows_gets_a_sentence_with_the_limit(  # type: ignore[no-untyped-def]
    given, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MEMORY_A_BYTE", 2**50)
    with pytest.raises(DataError, match="0 MB is the most that can be read with the memory that is free"):
        read_csv(given(path))
