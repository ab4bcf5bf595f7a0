"""Large files that are dirty in places are read as if every line had gone through the tolerant splitter."""

import random

import pandas as pd
import pytest

from core import read_csv
from core.data.reading import blocks, reader
from core.data.reading.table import Table

DIRT = (
    "7;8;9;10",
    "7;8",
    "",
    "# a comment",
    '"7;8;9',
    '"7\n7";8;9',
    'a "quoted" word;8;9',
    "7;Total;9",
    "number;word;size",
    "7;8;9;",
    " ",
    "sep=;",
)


def _file(seed: int) -> bytes:
    rng = random.Random(seed)
    rows = [f"{n};{rng.choice(['red', 'green'])};{rng.random():.3f}" for n in range(1500)]
    for _ in range(rng.choice([0, 1, 3, 12])):
        rows.insert(rng.randrange(len(rows)), rng.choice(DIRT))
    if seed % 3 == 0:
        rows = ["A report", "", *rows]
    rows.insert(2 if seed % 3 == 0 else 0, "number;word;size")
    if seed % 4 == 0:
        rows += ["", "Total;;4", "Source: made up"]
    if seed % 5 == 0:
        rows += ["", "a;b", "1;2", "3;4"]
    if seed % 7 == 0:
        rows = [f"{row};" for row in rows]
    return rng.choice(["\n", "\r\n"]).join(rows).encode()


def _read(data: bytes, lines: int, monkeypatch: pytest.MonkeyPatch) -> Table:
    monkeypatch.setattr(blocks, "LINES", lines)
    return read_csv(data)


@pytest.mark.parametrize("start", range(0, 75, 25))
def test_blocks_change_nothing(start: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(start, start + 25):
        data = _file(seed)
        quick, slow = (_read(data, lines, monkeypatch) for lines in (120, 10**9))
        pd.testing.assert_frame_equal(quick.frame, slow.frame)
        pd.testing.assert_frame_equal(quick.odd_lines, slow.odd_lines)
        assert (quick.notes, quick.dialect) == (slow.notes, slow.dialect), seed


def test_blocks_of_fewer_cells_than_the_table_has_are_none_of_its_clean_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        "word;number;size",
        *(f"red;{n};2" for n in range(900)),
        *["red"] * 900,
        *(f"red;{n};2" for n in range(900)),
    ]
    quick, slow = (_read("\n".join(rows).encode(), lines, monkeypatch) for lines in (120, 10**9))
    pd.testing.assert_frame_equal(quick.frame, slow.frame)


def test_most_lines_of_a_file_that_is_dirty_in_places_go_the_quick_way(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["a;b;c", *(f"{n};x;y" for n in range(90_000)), "7;8;9;10", *(f"{n};x;y" for n in range(90_000)), "end"]
    kept: list[int] = []
    set_apart = blocks.set_apart
    monkeypatch.setattr(
        reader, "set_apart", lambda *given: kept.append(len((found := set_apart(*given)).lines)) or found
    )
    assert len(read_csv("\n".join(lines).encode()).frame) == 180_000
    assert kept[0] < 0.4 * len(lines)
