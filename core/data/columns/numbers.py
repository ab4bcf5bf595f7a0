"""Numbers as people write them: decimal commas, thousands apart, currencies, percents, negatives in brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

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
FEW = 20


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


@dataclass(frozen=True)
class Numbers:
    """How the numbers of a column can be read.

    Parameters
    ----------
    format : NumberFormat
        The likeliest.
    others : tuple of NumberFormat
        Those under which other numbers would stand in the cells.
    """

    format: NumberFormat
    others: tuple[NumberFormat, ...] = ()


def find_numbers(present: pd.Series, decimal: str | None = None, share: float = 1.0) -> Numbers | None:
    """How the cells of a column are numbers; None if they are none.

    Parameters
    ----------
    present : Series of str
        Its cells, missing ones apart.
    decimal : {".", ","}, optional
        What stands before decimals, where both are possible. Default: groups of three are thousands.
    share : float, default=1.0
        How many of the cells must be numbers.
    """
    first = present.iloc[:SAMPLE]
    # A few cells tell most columns that are no numbers.
    few = first.iloc[:FEW].tolist()
    tried = [one for one in FORMATS if _may_match(few, one) and _share(first, one) >= min(share, 0.9)]
    fitting = {one: found for one in tried if (found := _share(present, one)) >= share}
    if not fitting:
        return None
    most = max(fitting.values())
    formats = [one for one, found in fitting.items() if found == most]
    if decimal is not None:
        formats.sort(key=lambda one: one.decimal != decimal)
    chosen = parse_numbers(present, formats[0])
    others = [one for one in formats[1:] if not parse_numbers(present, one).equals(chosen)]
    if not present.str.contains(formats[0].thousands or formats[0].decimal, regex=False).all():
        others = []  # 999 beside 1,234: with decimals they would be there everywhere
    return Numbers(formats[0], tuple(others))


def parse_numbers(cells: pd.Series, written: NumberFormat) -> pd.Series:
    """Cells as float64; one that is no number, or is missing, is NaN.

    Parameters
    ----------
    cells : Series of str
        With NaN where one is missing.
    written : NumberFormat
        As `find_numbers` gives it.
    """
    parts = cells.str.translate(SIGNS).str.strip().str.extract(_pattern(written))
    digits = parts["digits"]
    if written.thousands:
        digits = digits.str.replace(written.thousands, "", regex=False)
    numbers = pd.to_numeric(digits.str.replace(written.decimal, ".", regex=False), errors="coerce").astype("float64")
    negative = parts[["open", "before", "after"]].isin(["(", "-"]).any(axis="columns")
    numbers = numbers * parts["multiple"].map(MULTIPLES).fillna(1.0).astype("float64")
    return numbers.where(~negative, -numbers)


def _may_match(few: list[str], written: NumberFormat) -> bool:
    """Whether half of a few cells are numbers so written; pandas takes a hundred times as long to say so."""
    pattern = _pattern(written)
    return 2 * sum(pattern.match(cell.translate(SIGNS).strip()) is not None for cell in few) >= len(few)


def _share(cells: pd.Series, written: NumberFormat) -> float:
    """How many cells are numbers so written; 0 if they are of several units: kilometres among metres are no column."""
    parts = cells.str.translate(SIGNS).str.strip().str.extract(_pattern(written))
    numbers = parts["digits"].notna()
    one_unit = len(parts.loc[numbers, ["prefix", "suffix"]].drop_duplicates()) == 1
    return float(numbers.mean()) if one_unit else 0.0


@cache
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
