"""News texts -> questions made by rule, so that the reader meets a newspaper's posts, quotes, aims and figures.

Each rule turns one clause into a question whose answer is a slice of the text. The questions are
plain; what they teach is which kind of thing a post, a quotation, an aim or a means is.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from rag.reader.training.examples import Question
from rag.text import HAN

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_POST = (
    rf"(?P<post>[{HAN}、]{{2,22}}?(?:局长|主任|书记|院长|经理|董事长|部长|市长|县长|区长|校长|教授|"
    r"队长|站长|主席|会长|秘书长|总裁|理事长|负责人|研究员|所长|处长|科长))"
)
_NAME = rf"(?P<name>[{_SURNAMES}][{HAN}]{{1,2}})"
_SAID = r"(?:表示|介绍|说|指出|强调|认为|告诉记者)"
_PERSON = re.compile(rf"(?<=[，。；“”\s]){_POST}{_NAME}(?P<said>{_SAID})")
_QUOTE = re.compile(rf"{_NAME}{_SAID}[，：,:]?(?P<said>“[^“”]{{8,90}}[。”]|[^“”。]{{10,80}})[。”]")
_AIM = re.compile(r"(?<=[。；\n])(?P<aim>为了?[^，。；]{6,30})，(?P<did>[^，。；“”]{8,40})")
_MEANS = re.compile(r"(?<=[。；\n，])(?P<means>通过[^，。；]{4,30})，(?P<did>[^，。；“”]{8,40})")
_NUMBER = re.compile(
    r"(?<=[。；，\n])(?P<left>[^，。；“”\d]{4,24})(?P<value>\d[\d.,]*(?:余|多)?[万亿]?(?:余|多)?)"
    r"(?P<unit>[个座家人次处条项名户所吨台套间辆亩元米公里万亿平方]{1,3})"
    r"(?P<right>[^，。；“”\d]{0,16})(?=[，。；])"
)
_WHEN = re.compile(r"(?<=[。；\n])(?P<when>(?:\d{4}年)?\d{1,2}月\d{1,2}日)，(?P<did>[^，。；“”]{8,40})")
_ROLE = re.compile(
    r"(?<=[。；，\n])(?P<did>[^，。；“”]{0,14})以(?P<what>[^，。；]{2,14})为(?P<role>抓手|切入点|主线|牵引|契机|重点|目标|核心|引领|"
    r"主题|载体|依托|突破口|导向|中心|基础)(?P<then>，[^，。；“”]{6,30})"
)
_TERM = re.compile(
    r"(?<=[。；，\n])(?P<left>[^，。；“”]{4,18})“(?P<term>[^“”]{3,24})”(?P<right>[^，。；“”]{2,14})(?=[，。；])"
)
_CAUSE = re.compile(r"(?:由于|因为|因(?![此而为]))(?P<cause>[^，。；]{4,30})，(?P<did>[^，。；“”]{8,40})")
_STATE = re.compile(
    r"(?<=[。；，\n])(?P<who>[^，。；“”、]{2,14}?)"
    r"(?P<state>(?:已经?|全部|均|基本|仍|没有|未|不再|首次|即将|正)(?P<act>[^，。；“”]{4,16}))(?=[，。；])"
)
_DEFINITION = re.compile(
    r"(?P<term>“[^“”]{2,12}”)(?:，|——)?(?:是指|指的是|就是|是|即)(?P<what>[^。；“”]{8,50})(?=[。；])"
)
_LIST = re.compile(
    r"(?<=[。；，\n])(?P<left>[^，。；、“”]{3,16}(?:包括|涉及|涵盖|设有|包含|分为|分别是|主要有|建成了?|推出了?))"
    r"(?P<list>[^，。；、]{2,12}(?:、[^，。；、]{2,12}){2,})(?=[，。；])"
)
_FORMS = {
    "role": ("{0}以什么为{1}，{2}？", "{0}{2}，以什么为{1}？", "{0}{2}的{1}是什么？", "{0}{2}拿啥当{1}"),
    "term": ("{0}什么{1}？", "{0}什么{1}？", "{0}哪个{1}？", "{0}怎样的{1}？", "{0}啥{1}？"),
    "cause": ("为什么{}？", "{}的原因是什么？", "为何{}？", "{}，是什么缘故？", "咋会{}", "什么导致{}？"),
    "state": ("{0}{1}了吗？", "{0}{1}了没", "{0}有没有{1}？", "{0}是否{1}？", "{0}现在{1}了没有？"),
    "definition": (
        "什么是{}？",
        "{}是什么？",
        "{}指的是什么？",
        "{}是啥意思",
        "如何理解{}？",
        "{}具体指什么？",
    ),
    "list": ("{}哪些？", "{}什么？", "{}哪几项？", "{}哪些内容？", "{}啥"),
}


def made_questions(path: Path, most: int, seed: int) -> list[Question]:
    """Return up to ``most`` questions made from the news texts of a ``.jsonl.gz`` file."""
    chance = random.Random(seed)
    by_rule: dict[str, list[Question]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            text = re.sub(r"[ \t　]+", "", json.loads(line)["text"])
            for rule, question, start, end in _rules(text, chance):
                left = max(0, start - 400)
                context = text[left : end + 400]
                made = Question(f"made-{number}-{rule}", question, "", context, start - left, end - left)
                by_rule.setdefault(rule, []).append(made)
    found: list[Question] = []
    for made_list in by_rule.values():
        chance.shuffle(made_list)
        found += made_list[: most // len(by_rule)]
    chance.shuffle(found)
    return found


def _rules(text: str, chance: random.Random) -> Iterator[tuple[str, str, int, int]]:
    for match in _PERSON.finditer(text):
        post, name = match["post"], match["name"]
        if chance.random() < 0.5:
            form = chance.choice(("{}是谁？", "谁是{}？", "{}叫什么名字？", "{}", "{}叫啥", "Who is the {}?"))
            yield "person", form.format(post), match.start("name"), match.end("name")
        else:
            form = chance.choice(
                ("{}担任什么职务？", "{}的职务是什么？", "{}是干什么的", "{} 职务", "{}是什么身份？")
            )
            yield "post", form.format(name), match.start("post"), match.end("post")
    for match in _QUOTE.finditer(text):
        said = match["said"].strip("“”。")
        start = text.find(said, match.start("said"))
        forms = ("{}说了什么？", "{}怎么说？", "{}是怎么说的？", "{}表示什么？", "{}有什么看法？")
        form = chance.choice((*forms, "What did {} say?"))
        yield "quote", form.format(match["name"]), start, start + len(said)
    yield from _telling_rules(text, chance)
    for match in _AIM.finditer(text):
        form = chance.choice(("为什么{}？", "{}是为了什么？", "{}的目的是什么？", "为啥{}", "{}，目的何在？"))
        skip = 2 if match["aim"].startswith("为了") else 1
        yield "aim", form.format(match["did"]), match.start("aim") + skip, match.end("aim")
    for match in _MEANS.finditer(text):
        form = chance.choice(("如何{}？", "怎样{}？", "通过什么{}？", "{}靠什么办法？", "靠啥{}"))
        yield "means", form.format(match["did"]), match.start("means") + 2, match.end("means")
    for match in _NUMBER.finditer(text):
        asked = f"{match['left']}多少{match['unit'] if chance.random() < 0.6 else ''}{match['right']}？"
        yield "number", asked, match.start("value"), match.end("unit")
    for match in _WHEN.finditer(text):
        form = chance.choice(("什么时候{}？", "{}是哪天？", "哪一天{}？", "{}是在何时？", "啥时候{}"))
        yield "when", form.format(match["did"]), match.start("when"), match.end("when")


def _telling_rules(text: str, chance: random.Random) -> Iterator[tuple[str, str, int, int]]:
    for match in _ROLE.finditer(text):
        words = (match["did"], match["role"], match["then"].strip("，"))
        yield "role", chance.choice(_FORMS["role"]).format(*words), match.start("what"), match.end("what")
    for match in _TERM.finditer(text):
        asked = chance.choice(_FORMS["term"]).format(match["left"], match["right"])
        yield "term", asked, match.start("term"), match.end("term")
    for match in _CAUSE.finditer(text):
        asked = chance.choice(_FORMS["cause"]).format(match["did"])
        yield "cause", asked, match.start("cause"), match.end("cause")
    for match in _STATE.finditer(text):
        asked = chance.choice(_FORMS["state"]).format(match["who"], match["act"])
        yield "state", asked, match.start("state"), match.end("state")
    for match in _DEFINITION.finditer(text):
        asked = chance.choice(_FORMS["definition"]).format(match["term"])
        yield "definition", asked, match.start("what"), match.end("what")
    for match in _LIST.finditer(text):
        asked = chance.choice(_FORMS["list"]).format(match["left"])
        yield "list", asked, match.start("list"), match.end("list")
