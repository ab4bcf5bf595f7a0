"""What there is to say of a table."""

from collections.abc import Iterable

from core.data.columns.column import Column
from core.data.datasets import Dataset
from core.data.reading.table import FATES, MORE, Fate
from core.errors import Message
from dashboard import labels
from dashboard.i18n import t, tn


def size(dataset: Dataset) -> str:
    """What it is called, and how large it is."""
    rows, columns = dataset.table.frame.shape
    return t("**{name}**: {rows} rows and {columns} columns.", name=dataset.name, rows=f"{rows:,}", columns=columns)


def is_made_up(dataset: Dataset) -> str | None:
    """That its rows are nobody's, where they are."""
    return t("This table is made up: no such customers exist.") if dataset.sample == "churn" else None


def how_it_was_read(dataset: Dataset, columns: Iterable[Column]) -> str:
    """What was found in a file."""
    return f"{t('How it was read')}: {', '.join(_found(dataset, columns))}."


def notes(dataset: Dataset) -> list[Message]:
    """What else was noted as the file was read; single lines are told elsewhere."""
    return [note for note in dataset.table.notes if note.template not in (*FATES.values(), MORE)]


def _found(dataset: Dataset, columns: Iterable[Column]) -> list[str]:
    """What was found in a file, in words, as markdown."""
    table = dataset.table
    dialect, fates = table.dialect, table.odd_lines["fate"].value_counts()
    found = [
        t("cells separated by {delimiter}", delimiter=labels.delimiter(dialect.delimiter)),
        t("in the encoding {encoding}", encoding=labels.encoding(dialect.encoding)),
    ]
    if dialect.header_rows and dialect.first_line > 1:
        found.append(t("names in line {line}", line=dialect.first_line))
    elif not dialect.header_rows:
        found.append(t("no row of names"))
    if decimals := sum(column.numbers is not None and column.numbers.format.decimal == "," for column in columns):
        found.append(tn("decimal commas in {count} column", "decimal commas in {count} columns", decimals))
    return found + [labels.fates(fate, int(fates[fate])) for fate in Fate if fate in fates]
