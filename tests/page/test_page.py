"""The page: what an answer looks like as HTML, what may come back from a browser, and the flows in Chromium."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from conftest import make_article
from fake_library import FakeLibrary
from hypothesis import given
from hypothesis import strategies as st
from serving import need_browser, served

from rag.errors import QuestionError, RagError
from rag.page.html import escape, tag
from rag.page.render import addition as render_addition
from rag.page.render import answer as render_answer
from rag.page.render import article as render_article
from rag.page.render import drafts as render_drafts
from rag.page.render import export
from rag.page.render import lists as render_lists
from rag.page.render.article import View
from rag.page.render.marks import Mark, marked
from rag.page.security import validate
from rag.page.security.rate_limit import Bucket
from rag.page.service import article_search, drafts, feedback, question_suggestions, stored_conversation
from rag.page.service.stored_conversation import Turn
from rag.page.words.translations import WORDS, say
from rag.types import Article, Filters, Repair

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}${7*7}`[a](javascript:alert(3))&\u202e\u200b"
)
SAFE = set(
    "article aria-expanded aria-label aria-hidden aria-live aria-pressed b blockquote button cite class code datetime "
    "checked details div h2 h3 hidden i id input label lang li mark nav ol p pre role section small span strong style "
    "summary tabindex time title type ul value".split()
)


class Elements(HTMLParser):
    """Every element and attribute that a browser would see in a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, element: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen.add(element)
        self.seen.update("data-*" if name.startswith("data-") else name for name, _ in attributes)

    @classmethod
    def of(cls, html: str) -> set[str]:
        parser = cls()
        parser.feed(html)
        parser.close()
        return parser.seen


def text_of(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html)


@pytest.fixture
def library(tmp_path: Path, newspaper: tuple[Article, ...]) -> FakeLibrary:
    made = FakeLibrary(tmp_path, newspaper)
    made.start()
    return made


# ---- text becomes HTML that shows exactly this text ----


@given(st.text(max_size=60))
def test_escaped_text_holds_no_markup(text: str) -> None:
    html = escape(text)
    assert "<" not in html and ">" not in html and '"' not in html and "'" not in html


def test_marks_that_hide_or_reorder_are_shown_by_their_code() -> None:
    assert escape("a\u202eb\u200bc") == "a⟨U+202E⟩b⟨U+200B⟩c"
    assert escape("第一行\n第二行") == "第一行\n第二行"


def test_an_attribute_cannot_be_left() -> None:
    html = tag("button", "x", data_words='"><script>alert(1)</script>')
    assert "<script>" not in html and html.count("<") == 2


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5))
def test_marking_changes_no_character(text: str, spans: list[tuple[int, int]]) -> None:
    html = marked(text, 100, [Mark(100 + a, 100 + b, "quote") for a, b in spans], offsets=True)
    assert text_of(html) == escape(text)


def test_overlapping_marks_of_one_character_are_all_drawn() -> None:
    html = marked("共有九座桥", 10, [Mark(10, 15, "sentence"), Mark(12, 13, "quote")], offsets=True)
    assert '<mark class="quote sentence" data-s="12" data-first>九</mark>' in html
    assert html.count("data-s") == 3


# ---- an answer ----


def test_the_answer_comes_first_with_its_sentence_marked_and_its_source(library: FakeLibrary) -> None:
    answer = library.ask("图书馆新设自习座位多少个？")
    html = render_answer.turn(answer.question, answer, 1)
    assert answer.text == "260个" == answer.citations[0].quote
    assert html.index("260个") < html.index("原话")
    assert '<mark class="quote" data-first>260个</mark>' in html
    cited = answer.citations[0]
    assert f'data-article="{cited.article}" data-start="{cited.start}" data-end="{cited.end}"' in html
    assert "《图书馆延长开放时间》" in html and "2024年5月2日" in html and "云河日报" in html


