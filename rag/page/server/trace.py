"""ASGI middleware and logging: every request gets a name, which stands in its answer and in every line it logs.

Knows nothing of what is asked: no line holds a question, the query of an address, or the words of an error that
was not foreseen, since they may quote one.
"""

import json
import logging
import re
import secrets
import sys
import time
import traceback
from collections.abc import MutableMapping
from contextvars import ContextVar
from datetime import datetime, timezone
from types import TracebackType
from typing import Any, TextIO

from rag.page.security.gate import ASKER, address_of
from rag.page.security.safety import App, Receive, Scope, Send
from rag.page.service.meter import Meter

LOG = logging.getLogger("rag.page")
FORMS, LEVELS = ("text", "json"), ("error", "warning", "info")
HEADER = b"x-request-id"
NAME = "wenbao.request"  # where a request's scope holds its name
_GIVEN = re.compile(rb"[A-Za-z0-9._-]{8,64}")  # a proxy's own name for a request is kept
# The request at work: a list of its name, emptied at its end, since tasks that outlive it keep its context.
_NOW: ContextVar[list[str]] = ContextVar("request")
_PATH = 100  # characters of an address that are logged
_FOREIGN = ("uvicorn", "uvicorn.error", "uvicorn.access")  # they write by themselves unless told not to
_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Traced:
    """Names each request, counts it by its status, and logs that it was answered."""

    def __init__(self, app: App, meter: Meter) -> None:
        """Wrap an application."""
        self.app = app
        self._meter = meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its answer with its name."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(HEADER, b"")
        name = given if _GIVEN.fullmatch(given) else secrets.token_hex(8).encode("ascii")
        scope[NAME] = name.decode("ascii")
        now, began, status = [scope[NAME]], time.perf_counter(), 0
        _NOW.set(now)

        async def watched(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                message["headers"] = [*message.get("headers", []), (HEADER, name)]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            status = 500
            raise
        finally:
            self._told(scope, status or 499, time.perf_counter() - began)  # 499: nobody waited for it
            now.clear()

    def _told(self, scope: Scope, status: int, seconds: float) -> None:
        method, path, asker = scope["method"], scope["path"][:_PATH], scope.get(ASKER)
        self._meter.requested(method, status)
        fields = {"method": method, "path": path, "status": status, "seconds": round(seconds, 3)}
        fields |= {"address": address_of(scope), "who": asker.name if asker is not None else ""}
        LOG.info("request", extra={"fields": fields})


def request_name() -> str:
    """Return the name of the request that is being handled, also within an event of the page's queue."""
    from gradio.context import LocalContext

    request = LocalContext.request.get(None)
    scope = getattr(getattr(request, "request", None), "scope", None)
    if isinstance(scope, dict) and NAME in scope:
        return str(scope[NAME])
    return "".join(_NOW.get([]))


class Lines(logging.Formatter):
    """A record as one line for a terminal or one JSON object; of an error its kind and places, not its words."""

    def __init__(self, form: str) -> None:
        """Write "text" or "json"."""
        super().__init__()
        self._json = form == "json"

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        message = record.getMessage()
        if not record.name.startswith("rag"):  # asyncio puts the words of an error below its first line
            message = message.partition("\n")[0]
        at = datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds")
        told: dict[str, object] = {"time": at, "level": record.levelname.lower(), "logger": record.name}
        if name := request_name():
            told["request"] = name
        fields = {**getattr(record, "fields", {})}
        error = self.formatException(record.exc_info) if record.exc_info else ""
        if self._json:
            told |= {"message": message, **fields} | ({"error": error} if error else {})
            return json.dumps(told, ensure_ascii=False, default=str)
        words = [*map(str, told.values()), message, *(f"{name}={value}" for name, value in fields.items())]
        line = "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in " ".join(words))
        return f"{line}\n{error}" if error else line

    def formatException(self, ei: _Raised) -> str:
        """Return the kind of an error, and of those that led to it, with the places in the code."""
        lines: list[str] = []
        error, seen = ei[1], set[int]()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            places = traceback.extract_tb(error.__traceback__)
            lines += [type(error).__name__, *(f"  {one.filename}:{one.lineno} {one.name}" for one in places)]
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


def set_up(form: str, level: str, stream: TextIO | None = None) -> logging.Handler:
    """Have everything that is logged in this process written in one form; returns what writes it."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Lines(form))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    logging.getLogger("rag").setLevel(level.upper())
    return handler


def gather() -> None:
    """Have the server's own lines written like ours; it sets up its own way as it starts."""
    for name in _FOREIGN:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
