"""The store: every run, its settings and its trainings, in SQL."""

from __future__ import annotations

import math
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import JSON, ForeignKey, LargeBinary, create_engine, event, func, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

from core.errors import Message, RunError
from core.search.candidates import Candidate
from core.search.config import SearchConfig
from core.search.events import TrainingEnded


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


class _Base(DeclarativeBase):
    type_annotation_map = {dict[str, Any]: JSON, list[dict[str, Any]]: JSON}  # noqa: RUF012 - SQLAlchemy's own way


class _Run(_Base):
    __tablename__ = "runs"

    id: Mapped[str] = mapped_column(primary_key=True)
    dataset_id: Mapped[str]
    dataset_name: Mapped[str]
    config: Mapped[dict[str, Any]]
    task: Mapped[str]
    scoring: Mapped[str]
    n_splits: Mapped[int]
    n_candidates: Mapped[int]
    notes: Mapped[list[dict[str, Any]]]
    status: Mapped[str] = mapped_column(index=True)
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=0)
    created: Mapped[float] = mapped_column(index=True)
    started: Mapped[float | None]
    ended: Mapped[float | None]
    owner: Mapped[str | None]
    lease_until: Mapped[float | None]


class _Candidate(_Base):
    __tablename__ = "candidates"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    params: Mapped[dict[str, Any]]


class _Training(_Base):
    __tablename__ = "trainings"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    candidate: Mapped[int] = mapped_column(primary_key=True)
    split: Mapped[int] = mapped_column(primary_key=True)
    score: Mapped[float | None]  # SQL has no NaN: a failed training has no score
    fit_time: Mapped[float]
    score_time: Mapped[float]
    curves: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)  # float32: losses, then validation losses
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSON)


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
        What is predicted, and the metric.
    n_splits, n_candidates : int
        Rounds and settings.
    notes : list of Message
        What a person should know.
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
    notes: list[Message]
    status: Status
    failure: Message | None
    version: int
    created: float
    started: float | None
    ended: float | None


