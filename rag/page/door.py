"""A name and a password, or a token -> an account, unless it was guessed at too often; /login and /logout.

Knows nothing of roles. Whoever guesses is slowed by the address it comes from, for every name; one name is only
ever slowed for the address that guessed at it, so that nobody can lock its owner out.
"""

import base64
import binascii
import logging
import time
from collections.abc import MutableMapping
from html import escape
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool

from rag.accounts import Account, Accounts
from rag.page.limits import Bucket
from rag.page.safety import HEADERS, Receive, Scope, Send
from rag.page.sessions import LONGEST, Sessions

LOG = logging.getLogger("rag.page")
COOKIE = "wenbao-session"
WRONG_RATE, WRONG_BURST = 1 / 30, 10.0  # wrong passwords from an address: ten, then one every half minute
FORM = 4_000  # bytes of the login form
_WRONG = "名字或密码不对。 Wrong name or password."
_SLOW = "试得太多，请过一分钟再试。 Too many attempts: wait a minute."
_PAGE = """<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>问报 Wenbao</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<style>body{{font:18px/1.6 serif;max-width:22rem;margin:16vh auto;padding:0 1rem}}
label,input,button{{display:block;width:100%;box-sizing:border-box;font:inherit}}
input,button{{margin:.2rem 0 1rem;padding:.5rem}}.wrong{{color:#b3261e}}</style></head>
<body><main><h1>问报 Wenbao</h1><p class="wrong" role="alert">{told}</p>
{form}</main></body></html>"""
_FORM = """<form method="post"><label for="u">名字 Name</label>
<input id="u" name="username" autocomplete="username" required autofocus>
<label for="p">密码 Password</label>
<input id="p" name="password" type="password" autocomplete="current-password" required>
<button>登录 Log in</button></form>"""
_LEAVE = """<p>{name}</p><form method="post" action="logout"><button>退出 Log out</button></form>"""


class Door:
    """Who comes in, by what they bring."""

    def __init__(
        self, accounts: Accounts, wrong: Bucket | None = None, sessions: Sessions | None = None
    ) -> None:
        """Keep the accounts; nobody has come in yet."""
        self._accounts = accounts
        self._wrong = wrong or Bucket(WRONG_RATE, WRONG_BURST)
        self.sessions = sessions or Sessions()

    def by_password(self, name: str, password: str, address: str) -> Account | None:
        """Return the account, None when the password is wrong or was guessed at too often from this address."""
        if not self._wrong.full(address):
            LOG.warning("login refused: too many attempts, name %r, address %s", name[:64], address)
            return None
        found = self._accounts.by_password(name, password, time.monotonic())
        if found is None:
            self._failed(name, address)
        return found

    def by_header(self, header: str, address: str) -> Account | None:
        """Return the account that an Authorization header stands for: a token, or NAME:PASSWORD in either scheme."""
        scheme, _, value = header.partition(" ")
        pair = _basic(value) if scheme.lower() == "basic" else value if scheme.lower() == "bearer" else ""
        name, found, password = pair.partition(":")
        if found:
            return self.by_password(name, password, address)
        if not pair or not self._wrong.full(address):
            return None
        account = self._accounts.by_token(pair)
        if account is None:
            self._failed("(token)", address)
        return account

    def by_cookie(self, words: str) -> Account | None:
        """Return the account of a session, as it stands now: a removed one may do nothing more."""
        name = self.sessions.name(words) if words else None
        return self._accounts.get(name) if name else None

    def _failed(self, name: str, address: str) -> None:
        self._wrong.take(address)
        LOG.warning("login failed, name %r, address %s", name[:64], address)

    def answers(self, scope: Scope) -> bool:
        """Say whether an address is one of the door's own."""
        return scope["path"].rstrip("/") in ("/login", "/logout")

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Show the form, let somebody in, or let them out."""
        if scope["path"].startswith("/logout"):
            self.sessions.end(_cookie_of(scope))
            await _send(send, 303, "", [(b"location", b"login"), _cookie("", 0, scope)])
        elif scope["method"] != "POST":
            name = self.sessions.name(_cookie_of(scope))
            page = _LEAVE.format(name=escape(name)) if name else _FORM
            await _send(send, 200, _PAGE.format(told="", form=page))
        else:
            await self._log_in(scope, await _form(receive), send)

    async def _log_in(self, scope: Scope, form: dict[str, str], send: Send) -> None:
        client = scope.get("client")
        address = str(client[0]) if client else "unknown"
        slow = not self._wrong.full(address)
        name, password = form.get("username", ""), form.get("password", "")
        account = await run_in_threadpool(self.by_password, name, password, address)
        if account is None:
            status, told = (429, _SLOW) if slow else (401, _WRONG)
            await _send(
                send,
                status,
                _PAGE.format(told=escape(told), form=_FORM),
                [(b"retry-after", b"60")] if slow else [],
            )
            return
        cookie = _cookie(self.sessions.begin(account.name), int(LONGEST), scope)
        browser = b"text/html" in dict(scope["headers"]).get(b"accept", b"")
        query = scope.get("query_string", b"")
        home = b"./?" + query if query else b"./"
        await _send(send, 303 if browser else 200, "", [cookie, *([(b"location", home)] if browser else [])])


async def _form(receive: Receive) -> dict[str, str]:
    body = bytearray()
    while len(body) <= FORM:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    read = parse_qs(bytes(body[:FORM]).decode("utf-8", "replace"), max_num_fields=10)
    return {name: values[0] for name, values in read.items()}


def _cookie_of(scope: Scope) -> str:
    found = SimpleCookie(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1")).get(COOKIE)
    return found.value if found else ""


def _cookie(words: str, age: int, scope: Scope) -> tuple[bytes, bytes]:
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    told = f"{COOKIE}={words}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}"
    return b"set-cookie", told.encode("ascii")


async def _send(send: Send, status: int, page: str, more: list[tuple[bytes, bytes]] | None = None) -> None:
    body = page.encode("utf-8")
    headers = [*HEADERS, (b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store")]
    headers += [(b"content-length", str(len(body)).encode()), *(more or [])]
    start: MutableMapping[str, Any] = {"type": "http.response.start", "status": status, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": body})


def _basic(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
