"""What belongs together across a collection: wire copy, pieces of a story, and the two halves of a continued one."""

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import FakeEncoder, make_article

from rag.articles import find_articles
from rag.articles.links.relations import relate
from rag.index import add, build, open_index, remove
from rag.index.as_json import listed
from rag.index.inspection import check
from rag.types import Article, Document, Evidence

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
WIRE = (
    "国家统计局今天公布的数据显示，上半年国内生产总值同比增长百分之五点三，其中第一产业增加值增长百分之三点七，"
    "第二产业增加值增长百分之五点三，第三产业增加值增长百分之五点五，国民经济运行延续总体平稳、稳中向好的发展态势。"
)
OTHER = (
    "城北新建的湿地公园昨天迎来首批游客，园内铺设了九公里长的木栈道，沿途设有六处观鸟亭，志愿者向孩子们介绍水鸟的习性，"
    "管理处负责人说公园全年免费开放，双休日另有讲解。"
)

TAIL = "分析人士认为，下半年的政策还会继续支持消费和投资。"


def story(title: str, body: str, **facts: str) -> Article:
    made = make_article(
        title, body, date=facts.pop("date", "2024-05-01"), source=facts.pop("source", "p.txt")
    )
    return replace(made, **facts)  # type: ignore[arg-type]


def by_source(articles: list[Article]) -> dict[str, Article]:
    return {article.source: article for article in articles}


# Copies


def test_wire_copy_under_another_headline_repeats_the_longest() -> None:
    long = story("经济半年报出炉", f"{WIRE}\n{TAIL}", source="a")
    short = story("稳中向好", WIRE, source="b")
    found = by_source(relate([short, long, story("湿地公园开园", OTHER, source="c")]))
    assert found["b"].repeats == long.id
    assert (found["a"].repeats, found["c"].repeats) == ("", "")


def test_a_corrected_later_edition_counts_and_the_earlier_one_repeats_it() -> None:
    early = story("经济半年报出炉", f"{WIRE}\n{TAIL}", source="a", date="2024-05-01")
    late = story("经济半年报出炉", WIRE.replace("五点三", "五点五") + TAIL[:9], source="b", date="2024-05-02")
    for articles in ([early, late], [late, early]):
        found = by_source(relate(articles))
        assert (found["a"].repeats, found["b"].repeats) == (late.id, "")


@pytest.mark.parametrize(
    "facts", [{"date": ""}, {"date": "2024-05"}, {"newspaper": "云河晚报"}, {"title": "稳中向好"}]
)
def test_without_a_known_later_day_headline_and_paper_the_longest_counts(facts: dict[str, str]) -> None:
    long = story("经济半年报出炉", f"{WIRE}\n{TAIL}", source="a")
    later = {"title": long.title, "source": "b", "date": "2024-05-02"} | facts
    other = story(later.pop("title"), WIRE, **later)
    assert by_source(relate([long, other]))["b"].repeats == long.id


def test_one_headline_over_two_texts_is_two_stories_and_a_text_inside_another_is_linked() -> None:
    one, two = story("简讯两则", WIRE, source="a"), story("简讯两则", OTHER, source="b")
    holds = story("本周要闻", f"{OTHER}\n{WIRE}\n{TAIL * 30}", source="c")
    found = by_source(relate([one, two]))
    assert (found["a"].repeats, found["b"].repeats) == ("", "")
    assert by_source(relate([one, two, holds]))["a"].repeats == holds.id


def test_two_stories_do_not_meet_through_a_caption_that_both_print() -> None:
    shared = WIRE[:58]
    pears = "".join(f"{n}号园的梨树今年早开花{n % 7}天，果农忙着疏花。" for n in range(10, 30))
    jobs = "".join(f"第{n}位专家认为要稳住就业，消费还会提高{n % 9}成。" for n in range(10, 30))
    one = story("经济半年报出炉", f"{shared}\n{pears}", source="a")
    two = story("专家谈经济", f"{shared}\n{jobs}", source="b")
    caption = replace(story("", shared, source="c"), kind="photo_news")
    found = by_source(relate([one, two, caption]))
    assert (found["a"].repeats, found["b"].repeats) == ("", "")
    assert found["c"].repeats in (one.id, two.id)


def test_a_pull_quote_finds_its_story_in_another_file() -> None:
    quote = story("", OTHER[:60], source="quotes", kind="pull_quote")
    assert by_source(relate([quote, story("湿地公园开园", OTHER, source="b")]))["quotes"].repeats


def test_a_pull_quote_of_a_copy_repeats_what_the_copy_repeats() -> None:
    long = story("经济半年报出炉", f"{WIRE}\n{TAIL}", source="a")
    copy = story("稳中向好", WIRE, source="b")
    quote = story("", WIRE[:70], source="b", kind="pull_quote")
    found = relate([long, copy, quote])
    assert {article.repeats for article in found} == {"", long.id}


def test_what_fifty_papers_print_is_still_one_story() -> None:
    printed = [story(f"各报标题之{n}", WIRE, source=f"{n:02}") for n in range(50)]
    found = relate(printed)
    assert len({article.repeats for article in found if article.repeats}) == 1
    assert sum(not article.repeats for article in found) == 1


