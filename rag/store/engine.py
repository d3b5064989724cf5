"""What was typed after --store -> the address of a search engine, or of none; its credentials from the environment.

Knows no engine and opens nothing, so that a wrong address is refused before anything is done.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from rag.errors import StoreError

LOCAL = "local"
ADDRESS, TOKEN = "WENBAO_STORE", "WENBAO_STORE_TOKEN"  # names of variables: where the engine is, and who asks
_HOW = (
    f"--store 应为 {LOCAL}、以 .db 结尾的路径，或 http(s)://主机:端口。 --store takes {LOCAL}, a path that ends in "
    ".db, or http(s)://host:port."
)


@dataclass(frozen=True, slots=True)
class Engine:
    """One collection of rows in a search engine outside this process."""

    address: str  # a path *.db, http://host:port or https://host:port; never with credentials
    collection: str
    rows: int = 0  # how many it is made for, which decides how they are indexed


class Incomplete(StoreError):
    """The engine answers, and does not have all the rows."""

    def __init__(self, engine: Engine, there: int, here: int) -> None:
        super().__init__(
            f"{engine.address}: {engine.collection} 里有 {there} 行，应有 {here} 行。请重新运行 rag build，"
            f"或设 {ADDRESS}={LOCAL} 用本机的索引。 It holds {there} rows, not {here}: run rag build again, "
            f"or set {ADDRESS}={LOCAL} to search the local files."
        )


def address_of(text: str) -> str:
    """Return an address in its one form, "" for the local store; raises StoreError for anything else."""
    text = text.strip()
    if text in ("", LOCAL):
        return ""
    if "://" not in text:
        if not text.endswith(".db") or "\x00" in text:
            raise StoreError(f"{text[:80]!r}: {_HOW}")
        return str(Path(text).absolute())
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if "@" in text:  # not shown: it may hold a password
        raise StoreError(
            f"--store 里不能写账号和密码，请放进环境变量 {TOKEN}。 "
            f"No credentials in --store: put them into the environment variable {TOKEN}."
        )
    if not host or parts.scheme not in ("http", "https") or parts.query or parts.fragment:
        raise StoreError(f"{text[:80]!r}: {_HOW}")
    if parts.path.strip("/"):
        raise StoreError(f"{text[:80]!r}: {_HOW}")
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" + (f":{port}" if port else "")


def address_here(named: str = "") -> str:
    """Return the address to use on this machine: what WENBAO_STORE says, else ``named``; "" for the local store."""
    return address_of(os.environ.get(ADDRESS) or named)


def token() -> str:
    """Return the credentials, "user:password" or a key, or ""; they are kept nowhere and shown to nobody."""
    return os.environ.get(TOKEN, "")


def unanswered(address: str, said: str) -> StoreError:
    """Return the error for an engine that could not do what it was asked, with its own words but no secret."""
    words = " ".join(said.split())
    words = (words.replace(token(), "…") if token() else words)[:200]
    if address.endswith(".db"):
        zh = "同时只能由一个程序打开，先关掉另一个（例如 rag serve）"
        en = "Only one program can have it open: stop the other one (rag serve, perhaps)"
    else:
        zh = f"请启动它，检查地址和环境变量 {TOKEN}"
        en = f"Start it, check its address and the variable {TOKEN}"
    return StoreError(
        f"{address}: 检索引擎没有应答。{zh}；或设 {ADDRESS}={LOCAL} 用本机的索引。 "
        f"The search engine did not answer ({words}). {en}; or set {ADDRESS}={LOCAL} to search the local files."
    )


def not_installed(address: str) -> StoreError:
    """Return the error for an engine whose client is not there."""
    return StoreError(
        f"{address}: 用这个检索引擎要先安装附加包：pip install -e '.[milvus]' 。 "
        "This search engine needs the extra: pip install -e '.[milvus]'"
    )
