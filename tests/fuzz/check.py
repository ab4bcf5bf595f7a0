"""Reads one input, and says what is wrong with what came out."""

from __future__ import annotations

import signal
import time
import traceback
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from core.data.columns.column import infer_task, type_columns
from core.data.columns.concerns import concerns
from core.data.columns.roles import describe_columns
from core.data.reading.reader import read_csv
from core.data.reading.table import Table
from core.errors import DataError
from tests.fuzz.inputs import make_input

# Of the processor: others may use the machine, too.
MOST_SECONDS, STOPPED_AFTER = 2.0, 5.0
DESCRIBED_ONE_IN = 4
MOST_DESCRIBED = 10_000, 100  # cells and columns


@dataclass(frozen=True)
class Outcome:
    """What came of one input.

    Parameters
    ----------
    number : int
        Of the input.
    kind : str
        Of the input.
    is_table : bool
        Whether a table came out, and not a sentence.
    seconds : float
        Of the processor, to read it.
    described : float
        Of the processor, to describe the table; 0 if it was not.
    failure : str
        What is wrong; "" if nothing is.
    """

    number: int
    kind: str
    is_table: bool
    seconds: float
    described: float
    failure: str


def check_number(seed: int, number: int) -> Outcome:
    """Make an input and check it."""
    kind, data = make_input(seed, number)
    return check(number, kind, data, describe=zlib.crc32(data) % DESCRIBED_ONE_IN == 0)


def check(number: int, kind: str, data: bytes, describe: bool = True) -> Outcome:
    """Read an input, and hold what comes out to the rules."""
    is_table, seconds, described, failure = False, 0.0, 0.0, ""
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # as the tests have it
        try:
            seconds, table = _read(data)
            is_table = table is not None
            if table is not None:
                failure = _wrong(table)
                if describe and table.frame.size <= MOST_DESCRIBED[0] and table.frame.shape[1] <= MOST_DESCRIBED[1]:
                    with _stopped():
                        described = _describe(table.frame)
        except TimeoutError as error:
            seconds, failure = STOPPED_AFTER, f"Stopped at {_place(error)}: it takes over {STOPPED_AFTER:.0f} s"
        except Exception as error:  # the very thing that is looked for
            failure = f"{type(error).__name__} at {_place(error)}: {str(error)[:300]}"
    if max(seconds, described) > MOST_SECONDS and not failure:
        failure = f"Slow: {seconds:.1f} s to read, {described:.1f} s to describe"
    return Outcome(number, kind, is_table, seconds, described, failure)


def _read(data: bytes) -> tuple[float, Table | None]:
    """The seconds, and the table if there is one; what is slow once only was slow for another reason."""
    taken = []
    for _ in range(2):
        start = time.process_time()
        with _stopped():
            table = _table(data)
        taken.append(time.process_time() - start)
        if taken[-1] <= MOST_SECONDS:
            break
    return min(taken), table


def _table(data: bytes) -> Table | None:
    try:
        return read_csv(data)
    except DataError as error:
        if not str(error):
            raise RuntimeError("A sentence is empty.") from error
        return None


def _wrong(table: Table) -> str:
    frame = table.frame
    if not all(isinstance(name, str) for name in frame.columns) or not frame.columns.is_unique:
        return f"Names are not unique strings: {list(frame.columns)[:20]}"
    if len(frame.columns) < 2:
        return f"The table has the shape {frame.shape}."
    if odd := [cell for cell in frame.to_numpy().ravel() if not isinstance(cell, str)]:
        return f"A cell is no string: {odd[0]!r}"
    return "" if all(str(note) for note in table.notes) else "A note is empty."


def _describe(frame: pd.DataFrame) -> float:
    """All that the page does with a table before a search; any error is one."""
    start = time.process_time()
    columns = describe_columns(frame)
    type_columns(frame, columns)
    for target in (columns[0], columns[-1]):
        for note in concerns(frame, columns, target.name, infer_task(target, frame[target.name])):
            assert str(note)
    return time.process_time() - start


@contextmanager
def _stopped() -> Iterator[None]:
    """Raise a TimeoutError where the reader is when it has taken too long; code that is not Python's goes on."""

    def stop(*_: Any) -> None:
        raise TimeoutError

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, STOPPED_AFTER)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _place(error: Exception) -> str:
    """The last place in our own source that an error went through."""
    places = traceback.extract_tb(error.__traceback__)
    own = [place for place in places if "core" in Path(place.filename).parts] or places
    return f"{Path(own[-1].filename).name}:{own[-1].lineno}"