def test_links_follow_from_the_texts_alone() -> None:
    plain = [story("稳中向好", WIRE, source="b"), story("湿地公园开园", OTHER, source="c")]
    stale = [
        replace(article, repeats="f" * 16, continues="f" * 16, continued_by="f" * 16) for article in plain
    ]
    assert relate(stale) == plain
    assert relate([]) == []


# Continued stories


def halves(**second: str) -> list[Article]:
    """The halves of one story, with changed facts of the second."""
    facts = {"source": "4", "page": "4", "newspaper": "云河日报", "jump": "上接第一版", **second}
    title = facts.pop("title", "为转型发展筑牢基石")
    return [
        story("为转型发展筑牢基石", WIRE, source="1", page="1", newspaper="云河日报", jump="下转第四版"),
        story(title, OTHER, **facts),
    ]


def linked(articles: list[Article]) -> bool:
    first, second = relate(articles)
    assert bool(first.continued_by) == bool(second.continues), "a link is seen from both ends"
    assert first.continued_by in ("", second.id)
    assert second.continues in ("", first.id)
    return bool(first.continued_by)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({}, "everything fits"),
        ({"jump": "上接1版"}, "numbers are written in either way"),
        ({"page": "", "newspaper": "", "date": ""}, "what is unknown forbids nothing"),
        ({"title": "为转型发展  筑牢基石"}, "spaces in a headline"),
        ({"title": "筑牢基石为转型发展"}, "nearly the same headline"),
        ({"title": ""}, "no headline, but both jumps name the other's page of the same issue"),
        ({"jump": ""}, "the second jump was lost, the first one names the page"),
    ],
)
def test_two_halves_are_linked_when(facts: dict[str, str], why: str) -> None:
    assert linked(halves(**facts)), why


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"title": "湿地公园开园"}, "another headline"),
        ({"page": "3"}, "not the page that the first half names"),
        ({"jump": "上接第二版"}, "it comes from another page"),
        ({"newspaper": "东山晚报"}, "another newspaper"),
        ({"date": "2024-06-09"}, "another day's issue"),
        ({"date": "2023"}, "another year"),
        ({"title": "", "newspaper": ""}, "no headline, and perhaps another paper"),
        ({"jump": "", "page": ""}, "nothing printed leads from one to the other"),
    ],
)
def test_two_articles_are_not_linked_when(facts: dict[str, str], why: str) -> None:
    assert not linked(halves(**facts)), why


def test_printed_dates_must_be_equal_and_inferred_ones_near() -> None:
    for confidence, expected in ((0.95, False), (0.7, True)):
        dated = [
            replace(article, evidence={"date": Evidence("5月1日", "", confidence)})
            for article in halves(date="2024-05-02")
        ]
        assert linked(dated) is expected


def test_of_two_equally_good_halves_neither_is_taken() -> None:
    first, second = halves()
    twin = story(
        "为转型发展筑牢基石",
        "另一段完全不同的文字，讲的是另外一件事情。",
        source="5",
        page="4",
        jump="上接第一版",
    )
    twin = replace(twin, newspaper="云河日报")
    assert not any(article.continued_by for article in relate([first, second, twin]))


def test_a_story_can_go_on_twice() -> None:
    first, second = halves(jump="上接第一版 下转第六版")
    third = story(
        "为转型发展筑牢基石", "村民们说，路修好了，日子也越过越好。", source="6", page="6", jump="上接第四版"
    )
    found = by_source(relate([first, second, third]))
    assert found["1"].continued_by == second.id
    assert (found["4"].continues, found["4"].continued_by) == (first.id, third.id)
    assert found["6"].continues == second.id


def test_the_digest_on_a_front_page_goes_on_where_the_seed_says() -> None:
    found = [
        article
        for path in sorted(SEEDS.glob("*.txt"))
        for article in find_articles(
            Document(path.name, "text/plain", "", path.read_text("utf-8"), "utf-8", "text")
        )
    ]
    pairs = {article.id: article.continued_by for article in relate(found) if article.continued_by}
    titles = {article.id: (article.source[:3], article.title) for article in found}
    title = "走出一条中国特色城市发展道路"
    assert [(titles[one], titles[two]) for one, two in pairs.items()] == [(("000", title), ("003", title))]


# In the index


def test_the_index_keeps_links_and_lets_go_of_them(tmp_path: Path, encoder: FakeEncoder) -> None:
    where, pages = tmp_path / "indexes", tmp_path / "pages"
    pages.mkdir()
    (pages / "a.md").write_text(f"# 经济半年报出炉\n\n{WIRE}\n\n{OTHER}\n", encoding="utf-8")
    (pages / "b.md").write_text(f"# 稳中向好\n\n{WIRE}\n", encoding="utf-8")
    build([pages / "b.md"], where, encoder=encoder)
    add([pages / "a.md"], where, encoder=encoder)
    assert check(where, encoder=encoder) == []
    index = open_index(where, encoder=encoder)
    found = by_source(index.articles())
    index.close()
    assert found["b.md"].repeats == found["a.md"].id
    assert listed(found["b.md"])["repeats"] == found["a.md"].id
    remove(["a.md"], where, encoder=encoder)
    index = open_index(where, encoder=encoder)
    assert [article.repeats for article in index.articles()] == [""]
    index.close()
