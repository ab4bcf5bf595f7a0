import weakref
from pathlib import Path
from threading import Event

import pytest

from core.data.cells import CellFormat
from core.data.columns.column import Task
from core.data.columns.overview import concerns_of, look_at, overview, task_of
from core.data.datasets import Datasets
from core.data.lending import Lending
from core.data.reading.reader import read_csv
from core.errors import DataError
from core.search.target import supply


@pytest.fixture
def stored(tmp_path: Path) -> Datasets:
    return Datasets(str(tmp_path))


def save(stored: Datasets, name: str) -> str:
    return stored.save(read_csv(f"size,{name}\n".encode() + b"1,a\n2,b\n3,a\n5,b\n" * 20), name).id


def test_a_table_is_read_once_for_all_who_look_and_anew_when_it_is_to_be(stored: Datasets) -> None:
    lending, table = Lending(stored.load), save(stored, "kind")
    first = lending.get(table)
    assert lending.get(table) is first
    lending.forget(table)
    assert lending.get(table) is not first
    with pytest.raises(DataError, match="no longer stored"):
        lending.get("0" * 32)


def test_a_table_that_nobody_looks_at_is_let_go_whatever_was_worked_out_of_it(
    stored: Datasets, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_back = Event()
    monkeypatch.setattr("core.data.lending.give_back_soon", given_back.set)
    lending = Lending(stored.load, room=0, seconds=0.01)
    table = lending.get(save(stored, "kind"))
    seen = overview(table, CellFormat())
    task_of(table, CellFormat(), "kind")
    concerns_of(table, CellFormat(), "kind", Task.BINARY)
    supply(table, seen.column("kind"), Task.BINARY, 0.2)
    look_at(table, seen.columns[0])
    gone = Event()
    weakref.finalize(table.table.frame, gone.set)
    assert not given_back.is_set()
    del table
    assert gone.wait(10)
    assert given_back.wait(10)


def test_a_table_for_which_there_is_room_stays(stored: Datasets) -> None:
    lending = Lending(stored.load, seconds=0.0)
    table = save(stored, "kind")
    first = lending.get(table)
    lending._let_go()
    assert lending.get(table) is first


def test_of_more_tables_than_there_is_room_for_the_last_stay(stored: Datasets) -> None:
    one, other, third = (save(stored, name) for name in ("one", "other", "third"))
    size = int(stored.load(one).table.frame.memory_usage(index=False).sum())
    lending = Lending(stored.load, most_bytes=int(2.5 * size))
    first, second = lending.get(one), lending.get(other)
    assert lending.get(one) is first  # looked at again: the other is the older one
    lending.get(third)
    assert lending.get(one) is first
    assert lending.get(other) is not second
    assert Lending(stored.load, most_bytes=1).get(one).id == one