def test_confidence_is_told_in_words_and_its_figure_is_folded_away(library: FakeLibrary) -> None:
    answer = library.ask("图书馆新设自习座位多少个？")
    sure = render_answer.turn("q", answer, 1)
    unsure = render_answer.turn("q", replace(answer, confidence=0.2), 1)
    assert "很有把握" in sure and "没什么把握" in unsure
    assert sure.index("<summary>", sure.index("confidence")) < sure.index("90%")


def test_what_was_understood_can_be_edited(library: FakeLibrary) -> None:
    answer = replace(library.ask("图书馆新设自习座位多少个？"), understood="市图书馆新设自习座位多少个？")
    html = render_answer.turn(answer.question, answer, 1)
    assert 'data-do="edit" data-question="市图书馆新设自习座位多少个？"' in html


def test_not_found_says_why_and_offers_the_nearest_and_another_question(library: FakeLibrary) -> None:
    answer = library.ask("ζζ")
    html = render_answer.turn("ζζ", answer, 1)
    assert "没有找到" in html and "月球" in html and 'data-question="云河大桥全长多少米？"' in html
    assert html.count('data-weak="yes"') >= 3


@pytest.mark.parametrize(("confidence", "shown"), [(0.5, True), (0.1, False)])
def test_a_reader_may_see_what_was_nearly_said_and_no_wild_guess(
    library: FakeLibrary, confidence: float, shown: bool
) -> None:
    said = library.ask("大桥双向几车道？")
    nearly = replace(
        said, answerable=False, text="", citations=(), guess_citations=said.citations, confidence=confidence
    )
    html = render_answer.turn("q", nearly, 1)
    assert "没有找到" in html and ("如果一定要猜" in html) == shown


def test_conflicts_come_before_other_values_and_figures_of_two_dates_make_a_timeline(
    library: FakeLibrary,
) -> None:
    answer = library.ask("新增多少条？多少个座位？")
    assert {one.relation for one in answer.alternatives} == {"conflict", "other"}
    html = render_answer.turn("q", answer, 1)
    assert html.index("others conflict") < html.index("others other")
    dates = {answer.citations[0].date, answer.alternatives[0].citations[0].date}
    assert ('class="timeline"' in html) == (len(dates) == 2)


def test_hostile_words_are_shown_as_text_in_every_part_of_the_page(library: FakeLibrary) -> None:
    one = make_article(HOSTILE, HOSTILE + "有5个。", HOSTILE, "2024-01-01", HOSTILE)
    bad = FakeLibrary(library.folder, [replace(one, newspaper=HOSTILE, kind=HOSTILE, copies=(HOSTILE,))])
    bad.start()
    answer = bad.ask("有5个？" + HOSTILE[:200])
    assert answer.answerable
    answer = replace(answer, understood=HOSTILE, best_guess=HOSTILE, verdict=HOSTILE)
    refusal = replace(answer, answerable=False)
    pieces = [
        render_answer.turn(HOSTILE, answer, 1, (HOSTILE,)),
        render_answer.turn(HOSTILE, refusal, 1),
        render_answer.failed(HOSTILE, 1, HOSTILE),
        render_answer.pending(HOSTILE, 1, say("stage_found", count=HOSTILE)),
        render_article.article(View(bad.articles()[0], 0, 5, picking=HOSTILE)),
        render_article.raw(bad.document(HOSTILE), one.id, (0, 9), (0, 9)),
        render_lists.browse(article_search.find(bad.articles(), "5"), HOSTILE, 9),
        render_drafts.drafts([drafts.looked(HOSTILE, bad.articles())], [(HOSTILE, HOSTILE)]),
        render_lists.documents([(HOSTILE, 1)], True, render_addition.removed(HOSTILE, True)),
        render_lists.corrections([(HOSTILE, HOSTILE, HOSTILE)]),
        render_lists.welcome(1, 1, [HOSTILE]),
    ]
    for html in pieces:
        assert (
            "<script" not in html and "<img" not in html and "\u202e" not in html and "&lt;script&gt;" in html
        )
        assert Elements.of(html) <= {"data-*", *SAFE}


