"""Term weights of many rows -> arrays by term, and the score of every row for a question's terms.

Knows nothing of passages or words: rows and terms are numbers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from rag.errors import StoreError
from rag.store.passage_table import REBUILD
from rag.types import Terms

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Postings:
    """``rows[starts[i]:starts[i + 1]]`` hold term ``terms[i]`` with the weights beside them."""

    terms: NDArray[np.uint32]  # sorted
    starts: Rows
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]

    FILES: ClassVar[tuple[str, ...]] = (
        "term_ids.npy",
        "term_starts.npy",
        "posting_rows.npy",
        "posting_weights.npy",
    )

    @staticmethod
    def of(rows: Sequence[Terms]) -> "Postings":
        """Return the postings of rows of weights; raises StoreError for a weight no engine could hold."""
        terms = np.fromiter((term for row in rows for term in row), dtype=np.uint32)
        weights = np.fromiter((weight for row in rows for weight in row.values()), dtype=np.float32)
        if not np.isfinite(weights).all() or (weights <= 0).any():
            raise StoreError("A term weight that is not finite and positive was refused.")
        numbers = np.repeat(np.arange(len(rows), dtype=np.int32), [len(row) for row in rows])
        return _grouped(terms, numbers, weights)

    @staticmethod
    def join(parts: "Sequence[tuple[Postings, int]]") -> "Postings":
        """Return the postings of several (postings, number of rows) one after the other."""
        terms, rows, before = [], [], 0
        for postings, count in parts:
            terms.append(postings._term_of_each())
            rows.append(postings.rows + np.int32(before))
            before += count
        weights = [postings.weights for postings, _ in parts]
        return _grouped(np.concatenate(terms), np.concatenate(rows), np.concatenate(weights))

    def keep(self, rows: Rows, before: int) -> "Postings":
        """Return the postings of these rows only, renumbered in this order; there were ``before`` rows."""
        renumbered = np.full(before, -1, dtype=np.int32)
        renumbered[rows] = np.arange(len(rows), dtype=np.int32)
        moved = renumbered[self.rows]
        kept = moved >= 0
        return _grouped(self._term_of_each()[kept], moved[kept], self.weights[kept])

    def scores(self, terms: Terms, count: int) -> NDArray[np.float64]:
        """Return the inner product of each of ``count`` rows with these terms."""
        scores = np.zeros(count, dtype=np.float64)
        for term in sorted(terms):  # always in one order: sums of floats depend on it
            at = int(np.searchsorted(self.terms, np.uint32(term)))
            if at < len(self.terms) and self.terms[at] == term:
                span = slice(int(self.starts[at]), int(self.starts[at + 1]))
                scores[self.rows[span]] += np.float64(terms[term]) * self.weights[span]
        return scores

    def scores_of(self, terms: Terms, rows: Rows) -> NDArray[np.float64]:
        """Return what ``scores`` says of these rows, to the last bit, without looking at any other row."""
        scores, wanted = np.zeros(len(rows), dtype=np.float64), rows.astype(np.int32)
        for term in sorted(terms):
            at = int(np.searchsorted(self.terms, np.uint32(term)))
            if at < len(self.terms) and self.terms[at] == term:
                span = slice(int(self.starts[at]), int(self.starts[at + 1]))
                having = self.rows[
                    span
                ]  # in order, of the type of wanted: searched where they lie, not copied
                places = np.minimum(np.searchsorted(having, wanted), len(having) - 1)
                weights = np.where(having[places] == wanted, self.weights[span][places], np.float32(0))
                scores += np.float64(terms[term]) * weights
        return scores

    def save(self, folder: Path) -> None:
        """Write the four arrays."""
        for name, array in zip(self.FILES, self._arrays(), strict=True):
            np.save(folder / name, array, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, load: Callable[[Path], NDArray[Any]]) -> "Postings":
        """Return what was saved in this folder."""
        return cls(*(load(folder / name) for name in cls.FILES))

    def _arrays(self) -> tuple[NDArray[Any], ...]:
        return self.terms, self.starts, self.rows, self.weights

    def _term_of_each(self) -> NDArray[np.uint32]:
        return np.repeat(self.terms, np.diff(self.starts))


def load_array(path: Path, *, mapped: bool) -> NDArray[Any]:
    """Return an array from a .npy file; nothing in it is ever unpickled."""
    try:
        loaded: NDArray[Any] = np.load(path, mmap_mode="r" if mapped else None, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise StoreError(f"{path}: {error}. {REBUILD}") from error
    return loaded


def _grouped(terms: NDArray[np.uint32], rows: NDArray[np.int32], weights: NDArray[np.float32]) -> Postings:
    order = np.lexsort((rows, terms))
    ordered = terms[order]
    names, first = np.unique(ordered, return_index=True)
    starts = np.append(first, len(ordered)).astype(np.int64)
    return Postings(names, starts, rows[order].astype(np.int32), weights[order])
