"""The part of a script from columns to numbers for a network; in effect `core.model.preprocessing`."""

from __future__ import annotations

from core.data.columns.column import Role
from core.export.source import Imports, Section, indent, literal
from core.model.features import MOST_ONE_HOT, TEXT_NUMBERS
from core.search.data import SearchData


def preparation(data: SearchData) -> Section:
    """From the columns of a table to numbers for a network."""
    names = {role: [column.name for column in data.plan.columns if column.role is role] for role in Role}
    imports = Imports()
    lines = ["", "# A network wants numbers, all of about the same size."]
    if len(names[Role.NUMBER]) == len(data.plan.columns):
        comment, scaler = _scaler(data, names[Role.NUMBER], imports)
        lines += [f"# {comment}", f"prepare = {scaler}", "X = data[numbers]"]
        return Section([*lines, "y = data[TARGET]"], imports)
    imports["sklearn.compose"].add("make_column_transformer")
    lines.append("prepare = make_column_transformer(")
    for comment, step, columns in _transformers(data, names, imports):
        lines += [f"    # {comment}", f"    ({step}, {columns}),"]
    lines += [")", "# Columns that are not named above are left out.", "X = data.drop(columns=TARGET)"]
    return Section([*lines, "y = data[TARGET]"], imports)


def _transformers(data: SearchData, names: dict[Role, list[str]], imports: Imports) -> list[tuple[str, str, str]]:
    """What is said of each encoder, the encoder, and its columns."""
    found: list[tuple[str, str, str]] = []
    if numbers := names[Role.NUMBER]:
        found.append((*_scaler(data, numbers, imports), "numbers"))
    if categories := names[Role.CATEGORY]:
        imports["sklearn.preprocessing"].add("OneHotEncoder")
        comment, told = "Words: a column of 0 and 1 for each.", "handle_unknown='ignore'"
        if data.X[categories].nunique(dropna=False).max() > MOST_ONE_HOT:
            comment = f"Words: a column of 0 and 1 for each, {MOST_ONE_HOT} at most: the last is for all rare ones."
            told = f"handle_unknown='infrequent_if_exist', max_categories={MOST_ONE_HOT}"
        found.append((comment, f"OneHotEncoder({told}, sparse_output=False)", indent(literal(categories))))
    for name in names[Role.DATE]:
        imports["skrub"].add("DatetimeEncoder")
        scaler = _scaler(data, [name], imports, "DatetimeEncoder(add_weekday=True)")[1]
        found.append(("A date: year, month, day, hour, weekday, seconds since 1970; scaled.", scaler, repr(name)))
    for name in names[Role.TEXT]:
        imports["skrub"].add("StringEncoder")
        imports["sklearn.pipeline"].add("make_pipeline")
        imports["sklearn.preprocessing"].add("StandardScaler")
        encoder = f"StringEncoder(n_components={TEXT_NUMBERS}, random_state=0)"
        comment = f"Text: {TEXT_NUMBERS} numbers that tell which pieces of words stand in it; scaled."
        found.append((comment, f"make_pipeline({encoder}, StandardScaler())", repr(name)))
    return found


def _scaler(data: SearchData, names: list[str], imports: Imports, before: str | None = None) -> tuple[str, str]:
    """What scales columns, an imputer in front where a cell is missing, and how that is told."""
    imports["sklearn.preprocessing"].add("StandardScaler")
    steps, comment = [before] if before else [], "Numbers: mean 0 and standard deviation 1."
    lacks = data.X[names].isna().to_numpy()
    if lacks.any():
        imports["sklearn.impute"].add("SimpleImputer")
        comment = "Numbers: the mean where one is missing; then mean 0 and standard deviation 1."
        # A column may have no cell at all in the training rows of a round: it stays, as zeros.
        empty = any(lacks[train].all(axis=0).any() for train, _ in data.plan.splits)
        steps.append("SimpleImputer(keep_empty_features=True)" if empty else "SimpleImputer()")
    steps.append("StandardScaler()")
    if len(steps) == 1:
        return comment, steps[0]
    imports["sklearn.pipeline"].add("make_pipeline")
    return comment, f"make_pipeline({', '.join(steps)})"
