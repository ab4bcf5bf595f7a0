"""The Python code of the documents runs."""

import re
from pathlib import Path
from typing import Any

import keras
import pytest
from sklearn.datasets import load_iris, make_classification

ROOT = Path(__file__).parents[2]


def run_blocks(document: str, names: dict[str, Any], smaller: dict[str, str]) -> dict[str, Any]:
    """Run the blocks of Python of a document one after the other; `smaller` replaces numbers that take long."""
    text = (ROOT / document).read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
    assert blocks
    for block in blocks:
        for number, less in smaller.items():
            block = block.replace(number, less)
        exec(compile(block, document, "exec"), names)
    return names


def test_the_code_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = load_iris(as_frame=True)
    frame = data.data.assign(species=data.target_names[data.target])
    frame.to_csv(tmp_path / "flowers.csv", index=False)
    monkeypatch.chdir(tmp_path)
    names = run_blocks("README.md", {"X": data.data.to_numpy(), "y": data.target}, {"epochs=[50]": "epochs=[2]"})
    assert set(names["result"].best_params_) == {"activation", "hidden_units"}
    assert names["search"].fused_
    assert len(names["search"].cv_results_["params"]) == 6


def test_the_code_for_those_who_come_from_the_old_wrappers_runs(capsys: pytest.CaptureFixture[str]) -> None:
    X, y = make_classification(30, 8, random_state=0)
    smaller = {
        "epochs=100": "epochs=1",
        '["rmsprop", ': "[",
        ', "normal"': "",
        ', "tanh"': "",
        "cv=3": "cv=2",
        "=-1": "=1",
    }
    names = run_blocks("docs/from-the-old-wrappers.md", {"X": X, "Y": y}, smaller)
    assert [line.split(" using ")[0][:5] for line in capsys.readouterr().out.splitlines()] == ["Best:", "Best:"]
    grid, search = names["grid_result"], names["search"]
    assert [params["init"] for params in grid.cv_results_["params"]] == ["glorot_uniform", "uniform"]
    assert isinstance(grid.best_estimator_.model_.optimizer, keras.optimizers.Adam)  # the function's default is another
    assert search.fused_
