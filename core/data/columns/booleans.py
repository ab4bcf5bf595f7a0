"""Yes and no as they are written in many languages."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

# Yes, no; a column is of one pair, in whatever spelling.
PAIRS: tuple[tuple[frozenset[str], frozenset[str]], ...] = tuple(
    (frozenset(yes.split()), frozenset(no.split()))
    for yes, no in (
        ("yes y", "no n"),
        ("true t", "false f"),
        ("on", "off"),
        ("예 네 y", "아니오 아니요 n"),
        ("참", "거짓"),
        ("있음 유", "없음 무"),
        ("o", "x"),
        ("はい", "いいえ"),
        ("あり 有 有り", "なし 無 無し"),
        ("是", "否"),
        ("真", "假 偽"),
        ("有", "无 無"),
        ("ja j", "nein nee n nej nei"),
        ("wahr waar sant sandt", "falsch onwaar falskt falsk"),
        ("oui o", "non n"),
        ("vrai", "faux"),
        ("sí si sì s sim", "no n não nao"),
        ("verdadero verdadeiro vero v", "falso f"),
        ("tak t", "nie n"),
        ("prawda pravda", "fałsz nepravda"),
        ("ano áno", "ne nie"),
        ("да д", "нет н"),
        ("так", "ні"),
        ("истина", "ложь"),
        ("evet", "hayır"),
        ("kyllä", "ei"),
        ("igen", "nem"),
        ("da", "nu ne"),
        ("ναι", "όχι"),
        ("نعم", "لا"),
        ("כן", "לא"),
        ("हाँ हां", "नहीं"),
        ("ya", "tidak"),
        ("có", "không"),
        ("ใช่", "ไม่ใช่"),
    )
)
MOST_SPELLINGS = 12


def find_labels(present: pd.Series) -> tuple[str, str] | None:
    """How a column writes no and yes: the commonest spelling of each; None if it says something else, too.

    Parameters
    ----------
    present : Series of str
        Its cells, missing ones apart.
    """
    if present.iloc[:1000].nunique() > MOST_SPELLINGS:
        return None
    counts = present.value_counts()  # the commonest first
    said = {spelling.casefold() for spelling in counts.index}
    for yes, no in PAIRS:
        if said <= yes | no and said & yes and said & no:
            return _commonest(counts.index, no), _commonest(counts.index, yes)
    return None


def _commonest(spellings: Iterable[str], words: frozenset[str]) -> str:
    return next(one for one in spellings if one.casefold() in words)


def merge_spellings(cells: pd.Series, labels: tuple[str, str]) -> pd.Series:
    """Cells that say the same as one of two labels, spelt as it is; others are missing.

    Parameters
    ----------
    cells : Series of str
        With NaN where one is missing.
    labels : tuple of str
        As `find_labels` gives them.
    """
    no, yes = (label.casefold() for label in labels)
    spellings: dict[str, str] = {}
    for one, other in PAIRS:
        if yes in one and no in other:
            spellings |= dict.fromkeys(one, labels[1]) | dict.fromkeys(other, labels[0])
    return cells.str.casefold().map(spellings).astype(object)
