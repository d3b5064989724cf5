"""A reader -> one that does not read again what it has just read.

Knows nothing of how it reads, nor of indexes: equal questions over equal passages have equal readings, whatever
version or filter they come from, and a passage that was changed is another one.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from rag.reader.protocol import Reader
from rag.types import Candidate, Reading

MOST = 256  # questions with all their passages, some 20 KB each

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class RememberingReader:
    """Safe to use from several threads."""

    def __init__(self, reader: Reader, most: int = MOST) -> None:
        self.name, self._reader = reader.name, reader
        self._read: _Recent[tuple[str, tuple[Candidate, ...]], tuple[Reading, ...]] = _Recent(most)
        self._kinds: _Recent[str, tuple[str, float]] = _Recent(most)

    def kind(self, question: str) -> tuple[str, float]:
        """Return the kind of answer that a question asks for, and how sure that is (0 to 1)."""
        return self._kinds.get(question, lambda: self._reader.kind(question))

    def read(self, question: str, candidates: Sequence[Candidate]) -> list[Reading]:
        """Return what the reader says of these passages."""
        found = self._read.get(
            (question, tuple(candidates)), lambda: tuple(self._reader.read(question, candidates))
        )
        return list(found)


class _Recent(Generic[K, V]):
    """Values by key; the least recently used is forgotten first."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._values: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """Return what is known, or what is made now; making goes on outside the lock, and what fails is not kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value
