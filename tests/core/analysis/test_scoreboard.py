import math
from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from core import SearchConfig
from core.analysis.scoreboard import Scoreboard
from core.analysis.scores import round_frame, score_frame
from core.errors import Message
from core.model.hyperparameters import HYPERPARAMETERS
from core.search.candidates import make_candidates
from core.search.events import TrainingEnded

CANDIDATES, _ = make_candidates(SearchConfig(target="y", hidden_units=[2, 4, 8], activation=["relu", "tanh"]))
N_SPLITS = 4


@st.composite
def batches(draw: st.DrawFn) -> list[list[TrainingEnded]]:
    """Trainings in any order, some failed, some told twice and otherwise, in batches of any size."""
    places = [(one.number, split) for one in CANDIDATES for split in range(N_SPLITS)]
    chosen = draw(st.permutations(places))[: draw(st.integers(0, len(places)))]
    trainings = []
    for candidate, split in chosen:
        # Few different scores, so that means tie; sums of tenths depend on their order in the last digit.
        score = draw(st.sampled_from([0.1, 0.2, 0.3, 0.7, math.nan]))
        reason = Message("No {thing}.", {"thing": f"{candidate}.{split}"}) if math.isnan(score) else None
        trainings.append(TrainingEnded(candidate, split, score, draw(st.sampled_from([0.1, 0.2, 0.3])), failure=reason))
    cuts = sorted(draw(st.lists(st.integers(0, len(trainings)), max_size=5)))
    parts = [trainings[low:high] for low, high in zip([0, *cuts], [*cuts, len(trainings)], strict=True)]
    return [*parts, [replace(one, score=0.9) for one in trainings[:3]]]


def recomputed(trainings: list[TrainingEnded]) -> pd.DataFrame:
    """What a score frame is, in the plainest way: setting by setting, from all of its trainings."""
    rows = []
    for candidate in CANDIDATES:
        own = sorted((one for one in trainings if one.candidate == candidate.number), key=lambda one: one.split)
        scores = [one.score for one in own if not math.isnan(one.score)]
        if own:
            rows.append(
                {
                    "candidate": candidate.number,
                    **{name: candidate.params[name] for name in HYPERPARAMETERS},
                    "mean": np.mean(scores) if scores else math.nan,
                    "std": np.std(scores) if scores else math.nan,
                    "rounds": len(scores),
                    "seconds": sum(one.fit_time for one in own),
                    "failure": next((one.failure for one in own if one.failure), None),
                }
            )
    names = ["candidate", *HYPERPARAMETERS, "mean", "std", "rounds", "seconds", "failure"]
    frame = pd.DataFrame(rows, columns=names).sort_values("mean", ascending=False, kind="stable", ignore_index=True)
    frame.insert(0, "rank", frame["mean"].rank(method="min", ascending=False, na_option="bottom").astype("Int64"))
    return frame


@given(batches())
def test_scores_that_come_in_are_those_of_all_at_once_to_the_last_digit(parts: list[list[TrainingEnded]]) -> None:
    board, so_far = Scoreboard(CANDIDATES, N_SPLITS), {}
    for part in parts:
        board.add(part)
        board.score_frame()  # a look in between changes nothing
        so_far = {(one.candidate, one.split): one for one in part} | so_far
        trainings = [so_far[place] for place in sorted(so_far)]
        pd.testing.assert_frame_equal(board.score_frame(), recomputed(trainings), check_exact=True, check_dtype=False)
        pd.testing.assert_frame_equal(score_frame(CANDIDATES, trainings), board.score_frame(), check_exact=True)
        pd.testing.assert_frame_equal(board.round_frame(), round_frame(trainings), check_exact=True, check_dtype=False)
        assert board.done == len(trainings)


def test_a_search_that_ended_early_is_compared_over_the_rounds_that_its_settings_have_in_common() -> None:
    def rounds(*places: tuple[int, int], failed: tuple[int, int] | None = None) -> list[int]:
        trainings = [TrainingEnded(*place, 0.5) for place in places]
        if failed:
            trainings.append(TrainingEnded(*failed, math.nan))
        board = Scoreboard(CANDIDATES, 4)
        board.add(trainings)
        return board.comparable_rounds()

    assert rounds((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (1, 3)) == [1, 2]
    assert rounds((0, 0), (0, 1), (0, 2), (0, 3), (1, 1)) == [0, 1, 2, 3], "one setting is through"
    assert rounds((0, 0), (0, 1), failed=(1, 0)) == [0, 1], "one that only failed does not count"
    assert rounds((0, 0), (1, 0)) == [0, 1, 2, 3], "one round is no comparison"
    assert rounds() == [0, 1, 2, 3]
