"""Stands in for a cluster where a test says what becomes of tasks: each death of a real worker takes ten seconds."""

from dataclasses import dataclass, field

from core.runs.cluster import KilledWorker
from core.runs.run import Run
from core.runs.worker import Part


@dataclass
class Sent:
    """A task as the cluster has it, and a future of what becomes of it."""

    name: str
    part: Part
    worker: str | None
    status: str = "pending"
    error: Exception | None = None

    def done(self) -> bool:
        return self.status != "pending"

    def exception(self) -> Exception:
        return self.error or KilledWorker(self.name, None, 0)


@dataclass
class Recorder:
    """Takes tasks for its two workers; it is its own flag."""

    sent: list[Sent] = field(default_factory=list)
    name = "flag"
    is_set = False
    has_workers = True
    lost = False

    def check(self) -> None:
        if self.lost:
            raise ConnectionError("The scheduler is out of reach.")

    def workers(self) -> list[str]:
        return ["one", "two"]

    def stop_flag(self, name: str) -> "Recorder":
        return self

    def set(self) -> None:
        self.is_set = True

    def cancel(self, futures: list[Sent]) -> None:
        for future in futures:
            future.status = "cancelled"

    def train(self, run: Run, name: str, part: Part, flag: str, worker: str | None) -> Sent:
        self.sent.append(Sent(name, part, worker))
        return self.sent[-1]
