"""How large what is measured is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Sizes of all cases; `QUICK` has tiny ones, to try the programs and not the engine."""

    hidden_units: tuple[int, ...] = (50, 100, 200)
    epochs: int = 10
    tutorial_table: tuple[int, int] = (1000, 10)
    large_table: tuple[int, int] = (20_000, 30)
    random_settings: int = 200
    random_epochs: int = 20
    sampled_trainings: int = 12
    growing_settings: tuple[int, ...] = (10, 100, 1000)
    growing_rows: tuple[int, ...] = (1000, 10_000, 100_000, 1_000_000)
    # Twice a number of rates are settings, each trained five times.
    worker_rates: int = 100
    memory_runs: tuple[int, int] = (20, 200)
    csv_megabytes: tuple[float, ...] = (1, 10, 100)
    dirty_files: int = 10  # of each kind
    load_settings: int = 1000  # of twenty rounds
    load_megabytes: float = 189
    load_afterwards: float = 60  # seconds in which what was taken is given back


FULL = Sizes()
QUICK = Sizes(
    hidden_units=(4, 8),
    epochs=2,
    tutorial_table=(150, 10),
    large_table=(300, 30),
    random_settings=3,
    random_epochs=2,
    sampled_trainings=2,
    growing_settings=(2, 4),
    growing_rows=(200, 1000),
    worker_rates=2,
    memory_runs=(2, 4),
    csv_megabytes=(0.1, 0.2),
    dirty_files=1,
    load_settings=20,
    load_megabytes=0.2,
    load_afterwards=1,
)