class Store:
    """Every run that was ever started.

    Parameters
    ----------
    url : str
        SQLAlchemy URL; for SQLite its folder is made.
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            # What people upload is theirs: the folder is its owner's alone.
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._engine = create_engine(parsed)
        if parsed.get_backend_name() == "sqlite":
            event.listen(self._engine, "connect", _tune_sqlite)
        _Base.metadata.create_all(self._engine)
        self._sessions = sessionmaker(self._engine, expire_on_commit=False)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # Commands

    def add(
        self,
        *,
        dataset_id: str,
        dataset_name: str,
        config: SearchConfig,
        task: str,
        scoring: str,
        n_splits: int,
        candidates: Iterable[Candidate],
        notes: Iterable[Message],
    ) -> str:
        """Queue a run and return its id."""
        run_id, rows = uuid.uuid4().hex, list(candidates)
        with self._sessions.begin() as session:
            session.add(
                _Run(
                    id=run_id,
                    dataset_id=dataset_id,
                    dataset_name=dataset_name,
                    config=config.model_dump(mode="json"),
                    task=task,
                    scoring=scoring,
                    n_splits=n_splits,
                    n_candidates=len(rows),
                    notes=[note.to_dict() for note in notes],
                    status=Status.QUEUED,
                    created=time.time(),
                )
            )
            session.flush()
            session.add_all(_Candidate(run_id=run_id, number=one.number, params=one.params) for one in rows)
        return run_id

    def request_stop(self, run_id: str) -> None:
        """Ask for a run to be stopped; one that was not begun is stopped at once."""
        self._move(run_id, {Status.QUEUED: Status.STOPPED, Status.RUNNING: Status.STOPPING})

    def take_next(self, owner: str, lease: float) -> str | None:
        """Claim the oldest waiting run, or one whose owner is gone.

        Parameters
        ----------
        owner : str
            Who claims it.
        lease : float
            Seconds for which the claim holds unless it is renewed.

        Returns
        -------
        str or None
            The run's id; None if there is none.
        """
        now = time.time()
        waiting = (_Run.status == Status.QUEUED) | (
            _Run.status.in_([Status.RUNNING, Status.STOPPING]) & (_Run.lease_until < now)
        )
        with self._sessions.begin() as session:
            run = session.scalars(select(_Run).where(waiting).order_by(_Run.created).limit(1)).first()
            if run is None:
                return None
            status = Status.STOPPING if run.status == Status.STOPPING else Status.RUNNING
            claimed = session.execute(
                update(_Run)
                .where(_Run.id == run.id, waiting)
                .values(
                    status=status,
                    owner=owner,
                    lease_until=now + lease,
                    started=func.coalesce(_Run.started, now),
                    version=_Run.version + 1,
                )
                .execution_options(synchronize_session=False)
            )
            return run.id if claimed.rowcount == 1 else None  # type: ignore[attr-defined]

    def renew(self, run_id: str, owner: str, lease: float) -> None:
        """Make a claim hold for another `lease` seconds."""
        with self._sessions.begin() as session:
            session.execute(
                update(_Run).where(_Run.id == run_id, _Run.owner == owner).values(lease_until=time.time() + lease)
            )

    def release(self, run_id: str, owner: str) -> None:
        """Put a run that is not over back into the queue, with what it has."""
        with self._sessions.begin() as session:
            session.execute(
                update(_Run)
                .where(_Run.id == run_id, _Run.owner == owner, _Run.status == Status.RUNNING)
                .values(status=Status.QUEUED, owner=None, lease_until=None, version=_Run.version + 1)
            )

    def finish(self, run_id: str, status: Status, failure: Message | None = None) -> None:
        """Record that a run is over."""
        with self._sessions.begin() as session:
            session.execute(
                update(_Run)
                .where(_Run.id == run_id)
                .values(
                    status=status,
                    failure=failure and failure.to_dict(),
                    ended=time.time(),
                    owner=None,
                    lease_until=None,
                    version=_Run.version + 1,
                )
            )

    def record(self, run_id: str, trainings: Iterable[TrainingEnded]) -> None:
        """Keep trainings; one that is there already stays as it is."""
        with self._sessions.begin() as session:
            fresh = [one for one in trainings if not session.get(_Training, (run_id, one.candidate, one.split))]
            session.add_all(_training_row(run_id, one) for one in fresh)
            if fresh:
                session.execute(update(_Run).where(_Run.id == run_id).values(version=_Run.version + 1))

    # Questions

    def run(self, run_id: str) -> Run:
        """Read a run.

        Raises
        ------
        RunError
            If there is none by that id.
        """
        with self._sessions() as session:
            row = session.get(_Run, run_id)
        if row is None:
            raise RunError("There is no search at this address. Start a new one.")
        return _run(row)

    def runs_ahead(self, run_id: str) -> int:
        """How many runs will be trained before this one."""
        with self._sessions() as session:
            created = select(_Run.created).where(_Run.id == run_id).scalar_subquery()
            unfinished = _Run.status.in_([Status.QUEUED, Status.RUNNING, Status.STOPPING])
            return session.scalar(select(func.count()).where(unfinished, _Run.created < created)) or 0

    def candidates(self, run_id: str) -> list[Candidate]:
        """The settings of a run, in order."""
        with self._sessions() as session:
            rows = session.scalars(select(_Candidate).where(_Candidate.run_id == run_id).order_by(_Candidate.number))
            return [Candidate(row.number, row.params) for row in rows]

    def trainings(self, run_id: str) -> list[TrainingEnded]:
        """The trainings of a run so far, without their curves."""
        with self._sessions() as session:
            rows = session.scalars(
                select(_Training).where(_Training.run_id == run_id).order_by(_Training.candidate, _Training.split)
            )
            return [_training(row) for row in rows]

    def curves(self, run_id: str, candidate: int) -> dict[int, tuple[list[float], list[float]]]:
        """The losses and validation losses of one setting, an epoch each, by round."""
        with self._sessions() as session:
            rows = session.execute(
                select(_Training.split, _Training.curves)
                .where(_Training.run_id == run_id, _Training.candidate == candidate)
                .order_by(_Training.split)
            )
            curves = {split: np.frombuffer(blob, dtype="<f4").reshape(2, -1).tolist() for split, blob in rows}
        return {split: (both[0], both[1]) for split, both in curves.items()}

    def _move(self, run_id: str, moves: dict[Status, Status]) -> None:
        with self._sessions.begin() as session:
            for before, after in moves.items():
                session.execute(
                    update(_Run)
                    .where(_Run.id == run_id, _Run.status == before)
                    .values(status=after, version=_Run.version + 1)
                )


def _tune_sqlite(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    # Readers and one writer at the same time, and patience instead of an error when two would write.
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()


def _run(row: _Run) -> Run:
    return Run(
        id=row.id,
        dataset_id=row.dataset_id,
        dataset_name=row.dataset_name,
        config=SearchConfig.model_validate(row.config),
        task=row.task,
        scoring=row.scoring,
        n_splits=row.n_splits,
        n_candidates=row.n_candidates,
        notes=[Message.from_dict(note) for note in row.notes],
        status=Status(row.status),
        failure=Message.from_dict(row.failure) if row.failure else None,
        version=row.version,
        created=row.created,
        started=row.started,
        ended=row.ended,
    )


def _training_row(run_id: str, training: TrainingEnded) -> _Training:
    return _Training(
        run_id=run_id,
        candidate=training.candidate,
        split=training.split,
        score=None if math.isnan(training.score) else training.score,
        fit_time=training.fit_time,
        score_time=training.score_time,
        curves=np.asarray([training.loss, training.validation_loss], dtype="<f4").tobytes(),
        failure=training.failure and training.failure.to_dict(),
    )


def _training(row: _Training) -> TrainingEnded:
    return TrainingEnded(
        candidate=row.candidate,
        split=row.split,
        score=math.nan if row.score is None else row.score,
        fit_time=row.fit_time,
        score_time=row.score_time,
        failure=Message.from_dict(row.failure) if row.failure else None,
    )
