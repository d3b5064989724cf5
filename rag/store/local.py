"""A folder -> a store in this process: exact FAISS over unit vectors, our own postings, passages in SQLite.

Knows nothing of encoders or words. Files are plain .npy (never pickled) and SQLite; FAISS parses none.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.errors import StoreError
from rag.settings import TIE_DIGITS, TIE_MARGIN
from rag.store.arrays import Arrays
from rag.store.passage_table import REBUILD, PassageTable
from rag.store.postings import Postings, Rows, load_array
from rag.store.protocol import Vectors, best_first
from rag.types import Hit, Passage, Terms

if TYPE_CHECKING:
    import faiss

IDS, VECTORS = "ids.npy", "vectors.npy"
FILES = ("passages.db", IDS, VECTORS, *Postings.FILES)


class LocalStore:
    """Rows are passages in the order of their ids, in every file."""

    def __init__(self, folder: Path, *, writable: bool = False) -> None:
        self._folder, self._writable, self._arrays = folder, writable, Arrays()
        self._passages = PassageTable(folder / "passages.db", writable=writable)
        self._ids: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._vectors: Vectors = np.zeros((0, 0), dtype=np.float32)
        self._postings = Postings.of([])
        if (folder / IDS).exists():
            # What is rewritten on closing must not be mapped meanwhile.
            load = partial(load_array, mapped=False) if writable else self._arrays.load
            self._ids, self._vectors = load(folder / IDS), load(folder / VECTORS)
            self._postings = Postings.load(folder, load)
        self._faiss: faiss.IndexFlatIP | None = None
        self._waiting: list[tuple[NDArray[np.int64], Vectors, Postings]] = []
        if not writable and not len(self._ids) == len(self._vectors) == self._passages.count():
            raise StoreError(
                f"{folder}: {len(self._ids)} ids, {len(self._vectors)} vectors and {self._passages.count()} "
                f"passages should be equal in number. {REBUILD}"
            )

    def add(self, passages: Sequence[Passage], vectors: Vectors, terms: Sequence[Terms]) -> None:
        """Put passages in; one whose id is there already is replaced."""
        self._must_be_writable()
        if not len(passages) == len(vectors) == len(terms):
            raise StoreError(f"{len(passages)} passages, {len(vectors)} vectors, {len(terms)} terms?")
        if not passages:
            return
        if not np.isfinite(vectors).all():
            raise StoreError("A vector that is not finite was refused. Check the encoder.")
        if self._width() and vectors.shape[1] != self._width():
            raise StoreError(f"Vectors of {vectors.shape[1]} numbers: here they have {self._width()}.")
        # A later passage of the same id wins, as it would if it came with a later call.
        last = {passage.id: row for row, passage in enumerate(passages)}
        rows = [last[passage] for passage in sorted(last)]
        postings = Postings.of([terms[row] for row in rows])  # may refuse, and then nothing is in
        self._passages.put([passages[row] for row in rows])
        ids = np.array(sorted(last), dtype=np.int64)
        self._waiting.append((ids, np.ascontiguousarray(vectors[rows], dtype=np.float32), postings))

    def remove(self, articles: Sequence[str]) -> None:
        """Take all passages of these articles out; unknown ids are ignored."""
        self._must_be_writable()
        self._settle()
        gone = self._passages.ids_of(articles)
        self._keep(np.flatnonzero(~np.isin(self._ids, gone)))
        self._passages.remove(articles)

    def nearest(self, vector: Vectors, k: int, articles: Sequence[str] | None = None) -> list[Hit]:
        """Return the k passages with the largest inner product, best first."""
        self._settle()
        rows = self._rows(articles)
        available = len(self._ids) if rows is None else len(rows)
        if k <= 0 or not available:
            return []
        query = self.fitting(vector)
        wanted = min(available, k + TIE_MARGIN)
        while True:
            scores, found = self._search(query, wanted, rows)
            # Ties that run beyond what was fetched would be cut at random: fetch more.
            edge, last = (round(float(scores[at]), TIE_DIGITS) for at in (min(k, wanted) - 1, -1))
            if wanted == available or edge > last:
                break
            wanted = min(available, wanted * 2)
        return best_first(self._near(query[0], found), k)

    def matching(self, terms: Terms, k: int, articles: Sequence[str] | None = None) -> list[Hit]:
        """Return the k passages with the largest sum of products of weights, best first."""
        self._settle()
        scores = self._postings.scores(terms, len(self._ids))
        rows = self._rows(articles)
        candidates = np.flatnonzero(scores > 0) if rows is None else rows[scores[rows] > 0]
        if k <= 0 or not len(candidates):
            return []
        if len(candidates) > k:
            rounded = np.round(scores[candidates], TIE_DIGITS)
            edge = np.partition(rounded, len(rounded) - k)[len(rounded) - k]
            candidates = candidates[rounded >= edge]
        return best_first(_hits(self._ids[candidates], scores[candidates]), k)

    def nearness(self, vector: Vectors, ids: Sequence[int]) -> list[Hit]:
        """Return what ``nearest`` says of these passages, whoever found them."""
        self._settle()
        return self._near(self.fitting(vector)[0], self._places(ids))

    def match(self, terms: Terms, ids: Sequence[int]) -> list[Hit]:
        """Return what ``matching`` says of these passages, whoever found them."""
        self._settle()
        rows = self._places(ids)
        found = _hits(self._ids[rows], self._postings.scores_of(terms, rows))
        return [hit for hit in found if hit.score > 0]

    def fitting(self, vector: Vectors) -> Vectors:
        """Return a question's vector as one row; raises StoreError when it cannot be compared with those here."""
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        if query.shape[1] != self._width() or not np.isfinite(query).all():
            raise StoreError(f"A question's vector of {query.shape[1]} numbers does not fit {self._width()}.")
        return query

    def articles(self) -> frozenset[str]:
        """Return the ids of all articles that have a passage here."""
        return self._passages.articles()

    def get(self, ids: Sequence[int]) -> list[Passage]:
        """Return passages in the order of their ids; raises StoreError when one is not there."""
        return self._passages.get(ids)

    def count(self) -> int:
        """Return the number of passages."""
        return self._passages.count()

    def close(self) -> None:
        """Write what was added, and let go of the files."""
        if self._writable:
            self._settle()
            np.save(self._folder / IDS, self._ids, allow_pickle=False)
            np.save(self._folder / VECTORS, self._vectors, allow_pickle=False)
            self._postings.save(self._folder)
        self._passages.close()
        self._faiss = None
        self._arrays.close()
        self._ids = np.zeros(0, dtype=np.int64)
        self._vectors = np.zeros((0, 0), dtype=np.float32)
        self._postings = Postings.of([])

    def _search(self, query: Vectors, wanted: int, rows: Rows | None) -> tuple[Vectors, Rows]:
        import faiss

        if self._faiss is None:
            self._faiss = faiss.IndexFlatIP(self._width())
            self._faiss.add(self._vectors)
        parameters = None
        if rows is not None:
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(rows))  # type: ignore[call-arg]
        scores, found = self._faiss.search(query, wanted, params=parameters)
        return scores[0], found[0]

    def _near(self, query: Vectors, rows: Rows) -> list[Hit]:
        """Return the inner products in double precision: single ones differ between engines, and so would ties."""
        return _hits(self._ids[rows], self._vectors[rows].astype(np.float64) @ query.astype(np.float64))

    def _places(self, ids: Sequence[int]) -> Rows:
        wanted = np.asarray(ids, dtype=np.int64)
        rows = np.minimum(np.searchsorted(self._ids, wanted), max(len(self._ids) - 1, 0))
        if not len(self._ids) or (self._ids[rows] != wanted).any():
            raise StoreError(f"{self._folder}: a passage was found that is not there. Build the index again.")
        return rows

    def _rows(self, articles: Sequence[str] | None) -> Rows | None:
        """Return the rows of the passages of these articles, or None for no restriction."""
        if articles is None:
            return None
        return np.searchsorted(self._ids, np.sort(self._passages.ids_of(articles)))

    def _settle(self) -> None:
        """Merge what was added since: rows by id, of two rows with one id the later. Every reader begins here."""
        self._arrays.check()
        if not self._waiting:
            return
        here = [(self._ids, self._vectors, self._postings)] if len(self._ids) else []
        parts = here + self._waiting
        ids = np.concatenate([part[0] for part in parts])
        vectors = np.concatenate([part[1] for part in parts])
        postings = Postings.join([(part[2], len(part[0])) for part in parts])
        _, last = np.unique(ids[::-1], return_index=True)
        self._ids, self._vectors, self._postings, self._waiting = ids, vectors, postings, []
        self._keep(len(ids) - 1 - last)

    def _keep(self, rows: Rows) -> None:
        before = len(self._ids)
        self._ids, self._vectors = self._ids[rows], np.ascontiguousarray(self._vectors[rows])
        self._postings = self._postings.keep(rows, before)
        self._faiss = None

    def _width(self) -> int:
        if self._waiting:
            return int(self._waiting[0][1].shape[1])
        return int(self._vectors.shape[1])

    def _must_be_writable(self) -> None:
        if not self._writable:
            raise StoreError(f"{self._folder} is published and only read. Change it by add, remove or build.")


def _hits(ids: NDArray[np.int64], scores: NDArray[np.float64]) -> list[Hit]:
    return [Hit(passage, score) for passage, score in zip(ids.tolist(), scores.tolist(), strict=True)]
