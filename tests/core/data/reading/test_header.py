"""How many rows of names a table has, and what its columns are called."""

import pytest

from core.data.reading.header import header_rows, join_header, looks_like_header, name_columns


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("name,n\nred,1\nblue,2", 1),
        ("red,1\nblue,2\ngreen,3", 0),
        ("p,x\ne,x\ne,b\np,y", 0),
        ("0,1,2,3\n.5,.7,.1,2.2\n.2,.3,.9,3.1", 1),
        ("place,2001,2002\nRome,1.5,2.5\nBern,3.5,4.5", 1),
        ("n,m,word\n(kg),(s),(text)\n1,2,x\n3,4,y", 2),
        ("shop,spring,,autumn,\n,sold,left,sold,left\nA,1,2,3,4\nB,5,6,7,8", 2),
        ("low,more,x\nhigh,2,y\nlow,4,x\nhigh,5,x\nlow,more,y\nlow,3,y", 0),  # a word that comes again is a value
        ("name,n\nred,1\nname,n\nblue,2\ngreen,3\nred,4\nred,5", 1),  # but a whole header may
    ],
)
def test_how_many_rows_of_names_there_are(text: str, count: int) -> None:
    rows = [line.split(",") for line in text.split("\n")]
    assert header_rows(rows, len(rows[0])) == count


def test_words_above_numbers_look_like_a_header() -> None:
    assert looks_like_header(["a", "b"], [["x", "1"], ["y", "2"]], 2)
    assert not looks_like_header(["a", "7"], [["x", "1"], ["y", "2"]], 2)


def test_names_over_one_another_are_joined() -> None:
    assert join_header([["shop", "2023", ""], ["", "sold", "left"]], 3) == ["shop", "2023 sold", "2023 left"]
    assert join_header([["n", "size"], ["", "[m]"]], 2) == ["n", "size [m]"]
    assert join_header([], 2) == ["", ""]


def test_names_are_all_there_and_all_different() -> None:
    names, notes = name_columns([" a ", "", "a", "a (2)", "column 2"])
    assert names == ["a", "column 2 (2)", "a (3)", "a (2)", "column 2"]
    assert [note.values["position"] for note in notes] == [2, 3]
