"""What readers make of dirty files whose cells are known: all right, or how much of it."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.process import Process
from tests.benchmarks.readers import READERS
from tests.benchmarks.sizes import Sizes
from tests.core.data.reading.dirty import Made, dirty_files

LONGEST = 10  # seconds a file
SEED = 1  # other files than the tests hold
# Names that a reader has to make up, as the file has none or has one twice: those of each are right.
MADE_UP = re.compile(r"column \d+|.* \(\d+\)")
LEVELS = ("header", "records", "cells")
Rows = list[list[str]]


def compare(sizes: Sizes) -> dict[str, Any]:
    """Have every reader read every file, and compare what it finds with what was written."""
    files = dirty_files(sizes.dirty_files, SEED)
    found = {"files": len(files), "seed": SEED, "kinds": dict(Counter(made.kind for made in files)), "readers": {}}
    with TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number}.csv") for number in range(len(files))]
        for path, made in zip(paths, files, strict=True):
            path.write_bytes(made.data)
        for reader in READERS:
            print(f"  {reader}", file=sys.stderr)
            scores = [_score(made, rows) for made, rows in zip(files, _read_all(reader, paths), strict=True)]
            found["readers"][reader] = _summary(files, scores)
    return found


def print_comparison(found: dict[str, Any]) -> None:
    """Print two tables: all files, and every kind."""
    readers = found["readers"]
    print(f"{found['files']} dirty files, made by the seed {found['seed']}, of {len(found['kinds'])} kinds:")
    columns = {"exact": 9, "of UTF-8": 9, **dict.fromkeys(LEVELS, 9), "mean F1": 9, "Pollock": 9}
    print(f"{'':16}{''.join(f'{name:>{width}}' for name, width in columns.items())}{'refused':>9}{'too slow':>10}")
    for reader, one in readers.items():
        figures = "".join(f"{one[name]:{width}.3f}" for name, width in columns.items())
        print(f"{reader:16}{figures}{one['refused']:9}{one['too slow']:10}")
    print("\nBy kind: files that are exactly right, and the mean F1.")
    print(f"{'':30}{'files':>6}" + "".join(f"{reader.split()[0]:>10}" for reader in readers))
    print(f"{'':36}" + "".join(f"{' '.join(reader.split()[1:]):>10}" for reader in readers))
    for kind, count in found["kinds"].items():
        pairs = (one["kinds"][kind] for one in readers.values())
        print(f"{kind:30}{count:6}" + "".join(f"{exact:5} {f1:4.2f}" for exact, f1 in pairs))
    print(
        "- Exact: names and all cells as expected; of UTF-8: the same among files in that encoding.\n"
        "- Header, records, cells: F1 of the names, rows and cells that were found, in any order. Pollock: the sum of "
        "success and of precision, recall and F1 of all three, 10 at most (Vitagliano et al., VLDB 2023). Cells are "
        "compared as written; a name that the file does not have may be any.\n"
        f"- Refused: the reader raised an error; too slow: it took over {LONGEST} s. Both get 0.\n"
        "- The files, and what is right, are Gridlight's own: its reader was made for such."
    )


def _read_all(reader: str, paths: list[Path]) -> Iterator[Rows | str]:
    """What is found in each file: names and rows, or why there are none."""
    with ExitStack() as processes:
        process = processes.enter_context(Process())
        for path in paths:
            try:
                yield process.call("readers.read", limit=LONGEST, reader=reader, path=str(path)) or "refused"
            except TimeoutError:
                process = processes.enter_context(Process())
                yield "too slow"


def _score(made: Made, rows: Rows | str) -> dict[str, Any]:
    """How well a file was read."""
    if isinstance(rows, str):
        return {"exact": False, **dict.fromkeys(LEVELS, 0.0), "mean F1": 0.0, "Pollock": 0.0, "why": rows}
    names, *cells = rows
    if len(names) == len(made.names):
        names = [wanted if MADE_UP.fullmatch(wanted) else name for name, wanted in zip(names, made.names, strict=True)]
    measures = [
        _measures(names, made.names),
        _measures([tuple(row) for row in cells], [tuple(row) for row in made.cells]),
        _measures([cell for row in cells for cell in row], [cell for row in made.cells for cell in row]),
    ]
    f1 = [one[2] for one in measures]
    return {
        "exact": names == made.names and cells == made.cells,
        **dict(zip(LEVELS, f1, strict=True)),
        "mean F1": fmean(f1),
        "Pollock": 1 + sum(map(sum, measures)),
        "why": "",
    }


def _measures(found: list[Any], wanted: list[Any]) -> tuple[float, float, float]:
    """Precision, recall and F1 of what was found, whatever its order."""
    right = (Counter(found) & Counter(wanted)).total()
    return right / max(1, len(found)), right / len(wanted), 2 * right / (len(found) + len(wanted))


def _summary(files: list[Made], scores: list[dict[str, Any]]) -> dict[str, Any]:
    kinds: dict[str, list[dict[str, Any]]] = {}
    for made, score in zip(files, scores, strict=True):
        kinds.setdefault(made.kind, []).append(score)
    in_utf_8 = [score for made, score in zip(files, scores, strict=True) if _is_utf_8(made.data)]
    why = Counter(score["why"] for score in scores)
    return {
        **{name: fmean(score[name] for score in scores) for name in ("exact", *LEVELS, "mean F1", "Pollock")},
        "of UTF-8": fmean(score["exact"] for score in in_utf_8),
        "refused": why["refused"],
        "too slow": why["too slow"],
        "kinds": {
            kind: [sum(one["exact"] for one in some), fmean(one["mean F1"] for one in some)]
            for kind, some in kinds.items()
        },
    }


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in data  # UTF-16 of ASCII could be taken for it
