"""Single cells: which are missing, and how a person says that numbers, dates and missing cells are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from core.errors import ConfigError, DataError

# They stand for a missing cell in every column.
MISSING_WORDS = frozenset({"", "na", "n/a", "n.a.", "nan", "null", "#n/a", "<na>"})
# They do so among numbers, dates and yes or no; among words they may be one: "none" beside "gold" and "silver".
DOUBTFUL_WORDS = frozenset(
    {"none", "?", "-", "--", ".", "nil", "unknown", "missing", "not available", "없음", "결측", "미상", "모름"}
    | {"0000-00-00", "0000-00-00 00:00:00"}  # databases write so where there is no date
)


@dataclass(frozen=True)
class CellFormat:
    """How cells are written, where a person knows better; None is found out column by column.

    Parameters
    ----------
    decimal : {".", ","}, optional
        What stands before decimals, where a column can be read in both ways.
    dayfirst : bool, optional
        Whether 3/4 is a day in April, where a column can be read in both ways.
    na_values : tuple of str, optional
        The words that stand for a missing cell, in any column and in small or large letters; an empty cell is always
        one.
    """

    decimal: Literal[".", ","] | None = None
    dayfirst: bool | None = None
    na_values: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if self.decimal not in (None, ".", ","):
            raise ConfigError('The decimal mark is "." or ","; {value} is neither.', value=str(self.decimal))


def check_rows(frame: pd.DataFrame) -> None:
    """Refuse a table that has no rows.

    Raises
    ------
    DataError
        If there is none.
    """
    if not len(frame):
        raise DataError("The table has a header and no rows below it: there is nothing to learn. Choose one with data.")


def is_number(values: pd.Series) -> bool:
    """Whether cells are typed as numbers."""
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def present(values: pd.Series, words: frozenset[str] = MISSING_WORDS) -> pd.Series:
    """Cells as stripped strings, dtype str, with NaN where one is missing; words for that in small letters."""
    if is_number(values):
        # 3.0 and 3 are one class, written as a person writes it.
        strings = values.map(lambda cell: f"{cell:g}" if cell == cell and float(cell).is_integer() else str(cell))
        return strings.where(values.notna(), np.nan).astype("str")
    if values.dtype != "str":
        values = values.astype(object).map(str, na_action="ignore").astype("str")
    strings = values.str.strip()
    return strings.mask(strings.str.lower().isin(words))
