"""The browse tab: the articles by date and by person, people with their posts, numbers with what they count."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import make_article
from fake_library import FakeLibrary
from serving import need_browser, served
from test_page import HOSTILE, ROOT, SAFE, Elements, Visit, text_of

from rag.errors import QuestionError
from rag.index.entities import collect
from rag.page.render import browse as render_browse
from rag.page.security.guard import language_of
from rag.page.service import article_search
from rag.page.service.background_entities import Naming
from rag.page.tabs import browse
from rag.types import Article, Filters


def none(_: Article) -> tuple[()]:
    return ()


@pytest.fixture
def library(tmp_path: Path, newspaper: tuple[Article, ...]) -> FakeLibrary:
    made = FakeLibrary(tmp_path, newspaper)
    made.start()
    return made


def wanted(query: str = "", person: str = "", view: str = "list", **others: str) -> Any:
    return browse._wanted(
        query, others.get("paper", ""), others.get("kind", ""), person, others.get("first", ""), "", view
    )


def test_the_newest_day_comes_first_and_the_undated_last_with_the_reason(
    newspaper: tuple[Article, ...],
) -> None:
    undated = replace(newspaper[0], date="", date_precision="")
    month = replace(newspaper[1], date="2024-07", date_precision="month")
    found = article_search.find([undated, month, *newspaper[2:]], "")
    html = render_browse.dates(found, "", 99, none)
    days = [text_of(piece.split('<span class="facts">')[0]) for piece in html.split("<h2>")[1:]]
    assert days[0].startswith("2024年11月12日") and days[-1].startswith("日期未知")
    last = html.split("<h2>")[-1]
    assert "没有印报头日期" in last and "no date is printed" in last and undated.id in last
    assert html.index("2024年7月20日") < html.index(month.id) < html.index("2024年6月15日")


def test_a_list_by_date_is_drawn_piece_by_piece(newspaper: tuple[Article, ...]) -> None:
    html = render_browse.dates(article_search.find(newspaper, ""), "", 4, none)
    assert html.count('class="entry"') == 4 and 'data-do="more" data-shown="4"' in html


def test_a_person_is_shown_with_posts_and_every_place(library: FakeLibrary) -> None:
    html = browse.shown(library, wanted(view="people"))
    one = html[html.index("何平") :]
    assert "市交通局局长" in one[:400] and 'data-name="何平"' in one
    article = library.articles()[0]
    start = article.text.index("何平")
    assert f'data-article="{article.id}" data-start="{start}" data-end="{start + 2}"' in one


def test_a_number_is_shown_with_what_it_counts(library: FakeLibrary) -> None:
    html = browse.shown(library, wanted(view="numbers"))
    assert "218座" in html and "何平" not in html
    asked = browse.shown(library, wanted("換熱站 218", view="numbers"))
    assert "218座" in asked and asked.count('class="name"') == 1


def test_names_keep_to_the_articles_that_are_left(library: FakeLibrary) -> None:
    html = browse.shown(library, wanted(view="people", first="2024-10"))
    assert "何平" not in html
    assert "何平" in browse.shown(library, wanted(view="people", first="2024"))


def test_only_the_articles_that_name_a_person(library: FakeLibrary) -> None:
    html = browse.shown(library, wanted(person="赵秀英"))
    assert html.count('class="entry"') == 1 and '<mark class="match">赵秀英</mark>' in html
    assert "没有符合的文章" in browse.shown(library, wanted(person="查无此人"))
    both = article_search.find(library.articles(), "豆浆", person="赵 秀英")
    assert [one.title for one, _ in both] == ["老街早餐店三十年不涨价"]


def test_a_filter_by_person_or_kind_narrows_a_question_too(library: FakeLibrary) -> None:
    filters = article_search.narrowed(library.articles(), {"person": "赵秀英", "date_from": "2024"})
    assert filters == Filters(date_from="2024", articles=(library.articles()[8].id,))
    assert article_search.narrowed(library.articles(), {"kind": "news"}).articles == tuple(
        one.id for one in library.articles()
    )
    assert article_search.narrowed(library.articles(), {"person": "", "newspaper": "云河日报"}) == Filters(
        newspaper="云河日报"
    )
    with pytest.raises(QuestionError, match="查无此人"):
        article_search.narrowed(library.articles(), {"person": "查无此人"})
    for broken in ({"person": 3}, {"kind": ["news"]}, {"person": "x" * 999}, {"whom": "x"}, [1]):
        with pytest.raises(QuestionError):
            article_search.narrowed(library.articles(), broken)


def test_names_that_are_not_there_yet_are_waited_for_in_words(library: FakeLibrary) -> None:
    library.names = lambda seconds=None: None  # type: ignore[method-assign]
    html = browse.shown(library, wanted(view="people"))
    assert "正在把文章里的人名" in html and 'data-do="more"' in html
    assert browse.persons(library, "en", 0.1) == [("Everybody", "")]


def test_names_are_collected_behind_everything_else(newspaper: tuple[Article, ...]) -> None:
    made = Naming(lambda: collect(newspaper))
    assert made.within(None) == collect(newspaper) == made.within(0.0)

    def broken() -> tuple[()]:
        raise QuestionError("坏了。 Broken.")

    failed = Naming(broken)
    with pytest.raises(QuestionError, match="Broken"):
        failed.within(None)


@pytest.mark.parametrize(
    ("address", "cookies", "language"),
    [
        ({"lang": "en"}, {}, "en"),
        ({}, {"wenbao-language": "en"}, "en"),
        ({"lang": "zh"}, {"wenbao-language": "en"}, "zh"),
        ({}, {"wenbao-language": "<script>"}, "zh"),
        ({}, {}, "zh"),
    ],
)
def test_the_choices_are_in_the_language_that_the_browser_remembers(
    address: dict[str, str], cookies: dict[str, str], language: str
) -> None:
    request: Any = SimpleNamespace(query_params=address, cookies=cookies)
    assert language_of(request) == language
    assert browse.views(language)[0] == ("Articles" if language == "en" else "文章", "list")


def test_slogans_and_credits_stand_behind_the_stories(newspaper: tuple[Article, ...]) -> None:
    furniture = replace(newspaper[0], kind="furniture")
    assert [one.kind for one, _ in article_search.find([furniture, *newspaper[1:3]], "")] == [
        "news",
        "news",
        "furniture",
    ]


def test_hostile_words_are_shown_as_text_in_every_view(tmp_path: Path) -> None:
    one = make_article(
        HOSTILE, f"{HOSTILE}市交通局局长何平说，全市共有换热站218座。", "", "2024-01-01", HOSTILE
    )
    bad = FakeLibrary(tmp_path, [replace(one, newspaper=HOSTILE, kind=HOSTILE, page=HOSTILE, repeats=one.id)])
    bad.start()
    for view in browse.VIEWS:
        html = browse.shown(bad, wanted(view=view))
        assert "<script" not in html and "<img" not in html and "\u202e" not in html
        assert Elements.of(html) <= {"data-*", *SAFE}
        assert "何平" in html or "218座" in html or "&lt;script&gt;" in html


# ---- in a real browser ----


@pytest.fixture(scope="module")
def address(newspaper: tuple[Article, ...], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    need_browser()
    first, second, third = newspaper[:3]
    linked = [
        replace(first, continued_by=second.id),
        replace(second, continues=first.id, date="", date_precision=""),
        replace(third, repeats=first.id),
    ]
    folder = tmp_path_factory.mktemp("index")
    library = FakeLibrary(folder, [*linked, *newspaper[3:]])
    with served(library) as where:
        yield where


@pytest.mark.page
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_serious_violation_in_any_view(browser: Any, address: str, theme: str) -> None:
    script = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        pytest.skip("axe-core is not installed: npm install axe-core")
    visit = Visit(browser, address, color_scheme=theme, reduced_motion="reduce")
    page = visit.page
    page.click("#rooms button[role=tab] >> nth=1")
    page.click("#found .entry >> nth=0")
    page.wait_for_selector("#pane .links")
    page.evaluate(script.read_text(encoding="utf-8"))
    for place, seen in enumerate((".days", ".names.person", ".names.number"), 1):
        page.click(f"#view label >> nth={place}")
        page.wait_for_selector(f"#found {seen}")
        page.evaluate("document.querySelectorAll('details.name').forEach((one) => one.open = true)")
        found = page.evaluate(
            "async () => (await axe.run()).violations.map((one) => [one.impact, one.id, one.nodes[0].html])"
        )
        assert [one for one in found if one[0] in ("serious", "critical")] == []
    visit.close()


@pytest.mark.page
@pytest.mark.parametrize(("language", "size"), [("zh", (1440, 900)), ("en", (390, 844))])
def test_the_views_and_the_links_lead_to_the_article(
    browser: Any, address: str, language: str, size: tuple[int, int]
) -> None:
    visit = Visit(browser, address, size, query=f"?lang={language}", reduced_motion="reduce")
    page = visit.page
    page.click("#rooms button[role=tab] >> nth=1")
    page.wait_for_selector("#found .links")
    link = page.inner_text("#found .links >> nth=0")
    assert "图书馆延长开放时间" in link and ("续文" in link) == (language == "zh")
    labels = page.locator("#view label").all_inner_texts()
    assert labels == (
        ["文章", "按日期", "人名", "数字"]
        if language == "zh"
        else ["Articles", "By date", "People", "Numbers"]
    )
    page.click("#view label >> nth=1")
    page.wait_for_selector("#found .days")
    assert ("日期未知" if language == "zh" else "Date unknown") in page.inner_text("#found .undated")
    page.click("#view label >> nth=2")
    page.click("#found details.name:has-text('何平') summary")
    page.click("#found details.name:has-text('何平') .entry")
    page.wait_for_selector("#pane mark.quote", state="visible")
    assert page.inner_text("#pane mark.quote") == "何平"
    page.click("#pane .links button.linked >> nth=0")
    page.wait_for_selector("#pane .title:has-text('图书馆延长开放时间')")
    if size[0] < 1000:
        page.click("#pane .close")
    page.click("#found details.name:has-text('何平') [data-do=person]")
    page.wait_for_selector("#found ol.articles mark.match")
    assert page.locator("#found ol.articles > li").count() == 1 and "何平" in page.inner_text("#found .only")
    page.click("#found .only [data-do=person]")
    page.wait_for_selector("#found .only", state="detached")
    page.wait_for_function("document.querySelectorAll('#found ol.articles > li').length === 10")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert visit.errors == []
    visit.close()
