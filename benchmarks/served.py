"""An index folder -> its page, served by a process of its own for as long as a measurement takes.

Knows nothing of what is measured. The process that asks must not share its interpreter with the one that answers.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

PATIENCE = 180.0  # seconds until the first answer; a cold machine unpacks weights


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def served(index: Path) -> Iterator[tuple[str, float]]:
    """Yield the address of the page and the seconds from the start until it answered."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    begun = time.perf_counter()
    command = [sys.executable, "-m", "rag", "--index", str(index), "serve", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while not _answers(address):
            if process.poll() is not None:
                raise SystemExit(f"rag serve ended with {process.returncode}; its message stands above.")
            if time.perf_counter() - begun > PATIENCE:
                raise SystemExit(f"rag serve did not answer within {PATIENCE:.0f} seconds.")
            time.sleep(0.1)
        yield address, time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait(30)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/config", timeout=5.0).status_code == 200
    except httpx.HTTPError:
        return False


def quantile(values: list[float], share: float) -> float:
    """Return the smallest value that so large a share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.499999) - 1))]
