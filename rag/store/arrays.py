"""The .npy files of a published version -> arrays: small ones in memory, large ones mapped and watched.

Nothing in a file is ever unpickled. To read a mapped page that is no longer in its file ends the process (SIGBUS), so
whoever reads first asks whether the files still have their size; what is cut off in that very moment is not caught.
"""

import os
from pathlib import Path
from typing import IO, Any

from numpy.typing import NDArray

from rag.errors import StoreError
from rag.store.passage_table import REBUILD
from rag.store.postings import load_array

SMALL = (
    32 << 20
)  # bytes: read whole and hashed in some 20 ms, so on every opening; larger files when all is checked


class Arrays:
    """The arrays that one reader of a version holds; safe to use from several threads."""

    def __init__(self) -> None:
        self._mapped: list[tuple[IO[bytes], int]] = []

    def load(self, path: Path) -> NDArray[Any]:
        """Return an array; raises StoreError when its file cannot be read."""
        try:
            size = path.stat().st_size
            if size > SMALL:
                self._mapped.append((path.open("rb"), size))
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror}. {REBUILD}") from error
        return load_array(path, mapped=size > SMALL)

    def check(self) -> None:
        """Raise StoreError when a mapped file was cut off: one look at each, whoever removed its name."""
        for file, size in self._mapped:
            if os.fstat(file.fileno()).st_size < size:
                raise StoreError(
                    f"{file.name}: 文件被截断了。 The file was cut off while it was open. {REBUILD}"
                )

    def close(self) -> None:
        """Let go of the files."""
        for file, _ in self._mapped:
            file.close()
        self._mapped = []
