"""Pieces of Python source. Names out of data go in as literals, never as code."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

WIDTH = 100
# Before TensorFlow is imported.
QUIET = ["", "os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'  # TensorFlow says less of this computer", ""]


class Imports(defaultdict[str, set[str]]):
    """Names by the module that they are imported from; of a module itself, none."""

    def __init__(self, names: dict[str, set[str]] | None = None) -> None:
        super().__init__(set, names or {})


@dataclass(frozen=True)
class Section:
    """Lines of a script, and what they import.

    Parameters
    ----------
    lines : list of str
        Source.
    imports : dict of str to set of str
        As `Imports`.
    """

    lines: list[str]
    imports: dict[str, set[str]] = field(default_factory=dict)


def import_lines(sections: Iterable[Section]) -> list[str]:
    """The import statements of sections: Python's own modules first, then others, then names out of these."""
    names = Imports({"os": set()})
    for section in sections:
        for module, some in section.imports.items():
            names[module] |= some
    whole = [module for module in sorted(names) if not names[module]]
    return [
        *(f"import {module}" for module in whole if module in sys.stdlib_module_names),
        *QUIET,
        *(f"import {module}" for module in whole if module not in sys.stdlib_module_names),
        *(f"from {module} import {', '.join(sorted(some))}" for module, some in sorted(names.items()) if some),
    ]


def literal(value: Any) -> str:
    """A plain value as a Python expression; long lists and dicts over several lines.

    Parameters
    ----------
    value : str, number, bool, None, list or dict
        What lists and dicts hold stays in one line each.
    """
    if isinstance(value, dict):
        return wrap("{", (f"{key!r}: {one!r}" for key, one in value.items()), "}")
    if isinstance(value, list):
        return wrap("[", map(repr, value), "]")
    return repr(value)


def wrap(opening: str, items: Iterable[str], closing: str, each: bool = False) -> str:
    """Items between brackets: in one line, or over as many as they need.

    Parameters
    ----------
    opening, closing : str
        What stands before and behind.
    items : iterable of str
        Python expressions.
    each : bool, default False
        Whether each item has lines of its own.
    """
    items = list(items)
    line = f"{opening}{', '.join(items)}{closing}"
    if len(line) <= WIDTH and not each:
        return line
    lines: list[str] = []
    for item in items:
        if lines and not each and len(lines[-1]) + len(item) + 2 <= WIDTH:
            lines[-1] += f" {item},"
        else:
            lines.append(f"    {item},")
    if len(lines) == 1 and len(items) > 1:
        lines = [lines[0].removesuffix(",")]
    return "\n".join([opening, *lines, closing])


def indent(source: str) -> str:
    """Source four spaces further in, its first line apart."""
    return source.replace("\n", "\n    ")
