"""A library -> its page on a free port of this machine, for as long as a test needs it.

Knows nothing of what is asked. One address asks far more in a test than a reader does, so the limits are wide.
"""

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rag.page.service.shared_library import Library

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def need_browser() -> None:
    """Skip the test on a machine without Chromium or without what drives it."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    pytest.importorskip("playwright.sync_api")


@contextmanager
def served(library: Library | Path, **settings: object) -> Iterator[str]:
    """Serve a library, or the index in a folder, and give its address."""
    from rag.page.server import whole_page
    from rag.page.server.serving import start

    folder = library if isinstance(library, Path) else library.folder
    known = None if isinstance(library, Path) else library
    with pytest.MonkeyPatch.context() as wide:
        wide.setattr(whole_page, "RATE", 1000.0)
        wide.setattr(whole_page, "BURST", 1000.0)
        page, address, private = start(folder, port=free_port(), library=known, **settings)  # type: ignore[arg-type]
    assert Path(private).stat().st_mode & 0o077 == 0 and os.environ["GRADIO_TEMP_DIR"] == private
    yield address
    page.close(verbose=False)
    shutil.rmtree(private, ignore_errors=True)
