"""What is known of a run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.errors import Message
from core.search.config import SearchConfig


class Status(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self in (Status.STOPPED, Status.DONE, Status.FAILED)


@dataclass(frozen=True)
class Run:
    """One search over one dataset, as it stood when it was read.

    Parameters
    ----------
    id : str
        32 hexadecimal digits.
    dataset_id, dataset_name : str
        The table, and what it was called when the run was started.
    config : SearchConfig
        What was asked.
    task, scoring : str
        What is predicted, and the metric; empty where neither the config nor a plan says it yet.
    n_splits, n_candidates : int
        Rounds and settings.
    n_inputs, n_outputs : int or None
        Numbers that a network takes and gives for a row; None if an earlier version stored the run.
    n_rows : int or None
        Rows that were not set aside; None as above.
    n_sealed : int or None
        Rows set aside for the final test; None as above.
    most_rounds : int or None
        The most rounds that its rows allow; None as above.
    notes : list of Message
        What a person should know.
    planned : bool
        Whether all is decided that it needs, and kept.
    status : Status
        Where it stands.
    failure : Message or None
        Why it failed.
    version : int
        Grows with every change.
    created, started, ended : float
        Seconds since 1970.
    """

    id: str
    dataset_id: str
    dataset_name: str
    config: SearchConfig
    task: str
    scoring: str
    n_splits: int
    n_candidates: int
    n_inputs: int | None
    n_outputs: int | None
    n_rows: int | None
    n_sealed: int | None
    most_rounds: int | None
    notes: list[Message]
    planned: bool
    status: Status
    failure: Message | None
    version: int
    created: float
    started: float | None
    ended: float | None
