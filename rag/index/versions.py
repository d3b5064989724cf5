"""A folder of numbered versions -> the one to open; a finished version -> the current one, crash or not.

Knows nothing of what a version holds beyond its manifest.
"""

import hashlib
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from rag.errors import IndexFault, IndexLocked
from rag.index import files
from rag.index.contents import EMBEDDED
from rag.index.manifest import MANIFEST, Manifest, read_manifest, records, to_bytes
from rag.settings import VERSIONS_KEPT

CURRENT = "CURRENT"
BUILDING = ".building-"
_LOCK = ".lock"

Progress = Callable[[str, int, int], None]
STEPS = ("write", "manifest", "rename", "current", "sweep")


@contextmanager
def writing(where: Path) -> Iterator[None]:
    """Hold the only right to write; the system lets go of it when a process dies, however it dies.

    Raises IndexLocked when another process holds it.
    """
    from filelock import FileLock, Timeout

    try:
        where.mkdir(parents=True, exist_ok=True)
        lock = FileLock(where / _LOCK)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise IndexLocked(
            f"{where}: 另一个进程正在建立这个索引，稍后再试。 Another process is building it: try later."
        ) from error
    except (OSError, NotImplementedError) as error:
        raise IndexFault(f"{where}: 无法写入。 Cannot be written to ({error}).") from error
    try:
        _sweep_leftovers(where)
        yield
    finally:
        lock.release()


def current(where: Path) -> tuple[Path, Manifest, str]:
    """Return the folder and manifest of the version to open, and a warning or "".

    A damaged CURRENT gives the newest whole version; a damaged version is named, never passed over.
    """
    named = _named(where)
    if named is not None:
        return named, read_manifest(named), ""
    for number in sorted(_numbers(where), reverse=True):
        try:
            manifest = read_manifest(where / str(number))
        except IndexFault:
            continue
        warning = f"{where / CURRENT}: 丢失或损坏，改用版本 {number}。 Missing or damaged: {number} is used."
        logging.getLogger(__name__).warning(warning)
        return where / str(number), manifest, warning
    raise IndexFault(f'{where}: 还没有索引。 There is no index here. Make one with "python -m rag build".')


def publish(building: Path, where: Path, manifest: Manifest, progress: Progress) -> Manifest:
    """Make a finished folder the current version; returns its manifest with number and files."""
    _step(progress, "write")
    for path in building.iterdir():
        files.sync(path)
    number = max(_numbers(where), default=0) + 1
    manifest = replace(manifest, version=number, files=records(building))
    _step(progress, "manifest")
    data = to_bytes(manifest)
    files.write(building / MANIFEST, data)
    files.sync_folder(building)
    _step(progress, "rename")
    os.rename(building, where / str(number))
    files.sync_folder(where)
    _step(progress, "current")
    files.replace(where / CURRENT, f"{number} {_mark(data)}\n".encode())
    _step(progress, "sweep")
    _sweep_versions(where, number)
    return manifest


def published(where: Path) -> list[Manifest]:
    """Return the manifests of all versions that can be read."""
    found = []
    for number in sorted(_numbers(where)):
        with suppress(IndexFault):
            found.append(read_manifest(where / str(number)))
    return found


def _step(progress: Progress, step: str) -> None:
    progress(step, STEPS.index(step), len(STEPS))


def _mark(data: bytes) -> str:
    """Return what ties CURRENT to one manifest: a flipped digit must not lead to an older version."""
    return hashlib.sha256(data).hexdigest()[:16]


def _named(where: Path) -> Path | None:
    """Return the folder that CURRENT names, or None when CURRENT is not to be trusted."""
    try:
        number, mark = (where / CURRENT).read_text("ascii").split()
    except (OSError, ValueError):
        return None
    folder = where / number
    if not number.isdecimal() or not folder.is_dir():
        return None
    try:
        data = to_bytes(read_manifest(folder))
    except IndexFault:
        return folder  # the version is damaged, not CURRENT: whoever opens it shall hear so
    return folder if mark == _mark(data) else None


def _numbers(where: Path) -> list[int]:
    if not where.is_dir():
        return []
    return [int(path.name) for path in where.iterdir() if path.name.isdecimal() and path.is_dir()]


def _sweep_versions(where: Path, newest: int) -> None:
    for number in _numbers(where):
        if number <= newest - VERSIONS_KEPT:
            shutil.rmtree(where / str(number), ignore_errors=True)  # Windows keeps open files: the next sweep
    shutil.rmtree(where / EMBEDDED, ignore_errors=True)


def _sweep_leftovers(where: Path) -> None:
    """Remove what a build that died left behind; only called under the lock."""
    for path in where.glob(f"{BUILDING}*"):
        shutil.rmtree(path, ignore_errors=True)
    (where / f".{CURRENT}.new").unlink(missing_ok=True)
