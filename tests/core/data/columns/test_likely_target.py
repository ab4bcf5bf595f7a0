"""The column that is guessed to be predicted, on public tables and where names say nothing."""

import numpy as np
import pandas as pd
import pytest

from core.data.columns.likely_target import likely_target
from core.data.columns.roles import describe_columns
from core.data.samples import SAMPLES, sample_table
from tests.core.data.columns.public_tables import KNOWN, UNSEEN, made


def guessed(frame: pd.DataFrame) -> str:
    return likely_target(describe_columns(frame), len(frame))


@pytest.mark.parametrize("name", KNOWN)
def test_what_is_predicted_in_a_public_table_is_guessed(name: str) -> None:
    frame, target = made(KNOWN[name])
    assert guessed(frame) == target


def test_what_is_predicted_in_tables_that_no_rule_was_made_for_is_mostly_guessed() -> None:
    tables = [made(written) for written in UNSEEN.values()]
    assert sum(guessed(frame) == target for frame, target in tables) >= 26


@pytest.mark.parametrize("key", SAMPLES)
def test_the_samples_are_guessed(key: str) -> None:
    assert guessed(sample_table(key).frame) == SAMPLES[key].target


@pytest.mark.parametrize("last", ["k", "t", "d", "m!"])
def test_where_names_say_nothing_it_is_the_last_that_could_be_predicted(last: str) -> None:
    frame, _ = made(f"a:n b:c c:n row_id:{last} → c")
    assert guessed(frame) == "c"
    assert guessed(frame.drop(columns="row_id").assign(w="always the same")) == "c"


def test_a_table_of_nothing_to_predict_has_a_guess_all_the_same() -> None:
    frame = pd.DataFrame({"id": np.arange(40), "day": pd.date_range("2024-01-01", periods=40)}).astype("str")
    assert guessed(frame) in frame.columns
