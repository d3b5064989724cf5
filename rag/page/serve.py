"""An index folder and an address -> the page, served until it is stopped.

Knows nothing of what the page shows. Every limit of Gradio is set here.
"""

import os
import shutil
import signal
import sys
import threading
import webbrowser
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from rag.page import safety, tools

if TYPE_CHECKING:
    import gradio as gr

    from rag.page.library import Library

WAITING = 64  # questions in the queue; who comes later is told at once that it is full
THREADS = 16


def serve(
    folder: Path,
    *,
    host: str,
    port: int,
    auth: str | Sequence[tuple[str, str]] | None,
    mcp: bool,
    open_browser: bool,
) -> None:
    """Serve until Ctrl-C or SIGTERM; prints the address once the page answers there."""
    page, address, private = start(folder, host=host, port=port, auth=auth, mcp=mcp)
    sys.stdout.write(f"问报 {address}\n按 Ctrl-C 停止。 Press Ctrl-C to stop.\n")
    sys.stdout.flush()
    if open_browser:
        webbrowser.open(address)
    try:
        _wait()
    finally:
        page.close(verbose=False)
        shutil.rmtree(private, ignore_errors=True)


def _wait() -> None:
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    with suppress(ValueError):  # only the main thread may set handlers
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
    while not stopped.wait(0.5):
        pass


def start(
    folder: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    auth: str | Sequence[tuple[str, str]] | None = None,
    mcp: bool = False,
    library: "Library | None" = None,
) -> tuple["gr.Blocks", str, str]:
    """Start serving and return the page, its address and the private folder to remove afterwards."""
    accounts = safety.accounts_of(auth)
    safety.check_environment(os.environ)
    safety.check_address(host, port, accounts)
    if library is None:
        _check_index(folder)
    if mcp:
        tools.check(bool(accounts))
    private = safety.private_folder(os.environ)
    try:
        page = _launch(folder, host, port, accounts, mcp, library)
    except BaseException:
        shutil.rmtree(private, ignore_errors=True)
        raise
    shown = "127.0.0.1" if host in ("0.0.0.0", "::", "[::]") else host
    return page, f"http://{f'[{shown}]' if ':' in shown else shown}:{port}", private


def _launch(
    folder: Path,
    host: str,
    port: int,
    accounts: Sequence[tuple[str, str]],
    mcp: bool,
    library: "Library | None",
) -> "gr.Blocks":
    from starlette.middleware import Middleware

    from rag.page import install
    from rag.page.build import build
    from rag.page.front import Front
    from rag.page.openai import routes

    built = build(folder, library)
    page = built.page
    door = safety.Door(accounts) if accounts else None
    page.queue(api_open=False, max_size=WAITING, default_concurrency_limit=1)
    page.launch(
        server_name=host,
        server_port=port,
        share=False,
        show_error=False,  # only our own gr.Error sentences reach the reader
        quiet=True,
        inline=False,
        prevent_thread_lock=True,
        auth=door,
        auth_message="问报 Wenbao",
        max_file_size=safety.UPLOAD,
        max_threads=THREADS,
        state_session_capacity=1000,
        allowed_paths=None,
        blocked_paths=_blocked(folder),
        enable_monitoring=False,
        run_history=False,
        ssr_mode=False,
        strict_cors=True,
        pwa=False,  # rag.page.install describes the page better
        mcp_server=mcp,
        footer_links=["api"],
        app_kwargs={
            "middleware": [Middleware(safety.Shield), Middleware(Front)],
            "routes": [*install.routes(), *routes(built.library, built.bucket, door)],
            "docs_url": None,
            "redoc_url": None,
            "openapi_url": None,
        },
        **built.look(),
    )
    if mcp and page.mcp_server_obj is not None:
        tools.speak_json(page.mcp_server_obj)
    return page


def _blocked(folder: Path) -> list[str]:
    """Return the folders that must never be served: ours, the seeds, and the one we were started in."""
    package = Path(__file__).resolve().parents[2]
    return [str(path) for path in (folder.resolve(), Path.cwd(), package, package / "seeds")]


def _check_index(folder: Path) -> None:
    """Raise at once when there is nothing to serve, or when it is damaged; opening it happens behind the page."""
    from rag.index.opened import whole

    whole(folder)
