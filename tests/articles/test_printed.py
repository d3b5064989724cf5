"""A page in traditional characters, or with marks that nobody sees, is parted as the same page in plain ones is."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.articles import find_articles
from rag.articles.offsets import from_raw, to_raw
from rag.index.inspection import _verbatim
from rag.text import simplified
from rag.types import Article, Document

PLAIN = """柳江日报 2025年3月5日 星期三 第2版

渡口新桥合龙

本报讯（记者 沈知夏 通讯员 韩江）3月4日，柳江渡口新桥顺利合龙，全长860米，
比原计划提前二十天。

桥长周启明表示，工人们冒着细雨完成了最后一方浇筑。

图为合龙现场。 沈知夏 摄

老茶馆里的读书会

本报记者 钟里峰

每逢周三，台湾街老茶馆里坐满了人。馆主罗广发说，读书会办了十一年，从未间断。

茶馆藏书三千册，分为三类。（下转第四版）
"""
PRINTED = """柳江日報 2025年3月5日 星期三 第2版

渡口新橋合龍

本報訊（記者 沈知夏 通訊員 韓江）3月4日，柳江渡口新橋順利合龍，全長860米，
比原計劃提前二十天。

橋長周啓明表示，工人們冒著細雨完成了最後一方澆築。

圖爲合龍現場。 沈知夏 攝

老茶館裏的讀書會

本報記者 鍾裏峯

每逢週三，臺灣街老茶館裏坐滿了人。館主羅廣發說，讀書會辦了十一年，從未間斷。

茶館藏書三千冊，分爲三類。（下轉第四版）
"""


def document(text: str, whole: bool = False, **metadata: str) -> Document:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document("柳江.txt", "text/plain", digest, text, "utf-8", "plain", metadata, whole)


def shape(articles: list[Article]) -> list[object]:
    return [
        (
            article.kind,
            article.date,
            article.page,
            simplified(article.newspaper),
            simplified(article.jump),
            bool(article.repeats),
            *((part.role, simplified(article.text[part.start : part.end])) for part in article.parts),
        )
        for article in articles
    ]


def assert_whole(articles: list[Article], source: Document) -> None:
    for article in articles:
        assert list(_verbatim(article, source)) == []
        assert article.id == article.sha256[:16] == hashlib.sha256(article.text.encode()).hexdigest()[:16]
        for run in article.runs:
            span = (run.start, run.start + run.length)
            assert from_raw(article, *to_raw(article, *span)) == span


def test_a_traditional_page_is_parted_as_the_simplified_one() -> None:
    plain, printed = find_articles(document(PLAIN)), find_articles(document(PRINTED))
    assert shape(printed) == shape(plain)
    assert [article.title for article in printed if article.title] == ["渡口新橋合龍", "老茶館裏的讀書會"]
    assert {article.newspaper for article in printed} == {"柳江日報"}
    assert printed[0].evidence["newspaper"].words in PRINTED
    assert_whole(printed, document(PRINTED))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(PRINTED) - 1), st.sampled_from("\u200b\u00ad\u2060\ufeff\u200d")),
        max_size=30,
    )
)
def test_marks_that_nobody_sees_change_no_article_and_stay_in_the_text(marks: list[tuple[int, str]]) -> None:
    text = PRINTED
    for at, mark in sorted(marks, reverse=True):
        text = text[:at] + mark + text[at:]
    source = document(text)
    found = find_articles(source)
    assert shape(found) == shape(find_articles(document(PLAIN)))
    assert_whole(found, source)


@pytest.mark.parametrize("title", ["渡口新橋合龍", "橋樑建設者羣像"])
def test_a_given_headline_stands_in_its_own_characters(title: str) -> None:
    body = "渡口新橋合龍\n\n3月4日，新橋合龍，全長860米。\n\n\u200b羣衆前往參觀。"
    source = document(body, True, title=title, newspaper="臺江日報", date="2025-03-05")
    (article,) = find_articles(source)
    assert (article.title, article.newspaper, article.date) == (title, "臺江日報", "2025-03-05")
    assert article.evidence["newspaper"].words == "臺江日報"
    assert "羣衆前往參觀。" in article.text
    assert_whole([article], source)