def test_every_word_of_the_page_is_in_both_languages() -> None:
    for key, (zh, en) in WORDS.items():
        assert zh.strip() and en.strip(), key
        assert set(re.findall(r"{\w+}", zh)) == set(re.findall(r"{\w+}", en)), key


# ---- the article ----


def test_every_character_of_the_article_carries_its_offset(newspaper: tuple[Article, ...]) -> None:
    one = newspaper[0]
    html = render_article.article(View(one, 3, 4))
    for start, words in re.findall(r'data-s="(\d+)"[^>]*>([^<]*)<', html):
        assert one.text[int(start) : int(start) + len(words)] == words
    shown = "".join(words for _, words in re.findall(r'data-s="(\d+)"[^>]*>([^<]*)<', html))
    assert shown == one.text.replace("\n", "")


def test_a_quote_of_one_character_and_one_across_paragraphs_are_marked(
    newspaper: tuple[Article, ...],
) -> None:
    one = newspaper[0]
    assert render_article.article(View(one, 3, 4)).count("<mark") == 1
    edge = one.parts[2].end
    assert render_article.article(View(one, edge - 3, edge + 4)).count("<mark") == 2


def test_an_unknown_date_says_why_and_repairs_are_there_on_request(newspaper: tuple[Article, ...]) -> None:
    one = replace(newspaper[0], date="", repairs=(Repair("character", 2, 3, 2, 3, "巳", "已"),))
    html = render_article.article(View(one))
    assert "日期不详" in html and "版面上没有印报头日期" in html
    assert 'data-do="repairs"' in html and 'class="repair"' in html and "巳" in html


# ---- questions made from the articles ----


def test_suggested_questions_come_from_the_sentences(newspaper: tuple[Article, ...]) -> None:
    made = [one for article in newspaper for one in question_suggestions.questions(article)]
    assert "市热力公司共有换热站多少座？" in [one.question for one in made]
    assert "市交通局局长是谁？" in [one.question for one in made]
    texts = {article.id: article.text for article in newspaper}
    for article in newspaper:
        for one in question_suggestions.questions(article):
            words = texts[article.id][one.start : one.end]
            assert words and words not in one.question
    assert len(set(question_suggestions.suggestions(newspaper, 4))) == 4


def test_a_follow_up_is_never_what_was_just_answered(newspaper: tuple[Article, ...]) -> None:
    article = newspaper[9]
    first = question_suggestions.questions(article)[0]
    assert first.question in question_suggestions.follow_ups(article, [], 0, 0)
    assert first.question not in question_suggestions.follow_ups(article, [], first.start, first.end)
    assert first.question not in question_suggestions.follow_ups(article, [first.question], 0, 0)


# ---- full-text search ----


def test_search_finds_every_word_in_any_script_and_marks_the_printed_text(
    newspaper: tuple[Article, ...],
) -> None:
    found = article_search.find(newspaper, "圖書館 ３０００")
    assert [one.title for one, _ in found] == ["图书馆延长开放时间"]
    one, places = found[0]
    assert {one.text[a:b] for a, b in places} == {"图书馆", "3000"}
    assert article_search.find(newspaper, "图书馆 不存在") == []


def test_filters_keep_out_articles_without_a_date(newspaper: tuple[Article, ...]) -> None:
    undated = replace(newspaper[0], date="")
    assert article_search.find([undated], "", Filters(date_from="2024")) == []
    assert len(article_search.find(newspaper, "", Filters(date_from="2024-11", date_to="2024-11"))) == 2


# ---- what comes back from a browser ----


def test_a_conversation_survives_the_browser(library: FakeLibrary) -> None:
    turns = [
        Turn("图书馆新设自习座位多少个？", library.ask("图书馆新设自习座位多少个？")),
        Turn("x", None, "出错"),
    ]
    back = stored_conversation.load(json.loads(json.dumps(stored_conversation.dump(turns))))
    assert back[1] == turns[1]
    assert back[0].answer is not None and turns[0].answer is not None
    assert render_answer.turn("q", back[0].answer, 1) == render_answer.turn("q", turns[0].answer, 1)


