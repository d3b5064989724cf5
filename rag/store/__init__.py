"""Where passages are searched: the store that a folder and perhaps an engine make, and the engines there are.

Two answers to one question must not depend on which store gave them: every store gets the same unit vectors
and the same term weights, scores by inner product, and orders ties by passage id.
"""

from collections.abc import Collection
from pathlib import Path

from rag.store.engine import Engine
from rag.store.protocol import Store

__all__ = ["Store", "drop", "open_store", "reach"]


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


def reach(address: str) -> None:
    """Return once the engine at an address has answered; raises StoreError when it does not."""
    from rag.store.milvus import connect

    connect(address).close()


def drop(address: str, prefix: str, kept: Collection[str]) -> None:
    """Drop all collections of the engine at an address whose names begin so, but those that are kept."""
    from rag.store import milvus

    milvus.drop(address, prefix, kept)
