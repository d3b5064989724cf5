"""The item that a question asks for by its number, however its list is numbered."""

import pytest

from rag.language.items import asked_item, items

PLEDGE = (
    "公约如下：\n1.垃圾分类投放\n2.电动车不进楼道\n3.每月参加一次义务劳动\n居委会解释，第二条公约由物业监督。"
)
LAW = (
    "第九条　经营者应当明码标价。\n第十条　违反前条规定的，处一千元罚款；拒不改正的，停业整顿。\n"
    + "第十一条　本办法自公布之日起施行。"
)
WORDS = "会议部署三件事：一是疏通河道，二是加固堤坝，三是备足物资。"


@pytest.mark.parametrize(
    ("question", "text", "item"),
    [
        ("公约第二条是什么？", PLEDGE, "电动车不进楼道"),
        ("第十条怎么规定？", LAW, "违反前条规定的，处一千元罚款；拒不改正的，停业整顿。"),
        ("办法第11条规定了什么？", LAW, "本办法自公布之日起施行。"),
        ("部署的第二件事、第二项是什么？", WORDS, "加固堤坝"),
        ("第三点要求是什么？", "（一）摸底。\n（二）登记。\n（三）公示。", "公示"),
        ("第二步怎么做？", "①打开阀门；②接水管；③放水。", "接水管"),
    ],
)
def test_the_item_of_a_number(question: str, text: str, item: str) -> None:
    assert [text[start:end] for start, end in items(text, asked_item(question))] == [item]


@pytest.mark.parametrize(
    "question",
    ["第二条公交线路几点发车？", "第三届运动会谁夺冠？", "第一中学在哪里？", "第二次会议说了什么？"],
)
def test_other_ordinals_ask_for_no_item(question: str) -> None:
    assert asked_item(question) == 0


def test_a_number_inside_a_figure_numbers_nothing() -> None:
    assert not list(items("产量：2.5万吨，其中2.1万吨外销", 2))
