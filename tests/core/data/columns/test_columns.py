import pandas as pd
import pytest

from core.data.columns.column import MANY, Role, Task, infer_task, type_columns
from core.data.columns.roles import describe_columns
from core.data.datasets import Datasets
from core.data.samples import SAMPLES, sample_table
from core.errors import DataError


def test_churn_has_every_role() -> None:
    roles = {column.name: column.role for column in describe_columns(sample_table("churn").frame)}
    assert roles["customer_id"] is Role.IDENTIFIER
    assert roles["joined"] is Role.DATE
    assert roles["contract"] is Role.CATEGORY
    assert roles["monthly_charge"] is Role.NUMBER


def test_long_answers_are_text_and_constants_are_left_out() -> None:
    frame = pd.DataFrame({"note": [f"the customer said thing {i}" for i in range(60)], "same": ["x"] * 60})
    assert [column.role for column in describe_columns(frame)] == [Role.TEXT, Role.IDENTIFIER]


def test_different_values_are_counted_up_to_many() -> None:
    late = [0] * 3 * MANY + list(range(MANY + 1))
    frame = pd.DataFrame({"few": [1, 2, 3] * MANY, "many": range(3 * MANY)})
    assert [column.unique for column in describe_columns(frame)] == [3, MANY]
    assert describe_columns(pd.DataFrame({"late": late}))[0].unique == MANY


def test_what_is_named_as_an_identifier_is_one_only_if_all_its_values_differ() -> None:
    ids = [index * 7 % 60_001 for index in range(60_000)]
    frame = pd.DataFrame({"order id": ids, "client id": [*ids[:-1], ids[0]], "row": range(60_000)})
    roles = [column.role for column in describe_columns(frame)]
    assert roles == [Role.IDENTIFIER, Role.NUMBER, Role.IDENTIFIER]


@pytest.mark.parametrize(
    ("sample", "task"),
    [("iris", Task.MULTICLASS), ("breast_cancer", Task.BINARY), ("diabetes", Task.REGRESSION)],
)
def test_the_task_is_found_from_the_target(sample: str, task: Task) -> None:
    frame = sample_table(sample).frame
    target = next(column for column in describe_columns(frame) if column.name == SAMPLES[sample].target)
    assert infer_task(target, frame[target.name]) is task


def test_typing_reads_numbers_dates_and_missing_words() -> None:
    frame = pd.DataFrame({"n": ["1", " 2.5", "NA", "inf"], "d": ["2024-01-31", "2024-02-01", "", "2024-02-03"]})
    typed = type_columns(frame, describe_columns(frame))
    assert typed["n"].tolist()[:2] == [1.0, 2.5]
    assert typed["n"].isna().tolist() == [False, False, True, True]
    assert typed["d"].dt.day.tolist()[0] == 31
    assert typed["d"].isna().tolist() == [False, False, True, False]


@pytest.mark.parametrize("word", ["?", "-", "none", "Unknown", "없음"])
def test_a_doubtful_word_is_a_missing_cell_among_numbers_and_dates_and_a_word_among_words(word: str) -> None:
    frame = pd.DataFrame(
        {
            "n": ["1,5", word, "2,5", "3,5"],
            "d": ["31.01.2024", "01.02.2024", word, "03.02.2024"],
            "w": ["gold", word, "silver", "gold"],
        }
    )
    columns = describe_columns(frame)
    assert [column.role for column in columns] == [Role.NUMBER, Role.DATE, Role.CATEGORY]
    assert [column.missing for column in columns] == [1, 1, 0]
    typed = type_columns(frame, columns)
    assert typed["n"].isna().tolist() == [False, True, False, False]
    assert typed["d"].isna().tolist() == [False, False, True, False]
    assert typed["w"].tolist() == ["gold", word, "silver", "gold"]


def test_typing_twice_is_typing_once() -> None:
    frame = sample_table("churn").frame
    columns = describe_columns(frame)
    once = type_columns(frame, columns)
    pd.testing.assert_frame_equal(type_columns(once, columns), once)


def test_a_table_comes_back_from_the_store_as_it_went_in(tmp_path) -> None:  # type: ignore[no-untyped-def]
    datasets, table = Datasets(str(tmp_path)), sample_table("churn")
    stored = datasets.save(table, "a")
    again = datasets.save(table, "b")
    assert stored.id == again.id
    loaded = datasets.load(stored.id)
    assert loaded.name == "b"
    assert loaded.table.dialect == table.dialect
    pd.testing.assert_frame_equal(loaded.table.frame, table.frame)


@pytest.mark.parametrize("dataset_id", ["../../etc/passwd", "", "f" * 32])
def test_an_unknown_table_gets_a_sentence(tmp_path, dataset_id: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DataError, match="no longer stored"):
        Datasets(str(tmp_path)).load(dataset_id)
