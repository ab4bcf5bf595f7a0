"""What the page shows of a run: frames and facts, made once for all who watch and changed by nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import pandas as pd
import streamlit as st

from core.analysis.advice import Advice, advise, setting_to_take
from core.analysis.baselines import BaselineResult, baseline_frame, compare_with_baselines
from core.analysis.curves import learning
from core.analysis.examination import column_frame, unseen_predictions
from core.analysis.scoreboard import Scoreboard
from core.analysis.scores import Leaders, leaders, ranking
from core.analysis.sizes import n_weights
from core.analysis.verdict import Verdict, judge
from core.data.columns.column import Column, Role, with_roles
from core.data.columns.overview import Overview
from core.errors import Message
from core.model.seen import Seen
from core.runs.examinations import Kind
from core.runs.run import Run
from core.search.config import SearchConfig
from core.search.cost import FOLDS, telling_rounds
from core.search.predictions import Predictions
from dashboard import labels, services


@dataclass(frozen=True, eq=False)
class Scores:
    """What the trainings of a run say.

    Parameters
    ----------
    done : int
        Trainings that are over.
    n_rounds : int
        Rounds that settings are compared over: all, or of a search that ended early those that they have in common.
    params : mapping of int to mapping
        Every setting by its number.
    ranked : DataFrame
        As `core.analysis.scores.ranking` gives it.
    rounds, trained : DataFrame
        As `core.analysis.scores.round_frame` gives it: of those rounds, and of all.
    names : mapping of int to str
        What each setting in `ranked` is called.
    leaders : Leaders or None
        The best so far.
    weights : mapping of int to int or None
        Numbers in the weights of each setting's network, where known.
    verdict : Verdict or None
        What it came to; None before the end, as the next round may turn it round.
    """

    done: int
    n_rounds: int
    params: Mapping[int, Mapping[str, Any]]
    ranked: pd.DataFrame
    rounds: pd.DataFrame
    trained: pd.DataFrame
    names: Mapping[int, str]
    leaders: Leaders | None
    weights: Mapping[int, int] | None
    verdict: Verdict | None


@dataclass(frozen=True, eq=False)
class Closer:
    """What a closer look at one setting came to.

    Parameters
    ----------
    predictions : Predictions or None
        For rows that its networks had not seen.
    columns : DataFrame
        As `core.analysis.examination.column_frame` gives it.
    """

    predictions: Predictions | None
    columns: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Model:
    """A kept model.

    Parameters
    ----------
    name : str
        As `core.runs.models.Models` has it.
    columns : list of Column
        What it needs.
    seen : mapping of str to Seen
        What each held in the rows that it learned from.
    """

    name: str
    columns: Sequence[Column]
    seen: Mapping[str, Seen]


@dataclass(frozen=True, eq=False)
class Standing:
    """How the best setting stands beside simple methods, and what to try next.

    Parameters
    ----------
    baselines : list of BaselineResult
        The simple methods, best first; none before all rounds are there.
    done, total : int
        Rounds that simple methods have been through; nothing is known before the last.
    failure : Message or None
        Why a round has no scores.
    take : int or None
        The setting to take, as far as it can be told.
    advice : list of Advice
        What to try next.
    """

    baselines: list[BaselineResult]
    done: int
    total: int
    failure: Message | None
    take: int | None
    advice: list[Advice]

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.done == self.total


def version(run: Run) -> int:
    """Changes with the trainings of a run: they stay as they are once it is over, whatever is asked of it then."""
    return -1 if run.status.over else run.version


def scores(run: Run) -> Scores:
    """What the trainings of a run say now."""
    return _watched(run.id, run.planned, run).scores(run)


def standing(run: Run) -> Standing:
    """How the best setting of a run that is over stands, and what to try next; it has a verdict."""
    return _standing(run.id, run.version)


def used_columns(seen: Overview, config: SearchConfig | None) -> Sequence[Column]:
    """The table's columns, used as in the run that is looked at, if there is one."""
    if config is None or config.features is None:
        return seen.columns
    used = {*config.features, config.target}
    left_out = {column.name: Role.IDENTIFIER for column in seen.columns if column.name not in used}
    by_hand = config.features if isinstance(config.features, dict) else {}
    return with_roles(seen.columns, left_out | by_hand)


# Resources, as all below: shared by all who watch, they need not be copied at each look.
@st.cache_resource(show_spinner=False, max_entries=16)
def closer(run_id: str, candidate: int) -> Closer:
    """What a closer look at one setting came to; it is over."""
    store = services.store()
    parts = store.examinations.of_run(run_id, Kind.CLOSER_LOOK, candidate)
    return Closer(unseen_predictions(parts), column_frame(parts, store.run(run_id).config.cv))


