"""How long clean CSV files of several sizes take to read, and how much memory, beside pandas."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from tests.benchmarks.measure import Round, Row, at_least, at_most, in_turns
from tests.benchmarks.process import in_fresh_process
from tests.benchmarks.sizes import Sizes

MEGABYTE = 1e6
SECONDS_A_MEGABYTE, SIZES_IN_MEMORY = 0.1, 5


def reading(sizes: Sizes, pairs: int) -> list[Row]:
    """Seconds and memory of us and of pandas; the largest file is held to the figures."""
    rows = []
    with TemporaryDirectory() as folder:
        for megabytes in sizes.csv_megabytes:
            path = Path(folder, f"{megabytes}.csv")
            _write(path, megabytes)
            name, size = f"{megabytes:g} MB of CSV", path.stat().st_size / MEGABYTE
            seconds, memory, note = _measured(path, name, pairs)
            for other in ("pandas as text", "pandas"):
                rows.append(at_least(f"{name} / {other}", seconds, "Gridlight", other))
                used = [(one["Gridlight"], one[other]) for one in memory]
                rows.append(at_most(f"{name}, memory / {other}", used, None, "MB", note))
    limit = SECONDS_A_MEGABYTE * size
    used = [(one["Gridlight"], SIZES_IN_MEMORY * size) for one in memory]
    return [
        *rows,
        at_most(f"{name} / {limit:.2g} s", [(one["Gridlight"], limit) for one in seconds], 1, "s"),
        at_most(f"{name}, memory / {SIZES_IN_MEMORY} times its size", used, 1, "MB"),
    ]


def _measured(path: Path, name: str, pairs: int) -> tuple[list[Round], list[Round], str]:
    """Seconds and megabytes of every reader, each time in a process of its own, and what there is to say of both."""
    answers: dict[str, list[dict[str, float]]] = {"Gridlight": [], "pandas as text": [], "pandas": []}

    def measure(reader: str) -> Callable[[int], float]:
        def seconds(_: int) -> float:
            answers[reader].append(in_fresh_process("readers.measure", reader=reader, path=str(path)))
            return answers[reader][-1]["seconds"]

        return seconds

    seconds = in_turns({reader: measure(reader) for reader in answers}, pairs)
    if len({one["rows"] for each in answers.values() for one in each}) > 1:
        raise RuntimeError(f"Readers found different numbers of rows: {answers}")
    memory = [
        {reader: (each[number]["peak"] - each[number]["imports"]) / MEGABYTE for reader, each in answers.items()}
        for number in range(pairs)
    ]
    imports = max(one["imports"] for each in answers.values() for one in each) / MEGABYTE
    return (
        seconds,
        memory,
        f"Memory: the most that a process ever had, less the {imports:.0f} MB until all is imported.",
    )


def _write(path: Path, megabytes: float) -> None:
    """A file of about that size."""
    rng = np.random.default_rng(0)
    rows = 20_000 if megabytes >= 1 else 200
    with path.open("w", encoding="utf-8", newline="") as file:
        while (written := file.tell()) < megabytes * MEGABYTE:
            _rows(rng, rows).to_csv(file, index=False, header=not written)


def _rows(rng: np.random.Generator, rows: int) -> pd.DataFrame:
    """Numbers, dates, words, texts with commas and quotation marks, and missing cells."""
    days = pd.Timestamp("2015-01-01") + pd.to_timedelta(rng.integers(0, 4000, rows), unit="D")
    frame = pd.DataFrame(
        {
            "number": rng.integers(0, 1_000_000, rows),
            "length": rng.normal(size=rows).round(6),
            "price": rng.uniform(0, 1000, rows).round(2),
            "day": days.strftime("%Y-%m-%d"),
            "city": rng.choice(["Seoul", "Busan", "서울", "Köln", "New York"], rows),
            "remark": rng.choice(["nothing", "small, and red", 'a "big" one', "as before"], rows),
            "grade": rng.choice(["low", "middle", "high"], rows),
        }
    )
    frame["number"] = frame["number"].astype("Int64")  # stays whole beside missing cells
    return frame.mask(rng.random(frame.shape) < 0.02)
