"""Questions about several things at once, and values that follow from quoted ones."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import FakeEncoder

from rag.answer.as_json import to_json
from rag.answer.computed import after_change, change, greatest
from rag.answer.pipeline import ask
from rag.answer.several import joined
from rag.cli.terminal import answer_lines
from rag.index import Index, build, open_index
from rag.page.render import answer as rendered
from rag.page.render.answer_text import lines
from rag.question.parts import Part, Parts, parts_of
from rag.reader.plain import PlainReader
from rag.types import Answer, AnswerPart, Citation, Value

PAGE = """云河市去年建成公园35座。
南湖区委书记王小明表示，要抓好落实。
北塔区委书记李红梅表示，要走在前列。
"""


@pytest.mark.parametrize(
    ("question", "each"),
    [
        ("南湖和北塔的区委书记都是谁？", ["南湖的区委书记是谁？", "北塔的区委书记是谁？"]),
        ("南湖区书记和区长分别是谁", ["南湖区书记是谁？", "南湖区长是谁？"]),
        ("长治、晋城和临汾的市长分别是谁", ["长治的市长是谁？", "晋城的市长是谁？", "临汾的市长是谁？"]),
        ("小学和中学各有多少所？", ["小学有多少所？", "中学有多少所？"]),
        ("2023年和2024年的产量分别是多少？", ["2023年的产量是多少？", "2024年的产量是多少？"]),
        ("王小明和李芳分别担任什么职务", ["王小明担任什么职务？", "李芳担任什么职务？"]),
        ("公园和车站哪个多", ["公园有多少？", "车站有多少？"]),
        ("襄垣县与武乡县的粮食产量哪个高", ["襄垣县的粮食产量是多少？", "武乡县的粮食产量是多少？"]),
    ],
)
def test_a_question_about_several_things_is_one_for_each(question: str, each: list[str]) -> None:
    found = parts_of(question)
    assert found is not None
    assert [part.question for part in found.parts] == each


@pytest.mark.parametrize(
    "question",
    [
        "长治市公厕有多少座？",
        "长治和晋城合作建了什么？",  # one bridge of both
        "甲公司和乙公司签了什么协议",
        "谁和谁签了约",
        "措施分别是什么",  # of what is not said by names
        "哪个区的公厕多",
        "",
    ],
)
def test_a_question_about_one_thing_stays_one(question: str) -> None:
    assert parts_of(question) is None


def test_which_of_two_is_wanted_is_known() -> None:
    more, less = parts_of("公园和车站哪个多"), parts_of("公园和车站哪个更少？")
    assert more is not None and less is not None
    assert (more.wanted, less.wanted) == (1, -1)


def citation(sentence: str, quote: str) -> Citation:
    at = sentence.index(quote)
    return Citation(
        "a", "题", "", "", "a.txt", 1, at, at + len(quote), quote, sentence, 0, len(sentence), 0, 0, "", ""
    )


@pytest.mark.parametrize(
    ("question", "sentence", "quote", "text"),
    [
        ("绿化率提高了多少个百分点", "绿化率从2012年的53.1%提高到2024年的67%。", "67%", "13.9个百分点"),
        ("车站增加了多少座", "车站由12座增至30座。", "30座", "18座"),
        ("用时缩短了多少", "办理用时从15天缩短为3天，群众满意。", "15天", "12天"),
    ],
)
def test_a_change_is_computed_from_what_is_quoted(
    question: str, sentence: str, quote: str, text: str
) -> None:
    found = change(question, citation(sentence, quote))
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize(
    ("question", "sentence", "quote"),
    [
        ("绿化率是多少", "绿化率从53.1%提高到67%。", "67%"),  # no change is asked for
        (
            "绿化率提高了多少个百分点",
            "绿化率从53.1%提高到67%，提高13.9个百分点。",
            "13.9个百分点",
        ),  # it is stated
        ("车站增加了多少座", "车站由12座增至30公里。", "30公里"),  # other things
        ("车站增加了多少座", "车站由约12座增至30多座。", "30多座"),  # not exact
        ("车站增加了多少座", "东站由12座增至30座，西站由2座增至3座。", "30座"),  # which?
        ("产量增长了几倍", "产量从2吨增长到8吨。", "8吨"),  # a ratio
    ],
)
def test_what_is_in_doubt_is_not_computed(question: str, sentence: str, quote: str) -> None:
    assert change(question, citation(sentence, quote)) is None


def test_the_value_after_a_change_can_be_asked_for() -> None:
    assert after_change("绿化率提高了多少个百分点？") == "绿化率提高到多少？"
    assert after_change("绿化率是多少？") == ""


def part(name: str, text: str, value: Value | None) -> AnswerPart:
    return AnswerPart(
        name, f"{name}有多少？", text, 0.8, (citation(f"{name}有{text}。", text),) if text else (), value
    )


def test_the_greater_value_is_told_only_where_both_have_one_unit() -> None:
    parks, stations = (
        part("公园", "35座", Value("number", "35", "座")),
        part("车站", "12座", Value("number", "12", "座")),
    )
    more, less = greatest((parks, stations), 1), greatest((parks, stations), -1)
    assert more is not None and less is not None
    assert (more.text, more.formula, less.text) == ("公园", "公园 35座 > 车站 12座", "车站")
    assert greatest((parks, part("车站", "12公里", Value("number", "12", "公里"))), 1) is None
    assert greatest((parks, part("车站", "", None)), 1) is None
    assert greatest((parks, stations), 0) is None


def test_parts_are_told_apart_wherever_the_answer_is_shown() -> None:
    parts = Parts((Part("公园", "公园有多少？"), Part("车站", "车站有多少？")))
    one = Answer(
        "公园有多少？", "公园有多少？", True, "35座", "35座", "number", 0.8, (citation("公园有35座。", "35座"),),
        value=Value("number", "35", "座"),
    )  # fmt: skip
    none = replace(one, answerable=False, text="", citations=(), confidence=0.1, value=None)
    answer = joined("公园和车站各有多少？", "公园和车站各有多少？", parts, [one, none])
    assert (answer.answerable, answer.text, answer.confidence) == (True, "35座", 0.8)
    assert "没有找到：车站" in answer.explanation.zh
    assert lines(answer, "zh")[0] == "公园：35座；车站：没有找到"
    assert "公园：35座；车站：没有找到" in next(iter(answer_lines(answer)))
    shown = rendered.turn(answer.question, answer, 1)
    assert shown.count('class="part"') == 2
    assert [one["text"] for one in to_json(answer)["parts"]] == ["35座", ""]


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    monkeypatch.setattr("rag.answer.pipeline.open_reader", lambda name="": PlainReader())
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    build([tmp_path / "page.txt"], tmp_path / "index", encoder=FakeEncoder())
    opened = open_index(tmp_path / "index", encoder=FakeEncoder())
    yield opened
    opened.close()


def test_each_part_is_looked_for_by_itself(index: Index) -> None:
    answer = ask(index, "南湖和北塔的区委书记都是谁？")
    assert [part.name for part in answer.parts] == ["南湖", "北塔"]
    assert "王小明" in answer.best_guess and "李红梅" in answer.best_guess
    assert answer.question == "南湖和北塔的区委书记都是谁？"
    for cited in answer.citations:
        assert index.article(cited.article).text[cited.start : cited.end] == cited.quote
