"""Takes away what some programs draw around the rows of a table: frames, and quotation marks around whole lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

PAIRS = (("“", "”"), ("«", "»"), ("„", "“"), ("‘", "’"), ("「", "」"))
RULE_SIGNS = frozenset("-+=|: ")


def wrapping(lines: list[str]) -> Callable[[str], str] | None:
    """What makes a plain line of one that is drawn or quoted as a whole.

    Parameters
    ----------
    lines : list of str
        The first lines of a text.

    Returns
    -------
    callable or None
        Gives the line as it should be read; None if lines are plain.
    """
    filled = [line.strip() for line in lines if line.strip()]
    if len(filled) > 1 and all(len(line) > 1 and line[0] == line[-1] == '"' for line in filled):
        if any(re.search(r'[^"]"[^"]', line) or '""' in (line[:2], line[-2:]) for line in filled):
            return None
        return _unquoted
    for opening, closing in PAIRS:
        whole = sum(len(line) > 1 and line[0] == opening and line[-1] == closing for line in filled)
        if whole > 0.5 * len(filled):
            return partial(_straightened, opening, closing)
    rows = [line for line in filled if not _is_rule(line)]
    if len(rows) > 1 and all(len(line) > 2 and line[0] == line[-1] == "|" for line in rows):
        return _unframed
    return _unruled if len(rows) < len(filled) and sum("|" in line for line in rows) > 1 else None


def _is_rule(line: str) -> bool:
    return "---" in line and RULE_SIGNS.issuperset(line)


def _unquoted(line: str) -> str:
    return line.strip()[1:-1].replace('""', '"')


def _straightened(opening: str, closing: str, line: str) -> str:
    """A line whose cells stand in quotation marks of two kinds, with plain ones."""
    line = re.sub(rf"(^|[^\w\s.]){opening}", r'\1"', line.replace('"', '""'))
    return re.sub(rf"{closing}($|[^\w\s.])", r'"\1', line)


def _unruled(line: str) -> str:
    return "" if _is_rule(line.strip()) else line


def _unframed(line: str) -> str:
    line = line.strip()
    return line[1:-1].strip(" ") if line[:1] == line[-1:] == "|" and not _is_rule(line) else _unruled(line)
