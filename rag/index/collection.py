"""Documents and their articles <-> one SQLite file, so that a collection can grow without its source files.

Knows nothing of passages or vectors. An article is kept once for each document it stands in; seen from
outside the first is the article and the others are its copies.
"""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rag.errors import IndexFault, QuestionError
from rag.index.marker import cure
from rag.index.serialization import article_from_json, article_to_json, document_from_json, document_to_json
from rag.store.passage_table import connect
from rag.types import Article, Document

FILE = "articles.db"
_SCHEMA = """
PRAGMA journal_mode = MEMORY;
CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, record TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS articles (
    document TEXT NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (document, position));
CREATE INDEX IF NOT EXISTS by_id ON articles (id);
"""
_PARTS = ("!", "#")  # what stands between a file's name and that of a member or a row in it


class Collection:
    """All documents and articles of one index version."""

    def __init__(self, path: Path, *, writable: bool) -> None:
        self._path, self._lock = path, threading.Lock()
        try:
            self._database = connect(path, _SCHEMA, "articles", writable=writable)
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def put(self, document: Document, articles: Sequence[Article]) -> None:
        """Write a document and its articles."""
        listed = [(document.name, n, each.id, article_to_json(each)) for n, each in enumerate(articles)]
        with self._lock, self._database:
            self._database.execute("DELETE FROM articles WHERE document = ?", (document.name,))
            row = (document.name, document.sha256, document_to_json(document))
            self._database.execute("REPLACE INTO documents VALUES (?, ?, ?)", row)
            self._database.executemany("INSERT INTO articles VALUES (?, ?, ?, ?)", listed)

    def relate(self) -> None:
        """Link copies, repeats and the halves of continued stories over all articles; run after the last change."""
        from rag.articles.links.relations import relate

        found = {article.id: article for article in relate(list(self.articles()))}
        changed = []
        for row, record in self._all("SELECT rowid, record FROM articles"):
            article = article_from_json(record)
            now = found[article.id]
            linked = replace(
                article, repeats=now.repeats, continues=now.continues, continued_by=now.continued_by
            )
            if (written := article_to_json(linked)) != record:
                changed.append((written, row))
        with self._lock, self._database:
            self._database.executemany("UPDATE articles SET record = ? WHERE rowid = ?", changed)

    def remove(self, file: str) -> int:
        """Take out a document, or all that came from one file; returns how many went."""
        parts = tuple(file + mark for mark in _PARTS)
        names = [name for name in self.sources() if name == file or name.startswith(parts)]
        with self._lock, self._database:
            for name in names:
                self._database.execute("DELETE FROM documents WHERE name = ?", (name,))
                self._database.execute("DELETE FROM articles WHERE document = ?", (name,))
        return len(names)

    def sources(self) -> dict[str, str]:
        """Return the sha256 of each document by name, in order of names."""
        return dict(self._all("SELECT name, sha256 FROM documents ORDER BY name"))

    def records(self) -> dict[str, str]:
        """Return the sha256 of everything that is known of each document, by name: its text and its description."""
        found = self._all("SELECT name, record FROM documents ORDER BY name")
        return {name: hashlib.sha256(record.encode()).hexdigest() for name, record in found}

    def articles(self) -> Iterator[Article]:
        """Yield each article once, in the order of documents, with the other sources of the same text."""
        others: dict[str, list[str]] = {}
        for number, document in self._all("SELECT id, document FROM articles ORDER BY document, position"):
            others.setdefault(number, []).append(document)
        for number, record in self._all("SELECT id, record FROM articles ORDER BY document, position"):
            if found := others.pop(number, None):
                yield _with_copies(article_from_json(record), found)

    def article(self, number: str) -> Article:
        """Return one article; raises QuestionError when there is none of that id."""
        sql = "SELECT document, record FROM articles WHERE id = ? ORDER BY document, position"
        rows = self._all(sql, number)
        if not rows:
            raise QuestionError(f"没有编号为 {number[:40]} 的文章。 There is no article {number[:40]}.")
        return _with_copies(article_from_json(rows[0][1]), [document for document, _ in rows])

    def of_kind(self, kind: str) -> list[str]:
        """Return the ids of the articles of one kind, without reading any of them."""
        # A quotation mark inside a text is escaped, so these words can only be the field itself.
        sql = "SELECT DISTINCT id, '' FROM articles WHERE instr(record, ?) > 0 ORDER BY id"
        return [number for number, _ in self._all(sql, f'"kind": {json.dumps(kind)}')]

    def document(self, name: str) -> Document:
        """Return one document; raises QuestionError when there is none of that name."""
        rows = self._all("SELECT record, name FROM documents WHERE name = ?", name)
        if not rows:
            raise QuestionError(f"没有名为 {name[:80]} 的文件。 There is no document {name[:80]}.")
        return document_from_json(rows[0][0])

    def digest(self) -> str:
        """Return the sha256 of everything in here, independent of the order it came in."""
        digest = hashlib.sha256()
        for sql in (
            "SELECT name, record FROM documents ORDER BY name",
            "SELECT document, record FROM articles ORDER BY document, position",
        ):
            for row in self._rows(sql):
                digest.update(json.dumps(row).encode())
        return digest.hexdigest()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._database.close()

    def _rows(self, sql: str) -> Iterator[tuple[str, str]]:
        with self._lock:
            yield from self._database.execute(sql)

    def _all(self, sql: str, *arguments: str) -> list[tuple[str, str]]:
        try:
            with self._lock:
                return self._database.execute(sql, arguments).fetchall()
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def _damaged(self, error: sqlite3.Error) -> IndexFault:
        return IndexFault(f"{self._path}: {error}. To build it again: {cure(self._path.parents[1])}")


def _with_copies(article: Article, documents: Sequence[str]) -> Article:
    others = dict.fromkeys([*documents[1:], *article.copies])
    return replace(article, copies=tuple(name for name in others if name != article.source))
