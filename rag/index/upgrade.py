"""An index of an older format -> a new version beside it, made of the texts that it holds; no file is needed.

Knows nothing of how a version is made. The old one is only read: `rag restore` and the program before still have it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rag.errors import IndexFault
from rag.index.build_report import BuildReport
from rag.index.builder import remake
from rag.index.collection import FILE
from rag.index.files import sha256
from rag.index.manifest import own_values
from rag.index.marker import cure
from rag.index.versions import Progress, current, numbers
from rag.model.protocol import Encoder
from rag.settings import FORMAT


def upgrade(
    where: Path, *, encoder: Encoder | None = None, progress: Progress | None = None
) -> BuildReport | None:
    """Bring an index up to date in its own folder; None when it is already.

    Articles stay as they were found; words, vectors and everything that is searched are made anew.
    """
    try:
        current(where)
        return None
    except IndexFault as error:
        fault = error
    found = _newest(where)
    if found is None or found[1].get("format", FORMAT) >= FORMAT:
        raise fault  # damaged, or newer than this program: nothing that an upgrade could mend
    folder, values = found
    _check(folder, values)
    store = values.get("store")
    by = encoder or str(values["encoder"])
    return remake(folder, by, store if isinstance(store, str) else "", progress=progress)


def _newest(where: Path) -> tuple[Path, Mapping[str, Any]] | None:
    for number in sorted(numbers(where), reverse=True):
        if values := own_values(where / str(number)):
            return where / str(number), values
    return None


def _check(folder: Path, values: Mapping[str, Any]) -> None:
    """Raise when the texts of a version are not what was written."""
    try:
        whole = sha256(folder / FILE) == values["files"][FILE]["sha256"]
    except (OSError, KeyError, TypeError):
        whole = False
    if not whole:
        raise IndexFault(
            f"{folder / FILE}: 旧索引里的原文缺失或损坏，不能就地升级。 The texts in the old index are missing "
            f"or damaged, so it cannot be brought up to date in place. To build it again: {cure(folder.parent)}"
        )
