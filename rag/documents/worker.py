"""A process of its own: sources come in by one pipe, their Documents go out by another, as lines of JSON.

Does not know who asks; rag.documents.sandbox starts and watches it. It holds no file open, may write none, and
ends itself when it takes more memory than the file may cost.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from typing import Any, BinaryIO

from rag.documents.formats import read_source
from rag.documents.limits import Limits
from rag.documents.source import Refusal, Refused, Source

TOO_MUCH = 77  # exit code: more memory than the file may cost
_LOOK = 0.05  # seconds between two looks at the memory in use
_SPARE = 200_000_000  # of address space, above what is watched: the watcher tells before the system refuses
Tell = Callable[[dict[str, Any]], None]


def main() -> None:
    """Read sources until there are no more; ``sys.argv`` is not looked at."""
    sys.dont_write_bytecode = True
    source, target = _pipes()
    watch = _Watch()
    while line := source.readline():
        job = json.loads(line)
        limits = Limits(**job["limits"])
        watch.allow(int(job["memory"]))
        told = {"end": True}
        try:
            _read(job, source.read(int(job["length"])), limits, lambda one: _tell(target, one))
        except Refused as error:
            told = _refusal("refused", error.refusal)
        except MemoryError:
            os._exit(TOO_MUCH)
        except Exception as error:  # a library may raise anything over a damaged file
            reason = f"{type(error).__name__}: {error}"[:300]
            told = _refusal("refused", Refusal(job["name"], reason))
        _tell(target, {**told, "used": watch.highest})


def _read(job: dict[str, Any], data: bytes, limits: Limits, tell: Tell) -> None:
    last = [time.monotonic()]

    def beat() -> None:
        if time.monotonic() - last[0] > 1.0:
            last[0] = time.monotonic()
            tell({"alive": True})

    def refuse(part: Refusal) -> None:
        tell(_refusal("refusal", part))

    deadline = time.monotonic() + limits.seconds
    source = Source(
        job["name"], data, job["sha256"], refuse, deadline, limits, metadata=job["metadata"], beat=beat
    )
    for document in read_source(source):
        tell({"document": asdict(document)})


def _refusal(kind: str, refusal: Refusal) -> dict[str, Any]:
    return {kind: [refusal.name, refusal.reason]}


def _tell(target: BinaryIO, value: dict[str, Any]) -> None:
    target.write(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
    target.flush()


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return both pipes; what a library prints goes nowhere instead of between our lines."""
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "r+b") as nowhere:
        for number in (0, 1, 2):
            os.dup2(nowhere.fileno(), number)
    return source, target


class _Watch:
    """Looks at the memory in use from a thread of its own, since a library at work may not return for minutes."""

    def __init__(self) -> None:
        self.highest = 0
        self._most = 0
        _forbid()
        threading.Thread(target=self._look, name="memory", daemon=True).start()

    def allow(self, most: int) -> None:
        """Set what the next file may cost; the system refuses more where it knows how to."""
        self._most = most
        with suppress(
            ImportError, OSError, ValueError
        ):  # Windows has no such limits, others not each of them
            import resource

            _, hard = resource.getrlimit(resource.RLIMIT_DATA)
            resource.setrlimit(resource.RLIMIT_DATA, (most + _SPARE, hard))

    def _look(self) -> None:
        while True:
            used = memory()
            self.highest = max(self.highest, used)
            if 0 < self._most < used:
                os._exit(TOO_MUCH)
            time.sleep(_LOOK)


def memory() -> int:
    """Return the bytes of memory that this process takes, 0 where the system does not tell."""
    with suppress(OSError, ValueError, AttributeError), open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    with suppress(ImportError):
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return 0


def _forbid() -> None:
    """Forbid what reading never needs: to write a file, to leave the memory behind after a crash."""
    with suppress(ImportError):
        import resource

        for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
            with suppress(OSError, ValueError):
                resource.setrlimit(limit, (0, 0))
