"""A local store and an address -> the same rows in Milvus, in its file, its server or its cluster, and asked there.

Knows nothing of encoders, words or versions. It gets the numbers the local store has, so it must find the same.
"""

import hashlib
import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from rag import settings
from rag.errors import StoreError
from rag.settings import ENGINE_ANSWER, ENGINE_CONNECT, ENGINE_WRITE, TIE_DIGITS, TIE_MARGIN
from rag.store.engine import Engine, Incomplete, not_installed, token, unanswered
from rag.store.local import LocalStore
from rag.store.protocol import Vectors, best_first
from rag.types import Hit, Passage, Terms

if TYPE_CHECKING:
    from pymilvus import MilvusClient

_NOTHING = 2**32 - 2  # a term that no word has (rag.index.bm25): Milvus refuses a row without any


@dataclass(frozen=True, slots=True)
class _Question:
    """What rows are compared with, in which of their fields, and the score that is the same in every store."""

    field: str
    value: Vectors | Terms
    score: Callable[[Sequence[int]], list[Hit]]


class MilvusStore:
    """Passages stay in the folder; vectors, terms and a number for each article are in the collection too."""

    def __init__(self, local: LocalStore, engine: Engine, *, writable: bool = False) -> None:
        self._local, self._engine, self._writable = local, engine, writable
        self._articles: frozenset[str] | None = None
        self._open = True
        self._made = not writable and local.count() > 0  # no rows, no width, no collection
        self._client: MilvusClient | None = None
        if writable or self._made:
            self._client = connect(engine.address)
        if self._made:
            self._must_be_whole()

    def add(self, passages: Sequence[Passage], vectors: Vectors, terms: Sequence[Terms]) -> None:
        """Put passages in, here and there; one whose id is there already is replaced."""
        self._local.add(passages, vectors, terms)  # refuses what cannot be searched
        if passages and not self._made:
            self._make(int(vectors.shape[1]))
        last = {passage.id: row for row, passage in enumerate(passages)}
        for some in _pieces([last[number] for number in sorted(last)], settings.ENGINE_ROWS):
            rows = [_row(passages[row], vectors[row], terms[row]) for row in some]
            self._call("upsert", ENGINE_WRITE, data=rows)

    def remove(self, articles: Sequence[str]) -> None:
        """Take all passages of these articles out, here and there."""
        self._local.remove(articles)
        if self._made:
            for some in _pieces(sorted(set(articles)), settings.ENGINE_ARTICLES):
                self._call("delete", ENGINE_WRITE, filter=_among(some))

    def nearest(self, vector: Vectors, k: int, articles: Sequence[str] | None = None) -> list[Hit]:
        """Return the k passages with the largest inner product, best first; at most ENGINE_MOST."""
        if k <= 0 or not self._local.count():
            return []
        query = self._local.fitting(vector)[0]
        return self._best(_Question("vector", query, partial(self._local.nearness, query)), k, articles)

    def matching(self, terms: Terms, k: int, articles: Sequence[str] | None = None) -> list[Hit]:
        """Return the k passages with the largest sum of products of weights, best first; at most ENGINE_MOST."""
        asked = {term: weight for term, weight in terms.items() if weight > 0}
        if k <= 0 or not asked or not self._local.count():
            return []
        return self._best(_Question("terms", asked, partial(self._local.match, asked)), k, articles)

    def get(self, ids: Sequence[int]) -> list[Passage]:
        """Return passages in the order of their ids; raises StoreError when one is not there."""
        return self._local.get(ids)

    def count(self) -> int:
        """Return the number of rows in the engine, counted there."""
        if not self._made:
            return self._local.count()
        counted = {"output_fields": ["count(*)"], "consistency_level": "Strong"}
        found = self._call("query", ENGINE_WRITE, filter="", **counted)
        return int(found[0]["count(*)"])

    def close(self) -> None:
        """Have the engine keep what was added and count it, then let go of both; not whole, it is dropped there."""
        if not self._open:
            return
        self._open = False
        try:
            if self._writable and self._made:
                self._call("flush", ENGINE_WRITE)
                self._must_be_whole()
        finally:
            self._local.close()
            if self._client is not None:
                self._client.close()

    def _make(self, dimension: int) -> None:
        """Make the collection, or go on with the one that a stopped build of the same content left."""
        assert self._client is not None
        if self._call("has_collection", ENGINE_ANSWER):
            with suppress(StoreError):
                self._call("load_collection", ENGINE_WRITE)
                self._made = True
                return
            self._call("drop_collection", ENGINE_WRITE)  # a kill left a file of it half written
        schema, indexes = _form(self._client, dimension, exact=self._exact())
        # Session: what this client wrote it reads at once, without the wait of Strong.
        self._call("create_collection", ENGINE_WRITE, schema=schema, consistency_level="Session")
        self._call("create_index", ENGINE_WRITE, index_params=indexes, sync=False)
        self._call("load_collection", ENGINE_WRITE)
        self._made = True

    def _must_be_whole(self) -> None:
        """Raise StoreError unless the engine has every row; what a writer leaves incomplete it drops."""
        here = self._local.count()
        there = 0
        if self._call("has_collection", ENGINE_ANSWER):
            self._call("load_collection", ENGINE_WRITE)
            there = self.count()
        if here == there:
            return
        if self._writable:
            self._call("drop_collection", ENGINE_WRITE)
        raise Incomplete(self._engine, there, here)

    def _exact(self) -> bool:
        return max(self._engine.rows, self._local.count()) <= settings.ENGINE_EXACT

    def _best(self, question: _Question, k: int, articles: Sequence[str] | None) -> list[Hit]:
        """Return the k best rows of the allowed articles; fetches more while ties run beyond what it has."""
        expressions = self._allowed(articles)
        most = min(self._local.count(), settings.ENGINE_MOST)
        wanted = min(most, k + TIE_MARGIN)
        while True:
            found = [number for where in expressions for number in self._found(question, wanted, where)]
            hits = best_first(question.score(found), wanted)
            if len(hits) < wanted or wanted == most:
                break
            if round(hits[k - 1].score, TIE_DIGITS) > round(hits[-1].score, TIE_DIGITS):
                break
            wanted = min(most, wanted * 2)
        return hits[:k]

    def _found(self, question: _Question, wanted: int, where: str) -> list[int]:
        """Return the ids of the best rows by the engine's own reckoning, which only decides who is compared."""
        how: dict[str, Any] = {"metric_type": "IP"}
        if question.field == "vector" and not self._exact():
            how["params"] = {"ef": max(wanted, settings.ENGINE_BREADTH)}
        asked = {"data": [question.value], "anns_field": question.field, "search_params": how}
        found = self._call("search", ENGINE_ANSWER, filter=where, limit=wanted, output_fields=["id"], **asked)
        return [int(row["id"]) for row in found[0]]

    def _allowed(self, articles: Sequence[str] | None) -> list[str]:
        """Return expressions that together let just these articles through, each of bounded length."""
        if articles is None:
            return [""]  # every row fulfils it
        if self._articles is None or self._writable:
            self._articles = self._local.articles()
        wanted = self._articles.intersection(articles)
        others = self._articles - wanted
        if len(others) < len(wanted) and len(others) <= settings.ENGINE_ARTICLES:
            return [_among(others, "not in")] if others else [""]
        return [_among(some) for some in _pieces(sorted(wanted), settings.ENGINE_ARTICLES)]

    def _call(self, verb: str, seconds: float, **arguments: Any) -> Any:  # noqa: ANN401 (as the client gives it)
        """Ask the engine about the collection; raises StoreError, after the time limit at the latest."""
        ask = partial(getattr(self._client, verb), self._engine.collection)
        return _asked(self._engine.address, partial(ask, timeout=seconds, **arguments))


