"""ASGI middleware: who asks, from where, and whether that may come in; everything that may not ends here.

Knows nothing of what stands behind an address: rag.page.security.roles says what each needs. Gradio's own login is not
used: its sessions never end, and it ends them by GET.
"""

import json
import logging
from collections.abc import Mapping, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from rag.access.accounts import Account
from rag.errors import RagError
from rag.page.security.login import COOKIE, Door
from rag.page.security.rate_limit import Bucket
from rag.page.security.roles import role_of
from rag.page.security.safety import HEADERS, App, Receive, Scope, Send, is_loopback

LOG = logging.getLogger("rag.page")
ASKER = "wenbao.asker"  # where a request's scope holds who asks
OWN = b"x-wenbao-own"  # by which the page asks itself; who else stands in a request comes first
DEPTH = 64  # of JSON: what the page sends is far flatter, and Python gives up at a thousand
UPLOADS = 100  # files of one asker at once, then one every two seconds
DAY = 500_000_000.0  # bytes that one asker may upload in a day
LOGIN = "请先登录。 Please log in (Authorization: Bearer TOKEN, see `rag account token`)."
_ROLE = "这需要 {0} 的权限。 This needs the role {0}: ask whoever runs this page."
_ELSEWHERE = (
    "请求来自别的网站或地址，没有照办。 The request came from another site or address and was refused."
)
_NOTHING = "没有这个地址。 There is nothing at this address."
_NO_JSON = "请求不是可用的 JSON。 The request is no JSON that can be used."
_UNFIT = "请求不合这个地址的要求。 The request does not fit what stands at this address."
# what Gradio raises over a request of the wrong shape; anything else is a defect
_MALFORMED = (KeyError, IndexError, TypeError, ValueError, AssertionError, AttributeError)
_QUOTA = "今天上传得太多或太快，请稍后再来。 Too many uploads today, or too fast; come again later."


