"""The words of an English question find the Chinese words of the articles."""

from collections.abc import Sequence

import pytest
from conftest import FakeEncoder, write_newspaper

from rag.answer.features import look_at
from rag.answer.retrieve import search
from rag.index import Index, build, open_index
from rag.question.glosses import glosses
from rag.reader.trained import in_its_words


def meant(question: str) -> dict[str, Sequence[str]]:
    return {gloss.english: gloss.chinese for gloss in glosses(question)}


@pytest.mark.parametrize(
    ("question", "english", "chinese"),
    [
        ("How many public toilets are there?", "public toilets", "公厕"),
        ("Which libraries stay open?", "libraries", "图书馆"),
        ("Who planned the bridge?", "planned", "计划"),
        ("Is Changzhi near Jincheng?", "changzhi", "长治"),
        ("What did Xi Jinping's article say?", "xi jinping's", "习近平"),
        ("WHERE IS THE HOSPITAL？", "hospital", "医院"),
    ],
)
def test_words_phrases_forms_and_names_are_known(question: str, english: str, chinese: str) -> None:
    assert chinese in meant(question)[english]


def test_words_that_carry_no_meaning_are_not_looked_up() -> None:
    assert meant("What is it, and where was that?") == {}
    assert meant("") == {} and meant("长治公厕有多少座？") == {} and meant("xyzzyq 2024") == {}


def test_every_meaning_is_a_chinese_word_and_stands_once() -> None:
    found = glosses("the party secretary of the city announced new measures at the meeting")
    assert found
    for gloss in found:
        assert gloss.chinese and len(set(gloss.chinese)) == len(gloss.chinese)
        assert all("\u4e00" <= char <= "\u9fff" for word in gloss.chinese for char in word)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("english")
    build([write_newspaper(folder / "newspaper")], folder / "indexes", encoder=FakeEncoder())
    return open_index(folder / "indexes", encoder=FakeEncoder())


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("How many reading seats did the library add?", "图书馆延长开放时间"),
        ("How long do patients of the hospital wait?", "医院启用新门诊楼"),
        ("How many students took part in the science and technology competition?", "少年科技赛落幕"),
    ],
)
def test_an_english_question_finds_its_chinese_article_by_words_alone(
    index: Index, question: str, title: str
) -> None:
    found = max(search(index, question), key=lambda candidate: candidate.term)
    assert found.term > 0 and found.passage.title == title


def test_only_meanings_that_the_articles_use_count_as_said(index: Index) -> None:
    query = look_at("How many reading seats did the library add?", (), index)
    forms = {form for family in query.words for form in family}
    assert "图书馆" in forms and all(index.document_frequency(form) for form in forms)
    assert query.missing == ()


def test_a_passage_is_asked_with_those_of_its_words_that_are_meant() -> None:
    question = "How many public toilets are there?"
    asked = in_its_words(question, glosses(question), "目前城區共有公廁159座。")  # simplified for comparison
    assert asked.startswith(question) and "公厕" in asked.removeprefix(question).split()
    assert in_its_words(question, glosses(question), "明天有雨。") == question