@pytest.mark.parametrize(
    "value", [None, 3, "x", [1], [{"question": 1}], [{"question": "a", "answer": {"x": 1}}], {"a": 1}]
)
def test_what_is_no_conversation_is_dropped(value: object) -> None:
    assert stored_conversation.load(value) == []


def test_a_conversation_is_bounded() -> None:
    turns = [Turn(str(n), None, "x" * 10) for n in range(99)]
    assert len(stored_conversation.dump(turns)) == stored_conversation.TURNS
    assert (
        len(stored_conversation.load([{"question": "q", "message": "m" * 99_999}] * 99)[0].message)
        <= stored_conversation.LENGTH
    )


# ---- arguments ----


@pytest.mark.parametrize(
    "value", ["", "  ", "？！", "字" * 100_000, 3, None, {"a": 1}, ["x"], float("nan"), True]
)
def test_a_question_that_is_none_gets_one_bilingual_sentence(value: object) -> None:
    with pytest.raises(QuestionError) as caught:
        validate.question(value)
    assert "。 " in str(caught.value) and len(str(caught.value)) < 200


@pytest.mark.parametrize("value", [0, 51, -1, float("nan"), float("inf"), 2.5, "3", None, True, [1]])
def test_a_count_that_is_none_is_refused(value: object) -> None:
    with pytest.raises(QuestionError, match="top_k"):
        validate.number(value, name="top_k", lowest=1, highest=50)


def test_whole_floats_and_dates_as_people_write_them_are_taken() -> None:
    assert validate.number(8.0, name="top_k", lowest=1, highest=50) == 8
    assert [validate.date(d, name="d") for d in ("2025年7月1日", "2025/7", "2025", "")] == [
        "2025-07-01",
        "2025-07",
        "2025",
        "",
    ]


@pytest.mark.parametrize(
    "value", [3, "x", {"when": "2025"}, {"date_from": "yesterday"}, {"date_to": "2025-13"}, {"articles": "a"}]
)
def test_filters_are_checked(value: object) -> None:
    with pytest.raises(QuestionError):
        validate.filters(value)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../evil.txt", "evil.txt"),
        ("..\\..\\a.txt", "a.txt"),
        (".hidden", "hidden"),
        ("a\x00b\n.txt", "ab.txt"),
        ("..", ""),
    ],
)
def test_file_names_lose_what_leads_elsewhere(given_name: str, kept: str) -> None:
    assert validate.file_name(given_name) == kept


def test_a_client_has_its_own_bucket() -> None:
    now = [0.0]
    bucket = Bucket(1.0, 2.0, clock=lambda: now[0])
    assert [bucket.take("a") for _ in range(3)] == [True, True, False]
    assert bucket.take("b")
    now[0] = 1.0
    assert bucket.take("a") and not bucket.take("a")


# ---- corrections and exports ----


def test_a_correction_is_a_test_case_with_offsets(tmp_path: Path, newspaper: tuple[Article, ...]) -> None:
    from rag.evaluate import load_questions

    one = newspaper[1]
    start = one.text.index("260个")
    case = feedback.correction("新设座位多少？", one, start - 0, start + 4, "7")
    assert case["answers"] == ["260个"] == [one.text[case["start"] : case["end"]]]  # type: ignore[misc]
    assert str(case["evidence"]).endswith("并开通网上预约。")
    feedback.store(tmp_path, case)
    feedback.store(tmp_path, feedback.correction("谁是船长？", None, 0, 0, "7"))
    feedback.store(tmp_path, {"kind": "judgement", "question": "x", "good": True})
    assert feedback.export(tmp_path, tmp_path / "set.jsonl") == 2
    loaded = load_questions(tmp_path / "set.jsonl")
    assert [(q.question, q.answers, q.answerable) for q in loaded] == [
        ("新设座位多少？", ("260个",), True),
        ("谁是船长？", (), False),
    ]
    assert (tmp_path / feedback.FILE).stat().st_mode & 0o077 == 0


