"""Articles -> the files of one version: passages, vectors, postings, sentence vectors and word counts.

Knows nothing of documents, locks or publishing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.articles.passages import passages, searched_text
from rag.index.bm25 import average_length, count_terms, passage_terms
from rag.index.embedding import Embedded, Embedder, Keys, Known, Text
from rag.model.protocol import Encoder
from rag.store import open_store
from rag.store.engine import Engine
from rag.store.postings import load_array
from rag.text import simplified
from rag.text.words import dictionary_hash, words
from rag.types import Article, Passage

Progress = Callable[[str, int, int], None]

KEYS = "keys.npy"  # of the passages' texts, one row a passage, as in all files
WORD_STARTS, WORD_IDS, WORD_COUNTS = "word_starts.npy", "word_ids.npy", "word_counts.npy"
SENTENCES, SENTENCE_STARTS = "sentences.npy", "sentence_starts.npy"
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
    embedder = Embedder(encoder, folder.parent / EMBEDDED)
    texts = [embedded_text(passage) for passage in found]
    keys = embedder.keys(texts)
    counted = _count_words([each.text for each in texts], keys, before, progress)
    embedded = embedder.embed(
        texts, keys, _known(before), lambda done, total: progress("embedding", done, total)
    )
    np.save(folder / SENTENCES, embedded.sentences, allow_pickle=False)
    np.save(folder / SENTENCE_STARTS, embedded.starts, allow_pickle=False)
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
        store.add([found[row] for row in rows], embedded.passages[rows.start : rows.stop], weights)
    store.close()
    sentences, dimension = embedded.sentences.shape
    return Counts(len(found), sentences, dimension, average, embedder.embedded)


def embedded_text(passage: Passage) -> Text:
    """Return a passage as it is encoded and matched: turning it simplified moves no character."""
    text = simplified(searched_text(passage))
    before = len(text) - len(passage.text) - passage.start
    return Text(text, tuple((start + before, end + before) for start, end in passage.sentences))


def _known(before: Before) -> Known:
    known = Known()
    if before.folder is not None:
        vectors, sentences, starts = map(before.load, ("vectors.npy", SENTENCES, SENTENCE_STARTS))
        known.learn(before.load(KEYS), Embedded(vectors, sentences, starts))
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
