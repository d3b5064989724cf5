"""Question and candidate passages -> readings: the spans that may answer, with scores that compare.

Knows which readers there are; nothing of how they read. The trained reader is used wherever its
weights and the default encoder are at hand, the plain one (rules only) elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rag.types import Candidate, Reading


class Reader(Protocol):
    """Reads passages for a question; the same question and passages give the same readings."""

    name: str

    def read(self, question: str, candidates: Sequence[Candidate]) -> list[Reading]:
        """Return several readings a passage, best first within each passage."""


def open_reader() -> Reader:
    """Return the trained reader, or the plain one when the trained one cannot be had."""
    from rag.errors import ModelError

    try:
        from rag.reader.trained import TrainedReader

        return TrainedReader()
    except ModelError:
        from rag.reader.plain import PlainReader

        return PlainReader()
