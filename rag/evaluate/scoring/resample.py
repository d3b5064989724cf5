"""Turn per-question figures into intervals and tests: bootstrap, paired bootstrap, McNemar, Holm.

Knows nothing of what the figures mean. The random numbers come from a fixed seed: same figures, same bytes.
"""

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Tested = tuple[float, float, float]  # low, high, p
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
    return _ends(np.stack([statistic(draw.integers(0, count, count)) for _ in range(RESAMPLES)]))


def mean_interval(rows: Floats, seed: int = SEED) -> tuple[Floats, Floats]:
    """Return the same for the mean of each column without its NaNs, many resamples at a time."""
    draw = np.random.default_rng(seed)
    held = ~np.isnan(rows)
    filled = np.where(held, rows, 0.0)
    found: list[Floats] = []
    while sum(map(len, found)) < RESAMPLES:
        counts = _times(draw, len(rows))
        totals, sizes = _sums(counts, filled), _sums(counts, held.astype(np.float64))
        found.append(np.where(sizes > 0, totals / np.maximum(sizes, 1), np.nan))
    return _ends(np.concatenate(found)[:RESAMPLES])


def _times(draw: np.random.Generator, count: int) -> Floats:
    """Return how often each row is drawn, for as many resamples at once as fit into memory."""
    rounds = max(1, min(RESAMPLES, BATCH // count))
    return draw.multinomial(count, np.full(count, 1 / count), size=rounds).astype(np.float64)


def _sums(times: Floats, rows: Floats) -> Floats:
    """Return the sum of the rows of each resample; not by "@", whose threads are slow on a busy machine."""
    found: Floats = np.einsum("rn,nk->rk", times, rows)
    return found


def _ends(values: Floats) -> tuple[Floats, Floats]:
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


def paired(differences: Floats, seed: int = SEED) -> Tested:
    """Return low and high end of the mean of paired differences, and the p-value of its being zero."""
    if not differences.any():
        return 0.0, 0.0, 1.0
    draw = np.random.default_rng(seed)
    found: list[Floats] = []
    while sum(map(len, found)) < PAIRED:
        found.append(_sums(_times(draw, len(differences)), differences[:, None])[:, 0] / len(differences))
    return _two_sided(np.concatenate(found)[:PAIRED])


def paired_statistics(
    statistic: Callable[[NDArray[np.int64]], Floats], count: int, seed: int = SEED
) -> list[Tested]:
    """Return the same for differences that are no means: each value of a statistic of the rows chosen for both runs."""
    draw = np.random.default_rng(seed)
    found = np.stack([statistic(draw.integers(0, count, count)) for _ in range(RESAMPLES)])
    columns = [column[~np.isnan(column)] for column in found.T]
    return [_two_sided(column) if column.any() else (0.0, 0.0, 1.0) for column in columns]


def _two_sided(found: Floats) -> Tested:
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
