"""The store's tables, and what becomes a row of them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from core.errors import GridlightError, Message, RunError
from core.runs.run import Run, Status
from core.search.config import SearchConfig
from core.search.events import TrainingEnded

UNREADABLE = (
    "Another version of Gridlight stored this search, in a way that this one cannot read. "
    "Open it with that version, or start a new search."
)


class Base(DeclarativeBase):
    """What knows all tables."""

    type_annotation_map = {dict[str, Any]: JSON, list[dict[str, Any]]: JSON}  # noqa: RUF012 - SQLAlchemy's own way


class RunRow(Base):
    """One run, and who trains it until when."""

    __tablename__ = "runs"

    id: Mapped[str] = mapped_column(primary_key=True)
    dataset_id: Mapped[str]
    dataset_name: Mapped[str]
    config: Mapped[dict[str, Any]]
    task: Mapped[str]
    scoring: Mapped[str]
    n_splits: Mapped[int]
    n_candidates: Mapped[int]
    n_inputs: Mapped[int | None]  # none in runs that an earlier version stored
    n_outputs: Mapped[int | None]
    n_rows: Mapped[int | None]
    n_sealed: Mapped[int | None]
    most_rounds: Mapped[int | None]
    notes: Mapped[list[dict[str, Any]]]
    planned: Mapped[bool | None]  # none in runs that an earlier version stored
    status: Mapped[str] = mapped_column(index=True)
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=0)
    created: Mapped[float] = mapped_column(index=True)
    started: Mapped[float | None]
    ended: Mapped[float | None]
    owner: Mapped[str | None]
    lease_until: Mapped[float | None]

    def to_run(self) -> Run:
        """The run as those outside the store know it.

        Raises
        ------
        RunError
            If another version of Gridlight stored it, in a way that this one does not know.
        """
        try:
            return self._to_run()
        except (GridlightError, ValueError, KeyError, TypeError) as error:
            raise RunError(UNREADABLE) from error

    def _to_run(self) -> Run:
        return Run(
            id=self.id,
            dataset_id=self.dataset_id,
            dataset_name=self.dataset_name,
            config=SearchConfig.model_validate(self.config),
            task=self.task,
            scoring=self.scoring,
            n_splits=self.n_splits,
            n_candidates=self.n_candidates,
            n_inputs=self.n_inputs,
            n_outputs=self.n_outputs,
            n_rows=self.n_rows,
            n_sealed=self.n_sealed,
            most_rounds=self.most_rounds,
            notes=[Message.from_dict(note) for note in self.notes],
            planned=bool(self.planned),
            status=Status(self.status),
            failure=Message.from_dict(self.failure) if self.failure else None,
            version=self.version,
            created=self.created,
            started=self.started,
            ended=self.ended,
        )


class CandidateRow(Base):
    """One setting of a run."""

    __tablename__ = "candidates"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    params: Mapped[dict[str, Any]]


class TrainingRow(Base):
    """One training of a run, its learning curves with it."""

    __tablename__ = "trainings"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    candidate: Mapped[int] = mapped_column(primary_key=True)
    split: Mapped[int] = mapped_column(primary_key=True)
    score: Mapped[float | None]  # SQL has no NaN: a failed training has no score
    fit_time: Mapped[float]
    score_time: Mapped[float]
    curves: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)  # float32: losses, then validation losses
    # Most have none: nothing is read sooner than a null that has to be parsed.
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    version: Mapped[int | None]  # the run's, from which on it is there; none where an earlier version stored it

    __table_args__ = (Index("trainings_by_version", "run_id", "version"),)


class ExaminationRow(Base):
    """One part of an examination: what is asked of a worker once a run is over."""

    __tablename__ = "examinations"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    candidate: Mapped[int] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    asked: Mapped[float]
    over: Mapped[bool] = mapped_column(default=False, index=True)
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    owner: Mapped[str | None]
    lease_until: Mapped[float | None]


def insert_new(session: Session, row: type[Base], values: list[dict[str, Any]]) -> None:
    """Insert rows but those that are there already, which stay as they are."""
    table = row.__table__
    assert isinstance(table, Table)
    if session.get_bind().dialect.name == "postgresql":
        statement = postgresql.insert(table).on_conflict_do_nothing()
    else:
        statement = sqlite.insert(table).on_conflict_do_nothing()  # type: ignore[assignment]
    session.connection().execute(statement, values)


# All of a training but its curves.
TRAINING_COLUMNS = (
    TrainingRow.candidate,
    TrainingRow.split,
    TrainingRow.score,
    TrainingRow.fit_time,
    TrainingRow.score_time,
    TrainingRow.failure,
)


def read_training(
    candidate: int, split: int, score: float | None, fit_time: float, score_time: float, failure: dict[str, Any] | None
) -> TrainingEnded:
    """A training from its `TRAINING_COLUMNS`."""
    return TrainingEnded(
        candidate=candidate,
        split=split,
        score=math.nan if score is None else score,
        fit_time=fit_time,
        score_time=score_time,
        failure=Message.from_dict(failure) if failure else None,
    )


def training_values(run_id: str, version: int, training: TrainingEnded) -> dict[str, Any]:
    """A training as the values of its row, for an insert of many."""
    return {
        "run_id": run_id,
        "version": version,
        "candidate": training.candidate,
        "split": training.split,
        "score": None if math.isnan(training.score) else training.score,
        "fit_time": training.fit_time,
        "score_time": training.score_time,
        "curves": np.asarray([training.loss, training.validation_loss], dtype="<f4").tobytes(),
        "failure": training.failure and training.failure.to_dict(),
    }


def training_curves(blob: bytes) -> tuple[list[float], list[float]]:
    """The losses and validation losses that `training_values` packed."""
    loss, validation_loss = np.frombuffer(blob, dtype="<f4").reshape(2, -1).tolist()
    return loss, validation_loss
