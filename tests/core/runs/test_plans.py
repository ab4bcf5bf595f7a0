import errno
from pathlib import Path

import pytest

from core import DataError, SearchConfig
from core.data.datasets import Datasets
from core.data.samples import sample_table
from core.errors import RunError
from core.runs import plans
from core.runs.plans import Plans

CONFIG = SearchConfig(target="species", cv=2)
RUN = "a" * 32


def test_a_plan_is_made_once_and_read_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = Datasets(str(tmp_path)).save(sample_table("iris"), "Iris")
    made = Plans(str(tmp_path)).make(RUN, dataset.id, CONFIG)
    monkeypatch.setattr(plans, "plan_search", None)  # not asked again
    again = Plans(str(tmp_path)).make(RUN, dataset.id, CONFIG)
    assert (again.columns, again.candidates) == (made.columns, made.candidates)
    assert [file.name for file in (tmp_path / "plans").iterdir()] == [f"{RUN}.npz"]


def test_a_plan_that_there_is_no_room_for_gets_a_sentence_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> bytes:
        raise OSError(errno.ENOSPC, "No space left on device")

    dataset = Datasets(str(tmp_path)).save(sample_table("iris"), "Iris")
    monkeypatch.setattr(plans, "plan_to_bytes", full)
    with pytest.raises(DataError, match=r"plan of this search cannot be kept: No space left on device\. Make room"):
        Plans(str(tmp_path)).make(RUN, dataset.id, CONFIG)
    assert not list((tmp_path / "plans").iterdir())


@pytest.mark.parametrize("name", ["../../etc/passwd", "b" * 32, ""])
def test_a_plan_that_is_not_there_gets_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(RunError, match="no longer stored here"):
        Plans(str(tmp_path)).load(name)
