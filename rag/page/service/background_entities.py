"""The articles of an open index -> the people and numbers in them, collected once, in the background.

Knows nothing of how they are shown. A large collection takes minutes, in which everything else goes on.
"""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.index.entities import Name


class Naming:
    """The names of one version of an index; ``within`` says whether they are there yet."""

    def __init__(self, collect: "Callable[[], tuple[Name, ...]]") -> None:
        """Begin to collect at once."""
        self._found: tuple[Name, ...] = ()
        self._fault: Exception | None = None
        self._done = threading.Event()
        threading.Thread(target=self._run, args=(collect,), name="names", daemon=True).start()

    def _run(self, collect: "Callable[[], tuple[Name, ...]]") -> None:
        try:
            self._found = collect()
        except Exception as error:  # told to whoever asks, not lost with this thread
            self._fault = error
        finally:
            self._done.set()

    def within(self, seconds: float | None) -> "tuple[Name, ...] | None":
        """Return the names, or None when they are not all there after so many seconds; None waits for them."""
        if not self._done.wait(seconds):
            return None
        if self._fault is not None:
            raise self._fault
        return self._found
