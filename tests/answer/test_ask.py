"""From a question to an answer, stage by stage, on the small newspaper with the reader that needs no weights."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from conftest import FakeEncoder

import rag
from rag.answer.pipeline import ask, stages
from rag.errors import QuestionError
from rag.index import Index, open_index
from rag.question.followup import Turn
from rag.reader.plain import PlainReader
from rag.types import Filters


@pytest.fixture
def index(newspaper_index: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    monkeypatch.setattr("rag.answer.pipeline.open_reader", lambda name="": PlainReader())
    opened = open_index(newspaper_index, encoder=FakeEncoder())
    yield opened
    opened.close()


def test_the_stages_come_in_order_and_the_last_has_the_answer(index: Index) -> None:
    seen = list(stages(index, "云河大桥全长多少米？"))
    assert [stage.name for stage in seen] == ["found", "reading", "answer"]
    assert seen[0].candidates and seen[0].answer is None
    answer = seen[-1].answer
    assert answer is not None
    assert {"understand", "search", "read"} <= set(answer.timings)
    assert answer.models["encoder"] == "fake-pairs"
    assert answer.index_version == "1"
    assert len(answer.passages) <= 10


def test_what_is_said_is_a_slice_of_an_article_and_of_its_source(index: Index) -> None:
    answer = ask(index, "云河大桥全长多少米？")
    assert "1280米" in answer.best_guess
    for citation in answer.citations:
        assert index.article(citation.article).text[citation.start : citation.end] == citation.quote
        raw = index.document(citation.source).text[citation.raw_start : citation.raw_end]
        assert raw == citation.quote


def test_the_same_question_gets_the_same_answer(index: Index) -> None:
    first, second = (ask(index, "市热力公司有多少座换热站") for _ in range(2))
    assert (first.text, first.confidence, first.citations) == (
        second.text,
        second.confidence,
        second.citations,
    )


def test_a_filter_that_lets_nothing_through_is_no_answer(index: Index) -> None:
    answer = ask(index, "云河大桥全长多少米？", filters=Filters(source="没有.txt"))
    assert (answer.answerable, answer.text, answer.passages) == (False, "", ())


def test_a_follow_up_is_understood_from_what_was_asked(index: Index) -> None:
    answer = ask(index, "那总投资呢？", history=[Turn("云河大桥全长多少米？", "1280米")])
    assert all(words in answer.understood for words in ("云河大桥", "总投资", "多少"))
    assert answer.question == "那总投资呢？"


def test_a_word_typed_by_its_sound_is_understood_and_said_to_be(index: Index) -> None:
    typed = ask(index, "图书馆日均接带读者多少人次")
    meant = ask(index, "图书馆日均接待读者多少人次")
    assert typed.question == "图书馆日均接带读者多少人次"
    assert typed.understood == meant.understood == meant.question
    assert (typed.best_guess, typed.confidence) == (meant.best_guess, meant.confidence)


@pytest.mark.parametrize("question", ["", "？", "问" * 600, None])
def test_a_question_of_no_use_gets_a_sentence(index: Index, question: object) -> None:
    with pytest.raises(QuestionError):
        ask(index, question)  # type: ignore[arg-type]


def test_the_public_names_are_the_verbs_and_no_module_has_the_name_of_one(index: Index) -> None:
    assert rag.ask is ask
    for name in rag.__all__:
        with pytest.raises(ModuleNotFoundError):
            import_module(f"rag.{name}")
    assert callable(rag.search) and callable(rag.check) and callable(rag.build)
    assert sorted(rag.__all__) == dir(rag)
    assert all(getattr(rag, name) is not None for name in rag.__all__)
    with pytest.raises(AttributeError):
        _ = rag.nothing  # type: ignore[attr-defined]
