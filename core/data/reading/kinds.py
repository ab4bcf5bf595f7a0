"""What a single cell looks like: a number, a date, words."""

from __future__ import annotations

import re
from functools import lru_cache

from core.data.cells import DOUBTFUL_WORDS, MISSING_WORDS

LONGEST_JUDGED = 300
TYPED = ("number", "date", "time")
MOST_SHIFTED = 200  # cells in a row of which each is left out in turn
BLANKS = MISSING_WORDS | DOUBTFUL_WORDS
# What a decimal comma leaves, taken for a delimiter: 1,5 2,5 3,5.
PARTS = re.compile(r"\d+ [-+]?\d+", re.ASCII)
# Each of these can match in one way only: they take linear time.
NUMBER = re.compile(
    r"[-+(−]?[$€£¥₩]?\s?(?:\d[\d.,]*(?:[ '’\u00a0]\d{3})*(?:,\d+|\.\d+)?|[.,]\d+)(?:[eE][-+]?\d+)?"
    r"\s?(?:[%)$€£¥₩°]|kg|km|cm|mm|원)?",
    re.ASCII,
)
DATE = re.compile(r"\d{1,4}([-/.])(?:\d{1,2}|[A-Za-z]{3})\1\d{1,4}\.?|\d{4}[년年]\s?\d{1,2}[월月](?:\s?\d{1,2}[일日])?")
TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?(?:\s?[AaPp][Mm])?(?:Z|[-+]\d{2}:?\d{2})?")
ADDRESS = re.compile(r"[^\s@,;|]+@[^\s@,;|]*\.[A-Za-z]{2,20}|(?:https?|ftp)://[^\s,;|]+|www\.[^\s,;|]+")
# A comma, a semicolon or a colon within words is followed by a space; between cells it need not be.
# What no word has, but cells that are still together have.
TOGETHER = re.compile(r"\w[!?*%$]\w|([!?*&%+$/=])\1|\w&\w.*\w&\w|\S  +\S.*\S  +\S")
# Vowels and accents that stand apart from their letters, as in Thai, are of words too.
WORDS = re.compile(
    r"#?(?:[\w\u0300-\u036f\u0591-\u05c7\u0610-\u06ed\u0900-\u0eff .\-'’()/&+%!?°·…€$£*×²³–—“”]|[,:;] )+[.:]?"
)


def kind(cell: str) -> str:
    """What a cell looks like.

    Returns
    -------
    str
        ``"empty"``, ``"number"``, ``"date"``, ``"time"``, ``"word"``
        or, for what is none of these, ``"other"``.
    """
    return _kind(cell if len(cell) <= LONGEST_JUDGED else cell[:LONGEST_JUDGED])


@lru_cache(maxsize=50_000)  # of short texts: a cell may be as long as its file
def _kind(text: str) -> str:
    text = text.strip()
    if text.lower() in BLANKS:
        return "empty"
    if "  " in text and not any(char.isalpha() for char in text):
        return "other"  # numbers in several columns
    if NUMBER.fullmatch(text):
        return "number"
    if PARTS.fullmatch(text):
        return "other"
    if DATE.fullmatch(text):
        return "date"
    if TIME.fullmatch(text):
        return "time"
    day, _, hour = text.replace("T", " ", 1).partition(" ")
    if hour and DATE.fullmatch(day) and TIME.fullmatch(hour.strip()):
        return "date"
    if text in ("''", '""'):  # quotation marks around nothing
        return "other"
    if ADDRESS.fullmatch(text):
        return "word"
    if (
        WORDS.fullmatch(text)
        and not TOGETHER.search(text)
        and not (len(text) > 2 and text[0] == text[-1] and text[0] in "'*")
    ):
        return "word"
    return "other"


def column_kinds(rows: list[list[str]], width: int) -> list[str]:
    """For each column the kind that at least three in four of its filled cells have; words where there is none."""
    kinds = []
    for position in range(width):
        seen = [kind(row[position]) for row in rows if position < len(row)]
        filled = [one for one in seen if one != "empty"]
        common = max(set(filled), key=filled.count) if filled else "empty"
        kinds.append(common if not filled or filled.count(common) >= 0.75 * len(filled) else "word")
    return ["word" if one == "other" else one for one in kinds]


def column_profile(rows: list[list[str]], width: int) -> list[str]:
    """For each column the kind of its cells, or whether they are always or never blank; words alone say nothing."""
    profile: list[str] = []
    if not rows:
        return profile
    for one, column in zip(column_kinds(rows, width), zip(*rows, strict=True), strict=True):
        blank = sum(not cell.strip() for cell in column)
        profile.append(one if one in TYPED else "blank" if blank == len(column) else "words" if blank else "filled")
    return profile


def is_shifted(row: list[str], profile: list[str]) -> bool:
    """Whether a row fits the columns only without one of its cells."""

    def odd(cell: str, column: str) -> bool:
        if column in TYPED:
            return kind(cell) not in (column, "empty")
        return bool(cell.strip()) if column == "blank" else not cell.strip() if column == "filled" else False

    def fits(cells: list[str]) -> bool:
        return not any(odd(cell, column) for cell, column in zip(cells, profile, strict=False))

    return len(row) < MOST_SHIFTED and not fits(row) and any(fits(row[:at] + row[at + 1 :]) for at in range(len(row)))
