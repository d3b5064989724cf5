"""Files and folders -> Documents: every format, safely, with each refused file named.

Does not know what an article is. To add a format: write a module with ``read(source) -> Iterator[Document]``
in this folder and give its suffix a line in ``formats``; docs/formats.md shows how.

    refused: list[Refusal] = []
    for name, path in discover([folder], refused.append):
        for document in read(path, name, refused.append): ...
"""

import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from rag.documents.folder import find_files
from rag.documents.formats import FORMATS, SUPPORTED
from rag.documents.front_matter import beside
from rag.documents.limits import LIMITS, Limits
from rag.documents.sandbox import read_apart
from rag.documents.source import Refusal, Refuse, Refused, Source, read_file
from rag.errors import DocumentError
from rag.types import Document

__all__ = ["FORMATS", "LIMITS", "SUPPORTED", "Limits", "Refusal", "discover", "read", "read_all"]


def discover(
    paths: Sequence[Path], refuse: Refuse | None = None, *, limits: Limits = LIMITS
) -> Iterator[tuple[str, Path]]:
    """Yield (name, path) of all readable files below the paths, sorted by name; others go to ``refuse``."""
    yield from find_files([Path(path) for path in paths], SUPPORTED, refuse or _ignore, limits)


def read(
    path: Path, name: str, refuse: Refuse | None = None, *, limits: Limits = LIMITS
) -> Iterator[Document]:
    """Yield the Documents of one file, or raise a DocumentError that names it.

    A part that cannot be read (a row, a member of an archive) goes to ``refuse`` while the rest is yielded;
    without ``refuse`` the parts are named in a DocumentError after the last Document.
    """
    data, sha256 = read_file(path, name, limits)
    parts: list[Refusal] = []
    metadata = beside(path.name, lambda side: _side_file(path.with_name(side), limits), limits)
    deadline = time.monotonic() + limits.seconds
    yield from read_apart(Source(name, data, sha256, refuse or parts.append, deadline, limits, metadata))
    if parts:
        more = f"（还有 {len(parts) - 5} 处 and more）" if len(parts) > 5 else ""
        raise DocumentError("；".join(str(part) for part in parts[:5]) + more)


def read_all(
    paths: Sequence[Path], refuse: Refuse, *, limits: Limits = LIMITS
) -> Iterator[tuple[Path, Document]]:
    """Yield every Document below the paths with the file it came from; no file stops the others."""
    for name, path in discover(paths, refuse, limits=limits):
        try:
            for document in read(path, name, refuse, limits=limits):
                yield path, document
        except Refused as error:
            refuse(error.refusal)


def _side_file(path: Path, limits: Limits) -> bytes | None:
    """Return the bytes of a side file; None when there is none or it may not be read."""
    try:
        state = path.lstat()
        return _side_bytes(path, limits.side_file_bytes, state.st_mtime_ns, state.st_size)
    except (OSError, DocumentError):
        return None


@lru_cache(maxsize=4)  # the time and the size are part of the key: a changed file is read again
def _side_bytes(path: Path, most: int, changed: int, size: int) -> bytes:
    return read_file(path, path.name, Limits(file_bytes=most))[0]


def _ignore(refusal: Refusal) -> None:
    """Drop a refusal that nobody asked for."""
