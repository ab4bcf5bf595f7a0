"""A plan as bytes: one file that any later version reads, and that holds no code."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import numpy as np
import numpy.typing as npt

from core.data.columns.column import Column, Task
from core.errors import Message, RunError
from core.search.candidates import Candidate
from core.search.config import SearchConfig
from core.search.plan import Plan
from core.search.splits import Split

FORMAT = 1
TRAINED_ON, VALIDATED_ON = 1, 2
SPOILT = "The plan of this search cannot be read: its file is not whole. Start the search again."
NEWER = "The plan of this search was made by a later version of Gridlight. Update this server, or start anew."


def plan_to_bytes(plan: Plan) -> bytes:
    """A plan as a compressed NumPy archive: its rows as arrays, all else as JSON."""
    about = {
        "format": FORMAT,
        "config": plan.config.model_dump(mode="json"),
        "task": str(plan.task),
        "target": plan.target.to_dict(),
        "labels": plan.labels.tolist(),
        "columns": [column.to_dict() for column in plan.columns],
        "scoring": plan.scoring,
        "candidates": [candidate.params for candidate in plan.candidates],
        "most_rounds": plan.most_rounds,
        "left_out": [column.to_dict() for column in plan.left_out],
        "notes": [note.to_dict() for note in plan.notes],
        "versions": plan.versions,
    }
    # Of each row and round one small number, which packs well: any kind of rounds fits in.
    parts = np.zeros((len(plan.splits), len(plan.rows)), np.uint8)
    for part, (train, validation) in zip(parts, plan.splits, strict=True):
        part[train], part[validation] = TRAINED_ON, VALIDATED_ON
    packed = io.BytesIO()
    np.savez_compressed(
        packed,
        about=np.frombuffer(json.dumps(about).encode(), np.uint8),
        rows=plan.rows,
        sealed=plan.sealed,
        parts=parts,
    )
    return packed.getvalue()


def plan_from_bytes(data: bytes) -> Plan:
    """The plan that `plan_to_bytes` gave.

    Raises
    ------
    RunError
        If it is not whole, or of a later version.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as packed:
            arrays = {name: packed[name] for name in ("about", "rows", "sealed", "parts")}
        about = json.loads(arrays["about"].tobytes())
    except (ValueError, KeyError, EOFError, OSError, zipfile.BadZipFile) as error:
        raise RunError(SPOILT) from error
    if about["format"] > FORMAT:
        raise RunError(NEWER)
    task = Task(about["task"])
    return Plan(
        config=SearchConfig.model_validate(about["config"]),
        task=task,
        target=Column.from_dict(about["target"]),
        labels=_labels(about["labels"], task),
        columns=tuple(Column.from_dict(column) for column in about["columns"]),
        scoring=about["scoring"],
        candidates=tuple(Candidate(number, params) for number, params in enumerate(about["candidates"])),
        rows=arrays["rows"],
        sealed=arrays["sealed"],
        splits=tuple(_split(part) for part in arrays["parts"]),
        most_rounds=about["most_rounds"],
        left_out=tuple(Column.from_dict(column) for column in about["left_out"]),
        notes=tuple(Message.from_dict(note) for note in about["notes"]),
        versions=about["versions"],
    )


def _labels(labels: list[Any], task: Task) -> npt.NDArray[Any]:
    if task is Task.REGRESSION:
        return np.empty(0)
    return np.asarray(labels, np.int64 if isinstance(labels[0], int) else object)


def _split(part: npt.NDArray[np.uint8]) -> Split:
    return np.flatnonzero(part == TRAINED_ON), np.flatnonzero(part == VALIDATED_ON)
