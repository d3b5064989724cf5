"""Bytes -> files that are wholly on the disk or not there, and files -> their sha256.

Knows nothing of what the files mean.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import IndexFault

_BLOCK = 1 << 20


@contextmanager
def kept_in(where: Path) -> Iterator[None]:
    """Turn what the system says of a folder that cannot be written into a sentence: read-only, no permission, full."""
    try:
        yield
    except OSError as error:
        raise IndexFault(
            f"{where}: 这里写不进去，什么也没有存下。 Nothing can be kept here ({error.strerror or error}): "
            "it is read-only, full, or another user's."
        ) from error


def write(path: Path, data: bytes) -> None:
    """Write a file and wait until it is on the disk."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, data: bytes) -> None:
    """Put a file in the place of the old one in one step: a crash leaves the one or the other."""
    temporary = path.with_name(f".{path.name}.new")
    write(temporary, data)
    os.replace(temporary, path)
    sync_folder(path.parent)


def sync(path: Path) -> None:
    """Wait until a file that a library wrote is on the disk."""
    _wait(path, os.O_RDWR)


def sync_folder(path: Path) -> None:
    """Wait until the names in a folder are on the disk; Windows does so by itself."""
    if os.name != "nt":
        _wait(path, os.O_RDONLY)


def _wait(path: Path, how: int) -> None:
    descriptor = os.open(path, how)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256(path: Path) -> str:
    """Return the sha256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
