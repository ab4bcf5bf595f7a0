"""Numbers as people write them: decimal commas, thousands apart, currencies, percents, negatives in brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

# What stands before or behind a number and says what it counts; it is left out. A percent stays what was written.
UNITS = (
    *("$", "€", "£", "¥", "₩", "₽", "₹", "%", "‰", "°C", "°F", "원", "円", "元", "명", "개", "건", "회", "세", "점"),
    *("USD", "EUR", "GBP", "KRW", "JPY", "CNY", "CHF", "kr", "zł", "km", "cm", "mm", "kg", "m", "g"),
)
# Korean numbers are often written up to a round one: 3만 is 30,000.
MULTIPLES = {"천": 1e3, "만": 1e4, "백만": 1e6, "천만": 1e7, "억": 1e8, "조": 1e12}
SIGNS = str.maketrans({"−": "-", "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ", "’": "'"})
SAMPLE = 200


@dataclass(frozen=True)
class NumberFormat:
    """How the numbers of a column are written.

    Parameters
    ----------
    decimal : str
        What stands before the decimals.
    thousands : str
        What stands between groups of three digits; empty for nothing.
    """

    decimal: str
    thousands: str


# In this order: where a column could be read in two ways, as 1,234 can, groups of three are thousands.
FORMATS = (
    NumberFormat(".", ","),
    NumberFormat(",", "."),
    NumberFormat(",", " "),
    NumberFormat(".", " "),
    NumberFormat(".", "'"),
    NumberFormat(",", ""),
    NumberFormat(".", ""),
)


def find_format(present: pd.Series) -> NumberFormat | None:
    """The way in which every cell of a column is a number; None if there is none.

    Parameters
    ----------
    present : Series of str
        Its cells, missing ones apart.
    """
    first = present.iloc[:SAMPLE]
    for one in FORMATS:
        # A few cells tell most columns that are no numbers.
        if _matches(first, one) and (len(present) <= SAMPLE or _matches(present, one)):
            return one
    return None


def parse_numbers(cells: pd.Series, written: NumberFormat) -> pd.Series:
    """Cells as float64; one that is no number, or is missing, is NaN.

    Parameters
    ----------
    cells : Series of str
        With NaN where one is missing.
    written : NumberFormat
        As `find_format` gives it.
    """
    parts = cells.str.translate(SIGNS).str.strip().str.extract(_pattern(written))
    digits = parts["digits"]
    if written.thousands:
        digits = digits.str.replace(written.thousands, "", regex=False)
    numbers = pd.to_numeric(digits.str.replace(written.decimal, ".", regex=False), errors="coerce").astype("float64")
    negative = parts[["open", "before", "after"]].isin(["(", "-"]).any(axis="columns")
    numbers = numbers * parts["multiple"].map(MULTIPLES).fillna(1.0).astype("float64")
    return numbers.where(~negative, -numbers)


def _matches(cells: pd.Series, written: NumberFormat) -> bool:
    """Whether all cells are numbers so written, and of the same unit: kilometres among metres are no column."""
    parts = cells.str.translate(SIGNS).str.strip().str.extract(_pattern(written))
    if parts["digits"].isna().any():
        return False
    return bool(len(parts[["prefix", "suffix"]].drop_duplicates()) == 1)


def _pattern(written: NumberFormat) -> re.Pattern[str]:
    """A whole number cell; each part can match in one way only, so that it takes no longer than its length."""
    units = "|".join(re.escape(one) for one in sorted(UNITS, key=len, reverse=True))
    multiple = "(?P<multiple>" + "|".join(sorted(MULTIPLES, key=len, reverse=True)) + ")?"
    decimal, thousands = re.escape(written.decimal), re.escape(written.thousands)
    grouped = rf"[1-9][0-9]{{0,2}}(?:{thousands}[0-9]{{3}})+|" if thousands else ""
    return re.compile(
        rf"^(?P<open>\()?(?P<before>[+-])? ?(?P<prefix>{units})? ?(?P<after>[+-])?"
        rf"(?P<digits>(?:{grouped}[0-9]+)(?:{decimal}[0-9]*)?(?:[eE][+-]?[0-9]+)?|{decimal}[0-9]+)"
        rf" ?{multiple} ?(?P<suffix>{units})?(?(open)\))$"
    )
