"""Several named conversations in one browser: kept apart, renamed, deleted, brought back, safe between tabs."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fake_library import FakeLibrary
from serving import need_browser, served

from rag.page.service.stored_conversation import Turn, chat_id, load, pack
from rag.types import Article

SEATS, BRIDGE = "图书馆新设自习座位多少个？", "云河大桥全长多少米？"


def test_a_conversation_keeps_its_id_and_a_strange_id_is_not_taken() -> None:
    packed = json.loads(json.dumps(pack("0123456789abcdef", [Turn("问", None, "错")])))
    assert chat_id(packed) == "0123456789abcdef" and load(packed) == [Turn("问", None, "错")]
    for strange in (None, [], {"id": "../x"}, {"id": 7}, {"id": "0123456789ABCDEF"}):
        assert len(chat_id(strange)) == 16 and chat_id(strange) != chat_id(strange)
    assert load({"id": "0123456789abcdef", "turns": "x"}) == []


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, newspaper: tuple[Article, ...]) -> Iterator[str]:
    need_browser()
    with served(FakeLibrary(tmp_path_factory.mktemp("chats"), newspaper)) as where:
        yield where


@pytest.fixture
def context(address: str, browser: Any) -> Iterator[Any]:
    made = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 860})
    made.set_default_timeout(180_000)
    yield made
    made.close()


def opened(context: Any, address: str, query: str = "") -> Any:
    page = context.new_page()
    page.goto(address + "/" + query)
    page.wait_for_selector("#conversation .welcome .chip, #conversation .turn:not(.busy)")
    return page


def ask(page: Any, question: str) -> None:
    before = page.locator(".turn:not(.busy)").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_function(f"document.querySelectorAll('.turn:not(.busy)').length > {before}")


def asked(page: Any) -> list[str]:
    return [one.strip() for one in page.eval_on_selector_all(
        "#conversation .turn [data-do=edit]", "all => all.map((one) => one.dataset.question)")]  # fmt: skip


def kept(page: Any) -> list[str]:
    page.click("#all-chats")
    return list(page.locator("#chats li .words").all_inner_texts())


@pytest.mark.page
def test_conversations_are_listed_opened_renamed_deleted_and_undone(context: Any, address: str) -> None:
    page = opened(context, address)
    ask(page, SEATS)
    page.click("#new-chat")
    page.wait_for_selector("[data-do=bring]")
    ask(page, BRIDGE)
    assert kept(page) == [BRIDGE, SEATS]
    page.click(f"#chats button[aria-label='改名 {SEATS}']")
    page.keyboard.type("<b>自习</b>")
    page.keyboard.press("Enter")
    assert page.locator("#chats li .words").all_inner_texts() == [BRIDGE, "<b>自习</b>"]
    page.click("#chats .words >> text=自习")
    page.wait_for_function("document.querySelector('#conversation').innerText.includes('260个')")
    assert asked(page) == [SEATS]
    assert kept(page) == [BRIDGE, "<b>自习</b>"]
    page.click("#chats button[aria-label='删除 <b>自习</b>']")
    page.wait_for_selector("#conversation .welcome .chip")
    page.click("#chats .removed button")
    assert page.locator("#chats li .words").all_inner_texts() == [BRIDGE, "<b>自习</b>"]
    page.click("#chats .close")
    page.reload()
    page.wait_for_selector("#conversation .welcome .chip")
    assert kept(page) == [BRIDGE, "<b>自习</b>"]


@pytest.mark.page
def test_two_tabs_lose_nothing_of_each_other(context: Any, address: str) -> None:
    first = opened(context, address)
    ask(first, SEATS)
    second = opened(context, address)
    assert asked(second) == [SEATS]
    ask(second, BRIDGE)
    first.wait_for_function("document.querySelectorAll('#conversation .turn').length === 2")
    ask(first, "换热站多少座？")
    second.wait_for_function("document.querySelectorAll('#conversation .turn').length === 3")
    assert asked(first) == asked(second) == [SEATS, BRIDGE, "换热站多少座？"]
    linked = opened(context, address, "?q=大桥双向几车道？")
    linked.wait_for_selector("#conversation .turn:not(.busy)")
    assert asked(linked) == ["大桥双向几车道？"] and len(kept(linked)) == 2
