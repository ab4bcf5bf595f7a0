"""Lines are cut into cells, over stray and unclosed quotation marks."""

import pytest

from core.data.reading.rows import Dialect, Rows, split_lines, split_rows


def _rows(text: str, dialect: Dialect, width: int = 0) -> Rows:
    return split_rows(*split_lines(text), dialect, width)


@pytest.mark.parametrize(
    ("text", "dialect", "cells"),
    [
        ("a,b\n1,2", Dialect(","), [["a", "b"], ["1", "2"]]),
        ('"a, b","say ""hi"""', Dialect(","), [["a, b", 'say "hi"']]),
        ('"a\nb",c\nd,e', Dialect(","), [["a\nb", "c"], ["d", "e"]]),
        ('"a\\"b",c', Dialect(",", '"', "\\"), [['a"b', "c"]]),
        ("a\\,b,c", Dialect(",", "", "\\"), [["a,b", "c"]]),
        ("  a   b\tc ", Dialect(" "), [["a", "b", "c"]]),
        ('a "b c" d', Dialect(" "), [["a", "b c", "d"]]),
        ("a, b,c", Dialect(", "), [["a", "b", "c"]]),
        ("a||b|c", Dialect("||"), [["a", "b|c"]]),
        ('the "big" one,5" pipe', Dialect(","), [['the "big" one', '5" pipe']]),
        ('"x",y', Dialect(",", ""), [['"x"', "y"]]),
    ],
)
def test_cells(text: str, dialect: Dialect, cells: list[list[str]]) -> None:
    assert _rows(text, dialect).cells == cells


def test_lines_end_in_three_ways() -> None:
    assert split_lines("a\r\nb\nc\rd") == (["a", "b", "c", "d"], ["\r\n", "\n", "\r", ""])


def test_each_row_has_its_line_and_what_is_odd_about_it() -> None:
    rows = _rows('a,b\n\n1,2\n"3\n4",5\n6,"7\n8,9', Dialect(","), 2)
    assert rows.cells == [["a", "b"], ["1", "2"], ["3\n4", "5"], ["6", "7"], ["8", "9"]]
    assert (rows.lines, rows.after_blank, rows.mended) == ([0, 2, 3, 5, 6], {1}, [3])


def test_the_width_is_what_most_rows_of_several_cells_have() -> None:
    assert _rows("title\na,b\n1,2\n3,4,5", Dialect(",")).width() == 2
    assert _rows("a\nb", Dialect(",")).width() == 1
