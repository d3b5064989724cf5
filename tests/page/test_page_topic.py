"""The page of a person, a place, a thing: posts over time, figures, the paper's words; and the ways that lead to it."""

from pathlib import Path

import pytest
from conftest import make_article
from fake_library import FakeLibrary
from test_page import HOSTILE, SAFE, Elements, text_of

from rag.page.render import answer as render_answer
from rag.page.render import browse as render_browse
from rag.page.render.parts import topics as links
from rag.page.service import question_suggestions
from rag.page.tabs import start, topic
from rag.types import Article

OLD = make_article(
    "送别", "云河县县长何平说：“桥修好了，心里踏实。”全县有公厕35座。", "", "2023-03-01", "a.txt"
)
NEW = make_article(
    "新书记到任", "云河县委书记何平表示，今年再建公厕。全县有公厕159座。", "", "2024-05-02", "b.txt"
)


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    made = FakeLibrary(tmp_path, [NEW, OLD])
    made.start()
    return made


def test_a_person_has_posts_over_time_words_and_articles(library: FakeLibrary) -> None:
    html = topic.page(library, "何平")
    told = text_of(html)
    assert told.index("2023年3月1日") < told.index("云河县县长") < told.index("云河县委书记")
    start = OLD.text.index("何平")
    assert f'data-article="{OLD.id}" data-start="{start}" data-end="{start + 2}"' in html
    assert "桥修好了，心里踏实" in told
    assert html.index(f'data-article="{NEW.id}" data-query') < html.index(
        f'data-article="{OLD.id}" data-query'
    )
    assert 'data-do="share" data-topic="何平"' in html and 'data-do="person" data-name="何平"' in html


def test_a_thing_has_its_figures_by_date(library: FakeLibrary) -> None:
    told = text_of(topic.page(library, "公厕"))
    figures = told[told.index("有关的数字") : told.index("原话")]
    assert figures.index("35座") < figures.index("159座") and "县长" not in figures


def test_an_answer_leads_to_what_its_sentence_names(library: FakeLibrary) -> None:
    answer = library.ask("全县公厕多少座？", top_k=1)
    cited = answer.citations[0]
    assert "公厕" in cited.sentence
    topics = topic.near(library, answer)
    assert "公厕" in topics
    html = render_answer.turn(answer.question, answer, 1, (), topics)
    assert 'data-do="topic" data-name="公厕"' in html
    assert 'data-do="topic" data-name="何平"' in render_browse.names(library.names() or (), "person", 9)
    assert 'data-do="topic"' in start.empty(library)


def test_nothing_is_claimed_of_a_name_that_stands_nowhere(library: FakeLibrary) -> None:
    told = text_of(topic.page(library, "查无此人"))
    assert "没有符合的文章" in told and "职务" not in told


def test_hostile_names_are_shown_as_text(tmp_path: Path) -> None:
    one = make_article(HOSTILE, f"{HOSTILE}市长何平说“{HOSTILE}”。", "", "2024-01-01", HOSTILE)
    bad = FakeLibrary(tmp_path, [one])
    bad.start()
    for html in (topic.page(bad, "何平"), topic.page(bad, HOSTILE), links((HOSTILE,))):
        assert "<script" not in html and "<img" not in html and Elements.of(html) <= {"data-*", "h1", *SAFE}


def test_who_reads_english_is_offered_english_questions(newspaper: tuple[Article, ...]) -> None:
    asked = question_suggestions.suggestions(newspaper, 2, 0, "en")
    assert asked == ("Who is 市交通局局长?", "Who is 何平?")
    more = question_suggestions.suggestions(newspaper, 4, 1, "en")
    assert len(set(more)) == 4 and more[0] == "Who is 何平?"
