"""Holds a library's private names to the version that stands in requirements.txt."""

import inspect
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def assert_as_tested(package: str, file: str, names: dict[str, tuple[Any, list[str] | None]]) -> None:
    """Every name is there and takes what it did, and no other file of ours knows it.

    `names` has, by name, its owner and the parameters that it takes; None for what is no function.
    """
    pinned = re.search(rf"^{package}==(\S+)", (ROOT / "requirements.txt").read_text(), flags=re.MULTILINE)
    assert pinned is not None
    tested = f"{file} was tested with {package} {pinned[1]}; installed is {version(package)}"
    for name, (owner, parameters) in names.items():
        assert hasattr(owner, name), f"{owner.__name__} has no {name} any more: {tested}."
        if parameters is not None:
            taken = list(inspect.signature(getattr(owner, name)).parameters)
            assert taken == parameters, f"{owner.__name__}.{name} takes {taken}, no longer {parameters}: {tested}."
    word = re.compile(rf"(?<!def )\b({'|'.join(names)})\b")
    ours = [path for folder in ("core", "dashboard") for path in (ROOT / folder).rglob("*.py")]
    others = [path for path in ours if path != ROOT / file]
    knowing = {path.name: found for path in others if (found := set(word.findall(path.read_text(encoding="utf-8"))))}
    assert not knowing, f"private names of {package} belong in {file} alone"
