"""A .zip -> the Documents of its members, named "pages.zip!a.txt"; each member refused is named, the rest is read.

Does not unpack to disk, so no name can lead out of a folder; archives inside archives are refused.
"""

import stat
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from rag.documents.decoding import decode, plausibility
from rag.documents.folder import JUNK, clean_name, free_name
from rag.documents.formats import read_source
from rag.documents.front_matter import beside, described_by, is_side_file
from rag.documents.safe_zip import member_bytes, open_zip
from rag.documents.source import Refused, Source, digest
from rag.types import Document

_NAME_SURE = 0.8  # of a name's characters are common ones


def read(source: Source) -> Iterator[Document]:
    """Yield the Documents of all members that can be read, sorted by name."""
    with open_zip(source) as archive:
        members = _named(archive)
        if not members:
            raise source.refused("压缩包是空的。 The archive is empty.")
        described = {folder: described_by(names) for folder, names in _folders(members).items()}
        for name in sorted(members):
            source.check_time()
            path = PurePosixPath(name)
            if is_side_file(path.name, described[str(path.parent)]):
                continue
            inner = replace(source, name=f"{source.name}!{name}")
            try:
                yield from _member(inner, archive, path, members)
            except Refused as error:
                source.refuse(error.refusal)


def _member(
    inner: Source, archive: zipfile.ZipFile, path: PurePosixPath, members: dict[str, zipfile.ZipInfo]
) -> Iterator[Document]:
    member = members[str(path)]
    if stat.S_ISLNK(member.external_attr >> 16):
        raise inner.refused("是链接，不跟随。 A link: not followed.")
    if path.name.startswith("."):
        raise inner.refused("隐藏文件。 Hidden.")
    if inner.suffix == ".zip":
        raise inner.refused("压缩包里的压缩包，请先解开。 An archive inside an archive: unpack it first.")

    def fetch(side: str) -> bytes | None:
        found = members.get(str(path.with_name(side)))
        small = found is not None and found.file_size <= inner.limits.side_file_bytes
        return member_bytes(inner, archive, found) if found is not None and small else None

    data = member_bytes(inner, archive, member)
    metadata = {**inner.metadata, **beside(path.name, fetch, inner.limits)}
    yield from read_source(replace(inner, data=data, sha256=digest(data), metadata=metadata))


def _named(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the members that are files, by a safe name that no other has."""
    found: dict[str, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        name = clean_name(_decoded(member).replace("\\", "/"))
        if member.is_dir() or not name or not JUNK.isdisjoint(name.split("/")):
            continue
        found[free_name(name, found)] = member
    return found


def _folders(members: dict[str, zipfile.ZipInfo]) -> dict[str, list[str]]:
    folders: dict[str, list[str]] = {}
    for name in members:
        path = PurePosixPath(name)
        folders.setdefault(str(path.parent), []).append(path.name)
    return folders


def _decoded(member: zipfile.ZipInfo) -> str:
    """Return the member's name; many write UTF-8, GBK or Big5 without saying so: Python takes it for CP437."""
    if member.flag_bits & 0x800 or member.filename.isascii():
        return member.filename
    try:
        data = member.filename.encode("cp437")
    except UnicodeError:
        return member.filename
    reading = decode(data)
    sure = reading is not None and (reading.encoding == "utf-8" or plausibility(reading.text) >= _NAME_SURE)
    return reading.text if reading is not None and sure else member.filename
