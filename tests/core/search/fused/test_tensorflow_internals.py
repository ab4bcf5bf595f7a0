from tensorflow.python.framework import ops

from core.search.fused.tensorflow_internals import names_counted_from
from tests.core.private_names import assert_as_tested


def test_tensorflow_has_the_private_names_that_were_tested() -> None:
    assert_as_tested("tensorflow", "core/search/fused/tensorflow_internals.py", {"uid": (ops, [])})


def test_names_are_counted_from_a_number_inside_and_go_on_outside() -> None:
    before = ops.uid()
    with names_counted_from(5_000_000):
        assert [ops.uid(), ops.uid()] == [5_000_000, 5_000_001]
    assert ops.uid() == before + 1
