"""Bytes in, a table of cells as they were written out."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import charset_normalizer
import pandas as pd

from core.errors import DataError, Message

DELIMITERS = (",", ";", "\t", "|")
# Tried where a file is not UTF-8. cp1252 is Latin-1 with the printable characters that Windows adds.
LEGACY_ENCODINGS = ["cp949", "cp1252", "latin_1"]
SNIFFED_CHARACTERS = 200_000
SNIFFED_ROWS = 200


@dataclass(frozen=True)
class Dialect:
    """How a file was written.

    Parameters
    ----------
    encoding : str
        A Python codec name.
    delimiter : str
        What stands between two cells.
    """

    encoding: str
    delimiter: str


@dataclass(frozen=True)
class Table:
    """A table as it was written.

    Parameters
    ----------
    frame : DataFrame
        One string column a column of the file; an empty cell is ``""``.
    dialect : Dialect
        How the file was written.
    notes : list of Message
        What was mended while reading.
    """

    frame: pd.DataFrame
    dialect: Dialect
    notes: list[Message] = field(default_factory=list)


def read_csv(source: bytes | str | Path) -> Table:
    """Read a CSV file whose encoding and delimiter are not known.

    Parameters
    ----------
    source : bytes, str or Path
        The file's bytes, or the path of a file.

    Returns
    -------
    Table
        Cells as strings, as written.

    Raises
    ------
    DataError
        If the file is empty, binary, has one column or no row below its
        header, or has rows that do not fit its header.
    """
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    _refuse_what_is_no_text(data)
    encoding = _find_encoding(data)
    text = data.decode(encoding)
    if not text.strip():
        raise DataError("The file is empty. Choose a CSV file with a header row and at least one row below it.")
    delimiter = _find_delimiter(text)
    cells = _parse(text, delimiter)
    if len(cells) < 2:
        raise DataError("The file has a header and no rows below it. Choose a file that has data.")
    names, notes = _name_columns([str(cell) for cell in cells.iloc[0]])
    frame = cells.iloc[1:].reset_index(drop=True).set_axis(names, axis="columns")
    return Table(frame, Dialect(encoding, delimiter), notes)


def _refuse_what_is_no_text(data: bytes) -> None:
    if data.startswith(b"PK\x03\x04") or data.startswith(b"\xd0\xcf\x11\xe0"):
        raise DataError(
            "This looks like an Excel or zip file, not a CSV. "
            'Open it in your spreadsheet program and choose "Save as… CSV".'
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16 is full of zero bytes
        return
    control = sum(byte < 9 or 13 < byte < 32 for byte in data[:4096])
    if control > len(data[:4096]) // 100:
        raise DataError(
            "This is not a text file. Choose a CSV file: a table saved as text, with commas between its cells."
        )


def _find_encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        match = charset_normalizer.from_bytes(data, cp_isolation=LEGACY_ENCODINGS).best()
        # Latin-1 gives every byte a character, so it always reads.
        return match.encoding if match else "latin_1"
    return encoding


def _find_delimiter(text: str) -> str:
    """The delimiter that cuts most rows into the same number of cells, two or more."""
    sample = text[:SNIFFED_CHARACTERS]
    best, best_fit = "", (0.0, 0)
    for delimiter in DELIMITERS:
        try:
            rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
            widths = Counter(len(row) for row, _ in zip(rows, range(SNIFFED_ROWS), strict=False) if row)
        except csv.Error:  # a cell beyond the csv module's limit: not this delimiter
            continue
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]))
        fit = (count / widths.total(), width)
        if width > 1 and fit > best_fit:
            best, best_fit = delimiter, fit
    if not best:
        raise DataError(
            "The file has one column only. A search needs at least two: one to predict, and one to predict it from."
        )
    return best


def _parse(text: str, delimiter: str) -> pd.DataFrame:
    try:
        cells = pd.read_csv(
            io.StringIO(text, newline=""), sep=delimiter, header=None, dtype=str, keep_default_na=False, na_filter=False
        )
    except pd.errors.ParserError as error:
        if found := re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(error)):
            expected, line, cells_found = (int(number) for number in found.groups())
            raise DataError(
                "Line {line} has {found} cells where the lines above it have {expected}. "
                "Mend that line in your spreadsheet program and save the file again.",
                line=line,
                found=cells_found,
                expected=expected,
            ) from error
        raise DataError(
            "The table cannot be read: a quotation mark is opened and never closed. "
            "Save the file again from your spreadsheet program."
        ) from error
    return cells.fillna("")


def _name_columns(header: list[str]) -> tuple[list[str], list[Message]]:
    """Names that are all there and all different, and notes on those that had to be made up."""
    names: list[str] = []
    notes: list[Message] = []
    taken = {cell.strip() for cell in header}
    for position, cell in enumerate(header, start=1):
        name = cell.strip() or f"column {position}"
        if name in names or (not cell.strip() and name in taken):
            number = 2
            while f"{name} ({number})" in taken or f"{name} ({number})" in names:
                number += 1
            name = f"{name} ({number})"
        if name != cell.strip():
            notes.append(Message('Column {position} is called "{name}" here.', {"position": position, "name": name}))
        names.append(name)
    return names, notes
