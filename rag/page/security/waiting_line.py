"""A few questions at work, a few in line, and for everybody else a clear no at once.

Knows nothing of questions. Somebody who has gone is taken out of the line, so that nobody waits behind them.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

AT_ONCE = 1  # the page itself answers two at once; programs come second
WAITING = 16  # in line, of all askers together
EACH = 4  # in line or at work, of one asker
_LOOK = 0.25  # seconds between two looks whether somebody is still there


class Full(Exception):
    """There is no place in the line, or none for this asker; ``own`` says which."""

    def __init__(self, own: bool) -> None:
        self.own = own
        super().__init__()


class Gone(Exception):
    """Whoever asked does not wait any more."""


class Line:
    """Who is at work and who waits; used from one event loop alone."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING, each: int = EACH) -> None:
        """Start empty."""
        self._most, self._each = at_once + waiting, each
        self._turn = asyncio.Semaphore(at_once)
        self._here: Counter[str] = Counter()
        self.refused = 0  # questions for which there was no place

    @property
    def length(self) -> int:
        """How many are at work or wait."""
        return self._here.total()

    def check(self, asker: str) -> None:
        """Raise Full when there is no place for an asker."""
        own = self._here[asker] >= self._each
        if own or self.length >= self._most:
            self.refused += 1
            raise Full(own=own)

    @asynccontextmanager
    async def place(self, asker: str, gone: Callable[[], Awaitable[bool]]) -> AsyncIterator[None]:
        """Wait for one's turn and keep it while inside; raises Full at once, or Gone when nobody waits any more."""
        self.check(asker)
        self._here[asker] += 1
        try:
            await self._wait(gone)
            try:
                yield
            finally:
                self._turn.release()
        finally:
            self._here[asker] -= 1
            self._here += Counter()  # forget those who have none left

    async def _wait(self, gone: Callable[[], Awaitable[bool]]) -> None:
        turn = asyncio.ensure_future(self._turn.acquire())
        try:
            while True:
                if await gone():
                    raise Gone
                if (await asyncio.wait({turn}, timeout=_LOOK))[0]:
                    return
        except BaseException:
            if not turn.cancel() and not turn.cancelled():  # it came at this very moment
                self._turn.release()
            raise
