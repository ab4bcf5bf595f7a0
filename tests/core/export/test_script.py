"""The Python script of a search: it reads, prepares, divides and tries what the search does, without `core`."""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import ParameterGrid, ParameterSampler

from core import LeaveOut, Range, SearchConfig
from core.data.columns.column import Role, Task
from core.data.datasets import Dataset, content_hash
from core.data.formulas import APOSTROPHE
from core.data.reading.reader import read_csv
from core.data.samples import SAMPLES, sample_table
from core.export.data_file import DataFile, data_file
from core.export.script import write_script
from core.model.preprocessing import make_preprocessing
from core.model.scikeras_internals import seeded
from core.search.data import SearchData, search_data

ROOT = Path(__file__).parents[3]


def dataset_of(source: bytes, name: str = "things.csv") -> Dataset:
    table = read_csv(source)
    return Dataset(content_hash(table.frame), name, None, table)


def sample(key: str) -> Dataset:
    table = sample_table(key)
    return Dataset(content_hash(table.frame), key, key, table)


def script_of(dataset: Dataset, config: SearchConfig, source: bytes | None = None) -> tuple[str, DataFile, SearchData]:
    data = search_data(dataset.table.frame, config)
    file = data_file(dataset, source)
    return write_script(dataset, data.plan, file), file, data


def run_until_fit(
    dataset: Dataset, config: SearchConfig, folder: Path, monkeypatch: pytest.MonkeyPatch, source: bytes | None = None
) -> tuple[dict[str, Any], SearchData]:
    """What a script has made when it would begin to train, and the plan of the search."""
    script, file, data = script_of(dataset, config, source)
    assert "from core" not in script
    (folder / file.name).write_bytes(source if file.content is None else file.content)
    monkeypatch.chdir(folder)
    made: dict[str, Any] = {}
    with seeded(0):  # the script seeds all that is random in this process
        exec(compile(script[: script.index("grid_result =")], "search.py", "exec"), made)
    return made, data


def check(made: dict[str, Any], data: SearchData) -> None:
    """That a script has the rows, classes, features, rounds and settings of a plan."""
    plan = data.plan
    assert made["X"].index.tolist() == plan.rows.tolist()
    if plan.task is Task.REGRESSION:
        np.testing.assert_allclose(made["y"], data.y, rtol=1e-12)
    else:
        np.testing.assert_array_equal(pd.factorize(made["y"])[0], pd.factorize(data.y)[0])
    splits = list(made["rounds"].split(made["X"], made["y"]))
    assert len(splits) == len(plan.splits)
    for (train, validation), (expected_train, expected_validation) in zip(splits, plan.splits, strict=True):
        np.testing.assert_array_equal(train, expected_train)
        np.testing.assert_array_equal(validation, expected_validation)
    for train, validation in splits[:2]:
        prepare = made["prepare"].fit(made["X"].iloc[train], made["y"].iloc[train])
        expected = make_preprocessing(plan.columns)[1:].fit(data.X.iloc[train], data.y[train])
        rows = np.asarray(prepare.transform(made["X"].iloc[validation]))
        np.testing.assert_allclose(rows, expected.transform(data.X.iloc[validation]), rtol=1e-6, atol=1e-6)
    if plan.config.strategy == "grid":
        tried = list(ParameterGrid(made["settings"]))
    else:
        tried = list(
            ParameterSampler(made["settings"], made["search"].n_iter, random_state=made["search"].random_state)
        )
    fixed = {
        name: getattr(plan.config, name)[0] for name in ("epochs", "batch_size") if name not in plan.config.searched
    }
    settings = [
        {**fixed, **{name.split("__")[-1].replace("optimizer_name", "optimizer"): value for name, value in one.items()}}
        for one in tried
    ]
    made["pipeline"].set_params(**dict.fromkeys(made["settings"]))  # raises for a name that it does not know
    varied = [{name: one.params[name] for name in settings[0]} for one in plan.candidates]
    key = lambda one: sorted((name, str(value)) for name, value in one.items())
    assert sorted(settings, key=key) == sorted(varied, key=key)


