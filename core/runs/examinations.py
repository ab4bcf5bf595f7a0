"""What is asked of the workers once a search is over, and their answers."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, update
from sqlalchemy.orm import Session, sessionmaker

from core.errors import Message
from core.runs.run import Run
from core.runs.tables import ExaminationRow, RunRow, insert_new

# Stands for the setting where none is meant.
NO_CANDIDATE = -1


class Kind(StrEnum):
    """What is asked: simple methods on the same rounds; a setting's networks looked at, its final test, its model."""

    BASELINES = "baselines"
    CLOSER_LOOK = "closer_look"
    TEST = "test"
    MODEL = "model"


@dataclass(frozen=True)
class Question:
    """One part of what is asked, for one worker.

    Parameters
    ----------
    run_id : str
        The search.
    kind : Kind
        What is asked.
    candidate : int
        Of which setting, `NO_CANDIDATE` for none.
    part : int
        The round; 0 where there is one part only.
    """

    run_id: str
    kind: Kind
    candidate: int
    part: int


@dataclass(frozen=True)
class Examination:
    """What is known of a question.

    Parameters
    ----------
    question : Question
        What was asked.
    asked : float
        When, in seconds since 1970.
    answer : dict of JSON data or None
        As `core.search.baselines` and `core.search.examination` give it; None as long as there is none.
    failure : Message or None
        Why there will be none.
    """

    question: Question
    asked: float
    answer: dict[str, Any] | None
    failure: Message | None

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.answer is not None or self.failure is not None


class Examinations:
    """The examinations of all runs.

    Parameters
    ----------
    sessions : sessionmaker
        The store's.
    """

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    # Commands

    def ask(self, run: Run, kind: Kind, candidate: int = NO_CANDIDATE) -> None:
        """Ask for an examination; one that was asked for already stays as it is."""
        place = {"run_id": run.id, "kind": kind, "candidate": candidate, "asked": time.time(), "over": False}
        parts = n_parts(run, kind)
        with self._sessions() as session:  # pages ask again and again, and to look is cheaper than to write
            asked = select(func.count()).where(
                ExaminationRow.run_id == run.id, ExaminationRow.kind == kind, ExaminationRow.candidate == candidate
            )
            if session.scalar(asked) == parts:
                return
        with self._sessions.begin() as session:
            insert_new(session, ExaminationRow, [{**place, "part": part} for part in range(parts)])
            _grow(session, run.id)

    def claim(self, owner: str, lease: float, most: int) -> list[Question]:
        """Claim questions that no server works on, the oldest first; a claim holds for `lease` seconds."""
        now = time.time()
        free = _WAITS & (ExaminationRow.lease_until.is_(None) | (ExaminationRow.lease_until < now))
        with self._sessions.begin() as session:
            questions = session.execute(_questions().where(free).limit(most)).all()
            return [
                question
                for question in map(_question, questions)
                if _claim(session, question, free, owner, now + lease)
            ]

    def renew(self, owner: str, lease: float) -> None:
        """Make the claims of an owner hold for another `lease` seconds."""
        with self._sessions.begin() as session:
            session.execute(
                update(ExaminationRow)
                .where(_WAITS, ExaminationRow.owner == owner)
                .values(lease_until=time.time() + lease)
            )

    def release(self, owner: str, question: Question | None = None) -> None:
        """Leave what an owner has claimed, or one question of it, to whoever looks next."""
        claimed = [_WAITS, ExaminationRow.owner == owner, *(_place(question) if question else ())]
        with self._sessions.begin() as session:
            session.execute(update(ExaminationRow).where(*claimed).values(owner=None, lease_until=None))

    def answer(self, question: Question, answer: dict[str, Any] | None, failure: Message | None = None) -> None:
        """Keep an answer, or why there is none; the first one stays."""
        with self._sessions.begin() as session:
            kept = session.execute(
                update(ExaminationRow)
                .where(*_place(question), _WAITS)
                .values(answer=answer, failure=failure and failure.to_dict(), over=True)
            )
            if kept.rowcount:  # type: ignore[attr-defined]
                _grow(session, question.run_id)

    # Questions

    def of_run(self, run_id: str, kind: Kind, candidate: int = NO_CANDIDATE) -> list[Examination]:
        """The parts of one examination, in order; none if it was not asked for."""
        with self._sessions() as session:
            rows = session.scalars(
                select(ExaminationRow)
                .where(
                    ExaminationRow.run_id == run_id, ExaminationRow.kind == kind, ExaminationRow.candidate == candidate
                )
                .order_by(ExaminationRow.part)
            )
            return [_read(row) for row in rows]

    def progress(self, run_id: str, kind: Kind, candidate: int = NO_CANDIDATE) -> tuple[int, int]:
        """How many parts of an examination are over, and how many there are; 0 and 0 if it was not asked for."""
        with self._sessions() as session:
            over = session.scalars(
                select(ExaminationRow.over).where(
                    ExaminationRow.run_id == run_id, ExaminationRow.kind == kind, ExaminationRow.candidate == candidate
                )
            ).all()
        return sum(over), len(over)

    def waiting(self) -> list[Question]:
        """What has no answer yet, the oldest first."""
        with self._sessions() as session:
            return [_question(row) for row in session.execute(_questions().where(_WAITS))]

    def openings(self, run: Run) -> list[Examination]:
        """Every opening of the rows that were set aside for the table and target of a run, the oldest first."""
        with self._sessions() as session:
            rows = session.execute(
                select(ExaminationRow, RunRow)
                .join(RunRow, RunRow.id == ExaminationRow.run_id)
                .where(ExaminationRow.kind == Kind.TEST, RunRow.dataset_id == run.dataset_id)
                .order_by(ExaminationRow.asked)
            )
            return [_read(row) for row, its_run in rows if its_run.config["target"] == run.config.target]


