"""Figures and names that stand beside the ones asked about, and belong to something else."""

import pytest

from rag.language.bodies import asked_bodies, of_another_body
from rag.language.numbers import quantities
from rag.question.parse import Asked
from rag.spans.belonging import told_of_another

ECONOMY = "造纸业产值完成36.4亿元，同比下降2.7%；陶瓷业产值完成51亿元，增长9.3%。"
TREES = "城区行道树由8600株增加到1.2万株，枯死率从5%降至1.8%。"
RANKS = "粮食总产量达到44万吨，单产位列全省第三；油料总产量达到3万吨，位列全省第九。"
WATER = "再生水日处理能力超过20万吨，供水管网漏损率降到0.08以下。"


@pytest.mark.parametrize(
    ("sentence", "question", "measure", "left"),
    [
        (ECONOMY, "造纸业产值同比下降多少？", "", ["2.7%"]),
        (ECONOMY, "陶瓷业产值增长多少？", "", ["9.3%"]),
        (
            TREES,
            "行道树原来有多少株？",
            "株",
            ["8600株", "5%"],
        ),  # a share is no number of trees: its unit tells
        (TREES, "行道树增加到多少株？", "株", ["1.2万株"]),
        (TREES, "枯死率降到多少？", "percent", ["1.8%"]),
        (RANKS, "粮食单产位列全省第几？", "order", ["44万吨", "第三"]),
        (WATER, "再生水日处理能力超过多少？", "", ["20万吨"]),
        (WATER, "供水管网漏损率降到多少？", "percent", ["0.08"]),
        ("公厕总数达159座，占全市的35%。", "公厕占全市多少？", "percent", ["159座", "35%"]),  # no rule speaks
        ("新建书屋12家，总数达40家。", "有多少家书屋？", "家", ["12家", "40家"]),
    ],
)
def test_a_number_told_of_something_else_is_known(
    sentence: str, question: str, measure: str, left: list[str]
) -> None:
    asked = Asked("number", measure)
    found = [
        sentence[one.start : one.end]
        for one in quantities(sentence)
        if not told_of_another(
            asked, question, sentence[: one.start], sentence[one.start : one.end], sentence[one.end :]
        )
    ]
    assert found == left


def test_only_numbers_are_told_of_something_else() -> None:
    assert not told_of_another(Asked("person"), "产值增长多少", "产值", "3亿元", "，增长2%")


@pytest.mark.parametrize(
    ("question", "bodies"),
    [
        ("云河县第二中学占地多少亩？", ("第二中学",)),
        ("云河县第二中学附属小学校长是谁？", ("第二中学附属小学",)),
        ("长河市东岭区人民医院有多少张床位？", ("人民医院",)),
        ("农业银行东岭支行行长是谁？", ("农业银行东岭支行",)),
        ("学校占地多少亩？", ()),
    ],
)
def test_which_body_a_question_names(question: str, bodies: tuple[str, ...]) -> None:
    assert asked_bodies(question) == bodies


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("云河县第二中学占地多少亩？", "云河县第二中学附属小学占地20亩。", True),
        ("云河县第二中学占地多少亩？", "云河县第二中学占地90亩，与第二中学附属小学相邻。", False),
        ("云河县第二中学占地多少亩？", "县二中占地90亩。", False),  # a short name tells nothing
        ("县人民医院有多少张床位？", "县第三人民医院有床位80张。", True),
        ("县第三人民医院有多少张床位？", "县第三人民医院有床位80张。", False),
        ("农业银行今年放贷多少？", "农业银行东岭支行放贷3亿元。", True),
        ("云河大学有多少学生？", "云河大学学生4000名。", False),
        ("云河中学有多少学生？", "云河中学中学生篮球队夺冠。", False),
    ],
)
def test_a_name_inside_a_longer_name_is_another_body(question: str, text: str, other: bool) -> None:
    assert of_another_body(question, text) is other
