"""/v1 under a crowd: a few wait, the rest hear no at once, and whoever has gone is not waited for."""

import asyncio
import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_library import FakeLibrary
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rag.page.security.rate_limit import Bucket
from rag.page.security.waiting_line import Full, Gone, Line
from rag.page.server.openai import completion, routes
from rag.page.service.shared_library import Progress
from rag.types import Answer, Article

BODY = {"messages": [{"role": "user", "content": "换热站有多少座？"}]}


async def here() -> bool:
    return False


async def gone() -> bool:
    return True


def test_a_line_holds_so_many_and_refuses_the_rest_at_once() -> None:
    async def crowd() -> tuple[int, int, int]:
        line = Line(at_once=1, waiting=3, each=2)
        go = asyncio.Event()
        done: list[str] = []

        async def one(name: str) -> None:
            async with line.place(name, here):
                await go.wait()
                done.append(name)

        tasks = [asyncio.ensure_future(one(name)) for name in "aaabbbcccddd"]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        refused = [task for task in tasks if task.done()]
        own = sum(task.exception().own for task in refused)  # type: ignore[union-attr]
        go.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert line.length == 0
        return len(done), len(refused), own

    assert asyncio.run(crowd()) == (4, 8, 2)


def test_whoever_has_gone_leaves_the_line_and_keeps_nobody_waiting() -> None:
    async def walk_away() -> list[str]:
        line, done = Line(at_once=1, waiting=3), []
        with pytest.raises(Gone):
            async with line.place("a", gone):
                done.append("never")
        async with line.place("a", here):
            done.append("b")
        assert line.length == 0
        return done

    assert asyncio.run(walk_away()) == ["b"]


class Slow(FakeLibrary):
    """A library whose answers wait until they are let go."""

    def __init__(self, folder: Path, articles: tuple[Article, ...]) -> None:
        super().__init__(folder, articles)
        self.go = threading.Event()

    def stages(self, question: str, **more: object) -> Iterator[Progress | Answer]:
        self.go.wait(60)
        yield from super().stages(question)


def test_a_crowd_is_told_at_once_to_come_again(tmp_path: Path, newspaper: tuple[Article, ...]) -> None:
    library = Slow(tmp_path, newspaper)
    library.start()
    with TestClient(Starlette(routes=routes(library, Bucket(1000.0, 1000.0)))) as client:
        replies: list[tuple[int, str]] = []
        refused = threading.Semaphore(0)

        def ask() -> None:
            reply = client.post("/v1/chat/completions", json=BODY)
            replies.append((reply.status_code, reply.headers.get("retry-after", "")))
            refused.release()

        crowd = [threading.Thread(target=ask) for _ in range(20)]
        for one in crowd:
            one.start()
        for _ in range(16):  # all but the four that one asker may have
            assert refused.acquire(timeout=60)
        assert {status for status, _ in replies} == {429} and all(int(later) > 0 for _, later in replies)
        library.go.set()
        for one in crowd:
            one.join(60)
    assert [status for status, _ in replies].count(200) == 4


def test_the_id_of_an_answer_is_the_same_in_every_process(
    tmp_path: Path, newspaper: tuple[Article, ...]
) -> None:
    library = FakeLibrary(tmp_path, newspaper)
    library.start()
    first = completion(library.ask("换热站有多少座？"))["id"]
    assert first == "wenbao-" + hashlib.sha256("7\n换热站有多少座？".encode()).hexdigest()[:24]


def test_full_says_whose_fault_it_is() -> None:
    assert Full(own=True).own and not Full(own=False).own