def test_an_empty_selection_is_no_correction(newspaper: tuple[Article, ...]) -> None:
    with pytest.raises(RagError, match="请选"):
        feedback.correction("q", newspaper[0], 4, 4, "7")


def test_a_conversation_is_exported_with_its_citations(tmp_path: Path, library: FakeLibrary) -> None:
    turns = [
        Turn("自习座位多少个？", library.ask("图书馆新设自习座位多少个？")),
        Turn("<b>*x*</b>", None, "出错"),
    ]
    text = export.markdown(turns)
    assert "260个" in text and "《图书馆延长开放时间》" in text and r"\<b\>\*x\*" in text
    import docx

    export.write_docx(turns, tmp_path / "c.docx")
    said = "\n".join(p.text for p in docx.Document(str(tmp_path / "c.docx")).paragraphs)
    assert "260个" in said and "《图书馆延长开放时间》" in said


# ---- in a real browser ----


@pytest.fixture(scope="module")
def address(newspaper: tuple[Article, ...], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    need_browser()
    folder = tmp_path_factory.mktemp("index")
    hostile = make_article(f"集市{HOSTILE}", f"集市{HOSTILE}上有77个摊位。", HOSTILE, "2024-03-03", "bad.txt")
    with served(FakeLibrary(folder, [*newspaper, hostile])) as where:
        yield where


@pytest.fixture(scope="module")
def slow(newspaper: tuple[Article, ...], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page over a library that takes its time, so that there is something to stop."""
    need_browser()
    with served(FakeLibrary(tmp_path_factory.mktemp("slow"), newspaper, pause=0.1)) as where:
        yield where


class Visit:
    """One visitor's own browser profile on the page, with everything it asked the network for."""

    def __init__(
        self,
        browser: Any,
        address: str,
        size: tuple[int, int] = (1440, 900),
        query: str = "",
        **settings: Any,
    ) -> None:
        settings = {"locale": "zh-CN", **settings}  # the browser's language chooses the page's
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **settings)
        self.context.set_default_timeout(180_000)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: self.errors.append(f"dialog {dialog.message}"))
        self.address = address
        self.open(query)

    def open(self, query: str = "") -> None:
        self.page.goto(f"{self.address}/{query}")
        self.page.wait_for_selector("#conversation .welcome .chip, #conversation .turn")

    def ask(self, question: str) -> None:
        count = self.page.locator(".turn:not(.busy)").count()
        self.page.fill("#question textarea", question)
        self.page.keyboard.press("Enter")
        self.page.wait_for_function(f"document.querySelectorAll('.turn:not(.busy)').length > {count}")

    def close(self) -> None:
        self.context.close()


@pytest.mark.page
def test_ask_see_the_answer_click_the_citation_see_the_mark(browser: Any, address: str) -> None:
    visit = Visit(browser, address)
    visit.ask("图书馆新设自习座位多少个？")
    page = visit.page
    assert page.inner_text(".said .words") == "260个"
    page.click(".said .cite")
    page.wait_for_selector("#pane mark.quote")
    assert page.inner_text("#pane mark.quote") == "260个"
    assert page.locator("#pane mark.quote").bounding_box()["y"] < 900
    page.click("#pane [data-do=raw]")
    page.wait_for_selector("#pane pre.raw mark")
    assert page.inner_text("#pane pre.raw mark") == "260个"
    assert visit.errors == []
    outside = [url for url in visit.requests if not url.startswith((address, "data:", "blob:"))]
    assert outside == []
    visit.close()


@pytest.mark.page
def test_hostile_words_do_nothing_in_the_browser(browser: Any, address: str) -> None:
    visit = Visit(browser, address)
    visit.ask(f"集市上有多少个摊位？{HOSTILE}")
    visit.page.click(".said .cite")
    visit.page.wait_for_selector("#pane mark.quote")
    assert "<script>alert(1)</script>" in visit.page.inner_text(".turn .question")
    assert "{{7*7}}${7*7}" in visit.page.inner_text("#pane .title")
    assert visit.page.locator(".turn img, .turn script, #pane img, #pane script, #pane a").count() == 0
    assert visit.errors == []
    visit.close()


