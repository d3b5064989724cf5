"""What every store promises: seven verbs, and one order of what it finds.

Knows nothing of any engine.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.settings import TIE_DIGITS
from rag.types import Hit, Passage, Terms

Vectors = NDArray[np.float32]


class Store(Protocol):
    """The seven verbs of a search engine. Weights of terms are positive, in passages and in questions."""

    def add(self, passages: Sequence[Passage], vectors: Vectors, terms: Sequence[Terms]) -> None:
        """Put passages in; one whose id is there already is replaced."""

    def remove(self, articles: Sequence[str]) -> None:
        """Take all passages of these articles out; unknown ids are ignored."""

    def nearest(self, vector: Vectors, k: int, articles: Sequence[str] | None = None) -> list[Hit]:
        """Return the k passages with the largest inner product, best first; of these articles if given."""

    def matching(self, terms: Terms, k: int, articles: Sequence[str] | None = None) -> list[Hit]:
        """Return the k passages with the largest sum of products of weights, best first; none at 0."""

    def get(self, ids: Sequence[int]) -> list[Passage]:
        """Return passages in the order of their ids; raises StoreError when one is not there."""

    def count(self) -> int:
        """Return the number of passages."""

    def close(self) -> None:
        """Make all that was added last, and let go."""


def best_first(hits: Sequence[Hit], k: int) -> list[Hit]:
    """Return the k best hits; scores that differ in the last bits only are ties and go by id."""
    return sorted(hits, key=lambda hit: (-round(hit.score, TIE_DIGITS), hit.passage))[:k]
