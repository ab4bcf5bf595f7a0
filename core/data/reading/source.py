"""What a table is read from, as bytes: a path, or a file that is open."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

import psutil

from core.errors import DataError

# How much memory reading takes, in sizes of the file: of the dirty ones, whose rows are lists of cells.
MEMORY_A_BYTE = 20
Source = bytes | bytearray | memoryview | str | os.PathLike[str] | IO[bytes] | IO[str]


def bytes_of(source: Source) -> tuple[bytes, str | None]:
    """The bytes of a file, and their encoding where a file is open as text.

    Raises
    ------
    DataError
        If it cannot be opened or read, or does not fit into memory.
    """
    if isinstance(source, str | os.PathLike):
        return _bytes_at(Path(source)), None
    content = source if isinstance(source, bytes | bytearray | memoryview) else _read(source)
    if isinstance(content, str):
        return content.encode(errors="replace"), "utf-8"
    _refuse_what_does_not_fit(memoryview(content).nbytes)
    return bytes(content), None


def _bytes_at(path: Path) -> bytes:
    try:
        _refuse_what_does_not_fit(path.stat().st_size)
        return path.read_bytes()
    except (OSError, ValueError) as error:  # a path with a zero byte is a ValueError
        raise DataError("The file {name} cannot be opened. Check that it is there.", name=path.name) from error


def _read(file: IO[bytes] | IO[str]) -> bytes | str:
    try:
        return file.read()
    except UnicodeDecodeError as error:
        raise DataError(
            'The file is open as text in an encoding that is not its own ({encoding}). Open it as bytes: mode "rb".',
            encoding=error.encoding,
        ) from None  # it would hold all that was read
    except (OSError, ValueError) as error:
        raise DataError("The file cannot be read. Check that it is open for reading.") from error


def _refuse_what_does_not_fit(size: int) -> None:
    """Raise a sentence for a file that would take more memory than there is: the system ends a process for that."""
    most = psutil.virtual_memory().available // MEMORY_A_BYTE
    if size > most:
        raise DataError(
            "The file has {size} MB; {most} MB is the most that can be read with the memory that is free on this "
            "computer. Leave out rows or columns, or close other programs.",
            size=f"{size / 1e6:,.0f}",
            most=f"{most / 1e6:,.0f}",
        )
