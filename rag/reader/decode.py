"""Start and end scores of one window -> its best spans in characters, with scores that compare.

Knows numpy only. A span's score is start + end logit minus the window's own no-answer score, so
that spans of different windows and passages can stand in one list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


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
    """Return the ``keep`` best spans that do not overlap a better one, best first.

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
    found: list[tuple[int, int, float]] = []
    beside: list[tuple[int, int, float]] = []
    for flat in order:
        i, j = divmod(int(flat), count)
        if not np.isfinite(table[i, j]):
            break
        if all(j < a or i > b for a, b, _ in found):
            found.append((i, j, float(table[i, j])))
        elif len(beside) < variants:
            beside.append((i, j, float(table[i, j])))
        if len(found) == keep:
            break
    both = sorted([*found, *beside], key=lambda span: -span[2])
    return [Span(offsets[i][0], offsets[j][1], score - null, null) for i, j, score in both]
