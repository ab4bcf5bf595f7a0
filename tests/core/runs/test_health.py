from core.errors import Message
from core.runs.health import FIRST_PAUSE, LONGEST_PAUSE, Health, Phase

REASON = Message("No database.")


def test_pauses_grow_to_a_longest_one_and_begin_anew_once_all_is_well() -> None:
    health = Health()
    pauses = []
    for _ in range(2000):
        health.failed(Phase.NO_STORE, REASON)
        pauses.append(health.pause)
    assert FIRST_PAUSE - 0.1 < pauses[0] <= FIRST_PAUSE
    assert 2 * FIRST_PAUSE - 0.1 < pauses[1] <= 2 * FIRST_PAUSE
    assert max(pauses) <= LONGEST_PAUSE
    assert pauses[-1] > LONGEST_PAUSE - 1
    health.is_in(Phase.READY)
    assert health.pause == 0
    health.failed(Phase.NO_CLUSTER, REASON)
    assert health.pause <= FIRST_PAUSE


def test_what_is_waited_for_is_told_with_its_beginning_its_reason_and_the_next_try() -> None:
    health = Health()
    health.follow("r")
    health.failed(Phase.NO_STORE, REASON)
    first = health.state
    health.tries()
    assert (health.state.next_try, health.state.reason) == (None, REASON)
    health.failed(Phase.NO_STORE, REASON)
    assert (health.state.since, health.state.run_id) == (first.since, "r")
    health.failed(Phase.NO_CLUSTER, REASON)
    assert health.state.since >= first.since
    health.is_in(Phase.READY)
    assert (health.state.phase, health.state.reason, health.state.next_try) == (Phase.READY, None, None)
