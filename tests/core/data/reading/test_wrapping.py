"""Frames and quotation marks around whole lines come off."""

import pytest

from core.data.reading.wrapping import wrapping


@pytest.mark.parametrize(
    ("drawn", "plain"),
    [
        (['"a,b"', '"1,""x"" y"'], ["a,b", '1,"x" y']),
        (["“a”,“b”", "“1”,“x”"], ['"a","b"', '"1","x"']),
        (["| a | b |", "|---|---|", "| 1 | x |"], ["a | b", "", "1 | x"]),
        ([" a | b", "---+---", " 1 | x", " 2 | y"], [" a | b", "", " 1 | x", " 2 | y"]),
    ],
)
def test_what_is_drawn_around_rows_comes_off(drawn: list[str], plain: list[str]) -> None:
    unwrap = wrapping(drawn)
    assert unwrap is not None
    assert [unwrap(line) for line in drawn] == plain


@pytest.mark.parametrize("lines", [["a,b", "1,x"], ['"a","b"', '"1","x"'], ["a|b", "1|x"], []])
def test_plain_lines_stay_as_they_are(lines: list[str]) -> None:
    assert wrapping(lines) is None
