"""An index folder and an address -> the page, served until it is stopped.

Knows nothing of what the page shows. Every limit of Gradio is set here.
"""

import os
import shutil
import signal
import sys
import threading
import webbrowser
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType, MappingProxyType
from typing import TYPE_CHECKING

from rag.errors import RagError
from rag.page.security import safety
from rag.page.security.waiting_line import Line
from rag.page.server import mcp as mcp_tools
from rag.page.server import trace
from rag.page.service.meter import SLOW
from rag.page.service.shared_library import Library

if TYPE_CHECKING:
    import gradio as gr

    from rag.access.accounts import Accounts

WAITING = 64  # questions in the queue; who comes later is told at once that it is full
THREADS = 16


def serve(
    folder: Path,
    *,
    host: str,
    port: int,
    auth: str,
    mcp: bool,
    open_browser: bool,
    proxy: str = "",
    models: Mapping[str, str] = MappingProxyType({}),
    slow: float = SLOW,
) -> None:
    """Serve until Ctrl-C or SIGTERM; prints the address once the page answers there.

    ``models``: "reader" and "reranker", by folder or name, where others are to be used than our own.
    """
    page, address, private = start(
        folder, host=host, port=port, auth=auth, mcp=mcp, proxy=proxy, models=models, slow=slow
    )
    trace.gather()
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
    auth: str | None = None,
    mcp: bool = False,
    library: Library | None = None,
    models: Mapping[str, str] = MappingProxyType({}),
    proxy: str = "",
    slow: float = SLOW,
) -> tuple["gr.Blocks", str, str]:
    """Start serving and return the page, its address and the private folder to remove afterwards."""
    safety.check_environment(os.environ)
    accounts = accounts_of(folder, auth or "")
    safety.check_address(host, port, accounts is not None)
    if library is None:
        _check_index(folder)
    if mcp:
        mcp_tools.check()
    safety.trust(os.environ, proxy)
    safety.hush()
    private = safety.private_folder(os.environ)
    try:
        if library is None:
            library = Library(
                folder,
                writable=os.access(folder, os.W_OK),
                reader=models.get("reader", ""),
                reranker=models.get("reranker", ""),
            )
        library.meter.slow = slow
        page = _launch(folder, host, port, accounts, mcp, library)
    except BaseException:
        shutil.rmtree(private, ignore_errors=True)
        raise
    shown = "127.0.0.1" if host in ("0.0.0.0", "::", "[::]") else host
    return page, f"http://{f'[{shown}]' if ':' in shown else shown}:{port}", private


def accounts_of(folder: Path, auth: str) -> "Accounts | None":
    """Return who may come in; None, and nobody is asked, only where there is no accounts file at all."""
    from rag.access import accounts

    path = folder / accounts.FILE
    there = path.exists() or path.is_symlink()
    if auth and there:
        raise RagError(f"已有账户文件 {path}，不要再用 --auth。 There is an accounts file: leave --auth out.")
    if auth.startswith("@"):
        raise RagError(
            f"--auth {auth}：不再用明文密码文件，请用 rag account add 名字 --role admin 逐个建账户，再删掉它。 "
            "Files of plain passwords are not used any more: make each account by rag account add NAME --role ROLE, "
            "then delete that file."
        )
    if auth:
        name, _, password = auth.partition(":")
        if not name or len(password) < accounts.PASSWORD:
            raise RagError(
                "--auth 要写成 名字:密码，密码至少 8 个字符。 "
                "--auth must be NAME:PASSWORD with a password of at least 8 characters."
            )
        return accounts.only(name, password)
    return accounts.Accounts(path) if there else None


def _launch(
    folder: Path,
    host: str,
    port: int,
    accounts: "Accounts | None",
    mcp: bool,
    library: Library | None,
) -> "gr.Blocks":
    from starlette.middleware import Middleware

    from rag.page.security.gate import Gate
    from rag.page.security.login import Door
    from rag.page.server import health, install
    from rag.page.server.document_head import Front
    from rag.page.server.openai import routes
    from rag.page.server.whole_page import build

    built = build(folder, library)
    page, line = built.page, Line()
    built.library.meter.watch(
        built.library,
        lambda: {"page": _queued(page), "v1": line.length},
        lambda: {"rate": built.bucket.refused, "line": line.refused},
    )
    door = Door(accounts) if accounts is not None else None
    page.queue(api_open=False, max_size=WAITING, default_concurrency_limit=1)
    page.launch(
        server_name=host,
        server_port=port,
        share=False,
        show_error=False,  # only our own gr.Error sentences reach the reader
        quiet=True,
        inline=False,
        prevent_thread_lock=True,
        max_file_size=safety.UPLOAD,
        max_threads=THREADS,
        state_session_capacity=1000,
        allowed_paths=None,
        blocked_paths=_blocked(folder),
        enable_monitoring=False,
        run_history=False,
        ssr_mode=False,
        strict_cors=True,
        pwa=False,  # rag.page.server.install describes the page better
        mcp_server=mcp,
        footer_links=["api"],
        app_kwargs={
            "middleware": [
                Middleware(trace.Traced, meter=built.library.meter),
                Middleware(safety.Shield),
                Middleware(Gate, door=door, hosts=safety.names_of(host)),
                Middleware(Front),
            ],
            "routes": [
                *install.routes(),
                *health.routes(built.library),
                *routes(built.library, built.bucket, line),
            ],
            "docs_url": None,
            "redoc_url": None,
            "openapi_url": None,
        },
        **built.look(),
    )
    if mcp and page.mcp_server_obj is not None:
        mcp_tools.speak_json(page.mcp_server_obj)
        if accounts is not None:
            mcp_tools.come_in(page.mcp_server_obj, accounts.own_token())
    return page


def _queued(page: "gr.Blocks") -> int:
    """Return how many events of the page wait or are being worked on."""
    queue = page._queue  # Gradio has no other way to ask
    return len(queue) + sum(job is not None for job in queue.active_jobs)


def _blocked(folder: Path) -> list[str]:
    """Return the folders that must never be served: ours, the seeds, and the one we were started in."""
    package = Path(__file__).resolve().parents[3]
    return [str(path) for path in (folder.resolve(), Path.cwd(), package, package / "seeds")]


def _check_index(folder: Path) -> None:
    """Raise at once when there is nothing to serve, or when it is damaged; opening it happens behind the page."""
    from rag.index.opened import whole

    whole(folder)
