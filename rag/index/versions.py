"""A folder of numbered versions -> the one to open; a finished version -> the current one, crash or not.

Knows nothing of what a version holds beyond its manifest.
"""

import hashlib
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from rag.errors import IndexFault, IndexLocked
from rag.index import files, marker, owner
from rag.index.contents import EMBEDDED
from rag.index.manifest import MANIFEST, Manifest, own_values, read_manifest, records, to_bytes, unreadable
from rag.index.owner import BUILDING, CURRENT, LOCK
from rag.settings import VERSIONS_KEPT

Progress = Callable[[str, int, int], None]
STEPS = ("write", "manifest", "rename", "current", "sweep")


@contextmanager
def writing(where: Path) -> Iterator[None]:
    """Hold the only right to write; the system lets go of it when a process dies, however it dies.

    Raises IndexLocked when another process holds it, and IndexFault when the folder is not an index's own.
    """
    from filelock import FileLock, Timeout

    try:
        owner.check_folder(where)
        where.mkdir(parents=True, exist_ok=True)
        lock = FileLock(where / LOCK)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise IndexLocked(
            f"{where}: 另一个进程正在建立这个索引，稍后再试。 Another process is building it: try later."
        ) from error
    except (OSError, NotImplementedError) as error:
        raise IndexFault(f"{where}: 无法写入。 Cannot be written to ({error}).") from error
    try:
        _begin(where)
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
    try:
        listed = sorted(numbers(where), reverse=True)
    except PermissionError as error:
        raise unreadable(where, where) from error
    for number in listed:
        try:
            manifest = read_manifest(where / str(number))
        except IndexFault:
            continue
        warning = f"{where / CURRENT}: 丢失或损坏，改用版本 {number}。 Missing or damaged: {number} is used."
        logging.getLogger(__name__).warning(warning)
        return where / str(number), manifest, warning
    raise IndexFault(f"{where}: 还没有索引。 There is no index here. Make one: {marker.cure(where)}")


def publish(building: Path, where: Path, manifest: Manifest, progress: Progress) -> Manifest:
    """Make a finished folder the current version; returns its manifest with number and files."""
    _step(progress, "write")
    for path in building.iterdir():
        files.sync(path)
    number = max(max(numbers(where), default=0) + 1, manifest.version)
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
    with suppress(OSError):  # the version is published: what could not be removed goes with the next
        _sweep_versions(where)
    return manifest


def published(where: Path) -> list[Manifest]:
    """Return the manifests of all versions that can be read."""
    found = []
    for number in sorted(numbers(where)):
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


def numbers(where: Path) -> list[int]:
    """Return every number that names something in the folder, whosever it is: the next version takes none of them."""
    if not where.is_dir():
        return []
    names = [path.name for path in where.iterdir() if path.name.isascii() and path.name.isdecimal()]
    return [int(name) for name in names if str(int(name)) == name]


def known_sources(where: Path) -> dict[str, str]:
    """Return the documents of the newest version that still says what was in it, opened or not."""
    for number in sorted(numbers(where), reverse=True):
        if values := own_values(where / str(number)):
            return {str(name): str(sha256) for name, sha256 in values["sources"].items()}
    return {}


def new_folder(where: Path) -> Path:
    """Return an empty folder for the next version, open to whom the umask leaves it open, as its files are."""
    folder = where / f"{BUILDING}{uuid4().hex[:8]}"
    folder.mkdir()
    return folder


def _sweep_versions(where: Path) -> None:
    """Remove all but the newest versions; what is not one of ours, whatever its name, is never touched."""
    ours = [number for number in sorted(numbers(where)) if owner.is_version(where / str(number))]
    for number in ours[:-VERSIONS_KEPT]:
        owner.discard(where / str(number))  # Windows keeps open files: the next sweep
    shards = where / EMBEDDED
    for shard in shards.rglob("*.npz"):
        shard.unlink(missing_ok=True)
    for folder in (*shards.glob("*"), shards):  # earlier versions had folders in it
        with suppress(OSError):
            folder.rmdir()


def _begin(where: Path) -> None:
    """Take the folder over, and remove what a build that died left behind; only called under the lock."""
    try:
        marker.mark(where)
        for path in where.glob(f"{BUILDING}*"):
            if owner.is_unfinished(path):
                owner.discard(path)
        (where / f".{CURRENT}.new").unlink(missing_ok=True)
    except OSError as error:
        raise IndexFault(f"{where}: 无法写入。 Cannot be written to ({error}).") from error
