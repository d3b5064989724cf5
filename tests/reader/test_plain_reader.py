"""The reader without training: the right kind of span, in the right sentence, the same every time."""

from itertools import pairwise

import pytest
from conftest import make_article

from rag.articles.passages import passages
from rag.reader.plain import SPANS, PlainReader
from rag.types import Article, Candidate


def candidates(*articles: Article) -> list[Candidate]:
    found = [passage for article in articles for passage in passages(article)]
    return [Candidate(passage, 1.0 / n) for n, passage in enumerate(found, 1)]


ARTICLE = make_article(
    "市图书馆扩建完工",
    "市图书馆扩建工程6月1日完工，新馆设自习座位260个，藏书82万册。\n"
    "馆长周梅说：“新馆让读书更方便。”据了解，扩建工程由云河路桥有限公司承建，位于文昌路。\n"
    "由于暑期读者增多，图书馆延长开放时间。新馆通过网上预约减少排队。",
    byline="本报记者 苏禾",
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("新馆有多少个自习座位？", "260个"),
        ("新馆藏书多少册？", "82万册"),
        ("图书馆馆长是谁？", "周梅"),
        ("扩建工程什么时候完工？", "6月1日"),
        ("馆长周梅说了什么？", "新馆让读书更方便。"),
        ("扩建工程由哪家公司承建？", "云河路桥有限公司"),
        ("圖書館館長是誰？", "周梅"),
        ("新馆通过什么减少排队？", "网上预约"),
        ("为什么延长开放时间？", "暑期读者增多"),
    ],
)
def test_the_best_reading_is_of_the_kind_that_is_asked_for(question: str, expected: str) -> None:
    readings = PlainReader().read(question, candidates(ARTICLE))
    best = max(readings, key=lambda reading: reading.score)
    assert expected in best.text
    assert len(best.text) <= len(expected) + 8


def test_readings_are_slices_of_the_article_several_a_passage_best_first() -> None:
    found = candidates(ARTICLE)
    readings = PlainReader().read("新馆有多少个自习座位？", found)
    for candidate in found:
        here = [reading for reading in readings if reading.passage == candidate.passage.id]
        assert len(here) <= SPANS
        assert [reading.score for reading in here] == sorted(
            (reading.score for reading in here), reverse=True
        )
        for one, two in pairwise(here):
            assert one.end <= two.start or two.end <= one.start
    assert readings
    for reading in readings:
        assert ARTICLE.text[reading.start : reading.end] == reading.text
        assert reading.article == ARTICLE.id


def test_the_same_reading_every_time() -> None:
    found = candidates(ARTICLE)
    assert PlainReader().read("馆长是谁？", found) == PlainReader().read("馆长是谁？", found)


@pytest.mark.parametrize("question", ["", "？", "谁", "why", "\x00", "(((", "[a-z]*", "多少" * 200])
def test_no_question_breaks_it(question: str) -> None:
    PlainReader().read(question, candidates(ARTICLE))
    assert PlainReader().read(question, []) == []


def test_a_passage_about_something_else_scores_lower() -> None:
    other = make_article("果农丰收", "青岭村苹果丰收，每亩增产两成，总产量1200吨，设摊位260个。")
    readings = PlainReader().read("图书馆新馆有多少个自习座位？", candidates(other, ARTICLE))
    best = {
        article.id: max(r.score for r in readings if r.article == article.id) for article in (other, ARTICLE)
    }
    assert best[ARTICLE.id] > best[other.id]
