"""An index -> one tar file with a checksum for everything in it, and such a file -> an index.

Takes no lock and copies one published version whole, whatever is built meanwhile. A backup that is not whole to the
last byte, or that names a file outside its folder, is refused before anything can be opened.
"""

import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from rag.errors import IndexFault
from rag.index import files, marker, owner
from rag.index.manifest import MANIFEST, Manifest, read_manifest, verify
from rag.index.versions import Progress, current, new_folder, numbers, publish, writing

LIST = "backup.json"  # the last member: names every other with its sha256, so a file cut off is noticed
VERSION = "version"  # the folder in the file for what is published
_LOOKED_AT = ".look-"  # a text that is being looked over in the page, not yet kept
_ATTEMPTS = 20  # a version may be swept while it is being opened: then the next is taken
_BLOCK = 1 << 20
_LONGEST = 1 << 26  # bytes of the list: some hundred thousand names


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written or read."""

    version: int
    documents: int
    size: int


def backup(where: str | Path, target: str | Path) -> Backup:
    """Write the current version and what the page keeps beside it into a new file; raises IndexFault."""
    where, target = Path(where), Path(target)
    if target.exists():
        raise IndexFault(f"{target}: 已经有这个文件，不会覆盖。 There is such a file already; name another.")
    building = None
    try:
        with ExitStack() as held:
            manifest, opened = _hold(where, held)
            descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
            building = Path(name)
            with (
                os.fdopen(descriptor, "wb") as file,
                tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar,
            ):
                _write_all(tar, where, manifest, opened)
            files.sync(building)
            os.replace(building, target)
            files.sync_folder(target.absolute().parent)
    except (OSError, tarfile.TarError) as error:
        raise IndexFault(f"{target}: 没有备份成。 Not backed up ({error}). Nothing is left of it.") from error
    finally:
        if building is not None:
            building.unlink(missing_ok=True)
    return Backup(manifest.version, manifest.documents, target.stat().st_size)


def restore(source: str | Path, where: str | Path, *, progress: Progress | None = None) -> Backup:
    """Make an index of a backup in a folder that has none; raises IndexFault and leaves none when it is not whole."""
    source, where = Path(source), Path(where)
    listed = _listed(source)
    with writing(where):
        if numbers(where):
            raise IndexFault(
                f"{where}: 这里已经有索引，不会覆盖。 There is an index here already; name another folder with --index."
            )
        building = new_folder(where)
        try:
            _unpack(source, listed, building, where)
            manifest = read_manifest(building)
            if set(manifest.files) != _names_in(listed, VERSION) - {MANIFEST}:
                raise _damaged(source, "its version is not whole")
            if faults := verify(building, manifest, everything=True):
                raise _damaged(source, "; ".join(faults))
            (building / MANIFEST).unlink()  # publish writes it, when all else is on the disk
            made = publish(building, where, manifest, progress or _silent)
        except (OSError, ValueError, tarfile.TarError, EOFError) as error:
            raise IndexFault(f"{source}: 没有恢复成。 Not restored ({error}).") from error
        finally:
            owner.discard(building)
        with suppress(OSError):
            marker.remember(where, _paths(listed))
    return Backup(made.version, made.documents, source.stat().st_size)


def _hold(where: Path, held: ExitStack) -> tuple[Manifest, dict[str, IO[bytes]]]:
    """Open every file of the current version: once open, a file can be read whoever removes its name."""
    for attempt in range(_ATTEMPTS):
        try:
            folder, manifest, _warning = current(where)
            names = [*manifest.files, MANIFEST]
            return manifest, {name: held.enter_context((folder / name).open("rb")) for name in names}
        except (IndexFault, FileNotFoundError):
            if attempt == _ATTEMPTS - 1:
                raise
    raise AssertionError


def _write_all(tar: tarfile.TarFile, where: Path, manifest: Manifest, opened: dict[str, IO[bytes]]) -> None:
    sums: dict[str, str] = {}
    for name, file in opened.items():
        size = os.fstat(file.fileno()).st_size
        found = _write(tar, f"{VERSION}/{name}", size, file)
        if name != MANIFEST and (size, found) != (manifest.files[name].size, manifest.files[name].sha256):
            raise IndexFault(
                f"{name}: 已损坏，没有备份。 Damaged, not backed up. To build it again: {marker.cure(where)}"
            )
        sums[f"{VERSION}/{name}"] = found
    for name, path in _beside(where):
        with suppress(FileNotFoundError):  # removed in the page meanwhile
            data = path.read_bytes()
            data = data[: data.rfind(b"\n") + 1] if path.name == "feedback.jsonl" else data  # no half line
            sums[name] = _write(tar, name, len(data), io.BytesIO(data))
    values: dict[str, object] = {"files": sums, "paths": list(marker.sources(where))}
    data = _plain(values | {"checksum": hashlib.sha256(_plain(values)).hexdigest()})
    _write(tar, LIST, len(data), io.BytesIO(data))


def _write(tar: tarfile.TarFile, name: str, size: int, file: IO[bytes]) -> str:
    """Write one member, no more of its file than the size says; return its sha256."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o644
    reader = _Hashing(file)
    tar.addfile(member, reader)
    return reader.digest.hexdigest()


