"""A published version -> an open index: its articles, its store, its encoder.

Knows nothing of questions or of how the version was made. Safe to use from several threads.
"""

import os
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.errors import IndexFault, ModelError
from rag.index import contents
from rag.index.bm25 import term_id
from rag.index.collection import FILE, Collection
from rag.index.copies import engine_of
from rag.index.manifest import Manifest, unreadable, verify
from rag.index.marker import cure
from rag.index.versions import current
from rag.model.encoder import open_encoder
from rag.model.protocol import Encoder, Vectors
from rag.store import Store, open_store
from rag.store.arrays import Arrays
from rag.store.passage_table import PassageTable
from rag.text import simplified
from rag.text.words import dictionary_hash
from rag.types import Article, Document, Passage

LOOKED_THROUGH = 5_000  # articles; folding their texts takes about a second at that number
_SAME = 1e-3  # a sentence nearer to its passage's vector than this says nothing beyond it


class Index:
    """One version, held until ``close``; a later version does not disturb it."""

    def __init__(self, folder: Path, manifest: Manifest, encoder: Encoder | None, warning: str = "") -> None:
        self.folder, self.manifest, self.warning = folder, manifest, warning
        self.version = str(manifest.version)
        self.store: Store = open_store(folder, engine=engine_of(manifest))
        self._table = PassageTable(folder / "passages.db", writable=False)
        self._collection = Collection(folder / FILE, writable=False)
        self._arrays = Arrays()
        self._ids = self._arrays.load(folder / "ids.npy")
        self._vectors = self._arrays.load(folder / "vectors.npy")
        self._sentences = self._arrays.load(folder / contents.SENTENCES)
        self._starts = self._arrays.load(folder / contents.SENTENCE_STARTS)
        self._frequent = self._arrays.load(folder / contents.FREQUENT_IDS)
        self._frequency = self._arrays.load(folder / contents.FREQUENT_COUNTS)
        self._lock = threading.Lock()
        self._articles: tuple[Article, ...] | None = None
        self._furniture: frozenset[int] | None = None
        self._encoder: Encoder | None = None
        if encoder is not None:
            self._encoder = self._fitting(encoder)

    @property
    def root(self) -> Path:
        """The index's own folder, in which its versions lie."""
        return self.folder.parent

    @property
    def encoder(self) -> Encoder:
        """The encoder it was made with; raises ModelError when that one is not to be had."""
        with self._lock:
            if self._encoder is None:
                self._encoder = self._fitting(open_encoder(self.manifest.encoder))
            return self._encoder

    @property
    def loaded_encoder(self) -> Encoder | None:
        """The encoder if it was needed yet."""
        return self._encoder

    def articles(self) -> list[Article]:
        """Return all articles in the order of their documents."""
        with self._lock:
            if self._articles is None:
                self._articles = tuple(self._collection.articles())
            return list(self._articles)

    def article(self, number: str) -> Article:
        """Return one article; raises QuestionError when there is none of that id."""
        return self._collection.article(number)

    def furniture(self) -> frozenset[int]:
        """Return the ids of the passages of page furniture: slogans, photo labels, layout credits."""
        with self._lock:
            if self._furniture is None:
                ids = self._collection.of_kind("furniture")
                self._furniture = frozenset(passage.id for id in ids for passage in self._table.of(id))
            return self._furniture

    def document(self, name: str) -> Document:
        """Return one source document; raises QuestionError when there is none of that name."""
        return self._collection.document(name)

    def sources(self) -> dict[str, str]:
        """Return the sha256 of each document by name."""
        return self._collection.sources()

    def passages(self, article: str) -> list[Passage]:
        """Return the passages of an article in reading order."""
        return self._table.of(article)

    def document_frequency(self, term: str | int) -> int:
        """Return in how many passages a word (or a term by its number) occurs."""
        self._arrays.check()
        wanted = np.uint32(term_id(term) if isinstance(term, str) else term)
        at = int(np.searchsorted(self._frequent, wanted))
        if at < len(self._frequent) and self._frequent[at] == wanted:
            return int(self._frequency[at])
        return 0

    def says(self, word: str) -> bool:
        """Say whether any article holds a word; True where there are too many to look: absence is never guessed."""
        articles = self.articles()
        if len(articles) > LOOKED_THROUGH:
            return True
        wanted = simplified(word)
        return any(wanted in simplified(article.text) for article in articles)

    def sentence_scores(
        self, vector: Vectors, passages: Sequence[int]
    ) -> tuple[list[tuple[float, ...]], list[float]]:
        """Return how near to a vector each sentence of each passage is, and the lead of each passage's best one.

        A sentence's vector knows what stands around it, and so says again what the passage's own says. Its lead is
        how near what it has beyond the passage is: the inner product with the direction from passage to sentence.
        """
        self._arrays.check()
        near: list[tuple[float, ...]] = []
        leads: list[float] = []
        for row in np.searchsorted(self._ids, np.asarray(passages, dtype=np.int64)):
            rows = self._sentences[int(self._starts[row]) : int(self._starts[row + 1])].astype(np.float32)
            passage = self._vectors[row]
            scores, beyond = rows @ vector, rows - passage
            lengths = np.maximum(np.linalg.norm(beyond, axis=1), _SAME)
            near.append(tuple(scores.tolist()))
            leads.append(float(np.max((beyond @ vector) / lengths, initial=-1.0)))
        return near, leads

    def close(self) -> None:
        """Let go of all files."""
        self.store.close()
        self._table.close()
        self._collection.close()
        self._arrays.close()

    def _fitting(self, encoder: Encoder) -> Encoder:
        if encoder.fingerprint != self.manifest.fingerprint:
            raise ModelError(
                f"{self.folder}: 索引由另一个编码器建立，请重新建立。 The index was made with "
                f"{self.manifest.encoder} {self.manifest.fingerprint[:12]}…, not {encoder.name} "
                f"{encoder.fingerprint[:12]}…. To build it again: {cure(self.folder.parent)}"
            )
        return encoder


def open_index(where: str | Path, *, encoder: Encoder | None = None, before: "Index | None" = None) -> Index:
    """Open the current version of an index, if it is whole; raises IndexFault naming what is not.

    The encoder of the version that was open ``before`` is taken over where it is the same one: its weights are loaded.
    """
    folder, manifest, warning = whole(Path(where))
    if encoder is None and before is not None and before.manifest.fingerprint == manifest.fingerprint:
        encoder = before.loaded_encoder
    return Index(folder, manifest, encoder, warning)


def whole(where: Path) -> tuple[Path, Manifest, str]:
    """Return folder, manifest and a warning or "" of the current version; raises IndexFault if it is damaged."""
    folder, manifest, warning = current(where)
    if faults := verify(folder, manifest, everything=False):
        closed = [folder / name for name in manifest.files if not _may_be_read(folder / name)]
        if closed:
            raise unreadable(closed[0], folder.parent)
        listed = "; ".join(faults)
        raise IndexFault(
            f"索引已损坏。 The index is damaged: {listed}. To build it again: {cure(folder.parent)}; "
            "to go back to the version before: rag rollback"
        )
    if manifest.dictionary != dictionary_hash():
        raise IndexFault(
            f"{folder}: 索引用另一部词典建立，请重新建立。 The index was made with another dictionary. "
            f"To build it again: {cure(folder.parent)}"
        )
    return folder, manifest, warning


def _may_be_read(path: Path) -> bool:
    return os.access(path, os.R_OK) or not path.exists()
