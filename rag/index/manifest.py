"""What an index version holds -> manifest.json, and back; a single changed byte is noticed.

Knows nothing of how the files are made or read.
"""

import hashlib
import json
import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from rag.errors import IndexFault
from rag.index.files import sha256
from rag.index.marker import cure
from rag.settings import FORMAT
from rag.store.arrays import SMALL

MANIFEST = "manifest.json"
_ENGINE = ("store", "collection")


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Size and sha256 of one file."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that must agree between an index and the program that reads it."""

    version: int
    created: str  # ISO 8601, UTC
    program: str
    encoder: str  # what open_encoder opens it by
    fingerprint: str  # of the encoder's weights
    dimension: int
    dictionary: str  # sha256 of what cuts words
    average_length: float  # in words, frozen in the weights of the terms
    content: str  # sha256 of documents, articles and all that decides what is made of them
    documents: int
    articles: int
    passages: int
    sentences: int
    sources: Mapping[str, str]  # document name -> sha256 of its bytes
    newspapers: tuple[str, ...]
    files: Mapping[str, FileRecord]
    format: int = FORMAT
    store: str = ""  # address of another engine with a copy of the rows, "" for none
    collection: str = ""  # their name there


def records(folder: Path) -> dict[str, FileRecord]:
    """Return size and sha256 of every file of a finished version."""
    names = sorted(path.name for path in folder.iterdir() if path.name != MANIFEST)
    return {name: FileRecord((folder / name).stat().st_size, sha256(folder / name)) for name in names}


def to_bytes(manifest: Manifest) -> bytes:
    """Return the one form a manifest is written in, with its own checksum."""
    values = asdict(manifest)
    for name in _ENGINE:  # not written where there is none: such an index is as it always was
        if not values[name]:
            del values[name]
    values["checksum"] = hashlib.sha256(_plain(values)).hexdigest()
    return _plain(values)


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a version; raises IndexFault when it is missing, damaged or of another form."""
    path = folder / MANIFEST
    try:
        data = path.read_bytes()
        values = json.loads(data)
    except (OSError, ValueError, RecursionError) as error:
        raise _damaged(path, error) from error
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise _other_format(folder, values.get("format") if isinstance(values, dict) else None)
    try:
        manifest = _from_values(values)
        whole = to_bytes(manifest) == data
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(path, f"{type(error).__name__} {error}") from error
    if not whole:
        raise _damaged(path, "its checksum does not fit")
    return manifest


def own_values(folder: Path) -> dict[str, Any] | None:
    """Return what the manifest of a version says, of whatever format, or None when it is not one that we wrote."""
    try:
        values = json.loads((folder / MANIFEST).read_bytes())
        checksum = values.pop("checksum")
        ours = checksum == hashlib.sha256(_plain(values)).hexdigest()
        ours = ours and str(values["version"]) == folder.name
        return (
            values
            if ours and isinstance(values["files"], dict) and isinstance(values["sources"], dict)
            else None
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def verify(folder: Path, manifest: Manifest, *, everything: bool) -> list[str]:
    """Return what is wrong with the files of a version; large ones are hashed only for ``everything``."""
    faults = []
    for name, record in manifest.files.items():
        path = folder / name
        try:
            size = path.stat().st_size
            if size != record.size:
                faults.append(f"{path}: expected {record.size} bytes, found {size}")
            elif (everything or size <= SMALL) and (found := sha256(path)) != record.sha256:
                faults.append(f"{path}: expected sha256 {record.sha256[:12]}…, found {found[:12]}…")
        except OSError as error:
            faults.append(f"{path}: {error.strerror or error}")
    return faults


def unreadable(path: Path, where: Path) -> IndexFault:
    """Return the fault of a file that is there but not for this user, as when an index was made by another."""
    return IndexFault(
        f"{path}: 这个用户没有权限读取。 This user may not read it. Whoever made the index can let others read it: "
        f"chmod -R a+rX {shlex.quote(str(where))}"
    )


def _other_format(folder: Path, found: object) -> IndexFault:
    """Return the fault of a version that another version of the program made, with what brings it up to date."""
    made = (
        f"{folder / MANIFEST}: 由另一版程序建立。 Made by another version of the program: "
        f"format {found if isinstance(found, int) else '?'}, expected {FORMAT}"
    )
    values = own_values(folder)
    if values is None or not isinstance(found, int):
        return IndexFault(f"{made}. To build it again: {cure(folder.parent)}")
    if found > FORMAT:
        return IndexFault(f"{made}. 请装新版的问报。 It is newer: install that version of Wenbao.")
    return IndexFault(
        f"{made}. 就地升级 To bring it up to date in place: "
        f"rag upgrade --index {shlex.quote(str(folder.parent))}"
    )


def _from_values(values: dict[str, Any]) -> Manifest:
    known = {field.name: values[field.name] for field in fields(Manifest) if field.name not in _ENGINE}
    known |= {name: values.get(name, "") for name in _ENGINE}
    known["files"] = {name: FileRecord(**record) for name, record in values["files"].items()}
    known["newspapers"] = tuple(values["newspapers"])
    return Manifest(**known)


def _plain(values: dict[str, Any]) -> bytes:
    return (json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def _damaged(path: Path, reason: str | Exception) -> IndexFault:
    if isinstance(reason, PermissionError):
        return unreadable(path, path.parents[1])
    return IndexFault(f"{path}: 索引不可用。 {reason}. To build it again: {cure(path.parents[1])}")
