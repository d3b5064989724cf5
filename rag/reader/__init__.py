"""Question and candidate passages -> readings: the spans that may answer, with scores that compare.

Knows which readers there are; nothing of how they read. The trained reader is used wherever its
weights and the default encoder are at hand, the plain one (rules only) elsewhere; any other is named.
"""

from __future__ import annotations

from functools import lru_cache

from rag.reader.protocol import WEIGHTS, Reader

__all__ = ["WEIGHTS", "Reader", "open_reader"]


@lru_cache(maxsize=2)
def open_reader(name: str = "") -> Reader:
    """Return a reader, loaded once: by folder or hub name, or the trained one, or the plain one where it cannot be had.

    It remembers what it has just read. Raises ModelError when the one that is named cannot be loaded.
    """
    from rag.reader.remembered import RememberingReader

    return RememberingReader(_loaded(name))


def _loaded(name: str) -> Reader:
    from rag.errors import ModelDamaged, ModelError

    if name:
        from rag.reader.foreign import ForeignReader

        return ForeignReader(name)
    try:
        from rag.reader.trained import TrainedReader

        return TrainedReader()
    except ModelDamaged:  # to answer by rules instead would hide it
        raise
    except ModelError:
        from rag.reader.plain import PlainReader

        return PlainReader()
