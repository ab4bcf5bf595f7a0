"""How members are sorted into groups, and groups shared out to workers."""

from collections import Counter

import pytest

from core.data.columns.column import Task
from core.model.hyperparameters import SearchSpace
from core.search.events import Share
from core.search.fused.members import Group, Member, Network, Size, make_groups, take_share

SIZES = [Size(800, 200, 10, 1)] * 5


def groups_of(n_rates: int, *activations: str) -> list[Group]:
    networks = [
        Network(
            **{name: values[0] for name, values in SearchSpace()}
            | {"hidden_units": 100, "activation": activation, "learning_rate": 0.001 * (1 + number), "seed": number},
        )
        for activation in activations
        for number in range(n_rates)
    ]
    members = [Member(number, split, one) for number, one in enumerate(networks) for split in range(len(SIZES))]
    return make_groups(Task.BINARY, members, SIZES)


@pytest.mark.parametrize("workers", [1, 2, 3, 4, 7])
def test_every_member_is_in_one_share(workers: int) -> None:
    groups = groups_of(30, "relu", "tanh", "selu")
    shares = [take_share(groups, Share(index, workers)) for index in range(workers)]
    places = Counter((one.candidate, one.split) for share in shares for group in share for one in group.members)
    assert places == Counter({(candidate, split): 1 for candidate in range(90) for split in range(5)})


def test_of_a_large_search_workers_get_as_much_and_share_one_program() -> None:
    groups = groups_of(100, "relu", "sigmoid")
    shares = [take_share(groups, Share(index, 2)) for index in range(2)]
    loads = [sum(group.seconds for group in share) for share in shares]
    assert max(loads) - min(loads) < 0.1 * max(loads)
    programs = [[group.shape.activation for group in share] for share in shares]
    lender, borrower = sorted(programs, key=lambda one: len(set(one)))
    assert set(lender) == {"sigmoid"}
    own = borrower.count("relu")
    # What the other worker compiles comes last.
    assert borrower == ["relu"] * own + ["sigmoid"] * (len(borrower) - own)
    assert 0 < own < len(borrower)


def test_of_a_small_search_no_program_is_compiled_twice() -> None:
    shares = [take_share(groups_of(3, "relu", "sigmoid"), Share(index, 2)) for index in range(2)]
    programs = [{group.shape.activation for group in share} for share in shares]
    assert sorted(map(sorted, programs)) == [["relu"], ["sigmoid"]]
