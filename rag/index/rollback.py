"""An index -> the same index as an earlier version had it, published as the newest one.

Nothing is turned back: what an earlier version held becomes a new version, so a rollback is undone by another.
"""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from rag.errors import IndexFault, QuestionError
from rag.index import copies, owner
from rag.index.manifest import Manifest, read_manifest, verify
from rag.index.marker import cure
from rag.index.versions import Progress, current, new_folder, numbers, publish, published, writing


def rollback(where: str | Path, version: int | None = None, *, progress: Progress | None = None) -> Manifest:
    """Publish an earlier version again, or the one before the current; return its new manifest.

    Raises IndexFault when no whole one is kept, and QuestionError for a number that is not kept.
    """
    where = Path(where)
    with writing(where):
        folder = _chosen(where, version)
        manifest, before = read_manifest(folder), published(where)
        building = new_folder(where)
        try:
            for name in manifest.files:
                shutil.copyfile(folder / name, building / name)
            if faults := verify(building, manifest, everything=True):
                raise IndexFault("; ".join(faults))
            made = publish(building, where, replace(manifest, version=0), progress or _silent)
        except OSError as error:
            raise IndexFault(
                f"{where}: 写不进去，索引没有变。 Cannot write ({error}); the index is as it was."
            ) from error
        finally:
            owner.discard(building)
        copies.sweep(where, [*before, made])
        return made


def kept(where: str | Path) -> list[Manifest]:
    """Return the versions that can be gone back to, newest first; what is in use is not among them."""
    where = Path(where)
    return [one for one in reversed(published(where)) if one.version != _in_use(where)]


def _chosen(where: Path, version: int | None) -> Path:
    """Return the folder of the version that is meant, whole to the last byte."""
    if version is not None and (version not in {one.version for one in kept(where)}):
        listed = "、".join(str(one.version) for one in kept(where)) or "—"
        raise QuestionError(
            f"没有留着版本 {version}。 Version {version} is not kept, or is in use. Kept: {listed}."
        )
    for folder in [where / str(version)] if version is not None else _earlier(where):
        try:
            if not verify(folder, read_manifest(folder), everything=True):
                return folder
        except IndexFault:
            continue
    raise IndexFault(
        f"{where}: 没有可以退回的完好版本。 No whole version to go back to. To build it again: {cure(where)}"
    )


def _earlier(where: Path) -> Iterator[Path]:
    last = _in_use(where)
    yield from (where / str(one.version) for one in kept(where) if last is None or one.version < last)


def _in_use(where: Path) -> int | None:
    """Return the number of the current version, damaged or not."""
    try:
        return int(current(where)[0].name)
    except IndexFault:
        return max(numbers(where), default=None)


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
