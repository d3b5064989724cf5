"""Any text in: spans map back exactly, nothing is lost, nothing invented, never an exception."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.articles import find_articles
from rag.articles.facts.misreadings import suggest
from rag.articles.offsets import from_raw, to_raw, undo
from rag.articles.segmentation.lines import BLANKS
from rag.text import simplified
from rag.types import Article, Document

LINES = st.sampled_from(
    """本报讯（记者张三）7月15日，市委召开会议，|研究部署城市工作。|||## 当好城市『第一窗口』|本报记者 王五
|（下转第4版）|(上接1版)|牢记嘱托 感恩奋进 顽强拼搏 真抓实干|扫一扫 读全文
|扩 大 对 外 开 放|李红卫 摄|——二论学习贯彻|编者按|公告
|会议 7月 14日至 15日在北京举行。|省委第五督导服务组|2025年6月|  Hello  big\tworld 2025 年
|\u3000\u3000缩进的段落，没有完|“引号没有关|巴脉升方。 到地方考察时|·孙鸣·
|立体交通|#|# |长治日报 2025年7月14日 星期一 第1版|\ufeff
|走出一条中国特色城市发展道路  """.replace("\n", "").split("|")
)
PAGES = st.one_of(
    st.text(max_size=400),
    st.lists(LINES, max_size=30).map("\n".join),
    st.lists(st.one_of(LINES, st.text(max_size=60)), max_size=20).map("\n".join),
    st.lists(LINES, max_size=30).map("\r\n".join),
)
THOROUGH = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def page(text: str, **fields: object) -> Document:
    return Document("p.txt", "text/plain", "", text, "utf-8", "text", **fields)  # type: ignore[arg-type]


def plain(text: str) -> str:
    return "".join(letter for letter in text if not letter.isspace() and letter not in BLANKS)


def holds(article: Article, raw: str) -> None:
    """Assert what check promises for one article."""
    covered = 0
    pieces = sorted(
        [(run.start, run.start + run.length) for run in article.runs]
        + [(r.start, r.end) for r in article.repairs]
    )
    for start, end in pieces:
        assert article.text[covered:start].strip("\n") == "", "text that is neither copied nor repaired"
        covered = max(covered, end)
    assert article.text[covered:] == ""
    for run in article.runs:
        assert (
            article.text[run.start : run.start + run.length]
            == raw[run.raw_start : run.raw_start + run.length]
        )
    for repair in article.repairs:
        assert article.text[repair.start : repair.end] == repair.after
        assert raw[repair.raw_start : repair.raw_end] == repair.before
    assert "\n".join(article.text[part.start : part.end] for part in article.parts) == article.text


@given(PAGES)
@THOROUGH
def test_every_character_of_the_article_comes_from_the_page_or_is_a_recorded_repair(text: str) -> None:
    for article in find_articles(page(text)):
        holds(article, text)


@given(PAGES)
@THOROUGH
def test_every_character_of_the_page_is_in_an_article_or_in_the_record_of_a_repair(text: str) -> None:
    kept = [False] * len(text)
    for article in find_articles(page(text)):
        for start, length in [(run.raw_start, run.length) for run in article.runs]:
            kept[start : start + length] = [True] * length
        for repair in article.repairs:
            kept[repair.raw_start : repair.raw_end] = [True] * (repair.raw_end - repair.raw_start)
    lost = "".join(letter for letter, was in zip(text, kept, strict=True) if not was)
    assert plain(simplified(lost)) == ""  # what nobody sees may go where a line begins or ends


@given(PAGES, st.data())
@THOROUGH
def test_a_quote_leads_to_raw_text_that_equals_it_once_its_repairs_are_undone(
    text: str, data: st.DataObject
) -> None:
    for article in find_articles(page(text)):
        part = data.draw(st.sampled_from(article.parts))
        start = data.draw(st.integers(part.start, part.end - 1))
        end = data.draw(st.integers(start + 1, part.end))
        raw_start, raw_end = to_raw(article, start, end)
        seen = plain(simplified(text[raw_start:raw_end]))  # what nobody sees may go where a line ends
        assert seen == plain(simplified(undo(article, start, end)))
        back = from_raw(article, raw_start, raw_end)
        if plain(article.text[start:end]) and back is not None:
            assert plain(article.text[back[0] : back[1]]) == plain(article.text[start:end])


@given(PAGES)
@THOROUGH
def test_a_document_that_is_one_article_gives_one_article_with_the_users_headline(text: str) -> None:
    found = find_articles(page(text, whole=True, metadata={"title": "一个 标题", "byline": "本报记者 王五"}))
    assert len(found) == 1
    assert found[0].title == "一个 标题"
    holds(found[0], text)


@given(PAGES)
@THOROUGH
def test_the_same_page_gives_the_same_articles(text: str) -> None:
    assert find_articles(page(text)) == find_articles(page(text))


@given(PAGES)
@THOROUGH
def test_suggestions_change_nothing_and_name_what_stands_there(text: str) -> None:
    for article in find_articles(page(text)):
        for repair in suggest(article):
            assert article.text[repair.start : repair.end] == repair.before != repair.after


def test_a_blank_page_has_no_article() -> None:
    assert find_articles(page("")) == []
    assert find_articles(page(" \n\ufeff\n\u3000\n")) == []


def test_wraps_spaces_and_letter_spacing_are_undone_and_the_rest_kept() -> None:
    text = (
        "市政协召开会议 任秀红主持\n\n本报讯 （记者郭娟）7 月 15 日，\n市政协召开党组扩 大会议，传达学习\n"
        "贯彻会议精神，扩 大 对 外 开 放 的\n工作全部完成。Open\nAI 也来了。\n"
    )
    article = find_articles(page(text))[0]
    assert article.title == "市政协召开会议 任秀红主持"
    body = article.role("paragraph")
    assert (
        body == "本报讯（记者郭娟）7月15日，市政协召开党组扩大会议，传达学习贯彻会议精神，"
        "扩大对外开放的工作全部完成。Open AI也来了。"
    )
    assert [(one.kind, one.before, one.after) for one in article.repairs] == [("inserted", "\n", " ")]


def test_a_suspected_misreading_stays_as_printed_and_is_only_suggested() -> None:
    article = find_articles(page("为深人推进工作，资深人士说，吸纳人才，领导人表示······"))[0]
    assert "深人推进" in article.text
    assert [(one.before, one.after) for one in suggest(article)] == [("深人", "深入"), ("······", "……")]


def test_a_shred_printed_across_a_paragraph_is_recorded_and_not_in_the_text() -> None:
    text = (
        "会议强调，要深入推进新型城镇化建设，他在中央城\n\n走出中国特色城市发展道路 由,推进一份\n\n"
        "镇化工作会议上指出，城镇化工作会议很重要，中央城镇化工作是大事。\n"
    )
    article = next(one for one in find_articles(page(text)) if one.kind != "furniture")
    assert "中央城镇化工作会议上指出" in article.role("paragraph")
    assert any(one.kind == "inset" and "走出中国特色城市发展道路" in one.before for one in article.repairs)


def test_a_megabyte_in_one_line_stays_whole() -> None:
    text = "城市是人民的城市，人民城市为人民。" * 60_000
    (article,) = find_articles(page(text))
    assert article.text == text


def test_thousands_of_short_lines_stays_whole() -> None:
    text = "\n".join(f"第{number}名 王小明 一等奖" for number in range(3_000))
    articles = find_articles(page(text))
    assert sum(len(plain(article.text)) for article in articles) == len(plain(text))


def test_what_cannot_be_seen_is_no_part_of_a_quote() -> None:
    raw = (
        "茶\u200b山书屋开放\n\n本报讯 6月2日，茶山书屋\u00ad开放，藏书4\u00ad6万\u200b册，每\ufeff天接待读者300人，"
        "周末还有故事会，孩子们都很喜欢。\n"
    )
    (article,) = find_articles(page(raw))
    assert "藏书46万册" in article.text and article.title == "茶山书屋开放"
    holds(article, raw)
    family = "合影\U0001f468\u200d\U0001f469\u200d\U0001f467"
    (kept,) = find_articles(page(f"{family}\n\n{raw}", whole=True))
    assert family in kept.text, "a joiner between pictures is a part of them"
