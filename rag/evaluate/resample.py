"""Turn per-question figures into intervals and tests: bootstrap, paired bootstrap, McNemar, Holm.

Knows nothing of what the figures mean. The random numbers come from a fixed seed: same figures, same bytes.
"""

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SEED = 20251122
RESAMPLES = 1000  # the ends of a 95% interval then move by about a tenth of its width between seeds
PAIRED = 2000  # for tests: the smallest p-value is then 0.001, small enough after Holm's correction
BATCH = 2_000_000
LEVEL = 0.95


def interval(
    statistic: Callable[[NDArray[np.int64]], Floats], count: int, seed: int = SEED
) -> tuple[Floats, Floats]:
    """Return the ends of the 95% percentile interval of each value of a statistic of resampled rows."""
    draw = np.random.default_rng(seed)
    values = np.stack([statistic(draw.integers(0, count, count)) for _ in range(RESAMPLES)])
    values[:, np.isnan(values).all(axis=0)] = 0  # a figure that no resample has; its value is NaN anyway
    low, high = np.nanquantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return low, high


def means(rows: Floats) -> Floats:
    """Return the mean of each column without its NaNs, NaN for a column that has nothing else."""
    held = ~np.isnan(rows)
    count = held.sum(axis=0)
    total = np.where(held, rows, 0.0).sum(axis=0)
    found: Floats = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return found


def paired(differences: Floats, seed: int = SEED) -> tuple[float, float, float]:
    """Return low and high end of the mean of paired differences, and the p-value of its being zero."""
    count = len(differences)
    if not differences.any():
        return 0.0, 0.0, 1.0
    draw = np.random.default_rng(seed)
    rounds = max(1, min(PAIRED, BATCH // count))  # as many resamples at once as fit into memory
    found: list[Floats] = []
    while sum(map(len, found)) < PAIRED:
        found.append(differences[draw.integers(0, count, (rounds, count))].mean(axis=1))
    return _two_sided(np.concatenate(found)[:PAIRED])


def paired_statistic(
    statistic: Callable[[NDArray[np.int64]], float], count: int, seed: int = SEED
) -> tuple[float, float, float]:
    """Return the same for a difference that is no mean: a statistic of the rows chosen for both runs."""
    draw = np.random.default_rng(seed)
    found = np.array([statistic(draw.integers(0, count, count)) for _ in range(RESAMPLES)])
    found = found[~np.isnan(found)]
    return _two_sided(found) if len(found) and found.any() else (0.0, 0.0, 1.0)


def _two_sided(found: Floats) -> tuple[float, float, float]:
    """Return the interval, and twice the smaller tail beyond zero with one resample added to each."""
    low, high = np.quantile(found, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    tail = int(min((found <= 0).sum(), (found >= 0).sum()))
    return float(low), float(high), min(1.0, 2 * (tail + 1) / (len(found) + 1))


def mcnemar(gained: int, lost: int) -> float:
    """Return the exact two-sided p-value of McNemar's test from the pairs that changed."""
    changed = gained + lost
    if not changed:
        return 1.0
    few = min(gained, lost)
    logs = [_log_choose(changed, k) - changed * math.log(2) for k in range(few + 1)]
    return min(1.0, 2 * sum(math.exp(one) for one in logs))


def holm(values: Mapping[str, float]) -> dict[str, float]:
    """Return Holm's adjusted p-values: the chance of any false alarm among them stays low."""
    adjusted: dict[str, float] = {}
    highest = 0.0
    for place, (name, value) in enumerate(sorted(values.items(), key=lambda pair: (pair[1], pair[0]))):
        highest = max(highest, min(1.0, value * (len(values) - place)))
        adjusted[name] = highest
    return adjusted


def _log_choose(total: int, some: int) -> float:
    return math.lgamma(total + 1) - math.lgamma(some + 1) - math.lgamma(total - some + 1)
