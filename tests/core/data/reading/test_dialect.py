"""The delimiter, the quotation mark and the escape of a text are found from its first lines."""

import pytest

from core.data.reading.dialect import SAMPLE_LINES, find_dialect, sample_of
from core.data.reading.rows import Dialect


def _found(text: str, delimiter: str = "") -> tuple[str, str, str] | None:
    dialect = find_dialect(*sample_of(text), delimiter)
    return (dialect.delimiter, dialect.quote, dialect.escape) if dialect else None


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", "||", "::", ", "])
def test_the_delimiter(delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in (["name", "n", "size"], ["red", "1", "2.5"], ["blue", "3", "4.5"]))
    assert _found(text) == (delimiter, '"', "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a,b\n'x, y',1\n'it''s, z',2\n", (",", "'", "")),
        ('a,b\n"say \\"hi\\", now",1\n"x, \\"y\\"",2\n', (",", '"', "\\")),
        ("a,b\n`x, y`,1\n`z, u`,2\n", (",", "`", "")),
        ("a;b\n1,5;2,5\n3,5;4,5\n", (";", '"', "")),  # a decimal comma is none
        ("a b\n1,5 2,5\n3,5 -4,5\n", (" ", '"', "")),
        ("day time n\n2024-05-01 12:30 1\n2024-05-02 13:30 2\n", (" ", '"', "")),
        ("sep=|\na,b|c\n1,2|3\n", ("|", '"', "")),
        ("12:30\n13:45\n14:10\n", None),
        ("a\nb\nc\n", None),
        ("", None),
    ],
)
def test_how_cells_are_written(text: str, found: tuple[str, str, str] | None) -> None:
    assert _found(text) == found


def test_a_delimiter_that_is_known_is_taken() -> None:
    assert _found("a;b,c\n1;2,3\n4;5,6\n", ",") == (",", '"', "")
    assert find_dialect(["a;b", "1;2"], ["\n"] * 2, "|") is None


def test_only_whole_lines_are_looked_at() -> None:
    lines, ends = sample_of("a,b\r\n" + "1,2\r\n" * 500)
    assert (len(lines), len(ends), set(ends)) == (SAMPLE_LINES, SAMPLE_LINES, {"\r\n"})
    cut, _ = sample_of("a,b\n" + "x" * 99_990 + ",1\ny,2\n")
    assert cut == ["a,b", "x" * 99_990 + ",1"]  # the third begins within the sample


def test_a_dialect_that_was_stored_with_two_fields_is_one_of_a_usual_file() -> None:
    assert Dialect(**{"encoding": "utf-8", "delimiter": ","}) == Dialect(",", '"', "", "utf-8", 1, 1)
