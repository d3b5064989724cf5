"""A path -> the bytes that stood there, read whole and unchanged, with the means to make Documents of them.

Does not know any format. A format module gets one ``Source`` and yields ``source.document(...)``.
"""

import hashlib
import os
import stat
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rag.documents.limits import LIMITS, Limits
from rag.errors import DocumentError
from rag.types import Document

# Never wait for a FIFO's writer, never follow a link that was put in the place of a file just looked at.
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not read, and why, in words for a reader."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}：{self.reason}"


Refuse = Callable[[Refusal], None]


class Refused(DocumentError):
    """The refusal as an exception: what ``read`` raises."""

    def __init__(self, name: str, reason: str) -> None:
        self.refusal = Refusal(name, reason)
        super().__init__(str(self.refusal))


def _nothing() -> None:
    """Hear nothing: a file that is read in this process is not watched."""


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one file, or of one member of an archive, and all that a format needs to know about it."""

    name: str
    data: bytes
    sha256: str
    refuse: Refuse  # for a part that cannot be read (a row, a member) while the rest can
    deadline: float  # of time.monotonic()
    limits: Limits = LIMITS
    metadata: Mapping[str, str] = field(default_factory=dict)  # from side files; wins over the file's own
    beat: Callable[[], None] = _nothing  # told before each page, row or member: the reading goes on

    @property
    def suffix(self) -> str:
        """The last suffix of the name, lower case: ".txt"."""
        return Path(self.name).suffix.lower()

    def refused(self, reason: str) -> Refused:
        """Return the error that names this file."""
        return Refused(self.name, reason)

    def check_time(self) -> None:
        """Raise when the file has taken longer than it may. Call it for each page, row or member."""
        self.beat()
        if time.monotonic() > self.deadline:
            raise self.refused(too_slow(self.limits.seconds))

    def document(
        self,
        text: str,
        *,
        media_type: str,
        loader: str,
        encoding: str = "",
        metadata: Mapping[str, str] | None = None,
        part: str = "",
        whole: bool = False,
    ) -> Document:
        """Make the Document of ``text``; refuse an empty, too long or impossible one. ``part`` is "#3"."""
        if not text.strip("\ufeff\u200b \t\r\n\x0b\x0c\u3000\xa0"):
            raise Refused(self.name + part, "没有文字。 There is no text in it.")
        if len(text) > self.limits.characters:
            raise Refused(
                self.name + part,
                f"{len(text)} 个字符，上限 {self.limits.characters}，请拆分成几个文件。 Too long: split it.",
            )
        given = self.metadata.keys() - {"warning"}
        own = {
            key: value for key, value in (metadata or {}).items() if key.removesuffix("_from") not in given
        }
        found = joined(own, self.metadata)
        clean = text.encode("utf-8", "replace" if _has_surrogates(text) else "strict").decode("utf-8")
        if clean != text:  # JSON may spell "\ud800"; "?" keeps every offset
            add_warning(found, "孤立的代理字符改为问号。 Lone surrogates became question marks.")
        return Document(
            self.name + part, media_type, self.sha256, clean, encoding, loader, metadata=found, whole=whole
        )


def _has_surrogates(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def joined(*parts: Mapping[str, str]) -> dict[str, str]:
    """Return metadata of several sources: the last one wins, but every warning stays."""
    found: dict[str, str] = {}
    for part in parts:
        words = part.get("warning", "")
        before = found.get("warning", "")
        found |= part
        if words and before and words != before:
            found["warning"] = f"{before} {words}"
    return found


def add_warning(metadata: dict[str, str], words: str) -> None:
    """Add a sentence to metadata["warning"], which the build's summary shows."""
    metadata["warning"] = f"{metadata['warning']} {words}" if metadata.get("warning") else words


def digest(data: bytes) -> str:
    """Return the sha256 of the bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def read_file(path: Path, name: str, limits: Limits = LIMITS) -> tuple[bytes, str]:
    """Return a file's bytes and their sha256; the file was the same before and after, or DocumentError."""
    for _ in range(limits.attempts):
        try:
            data, before = _read_once(path, name, limits.file_bytes)
            again, _ = _read_once(path, name, limits.file_bytes)
        except FileNotFoundError:
            raise Refused(name, "文件不在了（读取时被移走或删除）。 The file is gone.") from None
        except OSError as error:
            raise Refused(name, f"读不了：{error.strerror or error}。 It cannot be read.") from error
        sha256 = digest(data)
        if sha256 == digest(again) and len(data) == before:
            return data, sha256
    raise Refused(name, "读取时一直在变化，请稍后再建。 It kept changing: build again later.")


def _read_once(path: Path, name: str, limit: int) -> tuple[bytes, int]:
    descriptor = os.open(path, _OPEN)
    with open(descriptor, "rb") as file:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            raise Refused(name, "不是普通文件（管道、设备或文件夹）。 Not a regular file.")
        if state.st_size > limit:
            raise Refused(name, too_large(state.st_size, limit))
        data = file.read(limit + 1)
        if len(data) > limit:
            raise Refused(name, too_large(len(data), limit))
        return data, state.st_size


def too_slow(seconds: float) -> str:
    """Return the reason for a file that took longer than it may."""
    return f"读取超过 {seconds:.0f} 秒，请拆分。 Too slow to read: split it."


def too_large(size: int, limit: int) -> str:
    """Return the reason for a file beyond the limit."""
    return f"{size / 1e6:.1f} MB，上限 {limit / 1e6:.1f} MB，请拆分。 Too large: split it."
