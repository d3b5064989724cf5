"""A word typed by its sound becomes the word of the articles; whatever may be meant as it stands stays so."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.question.spelling import LONGEST, MOST_CHANGED, MOST_TRIED, respelled
from rag.text.words import words

ARTICLES = (
    "全市新增公园绿地面积15平方米，城市人均公园绿地面积居全省第一。",
    "区里要发展十大产业，文化产业增加值提高两成。",
    "张杨在云州大桥通车仪式上说，云州大桥全长1280米。",
    "县医院的专家门诊每周三开放。",
)
COUNTS = Counter(word for article in ARTICLES for word in set(words(article)))


def frequency(word: str) -> int:
    """Return in how many of the articles a word or a pair of characters stands."""
    return COUNTS[word]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("人均公园绿地面机是多少？", "人均公园绿地面积是多少？"),
        ("区里要发展几大产页", "区里要发展几大产业"),
        ("文化产页和公园绿地面机", "文化产业和公园绿地面积"),
        ("  绿地面机？", "  绿地面积？"),
        ("公园绿帝面机是多少", "公园绿地面积是多少"),
    ],
)
def test_a_word_typed_by_its_sound_is_the_word_of_the_articles(typed: str, meant: str) -> None:
    assert respelled(typed, frequency) == meant


@pytest.mark.parametrize(
    "question",
    [
        "人均公园绿地面积是多少？",  # nothing to change
        "“绿地面机”是多少？",  # in quotation marks: as it stands
        "云洲大桥全长多少米？",  # a place: another name may be another place
        "张扬是谁？",
        "火箭的燃料有多少吨？",  # of something else altogether
        "How large is the green space?",
        "面机",  # nothing beside it that an article says
        "",
    ],
)
def test_what_may_be_meant_as_it_stands_is_not_changed(question: str) -> None:
    assert respelled(question, frequency) == question


def test_without_articles_nothing_is_changed() -> None:
    assert respelled("人均公园绿地面机是多少？", lambda word: 0) == "人均公园绿地面机是多少？"


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="绿地面机积产页业公园区要的是几大云州桥“”？ a1\u0301\n", max_size=40))
def test_any_text_keeps_its_length_and_what_is_no_word(question: str) -> None:
    found = respelled(question, frequency)
    assert len(found) == len(question)
    changed = [(a, b) for a, b in zip(question, found, strict=True) if a != b]
    assert all("\u4e00" <= b <= "\u9fff" for _, b in changed)
    assert respelled(found, frequency) == found or len(changed) >= MOST_CHANGED


def test_a_long_question_without_a_known_word_is_left_alone_soon() -> None:
    asked: list[str] = []

    def unknown(word: str) -> int:
        asked.append(word)
        return 0

    question = "鑫淼焱垚犇骉羴猋" * 60
    assert respelled(question, unknown) == question
    assert 0 < len(asked) <= MOST_TRIED * LONGEST, "every stretch of it was looked up"
