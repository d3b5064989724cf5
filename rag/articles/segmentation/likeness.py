"""Texts into sets of character pairs, and how alike two of them are.

Knows nothing of pages: weights come from the texts it is given and from the trade (a pair that stands in every
paragraph, or in every newspaper, says little).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import fsum, log, sqrt

from rag.articles.segmentation.pair_rarity import rarity
from rag.text import HAN

_LETTERS = re.compile(rf"[{HAN}]+|[A-Za-z0-9.%]+")
_EMPTY = frozenset("的了是在和与及为对将把被从向以使让到也都就要着地得等中上下个年月日一")


def pairs(text: str, limit: int = 4000) -> set[str]:
    """Return the character pairs of the words of a text (numbers and Latin words whole)."""
    found: set[str] = set()
    for match in _LETTERS.finditer(text[:limit]):
        word = match.group()
        if word[0].isascii():
            if len(word) > 1:
                found.add(word.lower())
            continue
        for left, right in pairwise(word):
            if left not in _EMPTY or right not in _EMPTY:
                found.add(left + right)
    return found


class Weights(dict[str, float]):
    """How much each pair tells, from the paragraphs of one page: rare pairs tell more. Worked out when asked for."""

    def __init__(self, texts: Sequence[set[str]]) -> None:
        """Count in how many texts each pair stands."""
        super().__init__()
        self._count = Counter(pair for text in texts for pair in text)
        self._texts = max(1, len(texts))

    def __missing__(self, pair: str) -> float:
        """Work out the weight of a pair."""
        here = log((self._texts + 1.0) / (self._count.get(pair, 0) + 0.5))
        weight = self[pair] = here * rarity(pair)
        return weight

    def cosine(self, one: set[str], other: set[str]) -> float:
        """Return the weighted cosine of two sets of pairs, 0 to 1."""
        shared = self._squares(one & other)
        if not shared:
            return 0.0
        norm = sqrt(self._squares(one) * self._squares(other))
        return shared / norm if norm else 0.0

    def covered(self, headline: set[str], body: Iterable[set[str]]) -> float:
        """Return what share of the headline's weight stands in the body, 0 to 1."""
        total = self._sum(headline)
        if total <= 0:
            return 0.0
        rest = set(headline)
        found = 0.0
        for text in body:
            hit = rest & text
            found += self._sum(hit)
            rest -= hit
            if not rest:
                break
        return found / total

    def _sum(self, chosen: set[str]) -> float:
        return fsum(map(self.__getitem__, chosen))

    def _squares(self, chosen: set[str]) -> float:
        return fsum(weight * weight for weight in map(self.__getitem__, chosen))
