"""Processes that check inputs, and that may die or hang without those beside them."""

from __future__ import annotations

import multiprocessing
import time
from multiprocessing.connection import Connection

from tests.fuzz.check import Outcome, check_number

HANGS = 60.0  # seconds by the clock, for one input


class Worker:
    """A process that checks inputs, one after another.

    Parameters
    ----------
    seed : int
        Of the inputs.
    numbers : range
        Which of them.
    """

    def __init__(self, seed: int, numbers: range) -> None:
        context = multiprocessing.get_context("spawn")
        self.answers, theirs = context.Pipe(duplex=False)
        self.numbers = numbers
        self._process = context.Process(target=_work, args=(theirs, seed, numbers), daemon=True)
        self._process.start()
        theirs.close()
        self.done, self._since = 0, time.monotonic()

    def outcome(self) -> Outcome | None:
        """What came of the next input; None if the process has ended."""
        try:
            outcome: Outcome = self.answers.recv()
        except EOFError:
            self._process.join()
            return None
        self.done, self._since = self.done + 1, time.monotonic()
        return outcome

    def stop_if_it_hangs(self) -> bool:
        """End the process if nothing came for too long."""
        if time.monotonic() - self._since > HANGS:
            self._process.kill()
            return True
        return False


def _work(answers: Connection, seed: int, numbers: range) -> None:
    for number in numbers:
        answers.send(check_number(seed, number))
