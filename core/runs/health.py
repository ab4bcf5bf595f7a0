"""How the runner is: what a person waits for, said where they wait."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from enum import StrEnum

from core.errors import Message

# Between two tries of what failed: twice as long each time.
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0


class Phase(StrEnum):
    """What a runner does, or waits for."""

    STARTING = "starting"
    READY = "ready"
    NO_STORE = "no_store"
    NO_CLUSTER = "no_cluster"
    NO_WORKERS = "no_workers"


@dataclass(frozen=True)
class RunnerState:
    """What a runner does now.

    Parameters
    ----------
    phase : Phase
        What it does, or waits for.
    since : float
        In seconds since 1970.
    reason : Message or None
        What went wrong at the last try.
    next_try : float or None
        When it tries again, in seconds since 1970; None while it does.
    run_id : str or None
        The run that it has trained.
    """

    phase: Phase
    since: float
    reason: Message | None = None
    next_try: float | None = None
    run_id: str | None = None


class Health:
    """Keeps a runner's state, and paces its tries.

    Attributes
    ----------
    state : RunnerState
        Replaced as a whole, so that other threads may read it.
    """

    def __init__(self) -> None:
        self.state = RunnerState(Phase.STARTING, time.time())
        self._failures = 0

    @property
    def pause(self) -> float:
        """Seconds to the next try."""
        return max(0.0, (self.state.next_try or 0.0) - time.time())

    def follow(self, run_id: str | None) -> None:
        """Say which run is trained."""
        self.state = replace(self.state, run_id=run_id)

    def is_in(self, phase: Phase) -> None:
        """Say that nothing failed; `READY` makes the next pause a short one again."""
        if phase is Phase.READY:
            self._failures = 0
        if self.state.phase is not phase:
            self.state = RunnerState(phase, time.time(), run_id=self.state.run_id)

    def failed(self, phase: Phase, reason: Message) -> None:
        """Say what went wrong, and put the next try off."""
        # Far enough for the longest pause, and no further: the power would outgrow a float.
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(self._failures, 10))
        self._failures += 1
        now = time.time()
        since = self.state.since if self.state.phase is phase else now
        self.state = RunnerState(phase, since, reason, now + pause, self.state.run_id)

    def tries(self) -> None:
        """Say that a try is under way."""
        if self.state.next_try is not None:
            self.state = replace(self.state, next_try=None)
