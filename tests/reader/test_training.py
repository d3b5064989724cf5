"""What the reader is trained on: every example's answer is a slice of its text, whatever style it is asked in."""

import gzip
import json
import random
import re
from pathlib import Path

import pytest
import torch

from rag.reader.inputs import edges
from rag.reader.training.dropout import use_dropout
from rag.reader.training.examples import Example, Question, crop, crop_without, restyled
from rag.reader.training.made import _rules
from rag.reader.training.recurring import recurring_names, recurring_questions
from rag.reader.training.swaps import (
    answers_by_kind,
    with_another_answer,
    with_another_name,
    without_its_sentence,
)

CONTEXT = (
    "长治市城区有公厕159座。由于连日降雨，市区多条道路出现积水。全市以完善城市功能为切入点，着力提升城市品质。"
    "目前主城区公厕已全部实现洗手液配备。“屯留模式”是指上联养殖、下联种植、中联清洁能源。"
    "此次改造涉及英雄路、太行街、解放路、保宁门。城管局组织开展“共建文明街巷”行动。"
)
AT = CONTEXT.index("159座")
ASKED = Question("1", "长治市的公厕有多少座？", "", CONTEXT, AT, AT + 4)
GLOSSES = pytest.importorskip("rag.reader.training.glosses")


def test_a_crop_holds_the_answer_where_it_says() -> None:
    for seed in range(20):
        made = crop(ASKED, 60, random.Random(seed))
        assert made.text[made.start : made.end] == "159座"


def test_a_crop_without_the_answer_is_of_the_same_text_and_lacks_it() -> None:
    made = crop_without(ASKED, 80, random.Random(1))
    assert made is not None and made.start == -1
    assert made.text in CONTEXT and "159座" not in made.text


def test_restyling_changes_the_question_and_nothing_else() -> None:
    example = Example("长治市的公厕是什么时候改造的？", "公厕", CONTEXT, AT, AT + 4)
    made = [restyled(example, random.Random(seed)) for seed in range(40)]
    assert {(m.title, m.text, m.start, m.end) for m in made} == {("公厕", CONTEXT, AT, AT + 4)}
    assert all(m.question.strip() for m in made)
    assert len({m.question for m in made}) > 5


def test_a_question_in_english_starts_with_its_question_word() -> None:
    asked = GLOSSES.in_english("公共厕所有多少座？", random.Random(1))
    assert asked.startswith("How many ") and "public" in asked and asked.endswith("?")


def test_other_words_keep_the_question_word() -> None:
    asked = [GLOSSES.in_other_words("学校附近的居民为什么增加？", random.Random(seed)) for seed in range(30)]
    assert all("为什么" in text for text in asked)
    assert len(set(asked)) > 1


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        ("cause", "连日降雨"),
        ("role", "完善城市功能"),
        ("state", "已全部实现洗手液配备"),
        ("definition", "上联养殖、下联种植、中联清洁能源"),
        ("list", "英雄路、太行街、解放路、保宁门"),
        ("term", "共建文明街巷"),
    ],
)
def test_each_rule_asks_for_a_slice_of_the_text(rule: str, answer: str) -> None:
    found = {CONTEXT[start:end] for name, _, start, end in _rules(CONTEXT, random.Random(1)) if name == rule}
    assert answer in found


def test_another_name_or_figure_makes_a_question_that_the_text_does_not_answer() -> None:
    others = [Question("2", "北京市的公厕有多少座？", "", CONTEXT, AT, AT + 4)]
    example = Example("长治市有公厕159座吗？", "", CONTEXT, AT, AT + 4)
    made = [with_another_name(example, others, random.Random(seed)) for seed in range(40)]
    asked = {one.question for one in made if one}
    assert asked and all(one.start == -1 and one.text == CONTEXT for one in made if one)
    assert all(("长治市" in text) != ("159" in text) for text in asked)  # exactly one of them was changed
    assert with_another_name(Example("谁来了？", "", CONTEXT, AT, AT + 4), others, random.Random(1)) is None


def test_cutting_the_answering_sentence_out_leaves_the_rest() -> None:
    made = without_its_sentence(ASKED, 300, random.Random(1))
    assert made is not None and made.start == -1 and "159座" not in made.text
    assert made.text == CONTEXT.replace("长治市城区有公厕159座。", "")
    twice = Question("1", ASKED.question, "", CONTEXT + "共159座。", AT, AT + 4)
    assert without_its_sentence(twice, 300, random.Random(1)) is None


