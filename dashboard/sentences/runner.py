"""What a search waits for, where it is not the searches before it."""

import time

from core.runs.health import Phase, RunnerState
from core.runs.run import Run, Status
from dashboard import labels
from dashboard.i18n import say, t


def waits_for(run: Run, state: RunnerState | None) -> str | None:
    """What a run waits for that is out of order; None if nothing is, or another server trains the run."""
    if state is None or not (run.status is Status.QUEUED or state.run_id == run.id):
        return None
    if state.phase is Phase.NO_WORKERS:
        return t("No process that trains is there. As soon as one is, the search goes on.")
    if state.reason is None:
        return None
    next_try = t("Trying again now.")
    if state.next_try is not None:
        seconds = max(0.0, state.next_try - time.time())
        next_try = t("Next try in {time}.", time=labels.duration(seconds))
    if state.phase is Phase.NO_CLUSTER:
        values = {"time": labels.duration(time.time() - state.since), "reason": state.reason}
        lost = t("The processes that train have been out of reach for {time}: {reason}.", **values)
        return f"{lost} {next_try} " + t("The search waits, and can be stopped.")
    if state.phase is Phase.NO_STORE:
        return f"{say(state.reason)} {next_try} " + t("What is finished is kept, and stored as soon as it can be.")
    return None
