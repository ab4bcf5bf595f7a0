"""Feeds made inputs to the reader: each must give a table or a sentence, and soon; run by `make fuzz`.

Our own code makes the inputs, each from a seed and a number, so that any comes again without being kept. Hypothesis, in
the tests, finds the smallest input that fails, but draws 8 KB at most, and what is slow is longer. Atheris needs clang,
and is made to find branches: ours lie behind a sign or two, and what is slow takes no other branch.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import defaultdict
from multiprocessing.connection import Connection, wait
from pathlib import Path

from tests.fuzz.check import Outcome, check
from tests.fuzz.inputs import make_input
from tests.fuzz.worker import HANGS, Worker

FOLDER = Path(".fuzz")
KEPT, MOST_NAMED = 3, 50  # inputs of one failure


class Report:
    """Counts what comes out, keeps inputs that fail, and prints both."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._outcomes: dict[str, list[Outcome]] = defaultdict(list)
        self.failures: dict[str, list[int]] = defaultdict(list)  # by what went wrong, the numbers of inputs
        self._done, self._failed = 0, 0

    def add(self, outcome: Outcome) -> None:
        """Count an outcome."""
        self._outcomes[outcome.kind].append(outcome)
        self._done += 1
        if outcome.failure:
            self._keep(outcome)
        if self._done % max(1, self._options.inputs // 20) == 0:
            print(f"{self._done:,} of {self._options.inputs:,} inputs, {self._failed} failures", flush=True)

    def _keep(self, outcome: Outcome) -> None:
        sort = outcome.failure.split(": ")[0]
        self.failures[sort].append(outcome.number)
        self._failed += 1
        if len(self.failures[sort]) <= KEPT:
            FOLDER.mkdir(exist_ok=True)
            path = FOLDER / f"{self._options.seed}-{outcome.number}.csv"
            path.write_bytes(make_input(self._options.seed, outcome.number)[1])
            print(f"{outcome.kind}: {outcome.failure}\n  again: make fuzz ARGS={path}", flush=True)

    def print(self) -> None:
        """Print a row a kind."""
        print(f"{'':18}{'inputs':>9}{'tables':>9}{'failures':>9}{'slowest, s':>12}{'to describe':>12}")
        every = [one for outcomes in self._outcomes.values() for one in outcomes]
        for kind, outcomes in [*sorted(self._outcomes.items()), ("all", every)]:
            counts = (len(outcomes), sum(one.is_table for one in outcomes), sum(bool(one.failure) for one in outcomes))
            slowest = max(one.seconds for one in outcomes), max(one.described for one in outcomes)
            print(f"{kind:18}" + "".join(f"{n:9,}" for n in counts) + "".join(f"{one:12.2f}" for one in slowest))
        for sort, numbers in self.failures.items():
            print(f"{sort}: {len(numbers):,} inputs, {', '.join(map(str, numbers[:MOST_NAMED]))}")
        slow = sorted(every, key=lambda one: -one.seconds)[:5]
        print("Slowest:", ", ".join(f"{one.seconds:.2f} s {one.kind} (number {one.number})" for one in slow))


def main() -> int:
    """Check files, or as many inputs as were asked for; 1 if any fails."""
    options = _options()
    if options.files:
        return max(_check_file(path) for path in options.files)
    report = Report(options)
    started = [Worker(options.seed, range(first, options.inputs, options.jobs)) for first in range(options.jobs)]
    workers = {worker.answers: worker for worker in started}
    while workers:
        for answers in wait(list(workers), timeout=1):
            outcome = workers[answers].outcome()
            if outcome:
                report.add(outcome)
            else:
                _replace(workers, answers, "The process died.", report, options)
        for answers, worker in list(workers.items()):
            if worker.stop_if_it_hangs():
                _replace(workers, answers, f"Nothing came for {HANGS:.0f} s.", report, options)
    report.print()
    return int(bool(report.failures))


def _replace(
    workers: dict[Connection, Worker], answers: Connection, why: str, report: Report, options: argparse.Namespace
) -> None:
    """Put another in the place of a worker that has ended before its last input; that one failed."""
    worker = workers.pop(answers)
    if worker.done == len(worker.numbers):
        return
    number = worker.numbers[worker.done]
    report.add(Outcome(number, make_input(options.seed, number)[0], False, 0.0, 0.0, why))
    if left := worker.numbers[worker.done + 1 :]:
        again = Worker(options.seed, left)
        workers[again.answers] = again


def _check_file(path: Path) -> int:
    outcome = check(0, "file", path.read_bytes())
    result = outcome.failure or ("a table" if outcome.is_table else "a sentence")
    print(f"{path}: {result} ({outcome.seconds:.2f} s, {outcome.described:.2f} s)")
    return int(bool(outcome.failure))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="check these instead of made inputs")
    parser.add_argument("--inputs", type=int, default=100_000, help="how many (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of all inputs (default: %(default)s)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes (default: one a core)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
