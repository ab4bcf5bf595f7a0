import dataclasses
import io
import json

import numpy as np
import pandas as pd
import pytest

from core import SearchConfig
from core.data.columns import column as columns
from core.data.samples import SAMPLES, sample_table
from core.errors import RunError
from core.search.data import learned_rows, sealed_data, search_data
from core.search.plan import Plan
from core.search.plan_file import plan_from_bytes, plan_to_bytes


def planned(sample: str) -> Plan:
    config = SearchConfig(target=SAMPLES[sample].target, cv=3, repeats=2, test_size=0.2)
    return search_data(sample_table(sample).frame, config).plan


@pytest.mark.parametrize("sample", ["churn", "wine", "diabetes"])
def test_a_plan_comes_back_as_it_was_kept(sample: str) -> None:
    plan = planned(sample)
    again = plan_from_bytes(plan_to_bytes(plan))
    for field in dataclasses.fields(Plan):
        before, after = getattr(plan, field.name), getattr(again, field.name)
        if isinstance(before, np.ndarray):
            assert before.dtype == after.dtype
            np.testing.assert_array_equal(before, after)
        elif field.name == "splits":
            assert len(before) == len(after) == 6
            for pair, kept in zip(before, after, strict=True):
                np.testing.assert_array_equal(np.concatenate(pair), np.concatenate(kept))
        else:
            assert before == after


def test_a_kept_plan_reads_its_table_as_before_whatever_a_later_version_would_find(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frame = sample_table("churn").frame
    plan = planned("churn")
    kept = plan_to_bytes(plan)
    before, sealed = learned_rows(plan, frame), sealed_data(plan, frame)

    def nothing_is_found_out(*_: object) -> None:
        raise AssertionError("a plan was made once")

    for name in ("core.search.plan.describe_columns", "core.search.plan.infer_task", "core.search.plan.sealed_rows"):
        monkeypatch.setattr(name, nothing_is_found_out)
    monkeypatch.setattr(columns, "MOST_NUMBER_CLASSES", 1_000_000)
    again = plan_from_bytes(kept)
    for mine, theirs in ((learned_rows(again, frame), before), (sealed_data(again, frame), sealed)):
        pd.testing.assert_frame_equal(mine.X, theirs.X)
        np.testing.assert_array_equal(mine.y, theirs.y)


def test_a_plan_that_is_not_whole_or_of_a_later_version_gets_a_sentence() -> None:
    kept = plan_to_bytes(planned("wine"))
    for spoilt in (b"", b"nothing", kept[: len(kept) // 2], kept[:-30] + bytes(30)):
        with pytest.raises(RunError, match="not whole"):
            plan_from_bytes(spoilt)
    with np.load(io.BytesIO(kept)) as packed:
        arrays = dict(packed)
    about = json.loads(arrays["about"].tobytes()) | {"format": 99}
    later = io.BytesIO()
    np.savez(later, **{**arrays, "about": np.frombuffer(json.dumps(about).encode(), np.uint8)})
    with pytest.raises(RunError, match="later version"):
        plan_from_bytes(later.getvalue())
