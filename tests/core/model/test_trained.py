"""A kept model predicts what the trained one does, also in a process of its own, and runs no strange code."""

import io
import json
import os
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.preprocessing import FunctionTransformer

from core import DataError, SearchConfig, read_csv
from core.data.samples import SAMPLES, sample_table
from core.data.writer import write_csv
from core.export.bundle import write_bundle
from core.model.pushes import pushes
from core.model.trained import PREPROCESSING, TrainedModel
from core.search.data import SearchData, search_data
from core.search.refit import refit
from core.search.search import fit_setting
from core.search.splits import ALL_ROWS


def _table(sample: str) -> pd.DataFrame:
    frame = sample_table(sample).frame
    if sample == "churn":  # free text, too
        frame = frame.assign(note=[f"word {n % 97} other {n % 13} more" for n in range(len(frame))])
    return frame.iloc[::5].reset_index(drop=True)


def _data(sample: str) -> SearchData:
    config = SearchConfig(
        target=SAMPLES[sample].target, hidden_units=[8], activation=["relu"], epochs=[3], test_size=0.2
    )
    return search_data(_table(sample), config)


@cache
def _trained(sample: str) -> tuple[pd.DataFrame, SearchData, TrainedModel]:
    data = _data(sample)
    return _table(sample), data, refit(data, data.plan.candidates[0].params)


@pytest.fixture(params=["churn", "wine", "diabetes"])
def trained(request: pytest.FixtureRequest) -> tuple[pd.DataFrame, SearchData, TrainedModel]:
    return _trained(request.param)


def test_it_predicts_what_the_searched_network_does_also_once_it_was_kept(
    trained: tuple[pd.DataFrame, SearchData, TrainedModel], tmp_path: Path
) -> None:
    frame, data, model = trained
    pipeline = fit_setting(data, data.plan.candidates[0].params, ALL_ROWS)
    model.save(tmp_path)
    for one in (model, TrainedModel.load(tmp_path)):
        answers = one.predict(one.typed(frame))
        if one.classes:
            np.testing.assert_allclose(answers.probabilities, pipeline.predict_proba(frame), atol=1e-6)
            assert answers.predicted.tolist() == list(map(str, pipeline.predict(frame)))
        else:
            np.testing.assert_allclose(answers.predicted, pipeline.predict(frame), rtol=1e-6)


def test_the_bundle_predicts_the_same_in_a_process_that_knows_nothing_else(tmp_path: Path) -> None:
    frame, _, model = _trained("churn")  # numbers, categories, dates and text
    (tmp_path / "model").mkdir()
    model.save(tmp_path / "model")
    files = {file.name: file.read_bytes() for file in (tmp_path / "model").iterdir()}
    zipfile.ZipFile(io.BytesIO(write_bundle(files, model.columns, "# A card"))).extractall(tmp_path)
    (tmp_path / "rows.csv").write_bytes(write_csv(frame))
    done = subprocess.run(
        [sys.executable, "predict.py", "rows.csv", "out.csv"],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = read_csv(tmp_path / "out.csv").frame
    answers = model.predict(model.typed(read_csv(tmp_path / "rows.csv").frame))
    assert list(found.columns[-frame.shape[1] :]) == list(frame.columns)
    assert found["predicted churned"].tolist() == answers.predicted.tolist()
    np.testing.assert_allclose(found["probability"].astype(float), answers.probabilities.max(axis=1), atol=1e-6)


def test_what_new_rows_lack_or_bring_is_told() -> None:
    frame, data, model = _trained("churn")
    with pytest.raises(DataError, match=f"lacks a column that the network needs: {model.columns[0].name}"):
        model.typed(frame.drop(columns=model.columns[0].name))
    with pytest.raises(DataError, match="nothing to predict"):
        model.typed(frame.iloc[:0])
    learned = frame.iloc[data.plan.rows]
    assert model.unlike(learned, model.typed(learned)) == []
    strange = frame.assign(contract="weekly", monthly_charge="9999", months=["a dozen", *frame["months"][1:]])
    told = [str(one) for one in model.unlike(strange, model.typed(strange))]
    assert told[0] == "contract has values that the network never saw: weekly."
    assert told[1].startswith("months has cells that are no numbers, such as a dozen")
    assert told[2].startswith("monthly_charge goes far beyond what the network learned from")


def test_a_row_typed_by_hand_is_predicted_as_the_same_row_of_a_file(
    trained: tuple[pd.DataFrame, SearchData, TrainedModel],
) -> None:
    frame, _, model = trained
    typed = model.typed(frame).iloc[[3]]
    cells = {name: None if pd.isna(cell) else cell for name, cell in typed.iloc[0].items()}
    cells = {name: cell.isoformat() if isinstance(cell, pd.Timestamp) else cell for name, cell in cells.items()}
    by_hand, of_file = model.predict(model.typed_row(json.loads(json.dumps(cells)))), model.predict(typed)
    assert by_hand.predicted.tolist() == of_file.predicted.tolist()
    np.testing.assert_array_equal(by_hand.probabilities, of_file.probabilities)


def test_pushes_are_what_the_prediction_loses_with_other_rows_cells(
    trained: tuple[pd.DataFrame, SearchData, TrainedModel],
) -> None:
    frame, _, model = trained
    typed = model.typed(frame)
    row, others = typed.iloc[[0]].reset_index(drop=True), typed.iloc[5:10]
    found = pushes(model, row, others)
    told = lambda rows: (
        model.predict(rows).probabilities[:, model.predict(row).probabilities[0].argmax()]
        if model.classes
        else model.predict(rows).predicted
    )
    for name in found:
        changed = [row.assign(**{name: [cell]}).astype(typed.dtypes) for cell in others[name]]
        expected = told(row)[0] - np.mean([told(one)[0] for one in changed])
        assert found[name] == pytest.approx(expected, abs=1e-5 * max(1, abs(told(row)[0])))


def test_a_model_file_that_holds_strange_code_is_refused(tmp_path: Path) -> None:
    _trained("wine")[2].save(tmp_path)
    (tmp_path / PREPROCESSING).write_bytes(skops.io.dumps(FunctionTransformer(os.system)))
    with pytest.raises(DataError, match="Do not use it"):
        TrainedModel.load(tmp_path)


def test_an_incomplete_bundle_gets_a_sentence(tmp_path: Path) -> None:
    _trained("wine")[2].save(tmp_path)
    (tmp_path / PREPROCESSING).unlink()
    with pytest.raises(DataError, match="not complete"):
        TrainedModel.load(tmp_path)
