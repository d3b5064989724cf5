"""Wenbao: questions -> answers cut verbatim from Chinese newspaper articles, with citations.

Loads nothing heavy: each public name is fetched from its own file when it is first used.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from rag.settings import VERSION as __version__

if TYPE_CHECKING:
    from rag.ask import ask as ask
    from rag.check import check as check
    from rag.errors import RagError as RagError
    from rag.index import build as build
    from rag.index import open_index as open_index
    from rag.search import search as search
    from rag.types import Answer as Answer
    from rag.types import Citation as Citation
    from rag.types import Filters as Filters

_HOME = {
    "build": "rag.index",
    "open_index": "rag.index",
    "ask": "rag.ask",
    "search": "rag.search",
    "check": "rag.check",
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


class _Public(ModuleType):
    """The package itself: a verb keeps its name although the file that holds it is called the same."""

    def __getattr__(self, name: str) -> object:
        if name not in _HOME:
            raise AttributeError(f"module 'rag' has no attribute {name!r}")
        return getattr(import_module(_HOME[name]), name)

    def __setattr__(self, name: str, value: object) -> None:
        # The import system binds rag.ask, rag.check ... to the files; the verbs are what people mean.
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted(__all__)


sys.modules[__name__].__class__ = _Public
