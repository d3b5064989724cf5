"""A handler -> the same handler, whose errors are one sentence and whose callers are limited.

Knows nothing of what the handler does. With show_error off, Gradio sends the text of gr.Error and of no
other exception, so our own sentences pass and a traceback never does.
"""

import functools
import inspect
import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import gradio as gr
from gradio.context import LocalContext

from rag.access import audit
from rag.access.accounts import Account
from rag.errors import QuestionError, RagError
from rag.page.html import escape
from rag.page.security.gate import asker_of
from rag.page.security.rate_limit import Bucket

LOG = logging.getLogger("rag.page")

# A person reads an answer for seconds; a program may come in bursts. Measured need: 30 people at once.
RATE, BURST = 2.0, 40.0

P = ParamSpec("P")
R = TypeVar("R")


def client_of(request: gr.Request | None) -> str:
    """Return whom a request counts for: the user who logged in, or the address."""
    if request is None:
        return "here"
    known = asker_of(request)
    client = getattr(request, "client", None)
    return str((known.name if known else None) or getattr(client, "host", None) or "unknown")[:100]


def language_of(request: gr.Request | None) -> str:
    """Return the language that a visitor reads: by the address, else by what the page's script remembers."""
    if request is None:
        return "zh"
    cookies = getattr(request, "cookies", None) or {}
    asked = request.query_params.get("lang") or cookies.get("wenbao-language")
    return "en" if asked == "en" else "zh"


def reading_language() -> str:
    """Return the language of whoever makes the request that is being handled; Chinese outside of any."""
    return language_of(LocalContext.request.get(None))


def record(folder: Path, act: str, what: Sequence[str], request: gr.Request) -> None:
    """Write down a change to the collection with whoever asked for it."""
    known = asker_of(request)
    client = getattr(request, "client", None)
    audit.note(folder, act, what, known.name if known else "", str(getattr(client, "host", "") or ""))


def take(bucket: Bucket, client: str) -> None:
    """Count one act of a client; raises when there were too many."""
    if not bucket.take(client):
        raise QuestionError("问得太快，请歇一会儿再问。 Too many requests; please wait a moment.")


def guarded(handler: Callable[P, R], *, role: str = "reader") -> Callable[P, R]:
    """Return a handler for those with a role, that raises nothing but gr.Error with a sentence fit for readers."""
    made: Any
    if inspect.isgeneratorfunction(handler):

        @functools.wraps(handler)
        def stream(*args: P.args, **kwargs: P.kwargs) -> Iterator[object]:
            try:
                need(role)
                yield from handler(*args, **kwargs)
            except Exception as error:
                failure: Exception = error
            else:
                return
            raise_sentence(failure)

        made = stream
    else:

        @functools.wraps(handler)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                need(role)
                return handler(*args, **kwargs)
            except Exception as error:
                failure = error
            raise_sentence(failure)

        made = call
    made.role = role
    return made  # type: ignore[no-any-return]


def editing(handler: Callable[P, R]) -> Callable[P, R]:
    """Return a guarded handler for those who may change the collection."""
    return guarded(handler, role="editor")


def governing(handler: Callable[P, R]) -> Callable[P, R]:
    """Return a guarded handler for those who may see what others wrote."""
    return guarded(handler, role="admin")


def asker() -> Account | None:
    """Return who makes the request that is being handled; None when it did not come through the gate."""
    request = LocalContext.request.get(None)
    return asker_of(request) if request is not None else None


def need(role: str) -> None:
    """Raise when whoever asks may not do what a role may; what came by no gate may do nothing but read."""
    known = asker()
    if not (known.may(role) if known is not None else role == "reader"):
        raise QuestionError(
            f"这需要 {role} 的权限，请找管理员。 This needs the role {role}: ask whoever runs this page."
        )


def raise_sentence(error: Exception) -> NoReturn:
    """Raise the gr.Error that may be shown in the place of any error."""
    if isinstance(error, gr.Error):
        raise error
    raise gr.Error(escape(sentence(error)), title="问报 Wenbao", print_exception=False) from None


def sentence(error: Exception) -> str:
    """Return one bilingual sentence; what was not foreseen is logged under a number and told by it alone."""
    if isinstance(error, RagError):
        return str(error)
    number = secrets.token_hex(3)
    LOG.error("unforeseen error %s", number, exc_info=error)
    return f"出了意外的错（编号 {number}）。 Something unforeseen went wrong (number {number})."
