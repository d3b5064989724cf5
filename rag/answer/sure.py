"""All options of a question -> what tells whether one of them is right: its own features, and how it stands among them.

Pure arithmetic over features; answering and fitting (rag.calibrate) use the same, so that they cannot differ.
"""

import math
from collections.abc import Mapping, Sequence

MOST_LEAD = 6.0  # of rank over the best option that says something else; beyond it, it tells nothing more
CLOSE = 3.0  # log-odds behind the best reading within which another counts as close
NO_RIVAL = 3.0  # the lead of an option that stands alone


def seen_together(
    options: Sequence[Mapping[str, float]],
    ranks: Sequence[float],
    groups: Sequence[int],
    passages: Sequence[int],
    which: int,
) -> dict[str, float]:
    """Return the features by which option ``which`` is trusted.

    ``groups``: options of one number say the same; ``passages``: the passage of each option.
    """
    own, group = options[which], groups[which]
    rivals = [rank for rank, other in zip(ranks, groups, strict=True) if other != group]
    lead = ranks[which] - max(rivals, default=ranks[which] - NO_RIVAL)
    top = max(ranks)
    shares = [math.exp(rank - top) for rank in ranks]
    relevance: dict[int, float] = {}
    for option, passage in zip(options, passages, strict=True):
        relevance[passage] = max(relevance.get(passage, -math.inf), option["relevance"])
    elsewhere = [value for passage, value in relevance.items() if passage != passages[which]]
    best = sorted(relevance.values(), reverse=True)
    score = max(option["score"] for option in options)
    return {
        **own,
        "lead": max(-MOST_LEAD, min(MOST_LEAD, lead)),
        "share": sum(s for s, other in zip(shares, groups, strict=True) if other == group) / sum(shares),
        "best_relevance": best[0],
        "next_relevance": sum(best[:3]) / len(best[:3]),
        "relevance_lead": own["relevance"] - max(elsewhere, default=own["relevance"] - NO_RIVAL),
        "best_score": score,
        "close": float(sum(option["score"] > score - CLOSE for option in options)),
        "least_null": min(option["null"] for option in options),
    }
