"""The rows of the table: who is measured against whom, and the figures that must be reached."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from itertools import pairwise
from typing import Any

from tests.benchmarks.load import load
from tests.benchmarks.measure import Row, at_least, at_most, in_turns
from tests.benchmarks.process import Process, in_fresh_process
from tests.benchmarks.reading import reading
from tests.benchmarks.sizes import Sizes

# A step of exactly linear growth is 1; this much more is what a clock says on a machine that does other things, too.
LINEAR = 1.1
GIGABYTE = 1e9
# Dask starts its workers so: memory that is free goes back to the system.
AS_A_WORKER = {"MALLOC_TRIM_THRESHOLD_": "65536"}


def tutorial(sizes: Sizes, pairs: int) -> list[Row]:
    """The tutorial's grid: us, cold and warm, and all who can search it."""
    case: dict[str, Any] = {"table": sizes.tutorial_table, "hidden_units": sizes.hidden_units, "epochs": sizes.epochs}
    peers: dict[str, tuple[str, dict[str, Any]]] = {
        "classic": ("ours.grid", {"engine": "classic"}),
        "plain": ("peers.plain_grid", {}),
        "MLPClassifier": ("peers.mlp_grid", {}),
        "MLPClassifier on all cores": ("peers.mlp_grid", {"n_jobs": -1}),
        "KerasTuner": ("peers.keras_tuner_grid", {}),
        "Optuna": ("peers.optuna_grid", {}),
    }
    with ExitStack() as processes:
        warm = processes.enter_context(Process())
        warm.call("ours.grid", **case, seed=0)
        contestants: dict[str, Callable[[int], float]] = {
            "warm": lambda seed: warm.call("ours.grid", **case, seed=seed),
            "cold": lambda seed: in_fresh_process("ours.cold_grid", **case, seed=seed)["seconds"],
        }
        for name, (function, more) in peers.items():
            process = processes.enter_context(Process())
            process.call(function, **{**case, "epochs": 1}, **more, seed=0)
            contestants[name] = _caller(process, function, **case, **more)
        rounds = in_turns(contestants, pairs)
    warm_note = "Warm: all is compiled; our searches are repeated for a second, and their mean is taken."
    cold = "Cold: a process that has trained one network of another architecture; nothing else is compiled."
    mlp = "MLPClassifier stands behind a StandardScaler; on all cores: n_jobs=-1, its processes warm."
    return [
        at_least("tutorial, warm / plain GridSearchCV", rounds, "warm", "plain", 150, warm_note),
        at_least("tutorial, warm / GridSearchCV(MLPClassifier)", rounds, "warm", "MLPClassifier", 8, mlp),
        at_least("tutorial, cold / plain GridSearchCV", rounds, "cold", "plain", 12, cold),
        at_least("tutorial, warm / MLPClassifier on all cores", rounds, "warm", "MLPClassifier on all cores"),
        at_least("tutorial, warm / classic engine", rounds, "warm", "classic"),
        at_least("tutorial, warm / KerasTuner", rounds, "warm", "KerasTuner"),
        at_least("tutorial, warm / Optuna", rounds, "warm", "Optuna"),
    ]


def large(sizes: Sizes, pairs: int) -> list[Row]:
    """The same grid on a larger table, also against what this machine can multiply."""
    case: dict[str, Any] = {"table": sizes.large_table, "hidden_units": sizes.hidden_units, "epochs": sizes.epochs}
    flops = _training_flops(sizes)
    with Process() as warm, Process() as plain, Process() as numpy:
        warm.call("ours.grid", **case, seed=0)
        plain.call("peers.plain_grid", **{**case, "epochs": 1}, seed=0)
        rounds = in_turns(
            {
                "warm": _caller(warm, "ours.grid", **case),
                "sgemm": lambda _: flops / numpy.call("peers.sgemm_rate"),
                "plain": _caller(plain, "peers.plain_grid", **case),
            },
            pairs,
        )
    name = "{} x {}".format(*sizes.large_table)
    note = (
        f"Share of sgemm: the {flops / 1e9:.3g} thousand million multiplications and additions of the training steps' "
        "matrix products, padding apart, at NumPy's float32 rate, by the seconds of the whole search."
    )
    return [
        at_least(f"{name}, warm / plain GridSearchCV", rounds, "warm", "plain", 45),
        at_least(f"{name}, warm, share of sgemm", rounds, "warm", "sgemm", 0.25, note),
    ]


def random(sizes: Sizes, pairs: int) -> list[Row]:
    """A random search through a wide space, nothing compiled."""
    case = {"n_iter": sizes.random_settings, "epochs": sizes.random_epochs}
    programs: set[int] = set()

    def cold(seed: int) -> float:
        answer = in_fresh_process("ours.cold_random", **case, seed=seed)
        programs.add(answer["programs"])
        return float(answer["seconds"])

    with Process() as plain:
        plain.call("peers.plain_sample", **{**case, "epochs": 1}, seed=0, n_trainings=1)
        sampled = _caller(plain, "peers.plain_sample", **case, n_trainings=sizes.sampled_trainings)
        rounds = in_turns({"cold": cold, "plain": sampled}, pairs)
    note = (
        f"Random settings: {' or '.join(map(str, sorted(programs)))} programs compiled a search; the plain side is "
        f"{sizes.sampled_trainings} of its {sizes.random_settings * 5} trainings, scaled."
    )
    return [
        at_least(
            f"{sizes.random_settings} random settings, cold / plain GridSearchCV", rounds, "cold", "plain", 60, note
        )
    ]