def test_another_answer_is_asked_for_in_the_same_words_and_stands_in_the_text() -> None:
    text = "开幕式上，李明致辞。2019年，李明到长治工作。会上王小红也发了言。"
    at = text.index("李明", 10)
    who = Question("3", "谁到长治工作？", "", text, at, at + 2)
    others = [who, Question("4", "谁也发了言？", "", text, text.index("王小红"), text.index("王小红") + 3)]
    others.append(Question("5", "哪位医生来了？", "", "赵大力医生来了。", 0, 3))
    answers = answers_by_kind(others)
    assert answers["who"] == ["李明", "王小红", "赵大力"] and answers["where"] == []
    made = with_another_answer(who, answers, random.Random(1))
    assert made is not None and made.question == who.question
    assert made.context[made.start : made.end] == "赵大力"  # 王小红 is in the text already
    assert made.context == text.replace("李明", "赵大力")
    when = Question("6", "哪一年李明到长治工作？", "", text, text.index("2019年"), text.index("2019年") + 5)
    other = with_another_answer(when, answers, random.Random(1))
    assert other is not None and other.context[other.start : other.end] != "2019年"
    assert other.context[other.start : other.end].startswith("20")
    assert (
        with_another_answer(Question("7", "为什么？", "", text, at, at + 2), answers, random.Random(1))
        is None
    )


def test_dropout_drops_its_share_in_training_and_nothing_in_reading() -> None:
    class Output(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.dropout: torch.nn.Module = torch.nn.Dropout(0.0)

    network = torch.nn.Module()
    network.output = Output()
    use_dropout(network, 0.25, 1)
    states = torch.ones(40, 50, 50)
    network.train()
    dropped = network.output.dropout(states)
    assert dropped.shape == states.shape and 0.24 < float((dropped == 0).float().mean()) < 0.26
    assert abs(float(dropped.mean()) - 1) < 0.02  # what is left is scaled up
    network.eval()
    assert torch.equal(network.output.dropout(states), states)


TOLD_TWICE = (
    "昨日，城管局发布消息，今年全市新建公共厕所37座，覆盖所有街道。下一步将继续推进。",
    "厕所革命有了新进展。据统计，全市今年公共厕所新增了37座，市民反映良好。另有12座正在施工。",
    "全市今年公共厕所新增了37座，市民反映良好。",
)


def questions_told_twice(path: Path, *articles: str) -> list[Question]:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in articles)
    return recurring_questions(path, 99, 1)


def test_a_name_told_twice_is_asked_for_by_its_kind(tmp_path: Path) -> None:
    questions_told_twice(
        tmp_path / "names.jsonl.gz",
        "昨日，市城管局副局长王晓明带队检查了公共厕所改造工程。",
        "公共厕所的改造怎么样了？据了解，带队前来检查的是王晓明，他看了很久。另有编辑一名。",
    )
    made = recurring_names(tmp_path / "names.jsonl.gz", 99, 1)
    assert made and {one.context[one.start : one.end] for one in made} == {"王晓明"}
    assert all(re.search("谁|哪一个人|哪位|何人|什么人", one.question) for one in made)
    assert all("王晓明" not in one.question for one in made)


def test_a_fact_told_twice_is_asked_in_the_words_of_one_and_answered_by_the_other(tmp_path: Path) -> None:
    made = questions_told_twice(tmp_path / "news.jsonl.gz", *TOLD_TWICE[:2])
    assert made
    for one in made:
        assert one.context[one.start : one.end] == "37座" and "37" not in one.question
        assert one.context in TOLD_TWICE and "公共厕所" in one.question
        other = next(text for text in TOLD_TWICE if text != one.context)
        assert one.question.split("多少")[0].split("几")[0] in other  # it is put as the other article puts it


def test_the_same_words_told_twice_are_no_question(tmp_path: Path) -> None:
    assert questions_told_twice(tmp_path / "same.jsonl.gz", TOLD_TWICE[2], TOLD_TWICE[2]) == []
    assert questions_told_twice(tmp_path / "once.jsonl.gz", TOLD_TWICE[0], "一切照旧。") == []


def test_an_answer_begins_and_ends_inside_a_piece_where_answers_do() -> None:
    passage = "他在北京，1949年的秋天是的"
    offsets = [(0, 1), (1, 4), (4, 5), (5, 11), (11, 13), (13, 15), (14, 15)]
    assert [passage[left:right] for left, right in edges(passage, offsets)] == [
        "他", "北京", "，", "1949年", "秋天", "是的", "的",
    ]  # fmt: skip
