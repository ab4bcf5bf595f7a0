"""Runs that are planned without a table."""

from core import SearchConfig
from core.data.columns.column import Task
from core.runs.store import Store
from core.search.candidates import make_candidates
from core.search.plan import PlanSummary


def add_planned(store: Store, config: SearchConfig, dataset_id: str = "d" * 32) -> str:
    """Queue a run and plan it."""
    run_id = store.add(dataset_id, "name", config)
    candidates, notes = make_candidates(config)
    rounds = config.cv * config.repeats
    plan = PlanSummary(Task.BINARY, "accuracy", rounds, 3, 1, 90, 0, 9, tuple(candidates), tuple(notes))
    store.keep_plan(run_id, plan)
    return run_id
