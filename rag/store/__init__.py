"""Where passages are searched: one protocol, and the store that a folder and perhaps an engine make.

Two answers to one question must not depend on which store gave them: every store gets the same unit vectors
and the same term weights, scores by inner product, and orders ties by passage id.
"""

from pathlib import Path

from rag.store.engine import Engine
from rag.store.protocol import Store

__all__ = ["Store", "open_store"]


def open_store(where: Path, *, writable: bool = False, engine: Engine | None = None) -> Store:
    """Return the store in a folder; a writable one is filled and then closed, a published one only read.

    With an engine, the folder keeps the rows all the same and the engine, which has a copy of them, is asked.
    """
    from rag.store.local import LocalStore

    local = LocalStore(where, writable=writable)
    if engine is None:
        return local
    from rag.store.milvus import MilvusStore

    return MilvusStore(local, engine, writable=writable)
