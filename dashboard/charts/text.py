"""Words in figures: plotly reads tags and entities in them, so what people typed or uploaded is made plain first."""

import math
import textwrap
from collections.abc import Sequence
from numbers import Real

LONGEST = 40
# A label is broken into lines: on a phone, one long line would leave the plot no room.
LINE = 24
LINES = 2
TITLE = 30
NO_BREAK = "\N{NO-BREAK SPACE}"
ZERO_WIDTH = "\N{ZERO WIDTH SPACE}"
# Plotly shows each of these entities as its sign, once: it does not read the outcome again. A dollar sign could begin
# a formula. A `%{…}` is read in templates only, and data are never part of one.
ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"})


def plain(text: object, longest: int = LONGEST) -> str:
    """Data as a figure shows it letter by letter, on one line.

    Parameters
    ----------
    text : object
        What people typed or uploaded.
    longest : int, default 40
        Letters; a longer text is cut.
    """
    words = " ".join(str(text).split())
    if len(words) > longest:
        words = words[: longest - 1].rstrip() + "…"
    return words.translate(ENTITIES)


def wrapped(text: str, width: int = TITLE) -> str:
    """A title in lines."""
    return "<br>".join(line.translate(ENTITIES) for line in textwrap.wrap(text, width))


def whole_label(label: str) -> str:
    """A setting's label in lines, whole."""
    return "<br>".join(line.translate(ENTITIES) for line in _lines(label))


def row_label(label: str, lines: int = LINES) -> str:
    """A setting's label as it stands beside its row: so many lines at most; the whole of it comes with the mouse."""
    broken = _lines(label)
    if len(broken) > lines:
        broken = [*broken[: lines - 1], broken[lines - 1].rstrip(" ·") + " …"]
    return "<br>".join(line.translate(ENTITIES) for line in broken)


def distinct(names: Sequence[str]) -> list[str]:
    """The same names, with invisible signs behind those that are there already: an axis takes equal names for one."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        found.append(name + ZERO_WIDTH * seen.get(name, 0))
        seen[name] = seen.get(name, 0) + 1
    return found


def number(value: float, digits: int = 3) -> str:
    """A number by its first digits, never as a power of ten; empty if it is none."""
    if not math.isfinite(value):
        return ""
    if value == 0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    # Shares such as 1, 0.953 and 0.051 get as many decimals as each other.
    decimals = digits if -2 <= size <= 0 else max(0, digits - 1 - size)
    return f"{value:,.{decimals}f}"


def value_text(value: object) -> str:
    """A hyperparameter's value: a whole number, the first digits of another, or a name."""
    if not isinstance(value, Real):
        return plain(value)
    number = float(value)
    return f"{number:.0f}" if number.is_integer() else f"{number:.3g}"


def hundredths(share: float) -> str:
    """A share in hundredths; with a decimal where it would be rounded to none or to all of them, and is neither."""
    value = 100 * share
    if 0 < value < 1 or 99 < value < 100:
        return f"{min(max(value, 0.1), 99.9):.1f}"
    return f"{value:.0f}"


def _lines(label: str) -> list[str]:
    """A label in lines that end between its values, never within one."""
    values = [" ".join(value.split()).replace(" ", NO_BREAK) for value in label.split(" · ")]
    return textwrap.wrap(" · ".join(values), LINE)
