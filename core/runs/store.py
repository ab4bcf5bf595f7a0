"""The store: every run, its settings and its trainings, in SQL."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.orm import Session, sessionmaker

from core.errors import Message, RunError
from core.model.hyperparameters import complete
from core.runs.database import open_database
from core.runs.examinations import Examinations
from core.runs.run import Run, Status
from core.runs.tables import (
    TRAINING_COLUMNS,
    CandidateRow,
    RunRow,
    TrainingRow,
    insert_new,
    read_training,
    training_curves,
    training_values,
)
from core.search.candidates import Candidate, count_candidates
from core.search.config import SearchConfig
from core.search.events import TrainingEnded
from core.search.plan import PlanSummary

__all__ = ["LEASE_SECONDS", "Run", "Status", "Store"]

# How long a claim holds unless it is renewed, and so how long others wait for a server that died.
LEASE_SECONDS = 15.0


class Store:
    """Every run that was ever started.

    Whatever is asked of it raises `StoreError` while the database is locked, full, damaged or out of reach.
    What a runner writes names it as the owner: it does nothing to a run that another one has claimed since.

    Parameters
    ----------
    url : str
        SQLAlchemy URL of SQLite, whose folder is made, or of PostgreSQL.

    Attributes
    ----------
    examinations : Examinations
        What was asked of the workers beside trainings.
    """

    def __init__(self, url: str) -> None:
        self._engine = open_database(url)
        self._sessions = sessionmaker(self._engine, expire_on_commit=False)
        self.examinations = Examinations(self._sessions)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # Commands

    def add(self, dataset_id: str, dataset_name: str, config: SearchConfig) -> str:
        """Queue a run that is yet to be planned, and return its id."""
        run_id = uuid.uuid4().hex
        with self._sessions.begin() as session:
            session.add(
                RunRow(
                    id=run_id,
                    dataset_id=dataset_id,
                    dataset_name=dataset_name,
                    config=config.model_dump(mode="json"),
                    task=config.task or "",
                    scoring=config.scoring or "",
                    n_splits=config.cv * config.repeats,
                    n_candidates=count_candidates(config),
                    notes=[],
                    status=Status.QUEUED,
                    planned=False,
                    created=time.time(),
                )
            )
        return run_id

    def keep_plan(self, run_id: str, plan: PlanSummary) -> None:
        """Record that a run is planned; the first plan stays."""
        with self._sessions.begin() as session:
            kept = session.execute(
                update(RunRow)
                .where(RunRow.id == run_id, RunRow.planned.is_not(True))
                .values(
                    task=plan.task,
                    scoring=plan.scoring,
                    n_splits=plan.n_splits,
                    n_candidates=len(plan.candidates),
                    n_inputs=plan.n_inputs,
                    n_outputs=plan.n_outputs,
                    n_rows=plan.n_rows,
                    n_sealed=plan.n_sealed,
                    most_rounds=plan.most_rounds,
                    notes=[note.to_dict() for note in plan.notes],
                    planned=True,
                    version=RunRow.version + 1,
                )
            )
            there = session.scalar(select(func.count()).where(CandidateRow.run_id == run_id))
            if kept.rowcount == 1 and not there:  # type: ignore[attr-defined]
                rows = [{"run_id": run_id, "number": one.number, "params": one.params} for one in plan.candidates]
                session.execute(insert(CandidateRow), rows)

    def refuse(self, run_id: str, failure: Message) -> None:
        """Record that a run cannot be planned, and so is over."""
        with self._sessions.begin() as session:
            session.execute(
                update(RunRow)
                .where(RunRow.id == run_id, RunRow.planned.is_not(True), RunRow.status == Status.QUEUED)
                .values(
                    status=Status.FAILED,
                    failure=failure.to_dict(),
                    ended=time.time(),
                    version=RunRow.version + 1,
                )
            )

    def request_stop(self, run_id: str) -> None:
        """Ask for a run to be stopped; one that nobody trains is stopped at once."""
        trained = (RunRow.status == Status.RUNNING) & (RunRow.lease_until >= time.time())
        waits = RunRow.status.in_([Status.QUEUED, Status.RUNNING]) & ~trained
        grown = {"version": RunRow.version + 1}
        with self._sessions.begin() as session:
            for where, values in (
                (waits, {"status": Status.STOPPED, "ended": time.time(), "owner": None, "lease_until": None}),
                (trained, {"status": Status.STOPPING}),
            ):
                session.execute(update(RunRow).where(RunRow.id == run_id, where).values(**values, **grown))

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
        waiting = (RunRow.status == Status.QUEUED) | (
            RunRow.status.in_([Status.RUNNING, Status.STOPPING]) & (RunRow.lease_until < now)
        )
        waiting &= RunRow.planned.is_(True)
        with self._sessions.begin() as session:
            run = session.scalars(select(RunRow).where(waiting).order_by(RunRow.created).limit(1)).first()
            if run is None:
                return None
            status = Status.STOPPING if run.status == Status.STOPPING else Status.RUNNING
            claimed = session.execute(
                update(RunRow)
                .where(RunRow.id == run.id, waiting)
                .values(
                    status=status,
                    owner=owner,
                    lease_until=now + lease,
                    started=func.coalesce(RunRow.started, now),
                    version=RunRow.version + 1,
                )
                .execution_options(synchronize_session=False)
            )
            return run.id if claimed.rowcount == 1 else None  # type: ignore[attr-defined]

    def renew(self, run_id: str, owner: str, lease: float) -> None:
        """Make a claim hold for another `lease` seconds."""
        with self._sessions.begin() as session:
            _update_owned(session, run_id, owner, {"lease_until": time.time() + lease})

    def release(self, run_id: str, owner: str) -> None:
        """Put a run that is not over back into the queue, with what it has; one that was to stop is stopped."""
        free = {"owner": None, "lease_until": None, "version": RunRow.version + 1}
        with self._sessions.begin() as session:
            queued = {"status": Status.QUEUED, **free}
            _update_owned(session, run_id, owner, queued, RunRow.status == Status.RUNNING)
            stopped = {"status": Status.STOPPED, "ended": time.time(), **free}
            _update_owned(session, run_id, owner, stopped, RunRow.status == Status.STOPPING)

    def finish(self, run_id: str, owner: str, status: Status, failure: Message | None = None) -> None:
        """Record that a run is over."""
        with self._sessions.begin() as session:
            values = {
                "status": status,
                "failure": failure and failure.to_dict(),
                "ended": time.time(),
                "owner": None,
                "lease_until": None,
                "version": RunRow.version + 1,
            }
            _update_owned(session, run_id, owner, values)

    def record(self, run_id: str, owner: str, trainings: Iterable[TrainingEnded]) -> None:
        """Keep trainings; one that is there already stays as it is."""
        fresh = list(trainings)
        if not fresh:
            return
        with self._sessions.begin() as session:
            # First: from here to the end of the transaction nobody else claims the run, or raises its version, so that
            # what was not there at a version never comes to be there below it.
            version = session.scalar(
                update(RunRow)
                .where(RunRow.id == run_id, RunRow.owner == owner)
                .values(version=RunRow.version + 1)
                .returning(RunRow.version)
            )
            if version is not None:
                insert_new(session, TrainingRow, [training_values(run_id, version, training) for training in fresh])

    # Questions

    def run(self, run_id: str) -> Run:
        """Read a run.

        Raises
        ------
        RunError
            If there is none by that id, or another version of Gridlight stored it in a way that this one cannot read.
        """
        with self._sessions() as session:
            row = session.get(RunRow, run_id)
        if row is None:
            raise RunError("There is no search at this address. Start a new one.")
        return row.to_run()

    def unplanned(self) -> list[str]:
        """The runs that are not over and have no plan yet, the oldest first."""
        going_on = RunRow.status.in_([Status.QUEUED, Status.RUNNING, Status.STOPPING])
        waiting = select(RunRow.id).where(RunRow.planned.is_not(True), going_on).order_by(RunRow.created)
        with self._sessions() as session:
            return list(session.scalars(waiting))

    def check(self) -> None:
        """Look whether the database can be read and written."""
        with self._sessions.begin() as session:
            session.execute(update(RunRow).where(RunRow.id == "").values(version=0))

    def owned_status(self, run_id: str, owner: str) -> Status | None:
        """Where a run stands; None if it is not that owner's."""
        with self._sessions() as session:
            status = session.scalar(select(RunRow.status).where(RunRow.id == run_id, RunRow.owner == owner))
        return Status(status) if status else None

    def runs_ahead(self, run_id: str) -> int:
        """How many runs will be trained before this one."""
        with self._sessions() as session:
            created = select(RunRow.created).where(RunRow.id == run_id).scalar_subquery()
            unfinished = RunRow.status.in_([Status.QUEUED, Status.RUNNING, Status.STOPPING])
            return session.scalar(select(func.count()).where(unfinished, RunRow.created < created)) or 0

    def candidates(self, run_id: str) -> list[Candidate]:
        """The settings of a run, in order; those of an earlier version with what came since at its default."""
        with self._sessions() as session:
            rows = session.scalars(
                select(CandidateRow).where(CandidateRow.run_id == run_id).order_by(CandidateRow.number)
            )
            return [Candidate(row.number, complete(row.params)) for row in rows]

    def trainings(self, run_id: str, since: int | None = None) -> list[TrainingEnded]:
        """The trainings of a run so far, without their curves.

        Parameters
        ----------
        run_id : str
            The run's id.
        since : int, optional
            A version of the run: those that were there then are left out.
        """
        # Columns, not objects: ten thousand trainings are read in half the time.
        wanted = select(*TRAINING_COLUMNS).where(TrainingRow.run_id == run_id)
        if since is not None:
            wanted = wanted.where(TrainingRow.version > since)
        with self._sessions() as session:
            rows = session.execute(wanted.order_by(TrainingRow.candidate, TrainingRow.split))
            return [read_training(*row) for row in rows]

    def fit_times(self, run_id: str) -> dict[int, tuple[int, float]]:
        """By setting: how many trainings of a run are over, and how many seconds they took."""
        with self._sessions() as session:
            rows = session.execute(
                select(TrainingRow.candidate, func.count(), func.sum(TrainingRow.fit_time))
                .where(TrainingRow.run_id == run_id)
                .group_by(TrainingRow.candidate)
            )
            return {candidate: (count, seconds) for candidate, count, seconds in rows}

    def finished(self, most: int) -> list[Run]:
        """The last runs that were trained to their end, the oldest first; none of an earlier version's."""
        with self._sessions() as session:
            rows = session.scalars(
                select(RunRow)
                .where(RunRow.status == Status.DONE, RunRow.n_rows.is_not(None))
                .order_by(RunRow.ended.desc())
                .limit(most)
            )
            return [row.to_run() for row in rows][::-1]

    def last_ended(self) -> float | None:
        """When a run was last over, in seconds since 1970."""
        with self._sessions() as session:
            return session.scalar(select(func.max(RunRow.ended)))

    def has_score(self, run_id: str) -> bool:
        """Whether any training of a run succeeded."""
        with self._sessions() as session:
            some = select(TrainingRow.score).where(TrainingRow.run_id == run_id, TrainingRow.score.is_not(None))
            return session.scalar(some.limit(1)) is not None

    def curves(self, run_id: str, candidate: int) -> dict[int, tuple[list[float], list[float]]]:
        """The losses and validation losses of one setting, an epoch each, by round."""
        with self._sessions() as session:
            rows = session.execute(
                select(TrainingRow.split, TrainingRow.curves)
                .where(TrainingRow.run_id == run_id, TrainingRow.candidate == candidate)
                .order_by(TrainingRow.split)
            )
            return {split: training_curves(blob) for split, blob in rows}


def _update_owned(
    session: Session, run_id: str, owner: str, values: dict[str, Any], *where: ColumnElement[bool]
) -> bool:
    """Change a run if it is that owner's; gives whether it was."""
    changed = session.execute(update(RunRow).where(RunRow.id == run_id, RunRow.owner == owner, *where).values(values))
    return changed.rowcount == 1  # type: ignore[attr-defined, no-any-return]