def n_parts(run: Run, kind: Kind) -> int:
    """In how many parts an examination is answered.

    A closer look takes the rounds of the first division of the rows, which predict every row once.
    """
    return {Kind.BASELINES: run.n_splits, Kind.CLOSER_LOOK: run.config.cv, Kind.TEST: 1, Kind.MODEL: 1}[kind]


# A later version, over the same store, may ask for what this one does not know.
_WAITS = ExaminationRow.over.is_(False) & ExaminationRow.kind.in_(list(Kind))


def _questions() -> Select[str, str, int, int]:
    columns = ExaminationRow.run_id, ExaminationRow.kind, ExaminationRow.candidate, ExaminationRow.part
    return select(*columns).order_by(ExaminationRow.asked, ExaminationRow.part)


def _question(row: Row[str, str, int, int]) -> Question:
    run_id, kind, candidate, part = row
    return Question(run_id, Kind(kind), candidate, part)


def _claim(session: Session, question: Question, free: ColumnElement[bool], owner: str, until: float) -> bool:
    claimed = session.execute(
        update(ExaminationRow)
        .where(*_place(question), free)
        .values(owner=owner, lease_until=until)
        .execution_options(synchronize_session=False)
    )
    return claimed.rowcount == 1  # type: ignore[attr-defined, no-any-return]


def _place(question: Question) -> tuple[Any, ...]:
    return (
        ExaminationRow.run_id == question.run_id,
        ExaminationRow.kind == question.kind,
        ExaminationRow.candidate == question.candidate,
        ExaminationRow.part == question.part,
    )


def _grow(session: Session, run_id: str) -> None:
    """Whoever looks at the run looks again."""
    session.execute(update(RunRow).where(RunRow.id == run_id).values(version=RunRow.version + 1))


def _read(row: ExaminationRow) -> Examination:
    return Examination(
        question=Question(row.run_id, Kind(row.kind), row.candidate, row.part),
        asked=row.asked,
        answer=row.answer,
        failure=Message.from_dict(row.failure) if row.failure else None,
    )
