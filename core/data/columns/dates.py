"""Dates as people write them; whether the day or the month comes first is decided over a whole column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import product

import pandas as pd

# Where a column can be read in several ways, the earlier of these is taken.
DATES = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y. %m. %d.", "%Y. %m. %d", "%Y.%m.%d.", "%Y년 %m월 %d일", "%Y년%m월%d일"),
    *("%Y年%m月%d日", "%d.%m.%Y", "%d. %m. %Y", "%m/%d/%Y", "%d/%m/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%y"),
    *("%m/%d/%y", "%d/%m/%y", "%d-%m-%y", "%m-%d-%y", "%y-%m-%d", "%y/%m/%d", "%y.%m.%d"),
    *("%d %b %Y", "%d-%b-%Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%d-%b-%y", "%d %b %y", "%Y-%b-%d"),
    *("%Y-%m", "%Y/%m", "%Y년 %m월", "%Y年%m月", "%m/%Y", "%b %Y", "%B %Y", "%b-%y"),
)
DIGITS = "%Y%m%d"
TIMES = (
    *("%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%H:%M%z", "%H:%M:%S%z", "%H:%M:%S.%f%z"),
    *("%I:%M %p", "%I:%M:%S %p", "%I:%M%p", "%I:%M:%S%p"),
)
CLOCK = re.compile(r"([T ]|, )(\d{1,2}:\d\d.*)$")
# How every one of these begins; to try them all takes a hundred times as long.
BEGINS = re.compile(r"(?:\d{1,4}|[A-Za-z]{3,9})[-/. 년年]")
LONGEST = 40
YEARS = (1900, 2100)
SAMPLE = 200
TRIED = 10


@dataclass(frozen=True)
class Dates:
    """How the dates of a column can be read.

    Parameters
    ----------
    format : str
        As `strptime` writes it: the likeliest.
    others : tuple of str
        Those under which other dates would stand in the cells.
    """

    format: str
    others: tuple[str, ...] = ()


def find_dates(present: pd.Series, dayfirst: bool | None = None, share: float = 1.0) -> Dates | None:
    """How the cells of a column are dates; None if they are none.

    Parameters
    ----------
    present : Series of str
        Its cells, missing ones apart.
    dayfirst : bool, optional
        Whether the day comes first, where both are possible. Default: as `DATES` has it.
    share : float, default=1.0
        How many of the cells must be dates.
    """
    first = present.iloc[:SAMPLE]
    fitting: dict[str, tuple[float, pd.Series]] = {}
    for one in _candidates(first.iloc[:TRIED].tolist()):
        if _share(parse_dates(first, one)) >= min(share, 0.9):
            dates = parse_dates(present, one)
            if (found := _share(dates)) >= share:
                fitting[one] = found, dates
    if not fitting:
        return None
    most = max(found for found, _ in fitting.values())
    formats = [one for one, (found, _) in fitting.items() if found == most]
    if dayfirst is not None:
        wanted = {dayfirst: 0, None: 1, not dayfirst: 2}
        formats.sort(key=lambda one: wanted[_day_first(one)])
    chosen = fitting[formats[0]][1]
    return Dates(formats[0], tuple(one for one in formats[1:] if not fitting[one][1].equals(chosen)))


def parse_dates(cells: pd.Series, written: str) -> pd.Series:
    """Cells as datetime64, a time zone taken to UTC and left out; one that is no date is NaT."""
    if "%z" not in written:
        return pd.to_datetime(cells, format=written, errors="coerce")
    return pd.to_datetime(cells, format=written, errors="coerce", utc=True).dt.tz_localize(None)


def tells_day_first(dates: Dates) -> bool | None:
    """Whether a column has the day before the month; None where it could have either, or has the year first."""
    return None if dates.others else _day_first(dates.format)


def _day_first(written: str) -> bool | None:
    if "%d" not in written or "%m" not in written or written.lower().startswith("%y"):
        return None
    return written.index("%d") < written.index("%m")


def _share(dates: pd.Series) -> float:
    """How many cells are dates of our times."""
    return float(dates.dt.year.between(*YEARS).mean())


def _candidates(cells: list[str]) -> list[str]:
    """Formats that fit one of a few cells, the likeliest first."""
    found: set[str] = set()
    for cell in cells:
        if cell.isdigit():
            if len(cell) == 8:
                found.add(DIGITS)
            continue
        if len(cell) > LONGEST or not BEGINS.match(cell):
            continue
        clock = CLOCK.search(cell)
        day, between = (cell[: clock.start()], clock.group(1)) if clock else (cell, "")
        days = [one for one in DATES if _fits(day, one)]
        if not clock:
            found |= set(days)
        elif days:
            times = [one for one in TIMES if _fits(clock.group(2), one)]
            found |= {f"{one}{between}{time}" for one, time in product(days, times)}
    order = {one: at for at, one in enumerate(DATES)}
    return sorted(found, key=lambda one: (order.get(CLOCK_OF_FORMAT.sub("", one), len(order)), one))


CLOCK_OF_FORMAT = re.compile(r"(?:[T ]|, )%[HI]:.*$")


def _fits(text: str, written: str) -> bool:
    try:
        datetime.strptime(text, written)
    except ValueError:
        return False
    return True
