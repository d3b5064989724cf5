"""Articles -> the files of one version: passages, vectors, postings, sentence vectors and word counts.

Knows nothing of documents, locks or publishing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.encoder import Encoder
from rag.index.embedding import Embedder, Keys, Known
from rag.passages import passages, searched_text, sentence_texts
from rag.store import open_store
from rag.store.engine import Engine
from rag.store.postings import load_array
from rag.terms import average_length, count_terms, passage_terms
from rag.text import simplified
from rag.types import Article, Passage
from rag.words import dictionary_hash, words

Progress = Callable[[str, int, int], None]

KEYS = "keys.npy"  # of the passages' texts, one row a passage, as in all files
WORD_STARTS, WORD_IDS, WORD_COUNTS = "word_starts.npy", "word_ids.npy", "word_counts.npy"
SENTENCES, SENTENCE_STARTS, SENTENCE_KEYS = "sentences.npy", "sentence_starts.npy", "sentence_keys.npy"
FREQUENT_IDS, FREQUENT_COUNTS = "frequency_ids.npy", "frequency_counts.npy"
EMBEDDED = ".embedded"  # beside the versions: vectors of a build that was stopped
_ROWS = 1024  # passages handed to the store at a time: bounds the memory of their terms


@dataclass(frozen=True, slots=True)
class Counts:
    """What came of it, for the manifest and the report."""

    passages: int
    sentences: int
    dimension: int
    average_length: float
    embedded: int


@dataclass(frozen=True, slots=True)
class WordCounts:
    """How often each term occurs in each passage: row ``i`` holds ``starts[i]:starts[i + 1]``."""

    starts: NDArray[np.int64]
    ids: NDArray[np.uint32]
    counts: NDArray[np.int32]

    def row(self, row: int) -> dict[int, int]:
        """Return the counts of one passage."""
        span = slice(int(self.starts[row]), int(self.starts[row + 1]))
        return dict(zip(self.ids[span].tolist(), self.counts[span].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Before:
    """The version before: what need not be made again."""

    folder: Path | None = None
    dictionary: str = ""

    def load(self, name: str) -> NDArray[Any]:
        """Return one of its arrays, read into memory: the folder may be swept."""
        assert self.folder is not None
        return load_array(self.folder / name, mapped=False)


def write_contents(
    articles: Iterable[Article],
    folder: Path,
    encoder: Encoder,
    before: Before,
    progress: Progress,
    *,
    engine: Engine | None = None,
) -> Counts:
    """Write all files that searching needs but the articles themselves; and a copy into an engine, if there is one."""
    found = sorted((p for article in articles for p in passages(article)), key=lambda passage: passage.id)
    embedder = Embedder(encoder, folder.parent / EMBEDDED / "passages")
    texts = [simplified(searched_text(passage)) for passage in found]
    keys = embedder.keys(texts)
    counted = _count_words(texts, keys, before, progress)
    known = _known(before, KEYS, "vectors.npy")
    vectors = embedder.vectors(texts, keys, known, lambda done, total: progress("embedding", done, total))
    sentences, embedded = _write_sentences(found, folder, encoder, before, progress)
    np.save(folder / KEYS, keys, allow_pickle=False)
    np.save(folder / WORD_STARTS, counted.starts, allow_pickle=False)
    np.save(folder / WORD_IDS, counted.ids, allow_pickle=False)
    np.save(folder / WORD_COUNTS, counted.counts, allow_pickle=False)
    terms, frequencies = np.unique(counted.ids, return_counts=True)
    np.save(folder / FREQUENT_IDS, terms, allow_pickle=False)
    np.save(folder / FREQUENT_COUNTS, frequencies.astype(np.int32), allow_pickle=False)
    average = average_length(int(counted.counts.sum()), len(found))
    engine = replace(engine, rows=len(found)) if engine else None
    store = open_store(folder, writable=True, engine=engine)
    for start in range(0, len(found), _ROWS):
        progress("storing", start, len(found))
        rows = range(start, min(start + _ROWS, len(found)))
        weights = [passage_terms(counted.row(row), average) for row in rows]
        store.add([found[row] for row in rows], vectors[rows.start : rows.stop], weights)
    store.close()
    return Counts(len(found), sentences, vectors.shape[1], average, embedder.embedded + embedded)


def _write_sentences(
    found: Sequence[Passage], folder: Path, encoder: Encoder, before: Before, progress: Progress
) -> tuple[int, int]:
    """Write one vector a sentence; returns how many there are and how many were embedded."""
    listed = [sentence_texts(passage) for passage in found]
    texts = [simplified(text) for each in listed for text in each]
    embedder = Embedder(encoder, folder.parent / EMBEDDED / "sentences")
    keys = embedder.keys(texts)
    known = _known(before, SENTENCE_KEYS, SENTENCES)
    vectors = embedder.vectors(texts, keys, known, lambda done, total: progress("sentences", done, total))
    starts = np.cumsum([0, *(len(each) for each in listed)], dtype=np.int64)
    # Half precision: they are only compared within a list of candidates, and there are five for each passage.
    np.save(folder / SENTENCES, vectors.astype(np.float16), allow_pickle=False)
    np.save(folder / SENTENCE_STARTS, starts, allow_pickle=False)
    np.save(folder / SENTENCE_KEYS, keys, allow_pickle=False)
    return len(texts), embedder.embedded


def _known(before: Before, keys: str, vectors: str) -> Known:
    known = Known()
    if before.folder is not None:
        known.learn(before.load(keys), before.load(vectors))
    return known


def _count_words(texts: Sequence[str], keys: Keys, before: Before, progress: Progress) -> WordCounts:
    """Count the words of each passage; those of an earlier version are taken over."""
    known: dict[bytes, int] = {}
    earlier = None
    if before.folder is not None and before.dictionary == dictionary_hash():
        earlier = WordCounts(*(before.load(name) for name in (WORD_STARTS, WORD_IDS, WORD_COUNTS)))
        known = {key.tobytes(): row for row, key in enumerate(before.load(KEYS))}
    rows: list[dict[int, int]] = []
    for number, (text, key) in enumerate(zip(texts, keys, strict=True)):
        row = known.get(key.tobytes())
        rows.append(earlier.row(row) if earlier is not None and row is not None else count_terms(words(text)))
        if number % _ROWS == 0:
            progress("words", number, len(texts))
    return WordCounts(
        np.cumsum([0, *map(len, rows)], dtype=np.int64),
        np.fromiter((term for row in rows for term in row), dtype=np.uint32),
        np.fromiter((count for row in rows for count in row.values()), dtype=np.int32),
    )
