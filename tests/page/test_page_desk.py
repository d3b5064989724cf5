"""What stands around a question: nothing dropped, cut or lost without a word, and nothing left of an earlier answer."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import make_article
from fake_library import FakeLibrary
from serving import need_browser, served

from rag.evaluate.reporting import plots
from rag.evaluate.scoring.refusal import Curve
from rag.page.render import answer as render_answer
from rag.page.render import export
from rag.page.render import lists as render_lists
from rag.page.security import safety
from rag.page.server import openai
from rag.page.service import evaluation_runs
from rag.page.service.stored_conversation import Turn
from rag.page.tabs import add, browse, start
from rag.page.tabs.layout import SCRAMBLE
from rag.page.words.translations import DRAFT_LENGTH, UPLOAD_MB, UPLOADS
from rag.settings import QUESTION_LENGTH
from rag.types import Article
from rag.verify import check

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def library(tmp_path: Path, newspaper: tuple[Article, ...]) -> FakeLibrary:
    made = FakeLibrary(tmp_path, newspaper)
    made.start()
    return made


# ---- copies, exports, /v1: the same as the page shows ----


def told(answer: Any, tmp_path: Path) -> list[str]:
    from docx import Document

    export.write_docx([Turn(answer.question, answer)], tmp_path / "a.docx")
    word = "\n".join(one.text for one in Document(str(tmp_path / "a.docx")).paragraphs)
    markdown = re.sub(r"\\(.)", r"\1", export.markdown([Turn(answer.question, answer)]))
    return [render_answer.copied(answer), markdown, word, openai.content_of(answer)]


def test_every_copy_carries_conflicts_with_dates_understanding_and_confidence(
    library: FakeLibrary, tmp_path: Path
) -> None:
    answer = replace(library.ask("图书馆新设自习座位多少个？"), understood="市图书馆新设自习座位多少个？")
    conflict, other = answer.alternatives
    assert (conflict.relation, other.relation) == ("conflict", "other")
    for text in told(answer, tmp_path):
        assert "260个" in text and "理解为：市图书馆新设自习座位多少个？" in text
        assert "把握：很有把握 (90%)" in text
        after = text[text.index("报上也有不同的说法") :]
        assert conflict.text in after[: after.index("也可能是")] and "2024年5月2日" in after
        assert other.text in after[after.index("也可能是") :] and "即 合计 260个" in text


def test_a_refusal_in_words_names_the_passages_that_it_announces(
    library: FakeLibrary, tmp_path: Path
) -> None:
    answer = library.ask("qqqq")
    assert not answer.answerable
    for text in told(answer, tmp_path):
        after = text[text.index("最接近的几段") :]
        for near in answer.passages[:3]:
            assert f"《{near.passage.title}》" in after


def test_the_link_to_a_follow_up_asks_what_it_was_understood_as(library: FakeLibrary) -> None:
    answer = replace(
        library.ask("图书馆新设自习座位多少个？"), question="那座位呢？", understood="座位多少个？"
    )
    html = render_answer.turn(answer.question, answer, 1)
    share = re.search(r'data-do="share"[^>]*', html)
    assert share and 'data-question="座位多少个？"' in share[0]
    assert openai.annotations(answer)[0]["url_citation"]["end_index"] == len("260个")


# ---- the room, the numbers, the limits that are told ----


def test_the_empty_pane_shows_the_latest_articles_names_and_questions(library: FakeLibrary) -> None:
    html = start.empty(library)
    assert (
        html.index("冬季供暖提前三天") < html.index("老街早餐店三十年不涨价")
        and "云河大桥建成通车" not in html
    )
    assert 'data-do="topic" data-name="林舟"' in html and html.count('data-do="ask"') == start.ASKED


def test_numbers_are_sorted_as_numbers(tmp_path: Path) -> None:
    text = "全市有公厕159座，南街有公厕35座，北街有公厕1200座，东街有公厕八十座。"
    library = FakeLibrary(tmp_path, [make_article("公厕", text)])
    library.start()
    html = browse.shown(library, browse._wanted("", "", "", "", "", "", "numbers"))
    places = [html.index(f">{words}</b>") for words in ("35座", "八十座", "159座", "1200座")]
    assert places == sorted(places)


def test_the_limits_that_the_page_tells_are_those_that_hold() -> None:
    assert (DRAFT_LENGTH, UPLOADS) == (check.DRAFT_LENGTH, add.FILES)
    assert f"{UPLOAD_MB}mb" == safety.UPLOAD


def test_every_tick_of_the_error_axis_is_the_number_beside_it() -> None:
    svg = str(plots.risk_coverage(Curve((0.5, 1.0), (0.02, 0.07), (0.9, 0.1)), (0.8, 0.05), 0.05))
    ticks = [int(one) for one in re.findall(r'class="small end">(\d+)<', svg)]
    assert len(ticks) == 5 and {b - a for a, b in pairwise(ticks)} == {ticks[1] - ticks[0]}
    assert "已答题" in svg and "全部题" in svg


def test_a_report_is_its_visitors_own(tmp_path: Path) -> None:
    mine, other = "20250101T000000.000000Z-2-a.jsonl", "20250102T000000.000000Z-2-b.jsonl"
    for name in (mine, other):
        (tmp_path / evaluation_runs.FOLDER / name).mkdir(parents=True)
        (tmp_path / evaluation_runs.FOLDER / name / "predictions.jsonl").write_text("")
        (tmp_path / evaluation_runs.FOLDER / name / evaluation_runs.SHOWN).write_text(name)
    own = evaluation_runs.own([mine, "../../etc", 7])
    assert own == (mine,) and [one.path.name for one in evaluation_runs.kept(tmp_path, own)] == [mine]
    shown = evaluation_runs.last_shown(tmp_path, own)
    assert shown is not None and shown[1] == mine
    assert evaluation_runs.last_shown(tmp_path, ()) is None and evaluation_runs.own("x") == ()


def test_work_in_progress_is_a_bar() -> None:
    assert '<progress value="1" max="4">' in render_lists.bar("x", 1, 4)
    assert SCRAMBLE


# ---- served: curl as it is printed, the API page, the browser ----


@pytest.fixture(scope="module")
def shelf_of_ten(tmp_path_factory: pytest.TempPathFactory, newspaper: tuple[Article, ...]) -> FakeLibrary:
    return FakeLibrary(tmp_path_factory.mktemp("desk"), newspaper)


@pytest.fixture(scope="module")
def address(shelf_of_ten: FakeLibrary) -> Iterator[str]:
    with served(shelf_of_ten) as where:
        yield where


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_curl_of_the_readme_works_as_printed(name: str, address: str) -> None:
    if not shutil.which("curl") or not shutil.which("sh"):
        pytest.skip("there is no curl here")
    text = (ROOT / name).read_text(encoding="utf-8").replace("http://127.0.0.1:7860", address)
    first, second = re.findall(r"^curl .*call/ask.*$", text, re.M)
    run: dict[str, Any] = {"capture_output": True, "text": True, "check": True, "timeout": 60}
    event = json.loads(subprocess.run(["sh", "-c", first], **run).stdout)["event_id"]
    told = subprocess.run(["sh", "-c", second.replace("EVENT_ID", event)], **run).stdout
    assert "event: complete" in told and '"answerable"' in told, told


def test_the_draft_is_checked_over_the_api(address: str) -> None:
    from gradio_client import Client

    draft = "大桥全长1380米，总投资3.6亿元，双向六车道。"
    found = Client(address, verbose=False).predict(draft, api_name="/verify")
    assert found["counts"] == {"consistent": 1, "contradicted": 1, "unseen": 0}
    assert found["claims"][0]["stated"] == "1280米"


@pytest.fixture
def visit(address: str, browser: Any) -> Iterator[Any]:
    need_browser()
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 860})
    context.set_default_timeout(180_000)  # a machine with much else to do
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(".welcome .chip")
    yield page
    context.close()


def ask(page: Any, question: str) -> None:
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")


def test_a_question_that_is_too_long_is_refused_with_its_length_and_stays(visit: Any) -> None:
    ask(visit, "字" * (QUESTION_LENGTH + 88))
    visit.wait_for_selector("#toast.on")
    assert visit.inner_text("#toast") == f"问题有 600 字，超过了 {QUESTION_LENGTH} 字，请缩短。"
    assert len(visit.input_value("#question textarea")) == 600 and visit.locator(".turn").count() == 0


def test_a_question_while_waiting_is_kept_and_the_wait_can_be_stopped(
    visit: Any, shelf_of_ten: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf_of_ten, "pause", 15.0)  # long enough to be stopped, however slow the machine is
    assert not visit.is_visible(".export")
    ask(visit, "图书馆新设自习座位多少个？")
    visit.wait_for_selector(".turn.busy")
    ask(visit, "第二问")
    assert "上一问还在答" in visit.inner_text("#toast")
    visit.click("#new-chat")  # a conversation is not put away under an answer that is still coming
    visit.wait_for_selector(".turn.busy")
    assert visit.input_value("#question textarea") == "第二问"
    visit.fill("#question textarea", "")
    visit.click("#stop")
    visit.wait_for_selector(".welcome .chip")
    assert visit.input_value("#question textarea") == "图书馆新设自习座位多少个？"


SIZES = """() => Object.fromEntries([...document.querySelectorAll("#rooms *, #head *")]
  .filter((one) => one.offsetParent && [...one.childNodes].some((node) => node.nodeType === 3))
  .filter((one) => one.textContent.trim())
  .map((one) => [one.textContent.trim().slice(0, 20), parseFloat(getComputedStyle(one).fontSize)]))"""


def test_larger_type_is_larger_for_all_text_in_three_steps(visit: Any) -> None:
    visit.emulate_media(reduced_motion="reduce")  # what is measured is where a size ends, not its way there
    visit.click("#rooms button[role=tab] >> nth=2")
    visit.wait_for_selector("#documents code")
    steps = []
    for _ in range(3):
        steps.append(visit.evaluate(SIZES))
        visit.click("[data-do=larger]")
    assert "00.txt" in steps[0] and "- 或 -" in steps[0]
    left = [words for words in steps[0] if not steps[0][words] < steps[1][words] < steps[2][words]]
    assert left == [] and visit.evaluate(SIZES) == steps[0]


def test_a_refusal_empties_the_pane_and_a_new_chat_can_be_undone(visit: Any) -> None:
    ask(visit, "图书馆新设自习座位多少个？")
    visit.wait_for_selector("#turn-1:not(.busy)")
    visit.wait_for_selector("#pane .story")
    assert visit.is_visible(".export >> nth=0")
    ask(visit, "qqqq zz")
    visit.wait_for_selector("#turn-2:not(.busy)")
    visit.wait_for_selector("#pane .pane-room")
    visit.click("#chat-tools button:has-text('新对话')")
    visit.click("[data-do=bring]")
    visit.wait_for_selector("#turn-2")
    assert visit.locator(".turn").count() == 2


def test_a_run_without_a_file_gets_a_sentence_and_no_failed_request(visit: Any) -> None:
    failed: list[int] = []
    visit.on("response", lambda one: failed.append(one.status) if one.status >= 400 else None)
    visit.click("#rooms button[role=tab] >> nth=3")
    assert not visit.is_visible("#evaluate-downloads")
    visit.click("#evaluate-run")
    visit.wait_for_selector("#report .failure")
    assert visit.inner_text("#report .failure") == "请先选一份测试题。" and not failed


def test_a_draft_is_checked_and_exported_in_the_page(visit: Any) -> None:
    visit.click("#rooms button[role=tab] >> nth=4")
    assert not visit.is_visible("#verify-downloads")
    visit.fill("#verify-draft textarea", "大桥全长1380米，总投资3.6亿元，双向六车道。月球上有300座金矿。")
    visit.click("#verify-run")
    visit.wait_for_selector("ol.verified")
    assert "".join(visit.inner_text(".verify-counts").split()) == "核对了3条一致1不一致1未见1"
    with visit.expect_download() as saved:
        visit.click("#verify-docx")
    assert saved.value.suggested_filename == "wenbao-verify.docx"
    visit.click("ol.verified button.entry >> nth=0")
    visit.wait_for_selector("#pane .story")


def test_an_old_preview_goes_when_the_text_changes(visit: Any) -> None:
    visit.click("#rooms button[role=tab] >> nth=2")
    assert ".docx" in visit.inner_text("#add-formats") and "10 MB" in visit.inner_text("#add-formats")
    visit.fill("#add-paste textarea", "标题一行\n\n正文内容在此，共有3座桥。")
    visit.click("#add-preview")
    visit.wait_for_selector("#preview details.entry")
    visit.locator("#add-paste textarea").press_sequentially("x")
    visit.wait_for_selector("#preview details.entry", state="detached")


def test_dates_are_picked_and_errors_speak_one_language(visit: Any) -> None:
    visit.click("#narrow .label-wrap")
    visit.wait_for_selector("#narrow .date-field input[type=date]")
    ask(visit, "？？？")
    visit.wait_for_selector(".toast-body")
    told = "document.querySelector('.toast-message-text').innerText"
    visit.wait_for_function(f"{told} === '请写一个问题。'")
    assert "Error" not in visit.inner_text(".toast-body")


@pytest.mark.parametrize(("locale", "language"), [("en-GB", "en"), ("zh-TW", "zh"), ("fr-FR", "en")])
def test_the_first_visit_speaks_the_browsers_language(
    locale: str, language: str, address: str, browser: Any
) -> None:
    context = browser.new_context(locale=locale, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(".welcome .chip")
    assert page.evaluate("document.documentElement.dataset.language") == language
    tabs = page.locator("#rooms button[role=tab]:visible")
    assert tabs.count() == 5 and tabs.nth(0).inner_text() == ("问" if language == "zh" else "Ask")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_the_api_page_that_the_readme_promises_can_be_opened(visit: Any) -> None:
    visit.click("[data-do=api]")
    visit.wait_for_selector(".api-docs")
    assert "/verify" in visit.inner_text(".api-docs") and "/ask" in visit.inner_text(".api-docs")
