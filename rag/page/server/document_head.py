"""Gradio's HTML document -> the same, with our head first: language, colours and style before anything is drawn.

Knows nothing of components. Gradio adds launch(head=...) only once its own script runs, which is too late to
choose the language and leaves the first paint white.
"""

import gzip
import re
from collections.abc import Awaitable, Callable, MutableMapping
from importlib.resources import files
from typing import Any

from rag.page.html import escape
from rag.page.security.gate import ASKER
from rag.page.server import install
from rag.page.words.translations import WORDS

# The language and the theme that this browser chose last time; at the first visit the browser's own.
# Gradio reads navigator.language for its own words, so the choice is given to it there.
HEAD = """
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="same-origin">
<script>
(() => {
  const asked = new URLSearchParams(location.search);
  const store = (key, value) => { try { if (value) localStorage.setItem("wenbao-" + key, value);
    return value || localStorage.getItem("wenbao-" + key); } catch (_) { return value; } };
  const wanted = asked.get("lang") && (asked.get("lang") === "en" ? "en" : "zh");
  const tongue = (navigator.languages && navigator.languages[0]) || navigator.language || "zh";
  const chosen = (store("language", wanted) || (/^zh/i.test(tongue) ? "zh" : "en")) === "en" ? "en" : "zh";
  document.cookie = "wenbao-language=" + chosen + "; path=/; max-age=31536000; SameSite=Strict";
  const tag = chosen === "en" ? "en" : "zh-CN";
  for (const [name, value] of [["language", tag], ["languages", [tag]]])
    try { Object.defineProperty(navigator, name, { get: () => value, configurable: true }); }
    catch (_) { /* leave it */ }
  const root = document.documentElement;
  root.dataset.language = chosen;
  root.lang = chosen === "en" ? "en" : "zh-Hans";
  root.dataset.size = store("size") || "1";
  root.dataset.theme = asked.get("__theme") || store("theme") ||
    (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const paint = () => {
    const dark = root.dataset.theme === "dark";
    if (document.body.classList.contains("dark") !== dark) document.body.classList.toggle("dark", dark);
  };
  addEventListener("DOMContentLoaded", () => {
    paint();
    new MutationObserver(paint).observe(document.body, { attributes: true, attributeFilter: ["class"] });
    new MutationObserver(paint).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
  });
})();
</script>
<style>
  html { background: #faf8f3; color: #655e54 } html[data-theme="dark"] { background: #171512; color: #aea596 }
  gradio-app:empty::before { content: "LOADING"; padding: 42vh 0 0; text-align: center; font-size: 1.2rem }
</style>
""".replace("LOADING", WORDS["name"][0])

# what Gradio tells social networks about itself: addresses and pictures that have nothing to do with this page
_ADVERTISED = re.compile(rb"""<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*""")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]


def style() -> str:
    """Return the part of the style that Gradio must not rewrite."""
    return _sent_ahead("frame.css")


def _sent_ahead(name: str) -> str:
    return (files("rag.page") / "static" / name).read_text(encoding="utf-8")


def fronted(document: bytes, account: str = "") -> bytes:
    """Return the document with our head in front, and who logged in; one without a head is left as it is."""
    known = f'<meta name="wenbao-account" content="{escape(account)}">' if account else ""
    chats = f"<script>\n{_sent_ahead('chats.js')}</script>"
    head = f"<head>{known}{HEAD}{chats}{install.HEAD}<style>\n{style()}</style>"
    return _ADVERTISED.sub(b"", document).replace(b"<head>", head.encode("utf-8"), 1)


class Front:
    """ASGI middleware: holds an HTML document back until it is whole, and sends it with our head."""

    def __init__(self, app: App) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Pass everything but the page itself through."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] not in ("/", ""):
            await self.app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()
        accepted = dict(scope["headers"]).get(b"accept-encoding", b"")
        packed = b"gzip" in accepted

        async def held(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body"):
                asker = scope.get(ASKER)
                await _send(send, start, bytes(body), packed, asker.name if asker else "")

        await self.app(scope, receive, held)


async def _send(send: Send, start: Message, body: bytes, packed: bool, account: str) -> None:
    headers = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
    told = {name.lower(): value for name, value in headers}
    if told.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in told:
        body = fronted(body, account)
        if account:  # nobody finds the page by the browser's way back after its owner has left
            headers = [pair for pair in headers if pair[0].lower() != b"cache-control"]
            headers.append((b"cache-control", b"no-store"))
        if packed:  # the document carries the whole description of the page: an eighth of it is enough
            body = gzip.compress(body, 6, mtime=0)
            headers += [(b"content-encoding", b"gzip"), (b"vary", b"accept-encoding")]
    await send({**start, "headers": [*headers, (b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})
