from dataclasses import replace
from pathlib import Path

from core.data.datasets import Dataset, Datasets
from core.data.reading.reader import read_csv
from core.data.remembered import by_content


def test_what_was_said_of_a_table_holds_for_the_same_content_read_again_and_for_no_other(tmp_path: Path) -> None:
    asked: list[tuple[str, str]] = []

    @by_content(2)
    def said(dataset: Dataset, column: str) -> int:
        asked.append((dataset.id, column))
        return len(asked)

    stored = Datasets(str(tmp_path))
    table = stored.save(read_csv(b"a,b\n1,2\n3,4\n"), "one")
    assert [said(table, "a"), said(stored.load(table.id), "a"), said(table, "b")] == [1, 1, 2]
    assert said(replace(table, id="another"), "a") == 3, "the answer that was not asked for for longest went"
    assert [said(table, "b"), said(table, "a")] == [2, 4]