@st.cache_resource(show_spinner=False, max_entries=16)
def model(run_id: str, candidate: int) -> Model:
    """The kept model of a setting; it is there."""
    (kept,) = services.store().examinations.of_run(run_id, Kind.MODEL, candidate)
    assert kept.answer is not None
    return Model(
        kept.answer["name"],
        [Column.from_dict(column) for column in kept.answer["columns"]],
        {name: Seen(**seen) for name, seen in kept.answer["seen"].items()},
    )


def by_importance(run_id: str, candidate: int, columns: Sequence[Column]) -> list[Column]:
    """Columns, those first that a setting's networks need most; in their order as long as that is not known."""
    store = services.store()
    done, total = store.examinations.progress(run_id, Kind.CLOSER_LOOK, candidate)
    if not total or done < total:
        return list(columns)
    shares = closer(run_id, candidate).columns.set_index("name")["share"]
    return sorted(columns, key=lambda column: -shares.get(column.name, 0.0))


class _Watched:
    """A run that is watched: what its trainings say is brought up to date with those that are new, for all who watch.

    Parameters
    ----------
    run : Run
        The run; once it is planned, what is known of its settings never changes.
    """

    def __init__(self, run: Run) -> None:
        self._lock = Lock()
        self._candidates = services.store().candidates(run.id)
        self._params = {one.number: one.params for one in self._candidates}
        self._names = {number: labels.setting_label(one, run.config.searched) for number, one in self._params.items()}
        self._weights = None
        if run.n_inputs is not None and run.n_outputs is not None:
            inputs, outputs = run.n_inputs, run.n_outputs
            self._weights = {number: n_weights(one, inputs, outputs) for number, one in self._params.items()}
        self._board = Scoreboard(self._candidates, run.n_splits)
        self._version: int | None = None  # the run's, up to which its trainings are on the board
        self._so_far: Scores | None = None
        self._in_the_end: Scores | None = None

    def scores(self, run: Run) -> Scores:
        """What its trainings say now; one who knows an older version of the run gets no older answer."""
        with self._lock:
            if run.status.over:
                self._in_the_end = self._in_the_end or self._brought_up_to_date(run)
                return self._in_the_end
            if self._so_far is None or self._version is None or run.version > self._version:
                self._so_far = self._brought_up_to_date(run)
            return self._so_far

    def _brought_up_to_date(self, run: Run) -> Scores:
        self._board.add(services.store().trainings(run.id, self._version))
        self._version = run.version
        trained = self._board.round_frame()
        compared, n_rounds, rounds = self._board, run.n_splits, trained
        if run.status.over and len(common := self._board.comparable_rounds()) < run.n_splits:
            compared, n_rounds = Scoreboard(self._candidates, run.n_splits), len(common)
            compared.add(one for one in services.store().trainings(run.id) if one.split in common)
            rounds = compared.round_frame()
        ranked = ranking(compared.score_frame(), n_rounds)
        best = leaders(ranked, n_rounds)
        return Scores(
            done=self._board.done,
            n_rounds=n_rounds,
            params=self._params,
            ranked=ranked,
            rounds=rounds,
            trained=trained,
            names={number: self._names[number] for number in ranked["candidate"]},
            leaders=best,
            weights=self._weights,
            verdict=judge(ranked, rounds, best.shared, run.config.cv, run.scoring, self._weights)
            if best and run.status.over
            else None,
        )


# Each knows two states of its run, the last that it had while it went on and that in the end.
@st.cache_resource(show_spinner=False, max_entries=32)
def _watched(run_id: str, planned: bool, _run: Run) -> _Watched:
    return _Watched(_run)


@st.cache_resource(show_spinner=False, max_entries=64)
def _standing(run_id: str, version: int) -> Standing:
    store = services.store()
    run = store.run(run_id)
    known, parts = scores(run), store.examinations.of_run(run_id, Kind.BASELINES)
    verdict = known.verdict
    assert verdict is not None
    done = sum(one.over for one in parts)
    failure = next((one.failure for one in parts if one.failure), None)
    baselines = []
    if done == len(parts) and failure is None:
        own = known.rounds[known.rounds["candidate"] == verdict.best].set_index("round")["score"]
        baselines = compare_with_baselines(own, baseline_frame(parts), run.config.cv, verdict.margin)
    opened = any(one.question.run_id == run_id for one in store.examinations.openings(run))
    learned = learning(store.curves(run_id, verdict.best))
    rounds = telling_rounds(run.most_rounds or FOLDS)
    return Standing(
        baselines=baselines,
        done=done,
        total=run.n_splits,
        failure=failure,
        take=setting_to_take(verdict, baselines),
        advice=advise(verdict, baselines, learned, known.params, run.config, rounds, opened),
    )
