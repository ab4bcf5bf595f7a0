"""The store: every run, its settings and its trainings, in SQL."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, func, insert, inspect, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.orm import sessionmaker

from core.errors import Message, RunError
from core.runs.examinations import Examinations
from core.runs.run import Run, Status
from core.runs.tables import (
    TRAINING_COLUMNS,
    Base,
    CandidateRow,
    RunRow,
    TrainingRow,
    read_training,
    training_curves,
    training_values,
)
from core.search.candidates import Candidate
from core.search.config import SearchConfig
from core.search.events import TrainingEnded

__all__ = ["Run", "Status", "Store"]


class Store:
    """Every run that was ever started.

    Parameters
    ----------
    url : str
        SQLAlchemy URL; for SQLite its folder is made.

    Attributes
    ----------
    examinations : Examinations
        What was asked of the workers beside trainings.
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            # What people upload is theirs: the folder is its owner's alone.
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._engine = create_engine(parsed)
        if parsed.get_backend_name() == "sqlite":
            event.listen(self._engine, "connect", _tune_sqlite)
        Base.metadata.create_all(self._engine)
        _bring_up_to_date(self._engine)
        self._sessions = sessionmaker(self._engine, expire_on_commit=False)
        self.examinations = Examinations(self._sessions)

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
        n_inputs: int,
        n_outputs: int,
        n_sealed: int,
        candidates: Iterable[Candidate],
        notes: Iterable[Message],
    ) -> str:
        """Queue a run and return its id."""
        run_id, rows = uuid.uuid4().hex, list(candidates)
        with self._sessions.begin() as session:
            session.add(
                RunRow(
                    id=run_id,
                    dataset_id=dataset_id,
                    dataset_name=dataset_name,
                    config=config.model_dump(mode="json"),
                    task=task,
                    scoring=scoring,
                    n_splits=n_splits,
                    n_candidates=len(rows),
                    n_inputs=n_inputs,
                    n_outputs=n_outputs,
                    n_sealed=n_sealed,
                    notes=[note.to_dict() for note in notes],
                    status=Status.QUEUED,
                    created=time.time(),
                )
            )
            session.flush()
            session.add_all(CandidateRow(run_id=run_id, number=one.number, params=one.params) for one in rows)
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
        waiting = (RunRow.status == Status.QUEUED) | (
            RunRow.status.in_([Status.RUNNING, Status.STOPPING]) & (RunRow.lease_until < now)
        )
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
            session.execute(
                update(RunRow).where(RunRow.id == run_id, RunRow.owner == owner).values(lease_until=time.time() + lease)
            )

    def release(self, run_id: str, owner: str) -> None:
        """Put a run that is not over back into the queue, with what it has."""
        with self._sessions.begin() as session:
            session.execute(
                update(RunRow)
                .where(RunRow.id == run_id, RunRow.owner == owner, RunRow.status == Status.RUNNING)
                .values(status=Status.QUEUED, owner=None, lease_until=None, version=RunRow.version + 1)
            )

    def finish(self, run_id: str, status: Status, failure: Message | None = None) -> None:
        """Record that a run is over."""
        with self._sessions.begin() as session:
            session.execute(
                update(RunRow)
                .where(RunRow.id == run_id)
                .values(
                    status=status,
                    failure=failure and failure.to_dict(),
                    ended=time.time(),
                    owner=None,
                    lease_until=None,
                    version=RunRow.version + 1,
                )
            )

    def record(self, run_id: str, trainings: Iterable[TrainingEnded]) -> None:
        """Keep trainings; one that is there already stays as it is."""
        told: dict[tuple[int, int], TrainingEnded] = {}
        for one in trainings:
            told.setdefault((one.candidate, one.split), one)
        if not told:
            return
        # A range: a list of thousands would be more values than some databases take.
        numbers = [candidate for candidate, _ in told]
        kept = select(TrainingRow.candidate, TrainingRow.split).where(
            TrainingRow.run_id == run_id, TrainingRow.candidate.between(min(numbers), max(numbers))
        )
        with self._sessions.begin() as session:
            there = {(candidate, split) for candidate, split in session.execute(kept)}
            fresh = [one for place, one in told.items() if place not in there]
            if fresh:
                # The version first: until all is written no other can raise it, so that what was not there at a
                # version never comes to be there below it.
                raised = update(RunRow).where(RunRow.id == run_id).values(version=RunRow.version + 1)
                version = session.execute(raised.returning(RunRow.version)).scalar_one()
                session.execute(insert(TrainingRow), [training_values(run_id, version, one) for one in fresh])

    # Questions

    def run(self, run_id: str) -> Run:
        """Read a run.

        Raises
        ------
        RunError
            If there is none by that id.
        """
        with self._sessions() as session:
            row = session.get(RunRow, run_id)
        if row is None:
            raise RunError("There is no search at this address. Start a new one.")
        return row.to_run()

    def runs_ahead(self, run_id: str) -> int:
        """How many runs will be trained before this one."""
        with self._sessions() as session:
            created = select(RunRow.created).where(RunRow.id == run_id).scalar_subquery()
            unfinished = RunRow.status.in_([Status.QUEUED, Status.RUNNING, Status.STOPPING])
            return session.scalar(select(func.count()).where(unfinished, RunRow.created < created)) or 0

    def candidates(self, run_id: str) -> list[Candidate]:
        """The settings of a run, in order."""
        with self._sessions() as session:
            rows = session.scalars(
                select(CandidateRow).where(CandidateRow.run_id == run_id).order_by(CandidateRow.number)
            )
            return [Candidate(row.number, row.params) for row in rows]

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

    def _move(self, run_id: str, moves: dict[Status, Status]) -> None:
        with self._sessions.begin() as session:
            for before, after in moves.items():
                session.execute(
                    update(RunRow)
                    .where(RunRow.id == run_id, RunRow.status == before)
                    .values(status=after, version=RunRow.version + 1)
                )


def _bring_up_to_date(engine: Engine) -> None:
    """Add to a store of an earlier version the columns that came since, which may be empty, and the indexes."""
    known = inspect(engine)
    for table in Base.metadata.sorted_tables:
        there = {column["name"] for column in known.get_columns(table.name)}
        for column in [column for column in table.columns if column.name not in there]:
            kind = column.type.compile(engine.dialect)
            with engine.begin() as connection:
                connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {kind}")
        for index in table.indexes:
            index.create(engine, checkfirst=True)


def _tune_sqlite(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    # Readers and one writer at the same time, and patience instead of an error when two would write.
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()
