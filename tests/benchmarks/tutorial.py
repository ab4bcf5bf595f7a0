"""The original tutorial's two searches, on 1,000 rows of 10 numbers, and scikit-learn's own grid over the same rounds.

Run by `make bench`. Prints the two best lines, how far the grid's scores lie from scikit-learn's, and both times.
"""

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import pandas as pd
from sklearn.datasets import make_classification
from sklearn.model_selection import GridSearchCV

from core import SearchConfig, run_search
from core.model.pipeline import make_pipeline
from core.search.plan import plan_search

GRID = {"hidden_units": [50, 100, 200], "activation": ["relu", "sigmoid"]}
SEEDS = 3


def main() -> None:
    X, y = make_classification(1000, 10, n_informative=6, random_state=0)
    frame = pd.DataFrame(X, columns=[f"x{i}" for i in range(10)]).assign(y=y)
    config = SearchConfig(target="y", cv=3, refit=False, **GRID)

    ours, theirs, times = [], [], []
    for seed in range(SEEDS):
        seeded = config.model_copy(update={"random_state": seed})
        start = time.perf_counter()
        result = run_search(frame, seeded)
        middle = time.perf_counter()
        plan = plan_search(frame, seeded)
        params = {f"network__model__{name}": values for name, values in GRID.items()}
        grid = GridSearchCV(
            make_pipeline(plan.columns, plan.task, plan.candidates[0].params), params, cv=plan.splits, refit=False
        ).fit(plan.X, plan.y)
        times.append((middle - start, time.perf_counter() - middle))
        ours.append(result.cv_results_["mean_test_score"])
        theirs.append(grid.cv_results_["mean_test_score"])
        print("grid    ", result.best_line())
        print("sklearn ", "Best: %f using %s" % (grid.best_score_, grid.best_params_))  # noqa: UP031
    random = run_search(frame, config.model_copy(update={"strategy": "random", "n_iter": 10}))
    print("random  ", random.best_line())

    difference = np.mean(ours, axis=0) - np.mean(theirs, axis=0)
    noise = np.sqrt((np.var(ours, axis=0, ddof=1) + np.var(theirs, axis=0, ddof=1)) / SEEDS)
    print("difference of mean scores, a setting each:   ", difference.round(4))
    print("its standard error over seeds, a setting each:", noise.round(4))
    print("mean difference:", round(float(difference.mean()), 5))
    print("seconds (ours, scikit-learn's), medians:", np.median(times, axis=0).round(2))


if __name__ == "__main__":
    main()
