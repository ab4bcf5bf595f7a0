"""Files that are written as a whole or not at all."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable
from typing import IO, Any

from core.errors import DataError


def write_whole(fs: Any, path: str, write: Callable[[IO[bytes]], object], refusal: str) -> None:
    """Write a file beside its place and then move it there: a reader never meets half of it.

    Parameters
    ----------
    fs : AbstractFileSystem
        As fsspec has it.
    path : str
        Its place.
    write : callable
        Writes into an open file.
    refusal : str
        The sentence where there is no room, with ``{reason}``.

    Raises
    ------
    DataError
        If it cannot be written.
    """
    beside = f"{path.rpartition('/')[0]}/{uuid.uuid4().hex}.part"
    try:
        with fs.open(beside, "wb") as file:
            write(file)
        fs.mv(beside, path)
    except OSError as error:  # a full disk, most likely: what was written of it takes none of the rest
        with contextlib.suppress(OSError):
            fs.rm(beside)
        raise DataError(refusal, reason=error.strerror or str(error)) from error
