"""Stored tables that are not as they were stored."""

from pathlib import Path

import pandas as pd
import pytest

from core.data.datasets import Dataset, Datasets
from core.data.samples import sample_table
from core.errors import DataError


@pytest.fixture
def datasets(tmp_path: Path) -> Datasets:
    return Datasets(str(tmp_path / "datasets"))


@pytest.fixture
def dataset(datasets: Datasets) -> Dataset:
    return datasets.save(sample_table("iris"), "Iris")


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:1000])


def spoilt(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[4:200] = b"x" * 196
    file.write_bytes(data)


def foreign(file: Path) -> None:
    pd.DataFrame({"a": [1]}).to_parquet(file)


def empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("damage", [cut_short, spoilt, foreign, empty])
def test_a_damaged_table_gets_a_sentence_and_is_stored_anew_when_it_is_chosen_again(
    datasets: Datasets, dataset: Dataset, tmp_path: Path, damage: object
) -> None:
    damage(tmp_path / "datasets" / f"{dataset.id}.parquet")
    with pytest.raises(DataError, match=r"is damaged. Choose the file or the sample again"):
        datasets.load(dataset.id)
    datasets.save(sample_table("iris"), "Iris")
    assert datasets.load(dataset.id).table.frame.equals(dataset.table.frame)


def test_a_table_that_cannot_be_stored_gets_a_sentence_and_leaves_nothing(datasets: Datasets, tmp_path: Path) -> None:
    folder = tmp_path / "datasets"
    (folder / "sources").rmdir()
    (folder / "sources").write_bytes(b"a file is in the way")
    with pytest.raises(DataError, match=r"The table cannot be stored: .*Make room"):
        datasets.save(sample_table("iris"), "Iris", source=b"a,b")
    assert [file.name for file in folder.iterdir()] == ["sources"]


def test_a_folder_that_cannot_be_made_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match=r"folder of stored tables .* cannot be made"):
        Datasets(str(tmp_path / "file" / "datasets"))