def settings(sizes: Sizes, pairs: int) -> list[Row]:
    """Growth of time with the number of settings."""
    case = {"table": sizes.tutorial_table, "epochs": sizes.epochs}
    with Process() as process:
        contestants = {
            str(n): _caller(process, "ours.growing_settings", **case, n_iter=n) for n in sizes.growing_settings
        }
        for measure in contestants.values():
            measure(0)
        return _growth("settings", sizes.growing_settings, in_turns(contestants, pairs))


def rows(sizes: Sizes, pairs: int) -> list[Row]:
    """Growth of time with the number of rows, and the memory of the largest table."""
    peaks: list[dict[str, float]] = []

    def measure(n_rows: int) -> Callable[[int], float]:
        def seconds(seed: int) -> float:
            answer = in_fresh_process("ours.growing_rows", environment=AS_A_WORKER, rows=n_rows, seed=seed)
            if n_rows == sizes.growing_rows[-1]:
                peaks.append(answer)
            return float(answer["seconds"])

        return seconds

    rounds = in_turns({str(n): measure(n) for n in sizes.growing_rows}, pairs)
    largest = sizes.growing_rows[-1]
    limit = 1.5 + 3 * largest * 30 * 8 / GIGABYTE
    note = (
        "Memory: the most that the process ever held, with Python and TensorFlow, the table (made in it; "
        f"{max(one['with_table'] for one in peaks) / GIGABYTE:.2f} GB before the first search) and two searches; "
        "it is started as Dask starts a worker; "
        "the limit is 1.5 GB and three times the table's numbers as float64."
    )
    memory = [(one["peak"] / GIGABYTE, limit) for one in peaks]
    return [
        *_growth("rows", sizes.growing_rows, rounds),
        at_most(f"peak memory at {largest} x 30 / limit", memory, 1, "GB", note),
    ]


def workers(sizes: Sizes, pairs: int) -> list[Row]:
    """Two workers of one thread each against one, from the queue to the end of a run."""
    case = {"n_rates": sizes.worker_rates, "epochs": sizes.epochs}
    with Process() as one, Process() as two:
        for process, number in ((one, 1), (two, 2)):
            process.call("ours.start_server", workers=number, table=sizes.tutorial_table)
        try:
            # Twice, as shares of a run need not go to the same worker again: each is to know every program.
            for process in (one, two, two):
                process.call("ours.served", **case, seed=pairs)
            rounds = in_turns(
                {"two": _caller(two, "ours.served", **case), "one": _caller(one, "ours.served", **case)}, pairs
            )
        finally:
            for process in (one, two):
                process.call("ours.stop_server")
    return [at_least(f"two workers / one, {sizes.worker_rates * 10} trainings", rounds, "two", "one", 1.7)]


def memory(sizes: Sizes, pairs: int) -> list[Row]:
    """Whether a worker's memory grows with its runs; measured once, as it takes no time."""
    early, late = sizes.memory_runs
    case: dict[str, Any] = {"table": sizes.tutorial_table, "hidden_units": sizes.hidden_units, "epochs": sizes.epochs}
    before, after = in_fresh_process("ours.memory", **case, runs=sizes.memory_runs)
    held = [(after / GIGABYTE, before / GIGABYTE)]
    return [at_most(f"memory after {late} runs / after {early}", held, 1.05, "GB")]


SECTIONS = {
    function.__name__: function
    for function in (tutorial, large, random, settings, rows, workers, memory, reading, load)
}


def _caller(process: Process, function: str, **arguments: Any) -> Callable[[int], float]:
    return lambda seed: float(process.call(function, **arguments, seed=seed))


def _growth(what: str, sizes: tuple[int, ...], rounds: list[Any]) -> list[Row]:
    note = (
        f"Growth: the larger's seconds by what they would be if time grew as the size does; {LINEAR} allows for noise."
    )
    return [
        at_most(
            f"{small} -> {large_} {what}, time / linear",
            [(one[str(large_)], one[str(small)] * large_ / small) for one in rounds],
            LINEAR,
            "s",
            note,
        )
        for small, large_ in pairwise(sizes)
    ]


def _training_flops(sizes: Sizes) -> float:
    """Multiplications and additions of the matrix products of all training steps, forward and backward."""
    n_rows, features = sizes.large_table
    seen = sizes.epochs * n_rows * 2  # each row is trained on in two of three rounds
    flops = 0
    for units in sizes.hidden_units:
        forward = 2 * seen * (features * units + units * 1)
        # Backward takes the gradient of the weights and of the inputs, which are no weights' in the first layer.
        flops += 3 * forward - 2 * seen * features * units
    return 2 * flops  # two activations