class _Hashing(io.RawIOBase):
    """A file whose sha256 grows as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.digest.update(data)
        return data


def _beside(where: Path) -> Iterator[tuple[str, Path]]:
    for top in owner.KEPT:
        start = where / top
        for path in sorted(start.rglob("*")) if start.is_dir() else [start]:
            name = path.relative_to(where).as_posix()
            if (
                path.is_file()
                and not path.is_symlink()
                and not path.name.startswith(_LOOKED_AT)
                and _may_be(name)
            ):
                yield name, path


def _listed(source: Path) -> dict[str, object]:
    """Return the list in a backup once every member was compared with it."""
    found: dict[str, str] = {}
    data = b""
    try:
        with tarfile.open(source, "r:") as tar:
            for member, file in _members(tar):
                if member.name == LIST:
                    data = file.read(_LONGEST)
                elif member.name in found or data or not _may_be(member.name):
                    raise _damaged(source, f"an unexpected member {member.name!r}")
                else:
                    found[member.name] = _sha256(file)
        values = json.loads(data)
        checksum = values.pop("checksum")
        if checksum != hashlib.sha256(_plain(values)).hexdigest() or values["files"] != found:
            raise _damaged(source, "a checksum does not fit")
    except (OSError, tarfile.TarError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(source, f"{type(error).__name__} {error}") from error
    return dict(values)


def _unpack(source: Path, listed: dict[str, object], building: Path, where: Path) -> None:
    """Write the members where they belong; what is already there and differs is never written over."""
    with tarfile.open(source, "r:") as tar:
        for member, file in _members(tar):
            if member.name == LIST:
                continue
            inside = PurePosixPath(member.name)
            version = inside.parts[0] == VERSION
            target = building / inside.name if version else where.joinpath(*inside.parts)
            if not version and target.exists() and target.read_bytes() != file.read():
                raise IndexFault(
                    f"{target}: 已有别的内容，不会覆盖。 It holds something else; name another folder."
                )
            file.seek(0)
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as written:
                while block := file.read(_BLOCK):
                    written.write(block)


def _members(tar: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    """Yield the members, all of them plain files: no link, no device, no file that grows when it is unpacked."""
    for member in tar:
        file = tar.extractfile(member) if member.isreg() and not member.issparse() else None
        if file is None:
            raise tarfile.TarError(f"{member.name!r} is no plain file")
        with file:
            yield member, file


def _may_be(name: str) -> bool:
    """Say whether a backup may hold a member of this name: below its folder, and where it belongs."""
    parts = name.split("/")
    steering = set("\\\0:" if os.name == "nt" else "\\\0")
    plain = all(part.strip(" .") and not set(part) & steering for part in parts)
    if not plain or (parts[0] == VERSION and len(parts) != 2):
        return False
    return parts[0] in (VERSION, *owner.KEPT)


def _names_in(listed: dict[str, object], folder: str) -> set[str]:
    names = listed["files"]
    assert isinstance(names, dict)
    return {name.partition("/")[2] for name in names if name.startswith(f"{folder}/")}


def _paths(listed: dict[str, object]) -> list[str]:
    paths = listed.get("paths")
    return [path for path in paths if isinstance(path, str)] if isinstance(paths, list) else []


def _sha256(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _plain(values: dict[str, object]) -> bytes:
    return json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8", "surrogatepass")


def _damaged(source: Path, reason: str) -> IndexFault:
    return IndexFault(f"{source}: 这个备份不完好或不是备份，没有恢复。 Not a whole backup of ours: {reason}.")


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
