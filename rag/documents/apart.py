"""A source in a hostile format -> its Documents, read by a process of its own that may die instead of us.

Does not read any format. What comes back is JSON, checked before it is believed; a reader that dies, hangs or
takes too much memory becomes the refusal of its file, and the next file gets a new one.
"""

import atexit
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from rag.documents.formats import FORMATS, read_source
from rag.documents.source import Refusal, Source, too_slow
from rag.documents.worker import TOO_MUCH
from rag.errors import DocumentError
from rag.types import Document

# Text and tables are decoded here: nothing but Python reads them, and a thousand small files need no pipe.
HERE = frozenset({"plain", "table"})
_PICTURES = frozenset({"pdf", "ocr", "archive"})
_KEPT = 300_000_000  # bytes: a reader that took more is ended, since memory once taken is not given back
_START = "import sys; sys.path[:] = sys.argv[1:]; from rag.documents.worker import main; main()"
_DIED = "读取它的进程中途退出，文件可能有意做坏。 Its reader died: the file may be damaged on purpose."
_LONG = "全部文字超过 {0} 个字符，从 {1} 起没有读，请拆分。 Too long: nothing was read from {1} on; split it."
_FULL = "读取时要占用超过 {} MB 内存，请拆分。 It takes too much memory to read: split it."


def read_apart(source: Source) -> Iterator[Document]:
    """Yield the Documents of a source, by a process of its own where the format asks for one."""
    if FORMATS.get(source.suffix) in HERE or not source.data or source.suffix not in FORMATS:
        yield from read_source(source)
        return
    reader = _take()
    left = source.limits.unpacked_characters
    try:
        for document in reader.read(source):
            left -= len(document.text)
            if left < 0:
                raise source.refused(_LONG.format(source.limits.unpacked_characters, document.name))
            yield document
    finally:
        _give_back(reader)


