"""Words -> BM25 weights: the document side of a passage, the query side of a question.

Knows nothing of stores. A term is the crc32 of its word, so no vocabulary has to be shared; rarity goes on
the query side, so adding or removing passages never changes the weights of the others.
"""

import math
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from rag.settings import BM25_B, BM25_K1
from rag.types import Terms

_LAST = 2**32 - 2  # the highest dimension a sparse vector of Milvus may have, plus one


def term_id(word: str) -> int:
    """Return the number of a word: about 6 collisions in 232,000 words, which is harmless."""
    return zlib.crc32(word.encode("utf-8", "replace")) % _LAST


def count_terms(words: Iterable[str]) -> dict[int, int]:
    """Return how often each term occurs."""
    return dict(Counter(map(term_id, words)))


def passage_terms(counts: Mapping[int, int], average: float) -> Terms:
    """Return the document side of BM25: each count saturated and made fair to the passage's length."""
    length = sum(counts.values())
    damping = BM25_K1 * (1 - BM25_B + BM25_B * length / average) if average else BM25_K1
    return {term: count * (BM25_K1 + 1) / (count + damping) for term, count in counts.items()}


def question_terms(counts: Mapping[int, int], frequency: Callable[[int], int], passages: int) -> Terms:
    """Return the query side of BM25: the rarity of each term that occurs at all."""
    weights: Terms = {}
    for term, count in counts.items():
        found = frequency(term)
        if found:
            weights[term] = count * math.log(1 + (passages - found + 0.5) / (found + 0.5))
    return weights


def average_length(total: int, passages: int) -> float:
    """Return the mean length in steps of 10%: the weights of old passages stay when a few new ones come.

    It depends on nothing but the passages themselves, so a rebuilt index equals one that grew.
    """
    if not total or not passages:
        return 1.0
    return round(1.1 ** round(math.log(total / passages, 1.1)), 6)
