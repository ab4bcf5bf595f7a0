"""A search as a Python script: scikit-learn's own search over SciKeras, in the style of the Keras tutorials."""

from __future__ import annotations

import io
import zipfile
from importlib.metadata import version

import numpy as np
import pandas as pd

from core.data.datasets import Dataset
from core.data.formulas import APOSTROPHE
from core.export.cells import cells
from core.export.data_file import DataFile
from core.export.preparation import preparation
from core.export.source import Section, import_lines, literal, wrap
from core.export.steps import network, settings
from core.search.data import learned_rows
from core.search.plan import Plan

NAME = "search.py"
PACKAGES = ("tensorflow", "keras", "scikeras", "scikit-learn", "pandas", "numpy")
SOMETIMES = ("scipy", "skrub")
START = """
logging.getLogger('tensorflow').setLevel('ERROR')  # no advice on building many small networks
keras.utils.set_random_seed({seed})  # the same random numbers every time
"""
RESULT = """
# The best setting, and all others.
print("Best: %f using %s" % (grid_result.best_score_, grid_result.best_params_))
means = grid_result.cv_results_['mean_test_score']
stds = grid_result.cv_results_['std_test_score']
params = grid_result.cv_results_['params']
for mean, stdev, param in zip(means, stds, params):
    print("%f (%f) with: %r" % (mean, stdev, param))
"""


def write_script(dataset: Dataset, plan: Plan, file: DataFile) -> str:
    """A Python script that makes a search once more, without Gridlight.

    Parameters
    ----------
    dataset : Dataset
        The table.
    plan : Plan
        What was searched.
    file : DataFile
        What the script reads, as `core.export.data_file.data_file` gives it; it must lie beside the script.

    Returns
    -------
    str
        Python source. What it needs installed stands at its head.
    """
    config, data = plan.config, learned_rows(plan, dataset.table.frame)
    sections = [
        Section(START.format(seed=config.random_state).splitlines(), {"logging": set(), "keras": set()}),
        _reading(file, config.target),
        _test_rows(plan),
        _left_out(dataset.table.frame[config.target], plan),
        cells(dataset.table.frame.iloc[plan.rows], data),
        preparation(data),
        network(plan),
        settings(plan),
        Section(RESULT.splitlines()),
    ]
    lines = [line for section in sections for line in section.lines]
    return "\n".join([*_head(file, sections), *import_lines(sections), *lines, ""])


def pack_script(script: str, file: DataFile, source: bytes | None = None) -> bytes:
    """A script and what it reads, as a zip file.

    Parameters
    ----------
    script : str
        As `write_script` gives it.
    file : DataFile
        What it reads.
    source : bytes, optional
        The person's own file.
    """
    packed = io.BytesIO()
    content = file.content if file.content is not None else source
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NAME, script)
        if content is not None:
            archive.writestr(file.name, content)
    return packed.getvalue()


def _head(file: DataFile, sections: list[Section]) -> list[str]:
    imported = {module.split(".")[0] for section in sections for module in section.imports}
    needed = [f"{name}=={version(name)}" for name in (*PACKAGES, *(one for one in SOMETIMES if one in imported))]
    beside = f"# It reads {file.name!r}, which must lie beside it."
    if file.unreadable is not None:
        beside += f"\n# That is the table of {file.unreadable!r}, which pandas alone does not read as the page did."
    return [
        "# Which small neural network fits the data best? Gridlight wrote this script, which runs without it.",
        "# Its scores are those of the page but for chance: its networks begin with other random weights.",
        "#",
        beside,
        f"# Save it as {NAME}, and run it with Python 3.11, 3.12 or 3.13:",
        "#",
        "#     python -m venv .venv",
        f"#     .venv/bin/pip install {' '.join(needed[:3])} \\",
        f"#         {' '.join(needed[3:])}",
        f"#     .venv/bin/python {NAME}",
        "#",
        "# On Windows it is .venv\\Scripts\\ in place of .venv/bin/.",
        "",
    ]


def _reading(file: DataFile, target: str) -> Section:
    told = [f"{name}={literal(value)}" for name, value in file.options.items()]
    lines = [
        "",
        f"TARGET = {target!r}",
        "",
        "# Every cell is read as text first, as it is written.",
        wrap("data = pd.read_csv(", [repr(file.name), *told, "dtype='str'", "keep_default_na=False"], ")"),
    ]
    if file.guarded:
        lines += [
            "# An apostrophe keeps spreadsheets from taking a cell for a formula; here it comes off again.",
            f"data = data.replace(r\"{APOSTROPHE}\", '', regex=True)",
        ]
    return Section(lines, {"pandas as pd": set()})


def _test_rows(plan: Plan) -> Section:
    """Leave out what `core.search.splits.sealed_rows` sets aside, in the same way."""
    size = plan.config.test_size
    if size == 0:
        return Section([])
    lines = [
        "",
        f"# The page keeps {size * 100:g}% of the rows back for one final test: they are left out here, too. So that",
        "# they are the same in every search, it takes those whose text gives the smallest hash, a number.",
        "hashes = pd.util.hash_pandas_object(data.assign(**{'sealed for': TARGET}), index=False)",
        "# Of each value that stands in rows enough the same share, as of each class; and of all others together.",
        f"enough = data.groupby(TARGET)[TARGET].transform('size') * {size} >= 1",
        "hashes = hashes.groupby(data[TARGET].where(enough), dropna=False)",
        f"data = data[hashes.rank(method='first') > (hashes.transform('size') * {size}).round()]",
    ]
    return Section(lines)


def _left_out(target: pd.Series, plan: Plan) -> Section:
    """Leave out the rows that the search does without: what stands in the target's cell decides."""
    used = np.union1d(plan.rows, plan.sealed)
    if len(used) == len(target):
        return Section([])
    cells = sorted(set(target.drop(target.index[used])))
    lines = ["", "# Rows that the search does without, by what stands in them to predict."]
    return Section([*lines, f"data = data[~data[TARGET].isin({literal(cells)})]"])
