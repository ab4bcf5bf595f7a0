"""Tables that follow one another with no blank line between are told apart."""

import pytest

from core.data.reading.stacked import split_tables, unlike

CITIES = "city,people\nRome,28\nBern,1\nOslo,7"


@pytest.mark.parametrize(
    ("text", "above"),
    [
        (CITIES, 4),
        (CITIES + "\nday,rain,wind\n1,5,3\n2,6,4\n3,7,5", 4),  # of another width
        (CITIES + "\n" + CITIES, 4),  # the same header again
        ("a,b,c\n1,2,x\n3,4,y\n5,6,z\nd,e,f\n7,8,u\n9,1,v", 4),  # another header
        (CITIES + "\nunknown,many\nBonn,2\nKiel,3", 7),  # a row of words among numbers
        ("a,b\nlow,more\nhigh,2\nlow,4\nhigh,5\nlow,more\nlow,2\nhigh,3", 8),  # words that came before are values
    ],
)
def test_where_another_table_begins(text: str, above: int) -> None:
    cells = [line.split(",") for line in text.split("\n")]
    first, *others = split_tables(cells, list(range(len(cells))))
    assert (len(first), sum(map(len, others))) == (above, len(cells) - above)


def test_rows_of_other_kinds_are_unlike() -> None:
    numbers, words = [["1", "2"], ["3", "4"]], [["a", "b"], ["x", "y"], ["z", "u"]]
    assert unlike(numbers, words, 2)
    assert not unlike(numbers, [["a", "b"], *numbers], 2)
