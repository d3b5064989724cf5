"""Passages -> one SQLite table, and back by id.

Knows nothing of vectors or terms; safe to read from several threads at once.
"""

import json
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import StoreError
from rag.types import Passage

_SCHEMA = """
CREATE TABLE IF NOT EXISTS passages (
    id INTEGER PRIMARY KEY, article TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    text TEXT NOT NULL, title TEXT NOT NULL, section TEXT NOT NULL, sentences TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_article ON passages (article, start);
"""
_COLUMNS = "id, article, start, end, text, title, section, sentences"
REBUILD = 'Build the index again from its pages: "rag build PATH --index DIR".'
_Row = tuple[int, str, int, int, str, str, str, str]


class PassageTable:
    """The passages of one store."""

    def __init__(self, path: Path, *, writable: bool) -> None:
        self._path, self._lock = path, threading.Lock()
        try:
            self._database = connect(path, _SCHEMA, "passages", writable=writable)
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def put(self, passages: Sequence[Passage]) -> None:
        """Write passages, replacing those of the same id."""
        rows = [
            (p.id, p.article, p.start, p.end, p.text, p.title, p.section, json.dumps(p.sentences))
            for p in passages
        ]
        with self._lock, self._database:
            self._database.executemany(f"REPLACE INTO passages ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?)", rows)

    def remove(self, articles: Sequence[str]) -> None:
        """Delete the passages of these articles."""
        with self._lock, self._database:
            self._database.executemany("DELETE FROM passages WHERE article = ?", [(a,) for a in articles])

    def get(self, ids: Sequence[int]) -> list[Passage]:
        """Return passages in the order of their ids; raises StoreError when one is not there."""
        sql = f"SELECT {_COLUMNS} FROM passages WHERE id IN (SELECT value FROM json_each(?))"
        found = {row[0]: _passage(row) for row in self._all(sql, json.dumps(list(ids)))}
        if missing := [number for number in ids if number not in found]:
            raise StoreError(f"{self._path}: passage {missing[0]} is not there. {REBUILD}")
        return [found[number] for number in ids]

    def of(self, article: str) -> list[Passage]:
        """Return the passages of an article in reading order."""
        sql = f"SELECT {_COLUMNS} FROM passages WHERE article = ? ORDER BY start, end"
        return [_passage(row) for row in self._all(sql, article)]

    def ids_of(self, articles: Sequence[str]) -> NDArray[np.int64]:
        """Return the ids of the passages of these articles."""
        sql = "SELECT id FROM passages WHERE article IN (SELECT value FROM json_each(?))"
        return np.array([row[0] for row in self._all(sql, json.dumps(list(articles)))], dtype=np.int64)

    def articles(self) -> frozenset[str]:
        """Return the ids of all articles."""
        return frozenset(row[0] for row in self._all("SELECT DISTINCT article FROM passages"))

    def count(self) -> int:
        """Return the number of passages."""
        with self._lock:
            return self._count()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._database.close()

    def _count(self) -> int:
        return int(self._database.execute("SELECT count(*) FROM passages").fetchone()[0])

    def _all(self, sql: str, *arguments: str) -> list[Any]:
        try:
            with self._lock:
                return self._database.execute(sql, arguments).fetchall()
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def _damaged(self, error: sqlite3.Error) -> StoreError:
        return StoreError(f"{self._path}: {error}. {REBUILD}")


def connect(path: Path, schema: str, table: str, *, writable: bool) -> sqlite3.Connection:
    """Return a connection that threads may share under a lock; a published file is only read.

    Raises sqlite3.Error where the table cannot be read: at once, not at the first question.
    """
    mode = "rwc" if writable else "ro&immutable=1"
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, check_same_thread=False)
    if writable:
        database.executescript(schema)
    database.execute(f"SELECT count(*) FROM {table}").fetchone()
    return database


def _passage(row: _Row) -> Passage:
    number, article, start, end, text, title, section, listed = row
    sentences = tuple((first, last) for first, last in json.loads(listed))
    return Passage(number, article, start, end, text, title, section, sentences)
