"""What is used of TensorFlow that is not public: all of it stands here."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from tensorflow.python.framework import ops

_naming = threading.Lock()


@contextmanager
def names_counted_from(first: int) -> Iterator[None]:
    """Have TensorFlow number what it traces inside from `first`; outside it goes on where it was."""
    with _naming:
        usual, ops.uid = ops.uid, partial(next, itertools.count(first))
        try:
            yield
        finally:
            ops.uid = usual
