"""Turn the ranks at which the right passages came into recall, reciprocal rank and nDCG.

Knows nothing of texts. A rank of 0 means "not among those that count". Each fact is credited once, at the
first passage that gives it, so that two windows over one sentence earn no more than one.
"""

import math
from collections.abc import Sequence

DEPTH = 10


def recall(ranks: Sequence[int], depth: int) -> float:
    """Return the share of the facts found among the first passages: 0 or 1 where there is one fact."""
    return sum(1 for rank in ranks if 0 < rank <= depth) / len(ranks)


def reciprocal_rank(ranks: Sequence[int]) -> float:
    """Return one over the rank of the first right passage, 0 beyond the tenth."""
    found = [rank for rank in ranks if 0 < rank <= DEPTH]
    return 1 / min(found) if found else 0.0


def ndcg(ranks: Sequence[int], grades: Sequence[int]) -> float:
    """Return nDCG@10 with gain 2^grade - 1; the ideal has every fact at the top, best grades first."""
    gains = [float(2**grade - 1) for grade in grades]
    got = sum(
        gain / math.log2(rank + 1) for rank, gain in zip(ranks, gains, strict=True) if 0 < rank <= DEPTH
    )
    best = sorted(gains, reverse=True)[:DEPTH]
    return got / sum(gain / math.log2(rank + 1) for rank, gain in enumerate(best, 1))
