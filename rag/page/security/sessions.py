"""Who logged in, by the random words in a cookie: remembered for a while, forgotten at logout.

Knows nothing of passwords or of HTTP; the clock is passed in.
"""

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

IDLE = 12 * 3600.0  # seconds without a request after which a session ends: a working day
LONGEST = 7 * 24 * 3600.0  # seconds after which it ends in any case
MOST = 10_000  # remembered at once; the one idle for longest is forgotten first


class Sessions:
    """The sessions of one served page; they end with it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with none."""
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, tuple[str, float, float]] = OrderedDict()  # name, begun, last seen

    def begin(self, name: str) -> str:
        """Return the words for the cookie of a new session."""
        words = secrets.token_urlsafe(32)
        now = self._clock()
        with self._lock:
            self._known[_digest(words)] = (name, now, now)
            while len(self._known) > MOST:
                self._known.popitem(last=False)
        return words

    def name(self, words: str) -> str | None:
        """Return whose session this is, None when there is none or it has ended."""
        key, now = _digest(words), self._clock()
        with self._lock:
            name, begun, last = self._known.pop(key, ("", 0.0, 0.0))
            if not name or now - last > IDLE or now - begun > LONGEST:
                return None
            self._known[key] = (name, begun, now)
        return name

    def end(self, words: str) -> None:
        """Forget a session."""
        with self._lock:
            self._known.pop(_digest(words), None)


def _digest(words: str) -> bytes:
    return hashlib.sha256(words.encode("utf-8", "replace")).digest()
