"""What is sent again after a worker has died."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core import SearchConfig
from core.errors import RunError
from core.runs.run import Run
from core.runs.store import Store
from core.runs.tasks import MOST_DEATHS, TRIES, Place, Tasks
from core.runs.worker import Part
from core.search.events import Share, TrainingEnded
from tests.core.runs.planning import add_planned
from tests.core.runs.recorder import Recorder, Sent

PLACES = [(number, split) for number in range(4) for split in range(2)]


@pytest.fixture
def a_run(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    """Makes a run of four settings and two rounds."""
    store = Store(f"sqlite:///{tmp_path}/gridlight.db")

    def a_run(engine: str = "fused") -> Run:
        config = SearchConfig(target="y", hidden_units=[1, 2, 3, 4], activation=["relu"], cv=2, engine=engine)
        return store.run(add_planned(store, config))

    yield a_run
    store.close()


@pytest.fixture
def cluster() -> Recorder:
    return Recorder()


def die(tasks: Tasks, task: Sent) -> list[TrainingEnded]:
    task.status = "error"
    return tasks.collect([task.name])


def places(sent: list[Sent]) -> list[list[Place]]:
    return [sorted(one.part.places or ()) for one in sent]


def test_what_was_under_way_is_sent_alone_and_the_rest_as_it_was(cluster: Recorder, a_run: Callable[..., Run]) -> None:
    tasks = Tasks(cluster, a_run(), [(3, 1)])
    first, second = cluster.sent
    assert (first.part, first.worker) == (Part(Share(0, 2), frozenset({(3, 1)})), "one")
    tasks.began(first.name, [(0, 0), (0, 1), (1, 0)])
    tasks.ended([TrainingEnded(0, 0, 0.5)])
    assert die(tasks, first) == []
    *alone, rest = cluster.sent[2:]
    assert places(alone) == [[(0, 1)], [(1, 0)]]
    assert rest.part == Part(Share(0, 2), frozenset({(3, 1), (0, 0), (0, 1), (1, 0)}))
    assert len(tasks) == 4
    assert not second.done()


def test_a_training_is_given_up_after_some_deaths_and_no_other_with_it(
    cluster: Recorder, a_run: Callable[..., Run]
) -> None:
    tasks = Tasks(cluster, a_run(), [])
    share = cluster.sent[0]
    tasks.began(share.name, [(0, 0), (1, 0)])
    die(tasks, share)
    failed = []
    for _ in range(TRIES - 1):
        killer = next(one for one in cluster.sent if one.part.places == {(0, 0)} and not one.done())
        tasks.began(killer.name, [])
        failed += die(tasks, killer)
    assert [(one.candidate, one.split) for one in failed] == [(0, 0)]
    assert "process that trained it died" in str(failed[0].failure)
    assert places([one for one in cluster.sent if not one.done() and one.part.places]) == [[(1, 0)]]


def test_one_that_stood_in_line_is_sent_again_however_often(cluster: Recorder, a_run: Callable[..., Run]) -> None:
    tasks = Tasks(cluster, a_run("classic"), [])
    assert places(cluster.sent)[1] == [(1, 0), (1, 1)]
    for _ in range(2 * TRIES):
        last = [one for one in cluster.sent if (1, 0) in (one.part.places or ())][-1]
        assert die(tasks, last) == []
    assert places(cluster.sent[4:]) == [[(1, 0), (1, 1)]] * 2 * TRIES


@pytest.mark.parametrize("engine", ["fused", "classic"])
def test_a_training_that_kills_before_it_is_told_of_is_found_by_halves(
    cluster: Recorder, a_run: Callable[..., Run], engine: str
) -> None:
    tasks, killer = Tasks(cluster, a_run(engine), []), (2, 1)

    def trained(place: Place) -> TrainingEnded:
        return TrainingEnded(*place, 0.5)

    failed = run_through(tasks, cluster, lambda place: place == killer, trained)
    assert [(one.candidate, one.split) for one in failed] == [killer]
    assert len(tasks) == 0


def run_through(
    tasks: Tasks, cluster: Recorder, kills: Callable[[Place], bool], trained: Callable[[Place], TrainingEnded]
) -> list[TrainingEnded]:
    """Let workers train what is sent, and die as soon as they have a task in which one kills."""
    failed: list[TrainingEnded] = []
    while waiting := [one for one in cluster.sent if not one.done()]:
        task, part = waiting[0], waiting[0].part
        share = PLACES[part.share.index :: part.share.of] if part.places is None else sorted(part.places)
        todo = [place for place in share if place not in part.done]
        tasks.began(task.name, [])
        if any(kills(place) for place in todo):
            failed += die(tasks, task)
            continue
        tasks.ended([trained(place) for place in todo])
        task.status = "finished"
        assert tasks.collect(tasks.finished()) == []
    return failed


def test_where_all_die_the_run_fails_with_a_sentence(cluster: Recorder, a_run: Callable[..., Run]) -> None:
    tasks = Tasks(cluster, a_run(), [])
    for number in range(MOST_DEATHS):
        die(tasks, cluster.sent[number])
    with pytest.raises(RunError, match="die again and again"):
        die(tasks, cluster.sent[MOST_DEATHS])


def test_a_stop_takes_back_what_stands_in_line_and_flags_what_is_under_way(
    cluster: Recorder, a_run: Callable[..., Run]
) -> None:
    tasks = Tasks(cluster, a_run(), [])
    tasks.began(cluster.sent[0].name, [(0, 0)])
    tasks.stop()
    assert [one.status for one in cluster.sent] == ["pending", "cancelled"]
    assert cluster.is_set
    assert len(tasks) == 1


def test_a_task_that_the_cluster_lost_is_no_death(cluster: Recorder, a_run: Callable[..., Run]) -> None:
    tasks = Tasks(cluster, a_run(), [])
    cluster.sent[0].status = "lost"
    with pytest.raises(ConnectionError):
        tasks.collect(tasks.finished())
