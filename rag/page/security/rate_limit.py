"""A client's name -> whether it may go on: a token bucket for each client, bounded in number.

Knows nothing of questions or of Gradio; the clock is passed in.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

CLIENTS = 10_000  # remembered at once; the one idle for longest is forgotten first


class Bucket:
    """``burst`` acts at once, then ``rate`` acts a second, for each client by itself."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with every client full."""
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._lock = threading.Lock()
        self.refused = 0  # acts that were one too many
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str, cost: float = 1.0) -> bool:
        """Take ``cost`` tokens from a client, or return False and take nothing."""
        now = self._clock()
        with self._lock:
            tokens, since = self._left.pop(client, (self._burst, now))
            tokens = min(self._burst, tokens + (now - since) * self._rate)
            allowed = tokens >= cost
            self.refused += not allowed
            self._left[client] = (tokens - cost if allowed else tokens, now)
            while len(self._left) > CLIENTS:
                self._left.popitem(last=False)
        return allowed

    def full(self, client: str) -> bool:
        """Say whether a client has at least one token, without taking it."""
        now = self._clock()
        with self._lock:
            tokens, since = self._left.get(client, (self._burst, now))
        return tokens + (now - since) * self._rate >= 1.0