@pytest.mark.page
def test_the_conversation_survives_a_reload_and_belongs_to_one_browser(browser: Any, address: str) -> None:
    first, second = Visit(browser, address), Visit(browser, address)
    first.ask("图书馆新设自习座位多少个？")
    second.ask("云河大桥全长多少米？")
    first.open()
    first.page.wait_for_selector(".turn")
    assert first.page.inner_text("#conversation .question").startswith(
        "第 1 问"
    ) or "自习座位" in first.page.inner_text("#conversation")
    assert "云河大桥" not in first.page.inner_text("#conversation .turn >> nth=0")
    second.open()
    second.page.wait_for_selector(".turn")
    assert "自习座位" not in second.page.inner_text("#conversation")
    first.close()
    second.close()


@pytest.mark.page
def test_a_link_asks_and_another_opens_an_article(
    browser: Any, address: str, newspaper: tuple[Article, ...]
) -> None:
    visit = Visit(browser, address, query="?q=图书馆新设自习座位多少个？")
    visit.page.wait_for_selector(".said .words")
    assert visit.page.inner_text(".said .words") == "260个"
    one = newspaper[0]
    start = one.text.index("1280米")
    visit.open(f"?article={one.id}&start={start}&end={start + 5}")
    visit.page.wait_for_selector("#pane mark.quote")
    assert visit.page.inner_text("#pane mark.quote") == "1280米"
    visit.close()


@pytest.mark.page
def test_the_right_words_selected_become_a_test_case(browser: Any, address: str) -> None:
    visit = Visit(browser, address)
    page = visit.page
    visit.ask("图书馆新设自习座位多少个？")
    page.click(".turn [data-do=wrong]")
    page.click(".turn [data-do=fix]")
    page.wait_for_selector("#pane .picking")
    page.evaluate(
        """() => { const all = [...document.querySelectorAll('#pane .paragraph [data-s]')];
        const node = all.find((one) => one.textContent.includes('82万册')).firstChild;
        const at = node.textContent.indexOf('82万册');
        getSelection().setBaseAndExtent(node, at, node, at + 4); }"""
    )
    page.wait_for_function("document.querySelector('.picked-words').textContent === '82万册'")
    page.click("#pane [data-do=pick]")
    page.wait_for_selector("#toast.on")
    assert "82万册" in page.inner_text("#toast")
    page.click("#rooms button[role=tab] >> nth=3")
    page.wait_for_selector("#cases li")
    assert "82万册" in page.inner_text("#cases")
    visit.close()


