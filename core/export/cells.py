"""The lines of a script that make numbers, dates and words of a table's text cells, as `core.data` does."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log10

import numpy as np
import pandas as pd

from core.data.columns.column import Role, Task
from core.data.columns.numbers import FORMATS, MULTIPLES, SIGNS, UNITS, NumberFormat
from core.export.source import Section, literal, wrap
from core.search.data import SearchData

# Where more different cells are missing, it is for pandas to say which do not fit.
MOST_WORDS = 20
INFINITE = ("inf", "infinity")  # numbers to pandas
PLAIN = NumberFormat(".", "")  # as Python writes them


@dataclass
class Recipe:
    """How the text cells of one column become what the page made of them.

    Parameters
    ----------
    name : str
        The column.
    missing : list of str
        The cells that stand for a missing one.
    words : set of str
        Those that do not.
    respelt : dict of str to str
        Cells that are first written in another way.
    number : dict of str to str, or None
        What is replaced within cells that then are numbers; None if they are none.
    date : str or None
        How they are dates, as ``strptime`` has it.
    coerce : bool
        Whether cells that do not fit are missing.
    """

    name: str
    missing: list[str]
    words: set[str]
    respelt: dict[str, str] = field(default_factory=dict)
    number: dict[str, str] | None = None
    date: str | None = None
    coerce: bool = False


def cells(text: pd.DataFrame, data: SearchData) -> Section:
    """Statements that turn ``data``, all text, into the table that a search uses.

    Parameters
    ----------
    text : DataFrame
        The rows of the search, as they were read.
    data : SearchData
        The same rows, as the search has them read.
    """
    plan = data.plan
    used = text[[*(column.name for column in plan.columns), plan.config.target]]
    stripped = used.apply(lambda cells: cells.str.strip())
    recipes = [_target_recipe(stripped[plan.config.target], data)]
    for column in plan.columns:
        written = (column.dates.format if column.dates else "mixed") if column.role is Role.DATE else None
        recipes.append(_recipe(stripped[column.name], data.X[column.name], column.role, written))
    lines = []
    if not stripped.equals(used):
        lines.append("# Spaces around what stands in a cell are no part of it.")
        lines.append("data = data.apply(lambda cells: cells.str.strip())")
    missing = _missing_lines(recipes)
    lines += [*missing, *_respelt_lines(recipes), *_number_lines(recipes, plan.config.target), *_date_lines(recipes)]
    return Section(["", *lines] if lines else [], {"numpy as np": set()} if missing else {})


def _recipe(cells: pd.Series, values: pd.Series, role: Role, date: str | None = None) -> Recipe:
    pairs = pd.DataFrame({"cell": cells.to_numpy(), "value": values.to_numpy()}).drop_duplicates("cell")
    present = pairs.dropna(subset="value")
    missing = sorted(pairs.loc[pairs["value"].isna(), "cell"])
    recipe = Recipe(str(cells.name), missing, set(present["cell"]), date=date)
    if role is Role.NUMBER:
        _add_numbers(recipe, present["cell"].astype("str"), present["value"].astype("float64"))
    elif role is not Role.DATE:
        recipe.respelt = {cell: value for cell, value in present.itertuples(index=False) if cell != value}
    if role in (Role.NUMBER, Role.DATE) and len(missing) > MOST_WORDS:
        recipe.coerce = True
        recipe.missing = [cell for cell in missing if cell.strip("+-").lower() in INFINITE]
    return recipe


def _target_recipe(cells: pd.Series, data: SearchData) -> Recipe:
    """As of a feature; numbers of classes stay text where the classes are the same."""
    y = pd.Series(data.y)
    if data.plan.task is not Task.REGRESSION and np.array_equal(pd.factorize(cells)[0], pd.factorize(y)[0]):
        return Recipe(str(cells.name), [], set(cells.unique()))
    return _recipe(cells, y, Role.CATEGORY if y.dtype == object else Role.NUMBER)


def _add_numbers(recipe: Recipe, cells: pd.Series, values: pd.Series) -> None:
    """The first way that gives all numbers, the shortest first; else the best, and what it misses is written out."""
    tried = []
    for written in (PLAIN, *FORMATS):
        replaced = {} if written is PLAIN else _replacements(cells, written)
        wrong = ~np.isclose(_numbers(cells, replaced), values, rtol=1e-12, atol=0)
        tried.append((int(wrong.sum()), written, replaced, wrong))
        if not wrong.any():
            break
    _, written, recipe.number, wrong = min(tried, key=lambda one: one[0])
    missed = zip(cells[wrong], values[wrong], strict=True)
    recipe.respelt = {cell: str(value).replace(".", written.decimal) for cell, value in missed}


def _numbers(cells: pd.Series, replacements: dict[str, str]) -> pd.Series:
    for old, new in replacements.items():
        cells = cells.str.replace(old, new, regex=False)
    return pd.to_numeric(cells, errors="coerce").astype("float64")


def _replacements(cells: pd.Series, written: NumberFormat) -> dict[str, str]:
    """What stands in cells that are numbers to people, and what makes them numbers to Python."""
    replaced = {
        **{chr(code): sign.strip() for code, sign in SIGNS.items()},
        **dict.fromkeys(sorted(UNITS, key=len, reverse=True), ""),
        **{word: f"e{log10(MULTIPLES[word]):.0f}" for word in sorted(MULTIPLES, key=len, reverse=True)},
        **{"(": "-", ")": "", " ": "", written.thousands: "", written.decimal: "."},
    }
    found = {}
    for old, new in replaced.items():
        if old and old != new and cells.str.contains(old, regex=False).any():
            found[old] = new
            cells = cells.str.replace(old, new, regex=False)
    return found


def _missing_lines(recipes: list[Recipe]) -> list[str]:
    words = sorted({word for recipe in recipes for word in recipe.missing})
    if not words:
        return []
    if any(word in recipe.words for recipe in recipes for word in words):
        of = {recipe.name: recipe.missing for recipe in recipes if recipe.missing}
        return ["# What stands for a missing cell, column by column.", f"data = data.replace({literal(of)}, np.nan)"]
    if words == [""]:
        return ["# An empty cell is a missing one.", "data = data.replace('', np.nan)"]
    return ["# What stands for a missing cell.", f"data = data.replace({literal(words)}, np.nan)"]


def _respelt_lines(recipes: list[Recipe]) -> list[str]:
    lines = [
        f"data[{recipe.name!r}] = data[{recipe.name!r}].replace({literal(recipe.respelt)})"
        for recipe in recipes
        if recipe.respelt
    ]
    return ["# One spelling for what means the same.", *lines] if lines else []


def _number_lines(recipes: list[Recipe], target: str) -> list[str]:
    numbers = [recipe for recipe in recipes if recipe.number is not None]
    alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for recipe in numbers:
        if recipe.number:
            alike.setdefault(tuple(recipe.number.items()), []).append(recipe.name)
    lines = ["# In numbers as people write them, replace what Python does not know."] if alike else []
    for replaced, names in alike.items():
        lines += [
            wrap("names = [", map(repr, names), "]"),
            f"for old, new in {literal(dict(replaced))}.items():",
            "    data[names] = data[names].apply(lambda cells: cells.str.replace(old, new))",
        ]
    coerce = ", errors='coerce'" if any(recipe.coerce for recipe in numbers) else ""
    if features := [recipe.name for recipe in numbers if recipe.name != target]:
        lines += [
            "# Numbers were read as text, too.",
            wrap("numbers = [", map(repr, features), "]"),
            f"data[numbers] = data[numbers].apply(pd.to_numeric{coerce})",
        ]
    if len(features) < len(numbers):
        lines.append("data[TARGET] = pd.to_numeric(data[TARGET])")
    return lines


def _date_lines(recipes: list[Recipe]) -> list[str]:
    lines = []
    for recipe in recipes:
        if recipe.date is not None:
            told = f"format={recipe.date!r}" + (", errors='coerce'" if recipe.coerce else "")
            zone = ", utc=True).dt.tz_localize(None)" if "%z" in recipe.date else ")"
            lines.append(f"data[{recipe.name!r}] = pd.to_datetime(data[{recipe.name!r}], {told}{zone}")
    return ["# Dates were read as text, too.", *lines] if lines else []
