"""What would expose this machine -> a refusal in one sentence, or the settings that do not.

Knows nothing of the page. Everything here was verified by raw HTTP against the pinned Gradio.
"""

import ipaddress
import json
import logging
import os
import shutil
import socket
import stat
import sys
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from rag.errors import QuestionError, RagError

# Each changes what is exposed when it is set, whatever launch() is told; GRADIO_VIBE_MODE even when it is "0".
DANGEROUS = (
    "GRADIO_VIBE_MODE",
    "GRADIO_SHARE",
    "GRADIO_SERVER_NAME",
    "GRADIO_MCP_SERVER",
    "GRADIO_ALLOWED_PATHS",
    "GRADIO_BLOCKED_PATHS",
    "GRADIO_WATCH_DIRS",
    "GRADIO_HISTORY_BUCKET",
    "GRADIO_LOCAL_DEV_MODE",
    "GRADIO_SHARE_SERVER_ADDRESS",
    "GRADIO_DEBUG",
)
_PREFIX, _LOCK = "wenbao-page-", ".in-use"
_HELD: list[object] = []  # locks of the folders of this process, held until it ends
BODY = 4_000_000  # bytes of a request that is not an upload
UPLOAD = "10mb"
TOO_LARGE = (
    f"请求太大，最多 {BODY // 1_000_000} MB。 The request is too large; the limit is {BODY // 1_000_000} MB."
)

# Gradio evaluates its HTML templates, so scripts may be evaluated, but nothing may come from elsewhere.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "media-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode("ascii")),
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def check_environment(environment: MutableMapping[str, str]) -> None:
    """Raise when a variable is set that would open what we close."""
    found = [name for name in DANGEROUS if environment.get(name)]
    if found:
        raise RagError(
            f"环境变量 {found[0]} 会改变网页的开放范围，请先取消它。 "
            f"The environment variable {found[0]} changes what the page exposes; unset it and start again."
        )


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_address(host: str, port: int, login: bool) -> None:
    """Raise when the address is open to others without a login, is not an address, or is taken."""
    if not is_loopback(host) and not login:
        raise RagError(
            f"{host} 会让别的机器也能打开网页，请先用 rag account add 名字 --role admin 建账户（或 --auth 名字:密码），"
            f"或只用 127.0.0.1。 {host} opens the page to other machines: make accounts by rag account add NAME "
            "--role admin (or --auth NAME:PASSWORD), or use 127.0.0.1."
        )
    if not 1 <= port <= 65535:
        raise RagError(
            f"端口 {port} 不对，要在 1 到 65535 之间。 The port {port} must lie between 1 and 65535."
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host.strip("[]"), port))
        except OSError as error:
            raise RagError(
                f"{host}:{port} 已被占用或不能用，请换一个端口，如 --port {port % 65535 + 1}。 "
                f"{host}:{port} is in use or cannot be used ({error.strerror}); "
                f"choose another port, for example --port {port % 65535 + 1}."
            ) from None


class Shield:
    """ASGI middleware: adds the headers that Gradio leaves to a proxy and refuses bodies of absurd size."""

    def __init__(self, app: App) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its answer with our headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length = dict(scope["headers"]).get(b"content-length", b"0")
        bounded = not scope["path"].endswith("/upload")  # Gradio counts what is uploaded
        if bounded and (not length.isdigit() or int(length) > BODY):
            await _too_large(scope, send)
            return
        watched = _Watched(scope, receive, send, BODY if bounded else None)
        try:
            await self.app(scope, watched.receive, watched.send)
        except QuestionError:
            await watched.refuse()


class _Watched:
    """One request whose body is counted as it comes, and whose answer gets our headers."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, most: int | None) -> None:
        self._scope, self._receive, self._send, self._most = scope, receive, send, most
        self._read, self._begun = 0, False

    async def receive(self) -> MutableMapping[str, Any]:
        """Pass the next piece on; a body that is sent in pieces names no length beforehand."""
        message = await self._receive()
        self._read += len(message.get("body", b""))
        if self._over():
            raise QuestionError(TOO_LARGE)
        return message

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """Pass an answer on with our headers; once there was too much, whatever was made of that is replaced."""
        if self._over():
            await self.refuse()
            return
        if message["type"] == "http.response.start":
            self._begun = True
            kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in dict(HEADERS)]
            message["headers"] = [*kept, *HEADERS]
        await self._send(message)

    async def refuse(self) -> None:
        """Say that there was too much, unless an answer has begun already."""
        if not self._begun:
            self._begun = True
            await _too_large(self._scope, self._send)

    def _over(self) -> bool:
        return self._most is not None and self._read > self._most


async def _too_large(scope: Scope, send: Send) -> None:
    told: object = TOO_LARGE
    if scope["path"].startswith("/v1/"):
        told = {"message": TOO_LARGE, "type": "invalid_request_error", "code": 413}
    body = json.dumps({"error": told}, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), *HEADERS]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def names_of(host: str) -> frozenset[str]:
    """Return the names under which a page on this address may be asked for when there is no login."""
    return frozenset({"127.0.0.1", "localhost", "::1", host.strip("[]").lower()})


def trust(environment: MutableMapping[str, str], proxy: str) -> None:
    """Believe a proxy at this address alone about where a request came from; by default uvicorn believes any here."""
    environment["FORWARDED_ALLOW_IPS"] = proxy


class _Hushed:
    """In the place of the traceback module within Gradio: a traceback of its own holds the question that was sent."""

    @staticmethod
    def print_exc() -> None:
        error = sys.exc_info()[1]
        logging.getLogger("rag.page").error("%s in an event of the page", type(error).__name__)


def hush() -> None:
    """Keep questions out of the log: Gradio prints the inputs of an event that failed before it reached us."""
    from gradio import queueing, routes

    for module in (queueing, routes):
        setattr(module, "traceback", _Hushed)  # noqa: B010 - mypy lets nobody assign to what it knows


def private_folder(environment: MutableMapping[str, str]) -> str:
    """Make a folder that only this user can read, and have Gradio keep uploads there.

    A page that was killed could not take its folder away: the next one does. A folder in use is locked.
    """
    from filelock import FileLock

    sweep(Path(tempfile.gettempdir()))
    folder = tempfile.mkdtemp(prefix=_PREFIX)  # made with mode 0700
    os.chmod(folder, 0o700)
    lock = FileLock(Path(folder) / _LOCK)
    lock.acquire(timeout=0)
    _HELD.append(lock)
    environment["GRADIO_TEMP_DIR"] = folder
    environment["GRADIO_ANALYTICS_ENABLED"] = "False"
    return folder


def scratch() -> Path:
    """Return the page's private folder for what is needed for a moment, or the system's where no page is served."""
    private = Path(os.environ.get("GRADIO_TEMP_DIR") or "")
    return private if private.name.startswith(_PREFIX) and private.is_dir() else Path(tempfile.gettempdir())


def sweep(where: Path) -> None:
    """Take away the folders of pages that are not there any more: ours by owner, mode and an open lock."""
    from filelock import FileLock, Timeout

    for folder in where.glob(f"{_PREFIX}*"):
        try:
            state = folder.lstat()
            mine = not hasattr(os, "getuid") or state.st_uid == os.getuid()
            if not stat.S_ISDIR(state.st_mode) or not mine or not (folder / _LOCK).is_file():
                continue
            with FileLock(folder / _LOCK, timeout=0):
                shutil.rmtree(folder, ignore_errors=True)
        except (OSError, Timeout):
            continue
