"""Measures Gridlight against others, prints a table and writes it as JSON; run by `make bench`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.benchmarks import agreement, dirty
from tests.benchmarks.measure import print_table
from tests.benchmarks.process import ROOT
from tests.benchmarks.sections import SECTIONS
from tests.benchmarks.sizes import FULL, QUICK

PACKAGES = (
    "tensorflow",
    "keras",
    "scikeras",
    "scikit-learn",
    "numpy",
    "pandas",
    "keras-tuner",
    "optuna",
    "clevercsv",
    "duckdb",
)
FEWEST_PAIRS, FEWEST_SEEDS = 3, 20


def main() -> None:
    """Measure what was asked for; what was measured before and not now stays in the file."""
    options = _options()
    sizes = QUICK if options.quick else FULL
    path = options.output or (None if options.quick else ROOT / "bench.json")
    kept: dict[str, Any] = json.loads(path.read_text()) if path and path.exists() else {}
    machine = _machine()
    print("Measured on", ", ".join(f"{name} {value}" for name, value in machine.items()))
    rows = []
    for name in options.only or [*SECTIONS, "dirty"]:
        print(f"{name} ...", flush=True)
        about = {"when": time.strftime("%Y-%m-%d %H:%M:%S"), "machine": machine, "quick": options.quick}
        if name == "agreement":
            found = agreement.compare(sizes, options.seeds, options.classic)
            agreement.print_comparisons(found)
            kept[name] = {**about, **found}
        elif name == "dirty":
            found = dirty.compare(sizes)
            dirty.print_comparison(found)
            kept[name] = {**about, **found}
        else:
            fresh = SECTIONS[name](sizes, options.pairs)
            rows += fresh
            kept[name] = {**about, "rows": [{**asdict(row), "verdict": row.verdict} for row in fresh]}
        if path:
            path.write_text(json.dumps(kept, indent=1) + "\n")
    if rows:
        print_table(rows)
    if options.quick:
        print("These were tiny sizes: the figures mean nothing.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "--only",
        nargs="+",
        choices=[*SECTIONS, "dirty", "agreement"],
        help="measure these; agreement only when it is named",
    )
    parser.add_argument("--pairs", type=int, help=f"how often each side is measured, {FEWEST_PAIRS} or more")
    parser.add_argument("--seeds", type=int, help=f"seeds of the agreement, {FEWEST_SEEDS} or more")
    parser.add_argument("--classic", action="store_true", help="the agreement of the classic engine, too")
    parser.add_argument(
        "--quick", action="store_true", help="tiny sizes, to try the programs: the figures mean nothing"
    )
    parser.add_argument("--output", type=Path, help="the JSON file; default: bench.json, and none for --quick")
    options = parser.parse_args()
    if options.pairs is None:
        options.pairs = 1 if options.quick else FEWEST_PAIRS
    if options.seeds is None:
        options.seeds = 3 if options.quick else FEWEST_SEEDS
    if not options.quick and (options.pairs < FEWEST_PAIRS or options.seeds < FEWEST_SEEDS):
        parser.error(f"at least {FEWEST_PAIRS} pairs and {FEWEST_SEEDS} seeds are needed, except with --quick")
    return options


def _machine() -> dict[str, Any]:
    """What figures depend on; the load before the first of them says whether the machine did other things, too."""
    load = round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "load": load,
        "Python": platform.python_version(),
        **{package: version(package) for package in PACKAGES},
    }


if __name__ == "__main__":
    main()
