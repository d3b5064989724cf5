"""Labelled options -> weights: the numbers of weights.py, found on data instead of by hand.

Knows nothing of files or models; whoever calls it says which option was right. Numpy only, no randomness.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Named = Mapping[str, float]
Labelled = tuple[Named, float]  # the features of one option, and how right it is (0 to 1, F1 or exact)
Slope = Callable[[Floats], Floats]

_STEPS, _RATE = 800, 0.05


def fit_rank(
    questions: Sequence[Sequence[Labelled]], names: Sequence[str], *, decay: float = 1e-3
) -> dict[str, float]:
    """Return weights under which the right option of each question stands first; unanswered questions say nothing."""
    told = [question for question in questions if any(label > 0 for _, label in question)]
    tables = [_table([named for named, _ in question], names) for question in told]
    labels = [np.array([label for _, label in question]) for question in told]
    scale = _scale(tables, len(names))

    def slope(weights: Floats) -> Floats:
        total = np.zeros_like(weights)
        for table, label in zip(tables, labels, strict=True):
            share = _softmax((table / scale) @ weights)
            right = share * label
            total += (table / scale).T @ (share - right / max(right.sum(), 1e-12))
        return total / max(len(tables), 1) + decay * weights

    return _rounded(_descend(slope, len(names)) / scale, names)


def fit_sure(
    best: Sequence[Labelled], names: Sequence[str], *, decay: float = 1e-3
) -> tuple[dict[str, float], float]:
    """Return weights and bias under which a logistic gives the chance that the best option is right."""
    table = _table([named for named, _ in best], names)
    label = np.array([right for _, right in best])
    scale = _scale([table], len(names))
    wide = np.hstack([table / scale, np.ones((len(table), 1))])
    keep = np.append(np.full(len(names), decay), 0.0)

    def slope(weights: Floats) -> Floats:
        chance = 1.0 / (1.0 + np.exp(-np.clip(wide @ weights, -60, 60)))
        return np.asarray(wide.T @ (chance - label) / max(len(label), 1) + keep * weights)

    found = _descend(slope, len(names) + 1)
    return _rounded(found[:-1] / scale, names), round(float(found[-1]), 4)


def operating_point(confidences: Sequence[float], answerable: Sequence[bool], *, most: float = 0.05) -> float:
    """Return the lowest confidence at which at most this share of the unanswerable questions is answered."""
    wrong = sorted((c for c, can in zip(confidences, answerable, strict=True) if not can), reverse=True)
    allowed = int(most * len(wrong))
    if allowed >= len(wrong):
        return 0.0
    return float(np.nextafter(wrong[allowed], 2.0))


def _table(rows: Sequence[Named], names: Sequence[str]) -> Floats:
    return np.array([[named.get(name, 0.0) for name in names] for named in rows], dtype=np.float64).reshape(
        len(rows), len(names)
    )


def _scale(tables: Sequence[Floats], count: int) -> Floats:
    """Return each feature's deviation, so that one step suits all of them."""
    if not tables:
        return np.ones(count)
    deviation = np.asarray(np.concatenate(list(tables)).std(axis=0))
    return np.where(deviation > 1e-9, deviation, 1.0)


def _softmax(scores: Floats) -> Floats:
    high = np.exp(scores - scores.max())
    return np.asarray(high / high.sum())


def _descend(slope: Slope, count: int) -> Floats:
    """Return where the slope leads from nought (Adam, a fixed number of steps)."""
    weights, first, second = np.zeros(count), np.zeros(count), np.zeros(count)
    for step in range(1, _STEPS + 1):
        gradient = slope(weights)
        first, second = 0.9 * first + 0.1 * gradient, 0.999 * second + 0.001 * gradient**2
        weights -= _RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-9)
    return weights


def _rounded(weights: Floats, names: Sequence[str]) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
