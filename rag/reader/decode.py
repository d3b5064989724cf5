"""Start and end scores of one window -> its best spans in characters, with scores that compare.

Knows numpy only. A span's score is start + end logit minus the window's own no-answer score, so
that spans of different windows and passages can stand in one list. Among the spans that lie over one another the
first is the one that shares most with all of them, each as likely as its score says (minimum Bayes risk, Kumar and
Byrne 2004, N04-1022): where the edges are uncertain, the likeliest pair of edges is often not the best answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RIVALS = 10  # spans over one another that are weighed against each other
SHARED = 0.85  # how much it counts to share characters with the true span; the rest: to be that very one
_Scored = tuple[int, int, float]  # first and last token of the passage, start + end logit


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start:end`` of the passage; ``score`` above 0 says: rather this than no answer."""

    start: int
    end: int
    score: float
    null: float


def best_spans(
    start: NDArray[np.float32],
    end: NDArray[np.float32],
    offsets: Sequence[tuple[int, int]],
    first: int,
    *,
    most_tokens: int = 80,
    keep: int = 3,
    variants: int = 0,
) -> list[Span]:
    """Return the ``keep`` best spans that do not overlap another, best first.

    Up to ``variants`` more may overlap one of these: another start or end that scores nearly as well, from
    which what is known of the question may choose (67% rather than 53.1%提高到2024年的67%).
    ``start``, ``end``: float32 (length,), logits of the whole window; passage token i stands at first + i.
    """
    null = float(start[0] + end[0])
    count = len(offsets)
    if count == 0:
        return []
    left, right = start[first : first + count], end[first : first + count]
    table = left[:, None] + right[None, :]
    allowed = np.triu(np.ones((count, count), dtype=bool)) & ~np.triu(
        np.ones((count, count), dtype=bool), most_tokens
    )
    table = np.where(allowed, table, -np.inf)
    order = np.argsort(-table, axis=None, kind="stable")[: 40 * keep]
    ranked = [(*divmod(int(flat), count), float(table.flat[flat])) for flat in order]
    ranked = [span for span in ranked if np.isfinite(span[2])]
    found: list[_Scored] = []
    beside: list[_Scored] = []
    for span in ranked:
        if not any(_over(span, other) for other in found):
            found.append(span)
        elif len(beside) < variants:
            beside.append(span)
        if len(found) == keep:
            break
    for number, likeliest in enumerate(found):
        others = [other for other in found if other is not likeliest]
        rivals = [span for span in ranked if _over(span, likeliest)][:RIVALS]
        chosen = _least_risk(rivals, offsets)
        if chosen is not likeliest and not any(_over(chosen, other) for other in others):
            found[number] = (*chosen[:2], likeliest[2])  # the two change places, and scores with them
            rest = [span for span in beside if span is not chosen]
            beside = [(*likeliest[:2], chosen[2]), *rest][:variants]
    both = sorted([*found, *beside], key=lambda span: -span[2])
    return [Span(offsets[i][0], offsets[j][1], score - null, null) for i, j, score in both]


def _over(one: _Scored, other: _Scored) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _least_risk(rivals: list[_Scored], offsets: Sequence[tuple[int, int]]) -> _Scored:
    """Return the span of which most is expected, if the true one is one of these, as likely as its score says."""
    start = np.array([offsets[i][0] for i, _, _ in rivals])
    end = np.array([offsets[j][1] for _, j, _ in rivals])
    likely = np.exp(np.array([score for *_, score in rivals]) - rivals[0][2])
    likely /= likely.sum()
    shared = np.minimum(end[:, None], end) - np.maximum(start[:, None], start)
    length = (end - start)[:, None] + (end - start)
    expected = (2 * shared.clip(0) / length.clip(1)) @ likely  # characters: F1
    return rivals[int(np.argmax(SHARED * expected + (1 - SHARED) * likely))]
