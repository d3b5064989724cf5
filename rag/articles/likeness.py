"""Texts into sets of character pairs, and how alike two of them are.

Knows nothing of pages: weights come from the texts it is given and from the trade (a pair that stands in every
paragraph, or in every newspaper, says little).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from math import log, sqrt

from rag.articles.common import rarity

_LETTERS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[A-Za-z0-9.%]+")
_EMPTY = frozenset("的了是在和与及为对将把被从向以使让到也都就要着地得等中上下个年月日一")


def pairs(text: str, limit: int = 4000) -> set[str]:
    """Return the character pairs of the words of a text (numbers and Latin words whole)."""
    found: set[str] = set()
    for match in _LETTERS.finditer(text[:limit]):
        word = match.group()
        if word[0] < "\u3400":
            if len(word) > 1:
                found.add(word.lower())
            continue
        for left, right in zip(word, word[1:], strict=False):
            if left not in _EMPTY or right not in _EMPTY:
                found.add(left + right)
    return found


class Weights:
    """How much each pair tells, from the paragraphs of one page: rare pairs tell more."""

    def __init__(self, texts: Sequence[set[str]]) -> None:
        """Count in how many texts each pair stands."""
        self._count = Counter(pair for text in texts for pair in text)
        self._texts = max(1, len(texts))
        self._known: dict[str, float] = {}

    def of(self, pair: str) -> float:
        """Return the weight of a pair."""
        known = self._known.get(pair)
        if known is None:
            here = log((self._texts + 1.0) / (self._count.get(pair, 0) + 0.5))
            known = self._known[pair] = here * rarity(pair)
        return known

    def cosine(self, one: set[str], other: set[str]) -> float:
        """Return the weighted cosine of two sets of pairs, 0 to 1."""
        shared = sum(self.of(pair) ** 2 for pair in one & other)
        if not shared:
            return 0.0
        norm = sqrt(sum(self.of(pair) ** 2 for pair in one) * sum(self.of(pair) ** 2 for pair in other))
        return shared / norm if norm else 0.0

    def covered(self, headline: set[str], body: Iterable[set[str]]) -> float:
        """Return what share of the headline's weight stands in the body, 0 to 1."""
        total = sum(self.of(pair) for pair in headline)
        if total <= 0:
            return 0.0
        rest = set(headline)
        found = 0.0
        for text in body:
            hit = rest & text
            found += sum(self.of(pair) for pair in hit)
            rest -= hit
            if not rest:
                break
        return found / total