class _Reader:
    """One process, and the clock that ends it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.fresh = False  # whether it may read another file

    def read(self, source: Source) -> Iterator[Document]:
        """Yield what the process makes of a source; raises Refused when it refuses it, or dies."""
        self.fresh = False
        limits = source.limits
        clock = _Clock(self, min(limits.step_seconds, limits.seconds + 1), source.deadline + 1)
        try:
            with suppress(BrokenPipeError):  # it died: reading tells how
                self._send(source)
            while True:
                value = self._line(source, clock)
                if "document" in value:
                    yield _document(source, value["document"])
                elif "refusal" in value:
                    source.refuse(_refusal(source, value["refusal"]))
                elif "refused" in value:
                    self.fresh = _used(value) < _KEPT
                    raise source.refused(_refusal(source, value["refused"]).reason)
                elif "end" in value:
                    self.fresh = _used(value) < _KEPT
                    return
        finally:
            clock.stop()

    def _send(self, source: Source) -> None:
        assert self._process.stdin is not None
        job = {
            "name": source.name,
            "sha256": source.sha256,
            "length": len(source.data),
            "limits": asdict(source.limits),
            "metadata": dict(source.metadata),
            "memory": memory_of(source),
        }
        head = json.dumps(job, ensure_ascii=False).encode("utf-8", "surrogatepass")
        self._process.stdin.write(head + b"\n")
        self._process.stdin.write(source.data)
        self._process.stdin.flush()

    def _line(self, source: Source, clock: "_Clock") -> dict[str, Any]:
        """Return the next thing that the process tells, or raise what became of it."""
        assert self._process.stdout is not None
        limits = source.limits
        most = 12 * limits.characters + 1_000_000  # JSON spells a control character in six bytes
        line = self._process.stdout.readline(most)
        clock.beat()
        if line.endswith(b"\n"):
            with suppress(ValueError, RecursionError):
                value = json.loads(line.decode("utf-8", "surrogatepass"))
                if isinstance(value, dict):
                    return value
        code = self.end()
        if clock.rang:
            raise source.refused(too_slow(min(limits.step_seconds, limits.seconds)))
        if code == TOO_MUCH:
            raise source.refused(_FULL.format(memory_of(source) // 1_000_000))
        raise source.refused(_DIED)

    def end(self) -> int:
        """End the process and return its exit code."""
        self.fresh = False
        with suppress(subprocess.TimeoutExpired):  # one that died by itself tells of what
            self._process.wait(0.2)
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                assert pipe is not None
                pipe.close()
        return self._process.wait()

    def kill(self) -> None:
        """End the process from another thread; the one that reads notices the closed pipe."""
        self._process.kill()

    @property
    def alive(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None


class _Clock:
    """Kills a reader that tells nothing for ``step`` seconds, or is not done at the deadline."""

    def __init__(self, reader: _Reader, step: float, deadline: float) -> None:
        self._reader, self._step, self._deadline = reader, step, deadline
        self.rang = False
        self._last = time.monotonic()
        self._stopped = threading.Event()
        threading.Thread(target=self._run, name="reading", daemon=True).start()

    def beat(self) -> None:
        """Hear that the reader goes on."""
        self._last = time.monotonic()

    def stop(self) -> None:
        """Stop watching."""
        self._stopped.set()

    def _run(self) -> None:
        while True:
            until = min(self._last + self._step, self._deadline)
            if self._stopped.wait(max(0.0, until - time.monotonic())):
                return
            if time.monotonic() >= min(self._last + self._step, self._deadline):
                self.rang = True
                self._reader.kill()
                return


def memory_of(source: Source) -> int:
    """Return the bytes that the process may take for a source."""
    from rag.documents import ocr

    limits = source.limits
    pictures = FORMATS.get(source.suffix) in _PICTURES and ocr.installed()
    return (limits.picture_memory_bytes if pictures else limits.memory_bytes) + 4 * len(source.data)


def _used(value: dict[str, Any]) -> int:
    used = value.get("used")
    return used if isinstance(used, int) else _KEPT


def _refusal(source: Source, value: object) -> Refusal:
    if isinstance(value, list) and len(value) == 2 and all(isinstance(one, str) for one in value):
        return Refusal(value[0][:2000], value[1][:2000])
    raise source.refused(_DIED)


def _document(source: Source, value: object) -> Document:
    """Return a Document of what came by the pipe: the process may have been taken over by what it read."""
    texts = ("name", "media_type", "sha256", "text", "encoding", "loader")
    if not isinstance(value, dict) or set(value) != {*texts, "metadata", "whole"}:
        raise source.refused(_DIED)
    about = value["metadata"]
    fine = all(isinstance(value[key], str) for key in texts) and isinstance(value["whole"], bool)
    fine = fine and isinstance(about, dict) and all(isinstance(one, str) for one in about.values())
    if not fine or not value["name"].startswith(source.name) or len(value["text"]) > source.limits.characters:
        raise source.refused(_DIED)
    return Document(**value)


_idle: list[_Reader] = []
_lock = threading.Lock()


def _take() -> _Reader:
    with _lock:
        reader = _idle.pop() if _idle else None
    if reader is not None and reader.alive:
        return reader
    try:
        return _Reader()
    except OSError as error:
        reason = error.strerror or str(error)
        raise DocumentError(
            f"读文件的进程起不来：{reason}。 The reading process cannot be started."
        ) from None


def _give_back(reader: _Reader) -> None:
    """Keep one reader for the next file; any other, and one that is not as it was, is ended."""
    with _lock:
        if reader.fresh and not _idle:
            _idle.append(reader)
            return
    if reader.alive or not reader.fresh:
        reader.kill()
        reader.end()


if hasattr(os, "register_at_fork"):  # a forked process must not speak into the pipes of the one it came from
    os.register_at_fork(after_in_child=_idle.clear)


@atexit.register
def _end_all() -> None:
    """End the readers that wait for a file which will not come."""
    while _idle:
        reader = _idle.pop()
        reader.kill()
        reader.end()
