"""What is said to a person: one sentence, or one for one thing and another for more."""

import json
import pickle

import pytest

from core.errors import Counted, DataError, Message

ROWS = Counted("{count} row of {name} is empty.", "{count} rows of {name} are empty.")


@pytest.mark.parametrize(
    ("count", "sentence"), [(1, "1 row of a is empty."), (2, "2 rows of a are empty."), (0, "0 rows of a are empty.")]
)
def test_one_thing_has_a_sentence_of_its_own_also_out_of_a_store_or_another_process(count: int, sentence: str) -> None:
    message = Message(ROWS, {"count": count, "name": "a"})
    stored = Message.from_dict(json.loads(json.dumps(message.to_dict())))
    raised = pickle.loads(pickle.dumps(DataError(ROWS, count=count, name="a")))
    assert stored == message == raised.message
    assert str(message) == str(stored) == str(raised) == sentence


def test_values_are_never_formatted_again() -> None:
    assert str(Message(ROWS, {"count": 1, "name": "{count}"})) == "1 row of {count} is empty."