def connect(address: str) -> "MilvusClient":
    """Return a client of the engine at an address; raises StoreError when there is none or the extra is missing."""
    try:
        from pymilvus import MilvusClient
    except ImportError as error:
        raise not_installed(address) from error
    for name in ("pymilvus", "milvus_lite", "grpc"):  # what they print is a traceback; ours is a sentence
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    how: dict[str, Any] = {"token": token(), "timeout": ENGINE_CONNECT}
    if address.endswith(
        ".db"
    ):  # a server in this process takes being asked every 10 s if it lives for an attack
        how["grpc_options"] = {"grpc.keepalive_time_ms": 600_000}
    return _asked(address, partial(MilvusClient, address, **how))


def drop(address: str, prefix: str, kept: Collection[str]) -> None:
    """Drop all collections whose names begin so, but those that are kept."""
    client = connect(address)
    try:
        for name in _asked(address, lambda: client.list_collections(timeout=ENGINE_ANSWER)):
            if name.startswith(prefix) and name not in kept:
                _asked(address, partial(client.drop_collection, name, timeout=ENGINE_WRITE))
    finally:
        client.close()


def _asked(address: str, ask: Callable[[], Any]) -> Any:  # noqa: ANN401 (whatever the client gives)
    try:
        return ask()
    except Exception as error:  # its own, gRPC's, and ValueErrors of every kind
        raise unanswered(address, str(getattr(error, "message", "") or error)) from error


def _form(client: "MilvusClient", dimension: int, *, exact: bool) -> tuple[Any, Any]:
    """Return the fields of a row and how each is indexed."""
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("article", DataType.INT64)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
    schema.add_field("terms", DataType.SPARSE_FLOAT_VECTOR)
    indexes = client.prepare_index_params()
    graph = {"index_type": "HNSW", "params": {"M": 32, "efConstruction": 256}}
    indexes.add_index("vector", metric_type="IP", **({"index_type": "FLAT"} if exact else graph))
    indexes.add_index("terms", metric_type="IP", index_type="SPARSE_INVERTED_INDEX")
    indexes.add_index("article", index_type="INVERTED")
    return schema, indexes


def _row(passage: Passage, vector: Vectors, terms: Terms) -> dict[str, Any]:
    article = _number(passage.article)
    return {"id": passage.id, "article": article, "vector": vector, "terms": terms or {_NOTHING: 1.0}}


def _number(article: str) -> int:
    """Return 63 bits of an article's id: whatever stands in an id, an expression holds numbers only."""
    return int.from_bytes(hashlib.sha256(article.encode("utf-8", "surrogatepass")).digest()[:8], "big") >> 1


def _among(articles: Collection[str], how: str = "in") -> str:
    return f"article {how} [{', '.join(str(_number(article)) for article in sorted(articles))}]"


def _pieces(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
