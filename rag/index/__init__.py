"""Files -> numbered versions of an index, and the current version -> an open index.

Knows nothing of questions. ``build``, ``add`` and ``remove`` publish a new version or leave all as it was.
"""

from rag.index.build_report import BuildReport
from rag.index.builder import add, build, remove
from rag.index.opened import Index, open_index

__all__ = ["BuildReport", "Index", "add", "build", "open_index", "remove"]
