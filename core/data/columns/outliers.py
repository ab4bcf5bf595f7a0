"""Numbers so far from all others that a score may hang on them alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

# Among fewer numbers, the tail of skewed ones can look so by chance.
FEWEST = 50
# Of incomes and prices, the largest lie two or three times as far out as the next.
TIMES_AS_FAR = 10
# At most so many are outliers, or this share: more are a tail, or a group of their own.
MOST = 3
MOST_SHARE = 0.01


def outliers(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """Positions of the numbers that lie ten times as far from the median as all others.

    A gap is looked for, as in Dixon's test: how far out a number lies tells little where all are skewed, as
    incomes are.

    Parameters
    ----------
    numbers : ndarray of float64, shape (n_rows,)
        NaN is none.

    References
    ----------
    Dixon (1953), Processing data for outliers. Biometrics 9. (Gap over range, here 0.9.)
    """
    there = np.flatnonzero(~np.isnan(numbers))
    if len(there) < FEWEST:
        return there[:0]
    scaled = numbers[there] / max(np.abs(numbers[there]).max(), 1)  # so that differences of the largest are numbers
    distances = np.abs(scaled - np.median(scaled))
    order = np.argsort(-distances, kind="stable")[: max(MOST, int(MOST_SHARE * len(there))) + 1]
    farthest = distances[order]
    gaps = np.flatnonzero((farthest[:-1] >= TIMES_AS_FAR * farthest[1:]) & (farthest[1:] > 0))
    return np.sort(there[order[: gaps[-1] + 1]]) if len(gaps) else there[:0]
