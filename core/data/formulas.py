"""Cells that a spreadsheet would run as a formula.

They are written with an apostrophe in front, by which every spreadsheet takes
them for text, and it is taken off when a file is read: so what we write is
read back as the same cells and the same names, and a network finds its columns
in it. Other programs guard cells in the same way. A cell that has such an
apostrophe of its own gets one more, so that taking one off is always right.

Numbers, telephone numbers and signs that stand alone stay as they are, though
they begin as formulas do: there is nothing in them to run.
"""

from __future__ import annotations

import re

import pandas as pd

STARTS = r"[=+\-@\t\r\n＝＋－＠]"
HARMLESS = r"[+\-][0-9\s.,:/()%+\-]*(?:[eE][+\-]?[0-9]+)?%?"
GUARDED = f"'+{STARTS}"
# Where it stands in front of a guarded cell.
APOSTROPHE = rf"^'(?='*{STARTS})"


def are_formulas(cells: pd.Series) -> pd.Series:
    """Which cells of text need an apostrophe in front."""
    like = cells.str.match(f"'*{STARTS}").fillna(False).astype(bool)
    return like & ~cells.where(like, "").str.fullmatch(HARMLESS).astype(bool) if like.any() else like


def guard(cells: pd.Series) -> pd.Series:
    """Cells of any type, with an apostrophe in front of what would be run."""
    texts = cells.astype("str")
    formulas = are_formulas(texts)
    return cells.mask(formulas, "'" + texts) if formulas.any() else cells


def unguard(frame: pd.DataFrame) -> pd.DataFrame:
    """A table of text cells without the apostrophes that `guard` puts in front."""
    begun = (name for name in frame if frame[name].str.startswith("'").any())
    return frame.assign(**{str(name): _bare(frame[name]) for name in begun})


def _bare(cells: pd.Series) -> pd.Series:
    return cells.mask(cells.str.match(GUARDED), cells.str.slice(1))


def unguard_name(name: str) -> str:
    """A column's name without that apostrophe."""
    return re.sub(APOSTROPHE, "", name)
