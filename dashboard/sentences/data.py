"""What there is to say of a table."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from core.data.columns.column import Column
from core.data.columns.concerns import Kind, Remark
from core.data.datasets import Dataset
from core.data.reading.table import FATES, MORE, Fate
from core.errors import Message
from dashboard import labels
from dashboard.i18n import say, t, tn

# More remarks of a kind are told as one.
MOST_OF_A_KIND = 2


@dataclass(frozen=True)
class Told:
    """A sentence, and what stands behind it.

    Parameters
    ----------
    sentence : str
        As markdown.
    lines : list of str
        The sentences that it stands for; none where it stands for itself.
    """

    sentence: str
    lines: list[str] = field(default_factory=list)


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


def remarks(found: Iterable[Remark]) -> list[Told]:
    """What may spoil a search; more than two remarks of a kind are told as one."""
    told = []
    for kind, some in groupby(found, lambda one: one.kind):
        lines = [say(one.message) for one in some]
        if len(lines) <= MOST_OF_A_KIND:
            told += [Told(line) for line in lines]
        else:
            told.append(Told(_together(kind, len(lines)), lines))
    return told


def _together(kind: Kind, count: int) -> str:
    """Several remarks of a kind in one sentence."""
    if kind is Kind.GIVES_AWAY:
        return t("{count} columns give the answer away, each by itself.", count=count)
    if kind is Kind.DOUBT:
        return t("{count} columns hold cells that could mean something else.", count=count)
    return t("{count} more things to think of.", count=count)


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
