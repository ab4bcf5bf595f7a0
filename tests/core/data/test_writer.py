from io import BytesIO

import pandas as pd

from core import read_csv
from core.data.writer import write_csv


def test_a_formula_is_written_as_text_and_a_number_as_it_is() -> None:
    frame = pd.DataFrame({"=cmd|' /C calc'!A0": ["@SUM(1)", "plain"], "number": [-1.5, 2.0]})
    table = read_csv(write_csv(frame))
    assert list(table.frame.columns) == ["'=cmd|' /C calc'!A0", "number"]
    assert table.frame.to_numpy().tolist() == [["'@SUM(1)", "-1.5"], ["plain", "2.0"]]


def test_a_cell_of_several_lines_stays_one() -> None:
    frame = pd.DataFrame({"a": ["one\rtwo", "one\ntwo"], "b": ["x", "one\r\ntwo"]})
    pd.testing.assert_frame_equal(pd.read_csv(BytesIO(write_csv(frame))), frame)