@pytest.mark.parametrize("key", ["churn", "wine", "diabetes"])
def test_a_script_does_what_the_search_does(key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = SearchConfig(target=SAMPLES[key].target, cv=3, repeats=2, test_size=0.2, random_state=7)
    made, data = run_until_fit(sample(key), config, tmp_path, monkeypatch)
    check(made, data)
    assert len(data.plan.sealed)


def test_a_random_search_draws_the_same_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = SearchConfig(
        target="species",
        strategy="random",
        n_iter=12,
        hidden_units=Range(low=5, high=500, log=True),
        hidden_layers=Range(low=1, high=3),
        dropout=Range(low=0.0, high=0.5),
        learning_rate=Range(low=1e-4, high=1e-1, log=True),
        batch_size=[8, 16],
        optimizer=["adam", "sgd"],
        epochs=Range(low=1, high=2),
        weight_decay=[0.0, 0.01],
    )
    check(*run_until_fit(sample("iris"), config, tmp_path, monkeypatch))
    lists = SearchConfig(
        target="species", strategy="random", n_iter=5, batch_size=[8, 16], epochs=[1, 2, 3], dropout=[0, 0.1]
    )
    check(*run_until_fit(sample("iris"), lists, tmp_path, monkeypatch))


WRITTEN = "Sold in March;;;;;\nid;price;rate;rating;day;loyal;kind\n" + "".join(
    f"{n};(1.{n:03},5 €);{n % 17},5%;{'?' if n % 9 == 0 else n % 5};"
    f"{n % 28 + 1:02}.03.2024;{['Yes ', 'no', 'yes'][n % 3]};{n % 2 + 1}\n"
    for n in range(60)
)


def test_cells_are_read_as_people_write_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = WRITTEN.encode("cp1252")
    dataset = dataset_of(source)
    made, data = run_until_fit(dataset, SearchConfig(target="kind", test_size=0.2), tmp_path, monkeypatch, source)
    assert [column.role for column in data.plan.columns] == [Role.NUMBER] * 3 + [Role.DATE, Role.CATEGORY]
    check(made, data)
    made, data = run_until_fit(dataset, SearchConfig(target="price"), tmp_path, monkeypatch, source)
    replaced = "for old, new in {'€': '', '(': '-', ')': '', ' ': '', '.': '', ',': '.'}.items():\n"
    assert replaced in script_of(dataset, SearchConfig(target="price"), source)[0]
    check(made, data)
    assert made["y"].min() == -1059.5


def test_words_rare_values_strays_and_text_are_as_in_the_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(0)
    rows = 400
    frame = pd.DataFrame(
        {
            "metal": rng.choice(["gold", "silver", "none", "NA"], rows),  # "none" is a word here,
            "size": rng.normal(size=rows).round(3).astype(str),  # and a missing cell there
            "town": [f"town {n}" for n in rng.integers(0, 45, rows)],
            "about": [f"a {rng.choice(['big', 'small'])} thing, number {n}" for n in range(rows)],
            "amount": [str(n % 90) for n in range(rows)],
            "y": rng.choice(["a", "b"], rows),
        }
    )
    frame.loc[[3, 90], "size"] = "none"
    frame.loc[:24, "amount"] = [f"about {n}" for n in range(25)]
    frame.loc[30, "amount"] = "inf"
    roles = {
        "metal": Role.CATEGORY,
        "size": Role.NUMBER,
        "town": Role.CATEGORY,
        "about": Role.TEXT,
        "amount": Role.NUMBER,
    }
    dataset = dataset_of(frame.to_csv(index=False).encode())
    made, data = run_until_fit(dataset, SearchConfig(target="y", features=roles), tmp_path, monkeypatch)
    assert data.X["amount"].isna().sum() == 26
    check(made, data)


def test_a_column_that_is_empty_in_a_round_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pd.DataFrame({"a": range(0, 60, 2), "rare": [""] * 30, "y": ["p", "q"] * 15})
    frame.loc[[0, 1], "rare"] = ["1.5", "2.5"]
    dataset = dataset_of(frame.to_csv(index=False).encode())
    for seed in range(4):  # of one in four, the first round is trained on rows without one
        config = SearchConfig(target="y", cv=2, features={"a": "number", "rare": "number"}, random_state=seed)
        made, data = run_until_fit(dataset, config, tmp_path, monkeypatch)
        check(made, data)
        if data.X["rare"].iloc[data.plan.splits[0][0]].isna().all():
            return
    pytest.fail("No round was trained on empty cells alone.")


EVIL = [
    "'); import os; os._exit(1) #",
    'a"b"""',
    "back\\slash\\",
    "two\nlines",
    "{braces} %s {0}",
    "=cmd|' /C calc'!A0",
]


def test_names_out_of_data_are_never_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({name: rng.normal(size=60).round(3) for name in EVIL})
    frame["import os"] = [f"{EVIL[n % 6]}{n % 12}" for n in range(60)]
    frame["__class__"] = [EVIL[n % 3] for n in range(60)]
    source = frame.to_csv(index=False).encode()
    dataset = dataset_of(source, "http://evil/'); import os #\n\".csv")
    config = SearchConfig(target="__class__", test_size=0.2)
    for given in (source, None):
        made, data = run_until_fit(dataset, config, tmp_path, monkeypatch, given)
        check(made, data)
        assert [column.name for column in data.plan.columns] == [*EVIL, "import os"]


def test_a_table_of_formulas_comes_back_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = [
        "=1+1",
        "'=x",
        "''=x",
        "-",
        "-5",
        "+x",
        "@a",
        "'",
        "'a",
        "\tx",
        "\rx",
        'a"b',
        "a\nb",
        "a\r\nb",
        "",
        "-1e5",
        "'-5",
    ]
    frame = pd.DataFrame({"=name": cells, "y": ["a", "b"] * 8 + ["a"], "empty": ""}, dtype="str")
    dataset = Dataset("", "", None, read_csv(b"a,b\n1,2\n"))
    object.__setattr__(dataset.table, "frame", frame)
    file = data_file(dataset)
    assert file.guarded
    assert file.content is not None
    read = pd.read_csv(BytesIO(file.content), dtype="str", keep_default_na=False, **file.options)
    assert read["=name"].str.startswith(("=", "+", "@", "\t", "\r", "-")).sum() == 3  # -, -5 and -1e5
    pd.testing.assert_frame_equal(read.replace(APOSTROPHE, "", regex=True), frame)
    texts = pd.DataFrame({"note": [["=a", "-", "'=b", "+c"][n % 4] for n in range(40)], "y": ["a", "b"] * 20})
    check(
        *run_until_fit(dataset_of(texts.to_csv(index=False).encode()), SearchConfig(target="y"), tmp_path, monkeypatch)
    )


def test_the_own_file_is_read_where_pandas_reads_it_as_the_page_did() -> None:
    plain = b"a;b\n1,5;x\n2,5;y\n" * 1
    assert data_file(dataset_of(plain, "dir/my.csv"), plain) == DataFile("my.csv", options={"sep": ";"})
    nameless = b"1.5,x,3\n2.5,y,4\n3.5,z,4\n"
    assert data_file(dataset_of(nameless), nameless).options == {
        "header": None,
        "names": ["column 1", "column 2", "column 3"],
    }
    dirty = "a,b\n1,x\n2,y\n3,y,too,long\n" + "4,x\n5,y\n" * 20 + "Total 300\n"
    file = data_file(dataset_of(dirty.encode()), dirty.encode())
    assert (file.options, file.content) == ({"skiprows": [3, 44]}, None)
    short = b"a,b,c\n1,x,5\n2,y\n3,z,7\n"
    assert data_file(dataset_of(short), short).options == {}
    above = "size,size,kind\ncm,in,\n" + "1,2,x\n3,4,y\n" * 20
    file = data_file(dataset_of(above.encode()), above.encode())
    assert (file.name, file.unreadable, file.options) == ("things-table.csv", "things.csv", {})
    assert (file.content or b"").startswith("size cm,size in,kind\r\n1,2,x\r\n".encode("utf-8-sig"))


def test_what_a_script_asks_for_is_what_was_tested() -> None:
    pinned = (ROOT / "requirements.txt").read_text()
    script, _, _ = script_of(sample("churn"), SearchConfig(target="churned"))
    asked = [word for word in script[: script.index("import")].split() if "==" in word]
    assert [one.split("==")[0] for one in asked][-1] == "skrub"
    assert all(f"{one} " in pinned for one in asked)
    assert "skrub" not in script_of(sample("wine"), SearchConfig(target="cultivar"))[0]


def test_a_script_runs_to_its_end(tmp_path: Path) -> None:
    config = SearchConfig(
        target="moon", hidden_units=[4, 8], activation=["relu"], cv=2, epochs=[2], scoring="roc_auc_ovr", test_size=0.2
    )
    script, file, data = script_of(sample("two_moons"), config)
    assert file.content is not None
    (tmp_path / file.name).write_bytes(file.content)
    (tmp_path / "search.py").write_text(script, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ended = subprocess.run(
        [sys.executable, "search.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    best, *others = ended.stdout.splitlines()[1:]
    assert best.startswith("Best: 0.")
    assert best.endswith(("'network__hidden_units': 4}", "'network__hidden_units': 8}"))
    assert len(others) == len(data.plan.candidates)
    assert all(0.4 < float(line.split()[0]) < 1 for line in others)
    # TensorFlow's own three lines about the computer cannot be turned off.
    lines = [line for line in ended.stderr.splitlines() if not line.startswith(("I0000", "WARNING: All log messages"))]
    assert lines == []


@pytest.mark.parametrize("target", ["kind", "price"])
def test_rows_that_the_search_does_without_are_left_out(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"a": rng.normal(size=90).round(3), "kind": ["no", "Yes ", "yes"] * 30})
    frame["price"] = [f"{n * 7 % 50}" if n % 12 else "none" for n in range(90)]
    frame.loc[[3, 30, 50], "kind"] = ["", "NA", " "]
    frame.loc[[4, 6], "kind"] = 'it\'s "so"'
    dataset = dataset_of(frame.to_csv(index=False).encode())
    leave_out = LeaveOut(empty=True, classes=('it\'s "so"',) if target == "kind" else ())
    config = SearchConfig(target=target, features=["a"], test_size=0.2, leave_out=leave_out)
    made, data = run_until_fit(dataset, config, tmp_path, monkeypatch)
    check(made, data)
    assert len(data.plan.rows) + len(data.plan.sealed) == 90 - (5 if target == "kind" else 8)