@pytest.mark.page
def test_an_input_method_never_sends_half_a_word(browser: Any, address: str) -> None:
    visit = Visit(browser, address)
    page = visit.page
    page.fill("#question textarea", "图书")
    page.focus("#question textarea")
    session = visit.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "guan", "selectionStart": 4, "selectionEnd": 4})
    enter = {"key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
    session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    session.send("Input.insertText", {"text": "馆"})
    page.wait_for_timeout(600)
    assert page.locator(".turn").count() == 0
    assert page.input_value("#question textarea") == "图书馆"
    visit.close()


@pytest.mark.page
def test_on_a_phone_the_article_is_a_sheet_that_the_back_button_closes(browser: Any, address: str) -> None:
    visit = Visit(browser, address, (390, 844), has_touch=True)
    page = visit.page
    visit.ask("图书馆新设自习座位多少个？")
    assert not page.locator("#pane .title").is_visible()
    page.click(".said .cite")
    page.wait_for_selector("#pane mark.quote", state="visible")
    page.go_back()
    page.wait_for_selector("#pane mark.quote", state="hidden")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    visit.close()


@pytest.mark.page
def test_browse_search_and_preview(browser: Any, address: str) -> None:
    visit = Visit(browser, address)
    page = visit.page
    page.click("#rooms button[role=tab] >> nth=1")
    page.wait_for_selector("#found .entry")
    page.fill("#search textarea, #search input", "公交")
    page.keyboard.press("Enter")
    page.wait_for_selector("#found mark.match")
    page.click("#found .entry >> nth=0")
    page.wait_for_selector("#pane mark.match")
    page.click("#rooms button[role=tab] >> nth=2")
    page.fill("#add-paste textarea", "新桥通车\n\n本报讯 昨日，新桥通车，全长300米，市民十分高兴。")
    page.click("#add-preview")
    page.wait_for_selector("#preview .articles li")
    assert "新桥通车" in page.inner_text("#preview")
    visit.close()


@pytest.mark.page
def test_who_has_to_wait_is_told_the_place_in_line(browser: Any, slow: str) -> None:
    from gradio_client import Client

    others = Client(slow, verbose=False, download_files=False)
    visit = Visit(browser, slow)
    jobs = [others.submit("换热站有多少座？", api_name="/ask") for _ in range(30)]
    visit.page.fill("#question textarea", "换热站有多少座？")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_function("document.querySelector('#line').textContent.startsWith('排队第')")
    visit.page.wait_for_selector(".turn:not(.busy)")
    assert visit.page.inner_text(".said .words") == "218座" and not visit.page.locator("#line").is_visible()
    assert all(job.result()["answer"] == "218座" for job in jobs)
    visit.close()


@pytest.mark.page
def test_axe_finds_no_serious_violation(browser: Any, address: str) -> None:
    script = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        pytest.skip("axe-core is not installed: npm install axe-core")
    visit = Visit(browser, address)
    visit.ask("图书馆新设自习座位多少个？")
    for place in range(4):
        visit.page.click(f"#rooms button[role=tab] >> nth={place}")
        visit.page.wait_for_timeout(800)
        visit.page.evaluate(script.read_text(encoding="utf-8"))
        found = visit.page.evaluate(
            "async () => (await axe.run()).violations.map((one) => [one.impact, one.id])"
        )
        assert [one for one in found if one[0] in ("serious", "critical")] == []
    visit.close()


@pytest.fixture(scope="module")
def shown(request: pytest.FixtureRequest) -> Iterator[tuple[str, str, Path | None]]:
    """What to photograph: the invented newspaper, or the seeds where WENBAO_SCREENSHOTS names a folder for them."""
    target = os.environ.get("WENBAO_SCREENSHOTS")
    if not target:
        yield request.getfixturevalue("address"), "图书馆新设自习座位多少个？", None
        return
    with served(ROOT / "indexes") as where:
        yield where, "长治公厕有多少座？", Path(target)


@pytest.mark.page
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_the_page_in_both_languages_both_themes_and_two_sizes(
    browser: Any,
    shown: tuple[str, str, Path | None],
    tmp_path: Path,
    language: str,
    theme: str,
    size: tuple[int, int],
) -> None:
    address, question, target = shown
    visit = Visit(
        browser, address, size, query=f"?lang={language}", color_scheme=theme, reduced_motion="reduce"
    )
    page = visit.page
    visit.ask(question)
    other = {"zh": "再问一次", "en": "Ask again"}
    words = page.inner_text("#conversation")
    assert other.pop(language) in words and next(iter(other.values())) not in words
    assert page.inner_text("#send") == ("提问" if language == "zh" else "Ask")
    assert page.evaluate("document.body.classList.contains('dark')") == (theme == "dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    name = f"{size[0]}-{language}-{theme}"
    page.wait_for_timeout(500)
    page.screenshot(path=str((target or tmp_path) / f"ask-{name}.png"))
    if size[0] < 1000:
        page.click(".said .cite")
        page.wait_for_selector("#pane mark.quote", state="visible")
        page.wait_for_timeout(500)
        page.screenshot(path=str((target or tmp_path) / f"read-{name}.png"))
    visit.close()
