"""Turn confidences and what was right into figures about knowing when to answer.

Knows nothing of questions; everything here is arithmetic over arrays of equal length. Equal confidences
are treated as one block: no threshold can part them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BINS = 10


@dataclass(frozen=True, slots=True)
class Curve:
    """Risk by coverage, one point for each threshold that can be chosen, from the surest answers on."""

    coverage: tuple[float, ...]  # share of all questions that get an answer
    risk: tuple[float, ...]  # share of those answers that are wrong
    threshold: tuple[float, ...]  # confidence at which it is reached


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence lies in one tenth of the scale."""

    low: float
    high: float
    count: int
    confidence: float  # mean of what was promised
    right: float  # share of what was right


def auroc(scores: Floats, positive: Floats) -> float:
    """Return the chance that a positive outranks a negative, ties counting half; NaN when a side is empty."""
    ups, downs = np.sort(scores[positive > 0]), np.sort(scores[positive == 0])
    if not len(ups) or not len(downs):
        return float("nan")
    below = np.searchsorted(downs, ups, side="left").sum()
    not_above = np.searchsorted(downs, ups, side="right").sum()
    return float((below + not_above) / 2 / (len(ups) * len(downs)))


def curve(confidence: Floats, right: Floats) -> Curve:
    """Return the risk-coverage curve over all questions, those that cannot be answered among them."""
    ends, wrong = _blocks(confidence, right)
    total = len(confidence)
    levels = np.sort(confidence)[::-1][ends - 1]
    return Curve(
        coverage=tuple((ends / total).tolist()),
        risk=tuple((wrong / ends).tolist()),
        threshold=tuple(levels.tolist()),
    )


def area(confidence: Floats, right: Floats) -> float:
    """Return the mean risk over all coverages, 1/n to n/n (AURC): lower is better."""
    if not len(confidence):
        return float("nan")
    ends, wrong = _blocks(confidence, right)
    sizes = np.diff(ends, prepend=0)
    return float((wrong / ends * sizes).sum() / len(confidence))


def coverage_at(confidence: Floats, right: Floats, risk: float) -> float:
    """Return the largest coverage at which at most this share of the answers given is wrong."""
    if not len(confidence):
        return float("nan")
    ends, wrong = _blocks(confidence, right)
    good = ends[wrong <= risk * ends + 1e-9]
    return float(good.max() / len(confidence)) if len(good) else 0.0


def bins(confidence: Floats, right: Floats) -> tuple[Bin, ...]:
    """Return ten equal bins of confidence; 1.0 belongs to the last, empty bins are kept."""
    place = np.clip((confidence * BINS).astype(int), 0, BINS - 1)
    found = []
    for number in range(BINS):
        inside = place == number
        count = int(inside.sum())
        said = float(confidence[inside].mean()) if count else 0.0
        held = float(right[inside].mean()) if count else 0.0
        found.append(Bin(number / BINS, (number + 1) / BINS, count, said, held))
    return tuple(found)


def calibration_error(confidence: Floats, right: Floats) -> float:
    """Return the expected calibration error: the mean distance of promise and truth, weighted by bin size."""
    if not len(confidence):
        return float("nan")
    place = np.clip((confidence * BINS).astype(int), 0, BINS - 1)
    gaps = np.bincount(place, weights=confidence - right, minlength=BINS)
    return float(np.abs(gaps).sum() / len(confidence))


def _blocks(confidence: Floats, right: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Return for each distinct confidence, highest first, how many reach it and how many are wrong."""
    order = np.argsort(-confidence, kind="stable")
    ordered = confidence[order]
    wrong = np.cumsum(1 - right[order])
    last = np.append(ordered[1:] != ordered[:-1], True) if len(ordered) else np.zeros(0, bool)
    ends = np.flatnonzero(last) + 1
    return ends, wrong[ends - 1]
