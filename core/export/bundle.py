"""A trained model as a zip: its files, a card that tells of it, a program that predicts, and what that needs."""

from __future__ import annotations

import ast
import io
import zipfile
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

from core.data.columns.column import Column, Role

ROOT = Path(__file__).resolve().parents[2]
PREDICT = "core.export.predict"
# What those modules import, by the names that pip knows.
PACKAGES = (
    *("tensorflow", "keras", "scikit-learn", "skops", "numpy", "pandas", "pyarrow", "charset-normalizer", "psutil"),
)
FOR_DATES_AND_TEXT = ("skrub",)
PACKAGE_INIT = '"""The part of Gridlight that reads tables and predicts."""\n'


def write_bundle(model: Mapping[str, bytes], columns: Iterable[Column], card: str) -> bytes:
    """Pack a model.

    Parameters
    ----------
    model : mapping of str to bytes
        Its files, as `core.runs.models.Models.files` gives them.
    columns : iterable of Column
        What it needs.
    card : str
        What there is to tell of it, as markdown.

    Returns
    -------
    bytes
        A zip file.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.md", card)
        archive.writestr("requirements.txt", requirements(columns))
        archive.writestr("predict.py", _path(PREDICT).read_bytes())
        archive.write(ROOT / "LICENSE", "LICENSE")
        for name, data in model.items():
            archive.writestr(name, data)
        for name, data in _sources().items():
            archive.writestr(name, data)
    return packed.getvalue()


def requirements(columns: Iterable[Column]) -> str:
    """What `predict.py` needs, each pinned to the version that is here: what the model was made with."""
    needs_skrub = any(column.role in (Role.DATE, Role.TEXT) for column in columns)
    names = (*PACKAGES, *FOR_DATES_AND_TEXT) if needs_skrub else PACKAGES
    return "".join(f"{name}=={version(name)}\n" for name in names)


def _sources() -> dict[str, bytes]:
    """The modules of Gridlight that `predict.py` imports, and what these import."""
    found: dict[str, bytes] = {}
    waiting = _imports(PREDICT)
    while waiting:
        module = waiting.pop()
        name = _path(module).relative_to(ROOT).as_posix()
        if name not in found:
            found[name] = _path(module).read_bytes()
            waiting |= _imports(module)
    packages = {f"{folder.as_posix()}/__init__.py" for name in found for folder in list(Path(name).parents)[:-1]}
    return {**dict.fromkeys(sorted(packages), PACKAGE_INIT.encode()), **found}


def _imports(module: str) -> set[str]:
    """The modules of Gridlight that a module imports."""
    tree = ast.parse(_path(module).read_text(encoding="utf-8"))
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return {name for name in names if name.startswith("core.")}


def _path(module: str) -> Path:
    return ROOT.joinpath(*module.split(".")).with_suffix(".py")
