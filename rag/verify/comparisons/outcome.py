"""Nothing -> what a comparison can end in, before it is told in words.

Knows nothing of how claims are compared.
"""

from dataclasses import dataclass

from rag.types import Article
from rag.verify.evidence import Stand

CONSISTENT, CONTRADICTED, UNSEEN = "consistent", "contradicted", "unseen"


@dataclass(frozen=True, slots=True)
class Found:
    """A verdict, the key of its reason, what the articles state, and where."""

    verdict: str
    reason: str
    stated: str = ""
    places: tuple[tuple[Article, int, int], ...] = ()


NONE = Found(UNSEEN, "none")


def place_in(stand: Stand, start: int, end: int) -> tuple[Article, int, int]:
    """Return a span of a sentence as a span of its article."""
    return stand.article, stand.start + start, stand.start + end
