"""Wenbao: questions -> answers cut verbatim from Chinese newspaper articles, with citations.

Loads nothing heavy: each public name is fetched from its own file when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from rag.settings import VERSION as __version__

if TYPE_CHECKING:
    from rag.answer.pipeline import ask as ask
    from rag.answer.retrieve import search as search
    from rag.errors import RagError as RagError
    from rag.index import build as build
    from rag.index import open_index as open_index
    from rag.index.inspection import check as check
    from rag.types import Answer as Answer
    from rag.types import Citation as Citation
    from rag.types import Filters as Filters

_HOME = {
    "build": "rag.index",
    "open_index": "rag.index",
    "ask": "rag.answer.pipeline",
    "search": "rag.answer.retrieve",
    "check": "rag.index.inspection",
    "Answer": "rag.types",
    "Citation": "rag.types",
    "Filters": "rag.types",
    "RagError": "rag.errors",
}

__all__ = [
    "Answer",
    "Citation",
    "Filters",
    "RagError",
    "__version__",
    "ask",
    "build",
    "check",
    "open_index",
    "search",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
