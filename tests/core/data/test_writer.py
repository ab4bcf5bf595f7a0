from io import BytesIO

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import read_csv
from core.data.writer import write_csv

RUN = ["=1+1", "=cmd|' /C calc'!A0", "+1d", "-x", "-2+SUM(A1)", "@SUM(1)", "\t=1", "＝1"]


@pytest.mark.parametrize("cell", RUN)
def test_what_a_spreadsheet_would_run_is_written_as_text(cell: str) -> None:
    frame = pd.DataFrame({cell: [cell, "plain"], "number": [-1.5, 2.0]})
    written = pd.read_csv(BytesIO(write_csv(frame)), dtype="str")
    assert [written.columns[0], written.iloc[0, 0]] == [f"'{cell}", f"'{cell}"]
    assert written["number"].tolist() == ["-1.5", "2.0"]


@pytest.mark.parametrize(
    "cell", ["-1.5", "-1,5", "+3", "-1e-05", "-5%", "-", "--", "+", "+49 (151) 23-45/6", "-1:30", "−5", "2024-05-01"]
)
def test_numbers_telephone_numbers_and_signs_stay_as_they_are(cell: str) -> None:
    written = pd.read_csv(BytesIO(write_csv(pd.DataFrame({"a": [cell]}))), dtype="str", keep_default_na=False)
    assert written["a"].tolist() == [cell]


@pytest.mark.parametrize("cell", [*RUN, "'=x", "''=x", "'", "'tis", "'-5", "+49 151 23", "-1.5", "-", "=a'", "a\r\nb"])
def test_what_is_written_is_read_back_as_the_same_names_and_cells(cell: str) -> None:
    name = cell.strip()
    frame = pd.DataFrame({name: [cell, "x", cell], "day": ["2024-05-01", "2023-01-31", ""], "n": ["-1.5", "-", "7"]})
    again = read_csv(write_csv(frame)).frame
    assert (list(again.columns), again.to_numpy().tolist()) == (list(frame.columns), frame.to_numpy().tolist())
    assert write_csv(again) == write_csv(frame)


@given(st.lists(st.text("ab1'=+-@(\t ", max_size=5), min_size=3, max_size=3))
@settings(max_examples=60, deadline=None)
def test_so_is_any_cell(cells: list[str]) -> None:
    frame = pd.DataFrame({"name": ["x, y", "y, z", "z, x"], "number": ["1", "2", "3"], "cell": cells}, dtype="str")
    pd.testing.assert_series_equal(read_csv(write_csv(frame)).frame["cell"], frame["cell"])


def test_predictions_that_are_numbers_are_read_back_as_numbers() -> None:
    frame = pd.DataFrame({"predicted y": [-1.5, 2.25], "x": ["-3", "4"]})
    assert read_csv(write_csv(frame)).frame.astype(float).to_numpy().tolist() == [[-1.5, -3.0], [2.25, 4.0]]


def test_a_cell_of_several_lines_stays_one() -> None:
    frame = pd.DataFrame({"a": ["one\rtwo", "one\ntwo"], "b": ["x", "one\r\ntwo"]})
    pd.testing.assert_frame_equal(pd.read_csv(BytesIO(write_csv(frame))), frame)