class Gate:
    """Lets a request through to Gradio, with who asks written into it, or answers by itself."""

    def __init__(self, app: App, door: Door | None, hosts: frozenset[str]) -> None:
        """Wrap an application; ``door`` is None where there is no login, ``hosts`` are the names of this machine."""
        self.app = app
        self._door = door
        self._hosts = hosts
        self._uploads = Bucket(0.5, float(UPLOADS))
        self._bytes = Bucket(DAY / 86_400, DAY)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what may not come in; pass on what may."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return  # Gradio speaks over no websocket
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        refused = self._refused(scope, headers)
        if refused is None and self._door is not None and self._door.answers(scope):
            await self._door.answer(scope, receive, send)
        elif refused is not None:
            await refuse(scope, send, *refused)
        elif scope["method"] == "POST" and not headers.get(b"content-type", "").startswith("multipart/"):
            await self._checked(scope, receive, send)
        else:
            await self._pass(scope, receive, send)

    def _refused(self, scope: Scope, headers: Mapping[bytes, str]) -> tuple[int, str] | None:
        """Return the status and the words for a request that may not come in."""
        if not self._at_home(scope, headers):
            return 403, _ELSEWHERE
        needed = role_of(scope["method"], scope["path"])
        if needed is None:
            return 404, _NOTHING
        asker = self._asker(scope, headers)
        if asker is None:
            return (401, LOGIN) if needed else None
        scope[ASKER] = asker
        if needed and not asker.may(needed):
            return 403, _ROLE.format(needed)
        if scope["path"].rstrip("/").endswith("/upload") and not self._may_upload(scope, headers):
            return 429, _QUOTA
        return None

    def _at_home(self, scope: Scope, headers: Mapping[bytes, str]) -> bool:
        """Say whether the browser that sent this was on our own page, under a name of ours."""
        host = headers.get(b"host", "")
        if self._door is None and _name(host) not in self._hosts:  # a name that was bent to this machine
            return False
        if headers.get(b"sec-fetch-site") == "cross-site" and scope["method"] not in ("GET", "HEAD"):
            return False
        origin = headers.get(b"origin")
        return origin is None or urlsplit(origin).netloc.lower() == host.lower()

    def _asker(self, scope: Scope, headers: Mapping[bytes, str]) -> Account | None:
        address = address_of(scope)
        if self._door is None:  # the owner on this machine; what a proxy passes on is not
            forwarded = any(name in headers for name in (b"x-forwarded-for", b"forwarded", b"x-real-ip"))
            return Account("", "admin" if is_loopback(address) and not forwarded else "reader")
        given = headers.get(b"authorization", "")
        if given:
            return self._door.by_header(given, address)
        own = headers.get(OWN, "")
        known = self._door.by_cookie(_cookie(headers.get(b"cookie", "")))
        return known or (self._door.by_header(f"Bearer {own}", address) if own else None)

    def _may_upload(self, scope: Scope, headers: Mapping[bytes, str]) -> bool:
        if scope["method"] != "POST":
            return True
        length = headers.get(b"content-length", "")
        if not length.isdigit():  # in pieces, of unknown length: Gradio's own page never sends it so
            return False
        who = scope[ASKER].name or address_of(scope)
        return self._uploads.take(who) and self._bytes.take(who, float(length))

    async def _checked(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on once its body is known to be JSON that no library stumbles over."""
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
        if not harmless(bytes(body)):
            await refuse(scope, send, 400, _NO_JSON)
            return
        sent = False

        async def again() -> MutableMapping[str, Any]:
            nonlocal sent
            if sent:
                return await receive()
            sent = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self._pass(scope, again, send)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Gradio answer; what it stumbles over is logged by its kind alone, since its words hold questions."""
        begun = False

        async def watched(message: MutableMapping[str, Any]) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except RagError:
            raise  # too much was sent: safety.Shield tells it
        except Exception as error:
            kind = type(error).__name__
            LOG.error("%s while answering %s %s", kind, scope["method"], scope["path"][:100])
            if not begun:
                known = isinstance(error, _MALFORMED)
                status = 404 if kind == "FnIndexInferError" else 400 if known else 500
                await refuse(scope, send, status, _NOTHING if status == 404 else _UNFIT)


def harmless(body: bytes) -> bool:
    """Say whether a body is empty or JSON of sane depth whose texts can be written down again."""
    if not body.strip():
        return True
    try:
        value = json.loads(body)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        return False
    level = [value]
    for _ in range(DEPTH):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return True
    return False


def _inside(value: object) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def address_of(scope: Scope) -> str:
    """Return the address that a request came from; uvicorn believes a proxy only where it was told to."""
    client = scope.get("client")
    return str(client[0]) if client else "unknown"


def asker_of(request: Any) -> Account | None:  # noqa: ANN401 - Gradio's and Starlette's requests
    """Return who asks by what the gate wrote into a request; None when it did not come through the gate."""
    inner = getattr(request, "request", None) or request
    scope = getattr(inner, "scope", None)
    found = scope.get(ASKER) if isinstance(scope, dict) else None
    return found if isinstance(found, Account) else None


async def refuse(scope: Scope, send: Send, status: int, words: str) -> None:
    """Answer with a sentence: to a browser that wants the page by the login, to a program in its own form."""
    headers = [*HEADERS, (b"cache-control", b"no-store")]
    accepts = dict(scope["headers"]).get(b"accept", b"")
    if status == 401 and scope["path"] in ("/", "") and b"text/html" in accepts:
        where = b"login?" + scope.get("query_string", b"") if scope.get("query_string") else b"login"
        await send(
            {"type": "http.response.start", "status": 303, "headers": [*headers, (b"location", where)]}
        )
        await send({"type": "http.response.body", "body": b""})
        return
    told: object = words
    if scope["path"].startswith("/v1/"):
        told = {"message": words, "type": "invalid_request_error", "code": status}
    if status in (429, 503):
        headers.append((b"retry-after", b"60"))
    body = json.dumps({"error": told, "detail": words}, ensure_ascii=False).encode("utf-8")
    headers += [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _cookie(header: str) -> str:
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
