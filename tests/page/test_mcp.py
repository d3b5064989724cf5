"""The tools of an assistant: with accounts they need a token, and do no more than whoever it stands for."""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fake_library import FakeLibrary
from serving import served

from rag.access import accounts
from rag.types import Article

pytest.importorskip("mcp")

QUESTION = "云河大桥全长多少米？"
Page = tuple[str, dict[str, str]]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, newspaper: tuple[Article, ...]) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("index")
    tokens = {}
    for name in accounts.ROLES:
        accounts.add(folder / accounts.FILE, name, name, "a-long-password")
        tokens[name] = accounts.new_token(folder / accounts.FILE, name)
    with served(FakeLibrary(folder, newspaper), mcp=True) as address:
        yield f"{address}/gradio_api/mcp/", tokens


def called(page: Page, account: str, tool: str = "", **arguments: Any) -> tuple[list[str], str]:
    """Return the names of all tools, and what one of them said, for whoever holds the token of an account."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    address, tokens = page

    async def work() -> tuple[list[str], str]:
        headers = {"authorization": f"Bearer {tokens[account]}"}
        async with (
            streamablehttp_client(address, headers=headers) as (read, write, _),
            ClientSession(read, write, read_timeout_seconds=timedelta(seconds=120)) as session,
        ):
            await session.initialize()
            tools = [one.name for one in (await session.list_tools()).tools]
            if not tool:
                return tools, ""
            full = next(one for one in tools if one == tool or one.endswith(f"_{tool}"))
            result = await session.call_tool(full, arguments)
            return tools, "".join(getattr(part, "text", "") for part in result.content)

    return asyncio.run(work())


@pytest.mark.parametrize("header", [None, "Bearer wb-guessed", "Bearer", "Basic cmVhZGVyOndyb25n"])
def test_without_a_token_there_are_no_tools(page: Page, header: str | None) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    headers = {"accept": "application/json, text/event-stream"}
    headers |= {"authorization": header} if header else {}
    reply = httpx.post(page[0], json=body, headers=headers, timeout=60)
    assert reply.status_code == 401 and "tools" not in reply.json()


def test_a_reader_s_assistant_asks_and_gets_json_with_citations(page: Page) -> None:
    tools, told = called(page, "reader", "ask", question=QUESTION)
    assert {"ask", "search", "article"} <= {name.rpartition("_")[2] for name in tools}
    answer = json.loads(told)
    assert answer["answerable"] and answer["answer"] == answer["citations"][0]["quote"]


def test_a_tool_may_do_no_more_than_whoever_calls_it(page: Page) -> None:
    text = "# 云河码头开放\n\n云河码头长320米。"
    _, refused = called(page, "reader", "add", name="a.txt", text=text, dry_run=True)
    assert "editor" in refused and "云河码头" not in refused
    _, allowed = called(page, "editor", "add", name="a.txt", text=text, dry_run=True)
    assert "云河码头开放" in allowed, allowed
    assert json.loads(allowed)["articles"][0]["title"] == "云河码头开放"
