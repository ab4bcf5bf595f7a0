"""Finds out what each column of a table is, and says why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.data.cells import DOUBTFUL_WORDS, MISSING_WORDS, CellFormat, is_number, present
from core.data.columns.booleans import find_labels
from core.data.columns.column import MANY, Column, Role, type_column
from core.data.columns.dates import DIGITS, YEARS, Dates, find_dates, parse_dates, tells_day_first
from core.data.columns.numbers import SAMPLE, Numbers, find_numbers, parse_numbers
from core.errors import Counted, Message

MOST_CATEGORIES = 50
# A column of numbers or dates may have a few cells that are none: slips of the pen, words for a missing one.
NEARLY_ALL = 0.95
FEWEST_CELLS = 20
MOST_STRAYS = 20
# A name is taken apart where a space, a sign or a capital says so: userId is one of an identifier, acid is none. Where
# nothing says so, the word before must be one of what is usually counted.
COUNTED = (
    "account|case|client|customer|device|employee|event|invoice|item|member|object|order|passenger|patient|person|"
    "product|record|row|sample|session|store|student|subject|transaction|user"
)
IDENTIFIER_NAME = re.compile(
    rf"(?i:(?:^|[\s_\-]|(?:^|[\s_\-])(?:{COUNTED}))(?:id|idx|no|nr|key|uuid|guid)\.?$)"
    r"|(?i:^(?:row[\s_\-]?)?index$|번호$|^column 1$|^unnamed: 0$)"  # the last two: names of rows, which have no name
    r"|[^\W\d_A-Z]I[dD]$"
)
NAMED_SO = "Called as a number of the row is, and different in every row."
GROUPS_OF_THREE = r"[-+]?[1-9]\d{0,2}(?:\.\d{3})+"
NOTHING_KNOWN = CellFormat()
FOUND = (Role.NUMBER, Role.DATE)
STRAYS = {
    Role.NUMBER: Counted(
        "{name} has {count} cell that is no number, {example}: it counts as empty.",
        "{name} has {count} cells that are no numbers, such as {example}: they count as empty.",
    ),
    Role.DATE: Counted(
        "{name} has {count} cell that is no date, {example}: it counts as empty.",
        "{name} has {count} cells that are no dates, such as {example}: they count as empty.",
    ),
}


def describe_columns(frame: pd.DataFrame, cells: CellFormat = NOTHING_KNOWN) -> list[Column]:
    """Find out what each column of a table is.

    Where a column alone can be read in two ways, 1,234 or 3/4/2024, the others decide.

    Parameters
    ----------
    frame : DataFrame
        Cells as strings, or of any dtype.
    cells : CellFormat, optional
        What a person knows of how they are written. Default: nothing.

    Returns
    -------
    list of Column
        In the order of the table.
    """
    values = [frame.iloc[:, position] for position in range(frame.shape[1])]
    columns = [_describe(str(name), one, cells) for name, one in zip(frame.columns, values, strict=True)]
    settled = _settle(columns, cells)
    if settled == cells:
        return columns
    return [
        _describe(column.name, one, settled) if _open(column, one) else column
        for column, one in zip(columns, values, strict=True)
    ]


def _settle(columns: Iterable[Column], cells: CellFormat) -> CellFormat:
    """How cells are written by what columns say that can be read in one way only."""
    if cells.dayfirst is None:
        said = {tells_day_first(column.dates) for column in columns if column.dates} - {None}
        cells = replace(cells, dayfirst=said.pop() if len(said) == 1 else None)
    if cells.decimal is None and any(_has_decimal_commas(column) for column in columns):
        cells = replace(cells, decimal=",")
    return cells


def _has_decimal_commas(column: Column) -> bool:
    return column.numbers is not None and not column.numbers.others and column.numbers.format.decimal == ","


def _open(column: Column, values: pd.Series) -> bool:
    """Whether a column can be read in another way."""
    if column.dates and column.dates.others:
        return True
    if column.role is not Role.NUMBER or is_number(values):
        return False
    if column.numbers:
        return bool(column.numbers.others)
    dotted = values[values.astype(object).str.contains(".", regex=False, na=False)]
    return len(dotted) > 0 and bool(dotted.str.strip().str.fullmatch(GROUPS_OF_THREE).all())


def _describe(name: str, values: pd.Series, cells: CellFormat) -> Column:
    # Numbers stay numbers: to write a million of them takes a minute.
    if is_number(values):
        return _Finder(name, values, values.dropna(), MISSING_WORDS, cells).column()
    if cells.na_values is not None:
        words = frozenset({"", *(word.strip().lower() for word in cells.na_values)})
        column = _Finder(name, values, present(values, words).dropna(), words, cells).column()
        return column if _is_found(column) else _with_strays(column, values, words, cells)
    column = _Finder(name, values, present(values).dropna(), MISSING_WORDS, cells).column()
    if _is_found(column):
        return column
    words = MISSING_WORDS | DOUBTFUL_WORDS
    left = present(values, words).dropna()
    if len(left) < len(values) - column.missing:
        without = _Finder(name, values, left, words, cells).column()
        if _is_found(without):
            return without
    return _with_strays(column, values, words, cells)


def _is_found(column: Column) -> bool:
    """Whether a column is what a word for missing cannot be part of."""
    return column.role in FOUND or column.unique <= 1 or column.labels is not None


def _with_strays(column: Column, values: pd.Series, words: frozenset[str], cells: CellFormat) -> Column:
    """The column as numbers or dates, if nearly all of its cells are some; else as it is."""
    left = present(values, words).dropna()
    if column.role is Role.IDENTIFIER or len(left) < FEWEST_CELLS or pd.api.types.is_bool_dtype(values):
        return column
    numbers, dates = find_numbers(left, cells.decimal, NEARLY_ALL), find_dates(left, cells.dayfirst, NEARLY_ALL)
    if not (numbers or dates):
        return column
    role = Role.NUMBER if numbers else Role.DATE
    found = replace(column, role=role, numbers=numbers, dates=dates, missing_words=words)
    typed = type_column(left, found)
    strays = left[typed.isna()]
    kinds = strays.str.lower().unique()
    if len(kinds) > MOST_STRAYS or _count_different(typed.dropna()) <= MOST_STRAYS:
        return column
    told = _Finder(column.name, values, left[typed.notna()], words | frozenset(kinds), cells).column()
    doubt = Message(STRAYS[role], {"name": column.name, "count": len(strays), "example": strays.iloc[0]})
    return replace(told, doubt=told.doubt or doubt)


def _count_different(cells: pd.Series) -> int:
    """How many different values there are, `MANY` at most."""
    if cells.iloc[: 2 * MANY].nunique() >= MANY:
        return MANY
    return min(MANY, int(cells.nunique()))


class _Finder:
    """What one column is, some of its cells being there."""

    def __init__(self, name: str, values: pd.Series, left: pd.Series, words: frozenset[str], cells: CellFormat) -> None:
        self._name, self._values, self._left, self._words, self._cells = name, values, left, words, cells
        self._whole = len(left) == len(values)
        self._unique = _count_different(left)

    def column(self) -> Column:
        left = self._left
        if self._unique <= 1:  # a constant tells nothing
            return self._make(Role.IDENTIFIER, "The same in every row." if self._unique else "Every cell is empty.")
        if pd.api.types.is_datetime64_any_dtype(self._values):
            return self._make(Role.DATE, "Every cell is a date.")
        if pd.api.types.is_bool_dtype(self._values):
            return self._make(Role.CATEGORY, "Every cell is true or false.")
        return self._plain_numbers() or self._dates() or self._words_or_numbers(left)

    def _make(self, role: Role, reason: str, /, doubt: Message | None = None, **found: object) -> Column:
        known = {name: found.pop(name) for name in ("dates", "numbers", "labels") if name in found}
        missing = len(self._values) - len(self._left)
        return Column(
            self._name,
            role,
            missing,
            self._unique,
            Message(reason, found),
            doubt,
            missing_words=self._words,
            **known,  # type: ignore[arg-type]
        )

    @property
    def _is_named_as_identifier(self) -> bool:
        return self._whole and bool(IDENTIFIER_NAME.search(self._name)) and self._left.is_unique

    def _plain_numbers(self) -> Column | None:
        """The column as numbers that Python reads, or None."""
        left = self._left
        # A few cells tell most columns that are no numbers.
        if pd.to_numeric(left.iloc[:SAMPLE], errors="coerce").isna().any():
            return None
        numbers = pd.to_numeric(left, errors="coerce").to_numpy("float64", na_value=np.nan)
        if np.isnan(numbers).any():
            return None
        if ((numbers >= 1900_01_01) & (numbers <= 2100_12_31)).all():
            digits = present(left)
            if parse_dates(digits, DIGITS).dt.year.between(*YEARS).all():
                return self._as_dates(Dates(DIGITS))
        if self._whole and len(left) > 2 and np.isfinite(numbers).all() and bool((np.diff(numbers) == 1).all()):
            return self._make(Role.IDENTIFIER, "It counts the rows.")
        if self._is_named_as_identifier and _are_whole(numbers):
            return self._make(Role.IDENTIFIER, NAMED_SO)
        if self._cells.decimal == "," and not is_number(left) and left.str.contains(".", regex=False).any():
            found = find_numbers(left, ",")
            if found and found.format.decimal == ",":
                return self._as_numbers(found)
        return self._make(Role.NUMBER, "Every cell is a number.")

    def _dates(self) -> Column | None:
        found = find_dates(self._left, self._cells.dayfirst)
        return self._as_dates(found) if found else None

    def _as_dates(self, found: Dates) -> Column:
        cell = self._left.iloc[0]
        if found.others:  # a cell that tells the ways apart
            ways = [parse_dates(self._left, one) for one in (found.format, found.others[0])]
            cell = self._left[ways[0] != ways[1]].iloc[0]
        says = {"written": str(cell), "read": _date_in_words(cell, found.format)}
        doubt = None
        if found.others and self._cells.dayfirst is None:
            doubt = Message(
                "{name} can be read in two ways: {written} is taken for {read}, and could be {other}. "
                'If it is, say so under "Is something read wrongly?".',
                {"name": self._name, **says, "other": _date_in_words(cell, found.others[0])},
            )
        return self._make(Role.DATE, "Every cell is a date: {written} is {read}.", doubt, dates=found, **says)

    def _words_or_numbers(self, left: pd.Series) -> Column:
        found = find_numbers(left, self._cells.decimal)
        if self._is_named_as_identifier and (not found or _are_whole(parse_numbers(left, found.format).to_numpy())):
            return self._make(Role.IDENTIFIER, NAMED_SO)
        if found:
            return self._as_numbers(found)
        if labels := find_labels(left):
            self._unique = 2
            return self._make(Role.CATEGORY, "Every cell is {no} or {yes}.", labels=labels, no=labels[0], yes=labels[1])
        if self._unique <= min(MOST_CATEGORIES, max(10, len(left) // 4)):
            counts = left.value_counts()
            return self._make(
                Role.CATEGORY,
                "{count} different values; the rarest is {label} ({rows} of {all} rows).",
                count=self._unique,
                label=str(counts.index[-1]),
                rows=int(counts.iloc[-1]),
                all=len(left),
            )
        if self._whole and left.is_unique and not left.str.contains(r"\s", regex=True).any():
            return self._make(Role.IDENTIFIER, "A word of its own in every row.")
        return self._make(Role.TEXT, "Words that differ from row to row.")

    def _as_numbers(self, found: Numbers) -> Column:
        cell = next((one for one in self._left if not one.isdigit()), self._left.iloc[0])
        column = self._make(Role.NUMBER, "Every cell is a number.", numbers=found)
        says = {"written": cell, "read": _number_in_words(cell, column)}
        doubt = None
        if found.others and self._cells.decimal is None:
            other = replace(column, numbers=Numbers(found.others[0]))
            doubt = Message(
                "{name} can be read in two ways: {written} is taken for {read}, and could be {other}. "
                'If it is, say so under "Is something read wrongly?".',
                {"name": self._name, **says, "other": _number_in_words(cell, other)},
            )
        return replace(column, reason=Message("Every cell is a number: {written} is {read}.", says), doubt=doubt)


def _are_whole(numbers: npt.NDArray[np.float64]) -> bool:
    """Whether numbers have no fractions: those that count or name something have none."""
    return bool((numbers == numbers.round()).all())


def _number_in_words(cell: str, column: Column) -> str:
    return f"{type_column(pd.Series([cell], dtype=object), column).iloc[0]:.12g}"


def _date_in_words(cell: object, written: str) -> str:
    date = parse_dates(pd.Series([str(cell)], dtype=object), written).iloc[0]
    clock = f"{date:, %H:%M}" if "%H" in written or "%I" in written else ""
    return f"{date.day} {date:%B %Y}{clock}"
