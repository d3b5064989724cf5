"""An index -> everything that is wrong with it: files, counts, and whether every article is still verbatim.

Changes nothing. An empty list is the proof that each passage and each quote can be found in its source.
"""

import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import numpy as np

from rag.articles.passages import passage_id, passages
from rag.errors import ModelError, RagError
from rag.index import Index, contents, open_index
from rag.index.manifest import verify
from rag.index.versions import current
from rag.model.protocol import Encoder
from rag.settings import ENCODER
from rag.store.postings import load_array
from rag.types import Article, Document


def check(where: str | Path, *, encoder: Encoder | None = None) -> list[str]:
    """Return what is wrong with the current version of an index, in words; empty when it is whole."""
    try:
        folder, manifest, warning = current(Path(where))
    except RagError as error:
        return [str(error)]
    faults = [warning] if warning else []
    if damaged := verify(folder, manifest, everything=True):
        return faults + damaged  # what is read from damaged files says nothing
    try:
        index = open_index(where, encoder=encoder)
    except RagError as error:
        return [*faults, str(error)]
    try:
        faults += _weights(index)
        return [*faults, *_counts(index), *_vectors(index), *_articles(index), *_links(index)]
    except (RagError, sqlite3.Error, ValueError, KeyError, TypeError, IndexError) as error:
        return [*faults, f"{folder}: {type(error).__name__}: {error}"]
    finally:
        index.close()


def _weights(index: Index) -> Iterator[str]:
    """Yield what is wrong with the carried weights, when it is they that this index is asked with."""
    if index.manifest.encoder != ENCODER or index.loaded_encoder is not None:
        return
    try:
        _ = index.encoder
    except ModelError as error:
        yield str(error)


def _counts(index: Index) -> Iterator[str]:
    manifest, folder = index.manifest, index.folder
    articles = index.articles()
    starts = load_array(folder / contents.SENTENCE_STARTS, mapped=True)
    found = {
        "documents": (len(index.sources()), manifest.documents),
        "articles": (len(articles), manifest.articles),
        "passages": (index.store.count(), manifest.passages),
        "passage ids": (len(load_array(folder / "ids.npy", mapped=True)), manifest.passages),
        "passage keys": (len(load_array(folder / contents.KEYS, mapped=True)), manifest.passages),
        "vectors": (len(load_array(folder / "vectors.npy", mapped=True)), manifest.passages),
        "passages of articles": (sum(len(index.passages(each.id)) for each in articles), manifest.passages),
        "sentence vectors": (len(load_array(folder / contents.SENTENCES, mapped=True)), manifest.sentences),
        "sentences": (int(starts[-1]), manifest.sentences),
    }
    for name, (number, expected) in found.items():
        if number != expected:
            yield f"{folder}: {number} {name}, expected {expected}"
    if dict(manifest.sources) != index.sources():
        yield f"{folder}: the documents are not those of the manifest"


def _vectors(index: Index) -> Iterator[str]:
    for name in ("vectors.npy", contents.SENTENCES):
        rows = load_array(index.folder / name, mapped=True).astype(np.float32)
        lengths = np.linalg.norm(rows, axis=1) if len(rows) else np.ones(0)
        if not np.allclose(lengths, 1.0, atol=5e-3):
            yield f"{index.folder / name}: a vector is not of length 1"


def _articles(index: Index) -> Iterator[str]:
    for article in index.articles():
        document = index.document(article.source)
        for fault in (*_verbatim(article, document), *_sliced(index, article)):
            yield f"{article.source}, article {article.id} {article.title[:20]}: {fault}"


def _links(index: Index) -> Iterator[str]:
    """Yield the links between articles that lead nowhere, and halves of a story that do not name each other."""
    known = {article.id: article for article in index.articles()}
    for article in known.values():
        where = f"{article.source}, article {article.id} {article.title[:20]}"
        for name in ("repeats", "continues", "continued_by"):
            other = getattr(article, name)
            if other and (other == article.id or other not in known):
                yield f"{where}: {name} {other}, which is no other article"
        for name, back in (("continues", "continued_by"), ("continued_by", "continues")):
            other = known.get(getattr(article, name))
            if other is not None and getattr(other, back) != article.id:
                yield f"{where}: {name} {other.id}, which does not name it"


def _verbatim(article: Article, document: Document) -> Iterator[str]:
    """Yield where an article differs from its source in more than its own list of repairs says."""
    if sha256(article.text.encode()).hexdigest() != article.sha256:
        yield "its text does not have its sha256"
    covered = [False] * len(article.text)
    for run in article.runs:
        end, raw_end = run.start + run.length, run.raw_start + run.length
        if not article.text[run.start : end] == document.text[run.raw_start : raw_end] != "":
            yield f"text {run.start}-{end} is not the source at {run.raw_start}"
        covered[run.start : end] = [True] * run.length
    for repair in article.repairs:
        if article.text[repair.start : repair.end] != repair.after:
            yield f"repair at {repair.start} does not read {repair.after!r}"
        if document.text[repair.raw_start : repair.raw_end] != repair.before:
            yield f"repair at {repair.start} does not come from {repair.before!r}"
        covered[repair.start : repair.end] = [True] * (repair.end - repair.start)
    for at, known in enumerate(covered):
        if not known and article.text[at] != "\n":
            yield f"character {at} {article.text[at]!r} comes from nowhere"
            return


def _sliced(index: Index, article: Article) -> Iterator[str]:
    for before, after in pairwise(article.parts):
        if before.end > after.start:
            yield f"parts overlap at {after.start}"
    stored = index.passages(article.id)
    if stored != sorted(passages(article), key=lambda passage: (passage.start, passage.end)):
        yield "its passages are not those that its text gives"
    for passage in stored:
        if article.text[passage.start : passage.end] != passage.text:
            yield f"passage {passage.id} is not a slice of it"
        if passage.id != passage_id(article.id, passage.start, passage.end):
            yield f"passage {passage.id} has another's id"
