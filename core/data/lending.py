"""Tables in memory as long as somebody looks at them."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Timer
from time import monotonic

from core.data.datasets import Dataset
from core.memory import give_back_soon

# Of tables that take more than this together, one that nobody looked at for so long is read again when somebody does.
ROOM = 64 * 10**6
KEPT_SECONDS = 25.0
MOST_BYTES = 10**9


@dataclass
class _Lent:
    dataset: Dataset
    n_bytes: int
    asked: float


class Lending:
    """Stored tables, shared by all who look at them; one that nobody looks at is let go.

    Parameters
    ----------
    load : callable
        Reads a table by its id.
    room : int, default 64 MB
        What all together may take however long nobody looks.
    seconds : float, default 25
        How long after the last look a table stays for which there is no room.
    most_bytes : int, default 1 GB
        What all together may take ever; beyond it those go that were not looked at for longest, but never the last.
    """

    def __init__(
        self,
        load: Callable[[str], Dataset],
        room: int = ROOM,
        seconds: float = KEPT_SECONDS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._load, self._room, self._seconds, self._most_bytes = load, room, seconds, most_bytes
        self._lock = Lock()
        self._timer: Timer | None = None
        self._lent: dict[str, _Lent] = {}  # the last that was looked at stands last

    def get(self, dataset_id: str) -> Dataset:
        """A table; shared, so nobody changes it.

        Raises
        ------
        DataError
            If it is not stored.
        """
        with self._lock:
            lent = self._lent.get(dataset_id)
        if lent is None:
            dataset = self._load(dataset_id)
            lent = _Lent(dataset, int(dataset.table.frame.memory_usage(index=False).sum()), 0.0)
            if lent.n_bytes > self._room:
                # Not when it is let go: one who looks may take longer than it stays.
                weakref.finalize(dataset, give_back_soon).atexit = False
        with self._lock:
            lent.asked = monotonic()
            self._lent.pop(dataset_id, None)
            self._lent[dataset_id] = lent
            while len(self._lent) > 1 and self._taken() > self._most_bytes:
                self._lent.pop(next(iter(self._lent)))
            self._watch()
        return lent.dataset

    def forget(self, dataset_id: str | None = None) -> None:
        """Read a table anew when somebody looks at it next. Default: all of them."""
        with self._lock:
            for one in [*self._lent] if dataset_id is None else [dataset_id]:
                self._lent.pop(one, None)

    def _taken(self) -> int:
        return sum(one.n_bytes for one in self._lent.values())

    def _watch(self) -> None:
        if self._timer is None and self._taken() > self._room:
            self._timer = Timer(self._seconds, self._let_go)
            self._timer.daemon = True
            self._timer.start()

    def _let_go(self) -> None:
        with self._lock:
            long_ago = monotonic() - self._seconds
            for dataset_id, one in [*self._lent.items()]:
                if one.asked <= long_ago and self._taken() > self._room:
                    del self._lent[dataset_id]
            self._timer = None
            self._watch()
