"""Files and folders, looked at again and again -> one signal for each change that has come to rest.

Does not know what is done about it, opens no file, and waits only as it is told to, so that it can be tested.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

SECONDS = 2.0  # between two looks: soon enough for a person, nothing for a disk
MOST = 200_000  # files looked at; a folder with more is no collection of pages

State = frozenset[tuple[str, int, int]]  # path, size, time of the last change in nanoseconds


def look(paths: Sequence[Path], without: Path | None = None) -> State:
    """Return what stands below the paths now; hidden names and the folder ``without`` are passed over."""
    apart = without.resolve() if without else None
    found: set[tuple[str, int, int]] = set()
    for path in paths:
        for file in _below(path, apart):
            try:
                state = file.stat()
            except OSError:  # gone between the two calls: the next look will tell
                continue
            found.add((str(file), state.st_size, state.st_mtime_ns))
            if len(found) >= MOST:
                return frozenset(found)
    return frozenset(found)


def settled(
    look: Callable[[], State], wait: Callable[[], object], *, looks: int | None = None
) -> Iterator[State]:
    """Yield the first state, then each later one that two looks in a row saw; ends after ``looks`` looks.

    A file that is still being copied changes from look to look, and a change that is undone before it settled is
    none. A change made while the caller is busy is seen when it comes back.
    """
    known = last = look()
    yield known
    done = 1
    while looks is None or done < looks:
        wait()
        now = look()
        done += 1
        if now == last and now != known:
            known = now
            yield now
        last = now


def _below(path: Path, apart: Path | None) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for folder, folders, files in os.walk(path):
        here = Path(folder)
        folders[:] = [
            name for name in folders if not name.startswith(".") and (here / name).resolve() != apart
        ]
        yield from (here / name for name in files if not name.startswith("."))
