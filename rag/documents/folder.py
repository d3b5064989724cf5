"""Paths -> every file below them that can be read, sorted by name; everything else is named with its reason.

Does not open files. Links that leave the folder, pipes, devices and hidden files are named, never followed.
"""

import os
import re
import stat
import unicodedata
from collections.abc import Container, Iterator, Sequence
from pathlib import Path, PurePosixPath

from rag.documents.file_kinds import CURES
from rag.documents.front_matter import described_by, is_side_file
from rag.documents.limits import LIMITS, Limits
from rag.documents.source import Refusal, Refuse, too_large

_TEMPORARY = ("~$",)  # what Word leaves beside an open file
JUNK = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})
# "pages.zip!a.txt" and "table.csv#3" are names that reading makes: no file on disk may pretend to be one.
_MADE = re.compile(r"(\.(?:zip|csv|tsv|md|markdown|json|jsonl|ndjson|pdf|epub))([!#])", re.IGNORECASE)


def find_files(
    paths: Sequence[Path], suffixes: Sequence[str], refuse: Refuse, limits: Limits = LIMITS
) -> Iterator[tuple[str, Path]]:
    """Yield (name, path) of each readable file, sorted by name, every name different from all others."""
    found: list[tuple[str, Path]] = []
    for given in paths:
        if given.is_dir():
            below = [(clean_name(name), path) for name, path in _walk(given, suffixes, refuse, limits)]
            taken = {name for name, _ in found}
            if any(name in taken for name, _ in below):  # a name in two folders: say which folder
                below = [(f"{clean_name(given.resolve().name)}/{name}", path) for name, path in below]
            found.extend(below)
        else:
            name = clean_name(given.name)
            reason = _why_not(_target(given), name, suffixes, limits)
            if reason:
                refuse(Refusal(name, reason))
            else:
                found.append((name, given.resolve()))
    yield from _unique(found)


def clean_name(name: str) -> str:
    """Return a name fit to be shown and stored: NFC, valid UTF-8, no control or direction marks, no ".."."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:  # bytes of another encoding, as Python passes them through
        name = _recoded(os.fsencode(name))
    name = unicodedata.normalize("NFC", name)
    parts = [part for part in name.split("/") if part not in ("", ".", "..")]
    name = _MADE.sub(lambda match: match.group(1) + {"!": "！", "#": "＃"}[match.group(2)], "/".join(parts))
    return "".join(_shown(character) for character in name)


def _recoded(data: bytes) -> str:
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        return data.decode("utf-8", "backslashreplace")


def _shown(character: str) -> str:
    if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp"):
        return f"\\u{ord(character):04x}"
    return character


def _unique(found: list[tuple[str, Path]]) -> Iterator[tuple[str, Path]]:
    """Sort by name and mark the second of two equal names: "a~2.txt"."""
    taken: set[str] = set()
    seen: set[Path] = set()
    own = {path for name, path in found if name.endswith(clean_name(path.name))}
    for name, path in sorted(found, key=lambda pair: (pair[0], os.fsencode(pair[1]))):
        linked = path in own and not name.endswith(clean_name(path.name))
        if path in seen or linked:  # given twice, or a link to a file that is read under its own name
            continue
        seen.add(path)
        free = free_name(name, taken)
        taken.add(free)
        yield free, path


def free_name(name: str, taken: Container[str]) -> str:
    """Return the name, or if it is taken "a~2.txt", "a~3.txt" ..."""
    path, number = PurePosixPath(name), 1
    while str(path) in taken:
        number += 1
        path = path.with_name(f"{PurePosixPath(name).stem}~{number}{path.suffix}")
    return str(path)


def _walk(root: Path, suffixes: Sequence[str], refuse: Refuse, limits: Limits) -> Iterator[tuple[str, Path]]:
    """Yield (path below root, path); folders are entered, links to folders are not, so loops cannot be."""
    real = root.resolve()
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(real / folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            reason = f"文件夹打不开：{error.strerror}。 The folder cannot be opened."
            refuse(Refusal(clean_name(folder) or ".", reason))
            continue
        described = described_by(entry.name for entry in entries)
        for entry in entries:
            name = f"{folder}/{entry.name}" if folder else entry.name
            if entry.name in JUNK or is_side_file(entry.name, described):
                continue
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                waiting.append(name)
                continue
            target, reason = _entry(entry, name, real)
            reason = reason or _why_not(target, name, suffixes, limits)
            if reason:
                refuse(Refusal(clean_name(name), reason))
            else:
                yield name, target


def _entry(entry: os.DirEntry[str], name: str, root: Path) -> tuple[Path, str]:
    """Return where a name leads and, if it may not be followed there, why."""
    path = Path(entry.path)
    if entry.name.startswith((".", *_TEMPORARY)):
        return path, "隐藏或临时文件。 Hidden or temporary."
    if not entry.is_symlink():
        return path, ""
    target = _target(path)
    if target is None:
        return path, "链接指向不存在的地方或绕成了圈。 Broken or circular link."
    if not target.is_relative_to(root):
        return path, "链接指向文件夹之外，不跟随。 Link out of the folder: not followed."
    if target.is_dir():
        return path, "指向文件夹的链接，不跟随。 Link to a folder: not followed."
    return target, ""


def _target(path: Path) -> Path | None:
    try:
        return path.resolve(strict=True)
    except (OSError, RuntimeError):  # a loop is a RuntimeError before Python 3.13
        return None


def _why_not(path: Path | None, name: str, suffixes: Sequence[str], limits: Limits) -> str:
    """Return why a file cannot be read, or ""."""
    try:
        state = path.stat() if path else None
    except OSError as error:
        return f"读不了：{error.strerror}。 It cannot be read."
    if path is None or state is None:
        return "没有这个文件或文件夹。 No such file or folder."
    suffix = PurePosixPath(name).suffix.lower()
    if not stat.S_ISREG(state.st_mode):
        return "不是普通文件（管道、设备或套接字）。 Not a regular file."
    if suffix in CURES:
        return CURES[suffix]
    if suffix not in suffixes:
        return f"不支持的格式 {suffix or '（无后缀）'}，支持 {' '.join(suffixes)}。 Unknown kind of file."
    if len(name) > limits.name_characters:
        return "文件名太长。 The name is too long."
    if state.st_size > limits.file_bytes:
        return too_large(state.st_size, limits.file_bytes)
    if not os.access(path, os.R_OK):
        return "没有读取权限。 No permission to read it."
    return ""
