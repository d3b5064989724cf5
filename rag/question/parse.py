"""A question -> what it asks for: the kind of answer, the measure word, the thing, how many items.

The kind is learned (kinds.py, or the reader's own word); what is read off the grammar is only what is counted.
"""

import re
from dataclasses import dataclass

from rag.language.measures import UNIT
from rag.question.kinds import KINDS, kind_of
from rag.text import HAN, fold

TYPES = (*KINDS, "other")
MOST = 2000  # characters of a question that are looked at; longer ones are refused before they come here
_DIGITS = {"两": 2, "俩": 2, "仨": 3} | {char: n for n, char in enumerate("零一二三四五六七八九十")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for."""

    type: str
    measure: str = ""  # 座 in 多少座公厕; or a family of units (money, length ...), duration, year, order
    thing: str = ""  # 公厕 in 多少座公厕
    count: int = 0  # how many items are asked for: 哪七个方面 -> 7; 0 = not said
    several: bool = False  # more than one item is expected
    start: int = 0  # where the asking words stand in the folded question
    end: int = 0
    keyword: bool = False  # nothing but key words: 翼城 县委书记
    english: bool = False


_QUOTED = re.compile(r"《[^》]*》|“[^”]*”|‘[^’]*’|「[^」]*」|『[^』]*』|【[^】]*】|\"[^\"]*\"")
# The words that ask, longest first; of a question for a number or a time its own come before all others.
_NUMBER = r"第几|百分之几|几分之几|几成|多长时间|多久|多少|几|多[大长高重远宽深快厚粗]"
_TIME = (
    r"(?:什么|啥)(?:时候|时间|日期)|啥时|何[时年月日]|多会儿|哪一?[年天月日]|几月几[日号]|几几年|几[年月日号点]|"
    r"多长时间|多久|多少[年天]"
)
_WHICH = "哪[一二两三四五六七八九十几些]?[个位名家座条处年天月种项件所支篇]?"
_ASKING_WORDS = (
    rf"{_TIME}|{_NUMBER}|为什么|为啥|为何|怎么样|怎样|怎么|如何|咋样?|(?:什么|啥)地方|哪里|哪儿|{_WHICH}|"
    "谁|什么|啥|何|是不是|是否|有没有|能不能|会不会|吗|嘛"
)
_ASKING = re.compile(_ASKING_WORDS)
_ASKS_IN_ENGLISH = re.compile(
    r"\b(?:who|whom|whose|what|when|where|which|why|how)\b|^(?:is|are|was|were|do|does|did|has|have|can|could|will)\b"
)
# 多久检修一次 asks how often; it may look like a question for a number or for a length of time.
_OFTEN = re.compile(
    r"(?:多久|多长时间|几(?:[天年日周]|个?(?:小时|工作日|星期|月|季度))|多少(?:[天年]|个?(?:小时|工作日|月))).{0,10}?一[次回趟遍轮]"
)
_OWN = {"number": re.compile(_NUMBER), "time": re.compile(_TIME)}
_SEVERAL = re.compile(
    r"哪些|哪几|分别|都有|还有|\b(?:which|what) (?:\w+ )?(?:two|three|four|five|six|seven|eight|nine|ten)\b"
)
_TAIL = re.compile(r"[\s?？!！。.…~,，、;；:：]+$|(?:呢|呀|啊|哩|哦|嘞|来着|的呢|哈|啦|哇)[\s?？!！。.]*$")
_MEASURED = "(?:个|项|种|大|点|方面|件|条|重|类|样|处|座|位|名|家|所|句|步|片)"
_NAMED = re.compile(rf"(?<![第十百千万\d])([二两三四五六七八九十]|1?\d){_MEASURED}")
_BEFORE = re.compile(
    rf"(?<![第十百千万\d])([二两三四五六七八九十]){_MEASURED}?\W*\w{{0,4}}\W*(?:分别|各)(?:是|为|指)?$"
)
# 多大 and its like name no unit: the kind of quantity is read off the noun.
_SIZES = {
    "长": "length",
    "远": "length",
    "高": "length",
    "宽": "length",
    "深": "length",
    "厚": "length",
    "重": "weight",
}
_NOUN_UNITS: list[tuple[str, str]] = [
    (r"份额|比例|占比|比重|百分|率(?!先|领)|几成|占.{0,12}多少(?!\w)", "percent"),
    (r"钱|价格|票价|投资|收入|工资|造价|产值|资金|金额|总额|补贴|奖金|贷款|费", "money"),
    (r"面积|占地|地方|平方", "area"),
    (r"库容|容积|蓄水", "volume"),
    (r"年龄|年纪|岁", "time"),
    (r"人口|人数|人员", "people"),
    (r"里程|全长|总长|加起来有多长|距离", "length"),
    (r"产量|重量", "weight"),
]


_ENGLISH_UNITS: list[tuple[str, str]] = [
    (r"people|persons|residents|workers|students|visitors|population", "people"),
    (r"percent|proportion|share|rate\b|ratio", "percent"),
    (r"money|cost|price|salary|invest|budget|yuan|dollar", "money"),
    (r"how (?:long|far|tall|high|deep|wide)|length|distance|height|kilomet", "length"),
    (r"\barea\b|hectare|square", "area"),
    (r"how old|\bage\b", "time"),
    (r"weigh|tonnes|tons", "weight"),
]


def mask_quotes(text: str) -> str:
    """Return the text with everything between quotation marks blotted out, same length: it asks nothing."""
    return _QUOTED.sub(
        lambda match: match.group()[0] + "＊" * (len(match.group()) - 2) + match.group()[-1], text
    )


def bare_question(question: str) -> str:
    """Return a question folded, its quotations blotted out, without the marks and particles it ends with."""
    text = mask_quotes(fold(question[:MOST]).text).rstrip()
    while (bare := _TAIL.sub("", text)) != text:
        text = bare
    return text


def understand(question: str, kind: str = "") -> Asked:
    """Return what a question asks for; ``kind`` is the reader's word for it, if one was asked."""
    text = bare_question(question)
    if not any(char.isalnum() for char in text):
        return Asked("other", keyword=True)
    letters, han = len(re.findall(r"[a-z]", text)), len(re.findall(rf"[{HAN}]", text))
    kind = kind or kind_of(text)
    if letters > 2 * han:
        several = kind == "list" or bool(_SEVERAL.search(text))
        end = len(text) if _ASKS_IN_ENGLISH.search(text) else 0
        return Asked(kind, _english_measure(kind, text), several=several, end=end, english=True)
    found = (_OWN[kind].search(text) if kind in _OWN else None) or _ASKING.search(text)
    start, end = found.span() if found else (len(text), len(text))
    return _complete(kind, text, start, end)


def question_type(question: str) -> str:
    """Return the type of answer that a question asks for, one of TYPES."""
    return understand(question).type


def _complete(kind: str, text: str, start: int, end: int) -> Asked:
    """Add what is counted, of what, and how many items are wanted."""
    words, keyword = text[start:end], start == end
    if kind in ("number", "time", "other") and _OFTEN.search(text):
        return Asked("time", "frequency", start=start, end=end, keyword=keyword)
    if kind == "number":
        measure, thing = _counted(text, start, end)
        return Asked(kind, measure, thing, start=start, end=end, keyword=keyword)
    if kind == "time":
        return Asked(kind, _time_measure(words, text[end:]), start=start, end=end, keyword=keyword)
    if kind == "method" and re.search(r"邮箱|邮件|网址|微信|联系方式", text):
        return Asked(kind, "contact", start=start, end=end, keyword=keyword)
    count = _items(text, start, end) if kind not in ("quote", "reason", "yes_no", "title") else 0
    several = kind == "list" or count > 1 or bool(_SEVERAL.search(text))
    return Asked(kind, count=count, several=several, start=start, end=end, keyword=keyword)


def _time_measure(words: str, after: str) -> str:
    """Return duration, year, or "" for a point in time that is nearer than that."""
    if re.search(r"多久|多长|多少[年天]", words) or re.match(
        r"(?:几|多少)个?(?:小时|月|星期|周|钟头|分钟)", words + after[:3]
    ):
        return "duration"
    if re.match(r"(?:几|多少)[年天]", words + after[:1]) and not words.startswith("几几"):
        return "duration"
    return "year" if re.search(r"(?:哪一?|何|几几)年", words + after[:1]) else ""


def _items(text: str, start: int, end: int) -> int:
    """Return how many items the question says there are: 哪七个方面, 四个“不”分别是; 0 when it does not."""
    named = _NAMED.search(text, start, min(len(text), end + 6)) or _BEFORE.search(text[:start])
    if not named:
        return 0
    digits = named.group(1)
    return int(digits) if digits.isdigit() else _DIGITS.get(digits, 0)


def _counted(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the measure word and the thing that 多少 or 几 counts."""
    words, after, before = text[start:end], text[end:], text[:start]
    if re.search(r"分之几|几成", words):
        return "percent", ""
    if re.match(r"多久|多长时间", words):
        return "time", ""
    unit = re.match(
        rf"\s*(?:[十百千万亿]{{1,2}})??({UNIT})", after
    )  # 亩 in 多少万亩; 千米 is a unit of its own
    measure = unit.group(1) if unit else ""
    if measure and measure in "大市县省国区乡镇村校院路班级方口" and words.startswith("多少") and after[1:2]:
        measure = measure if after.startswith(measure + "的") else ""
    if after.startswith("钱"):
        return "money", ""
    if words.startswith("第几"):
        return measure or "order", ""
    if size := re.search(r"多([大长高重远宽深快厚粗])$", words):
        return _unit_by_noun(text) or _SIZES.get(size.group(1), ""), ""
    if not measure:
        measure = _unit_by_noun(text)
    rest = after[unit.end() :] if unit else re.sub(r"^\s*[十百千]?[万亿]", "", after)
    thing = re.match(rf"的?([{HAN}]{{2,8}})", rest)
    if thing:
        return measure, thing.group(1)
    owner = re.search(rf"([{HAN}]{{2,8}}?)(?:一共|总共|共|里|中)?(?:有|达|达到|为|是|建成|拥有)?$", before)
    return measure, owner.group(1) if owner else ""


def _english_measure(kind: str, text: str) -> str:
    """Return the kind of quantity that an English question asks for, "" when it says none."""
    if kind == "time":
        return (
            "duration"
            if re.search(r"how long|how many (?:years|days|months|weeks|hours)", text)
            else ("year" if re.search(r"(?:what|which) year", text) else "")
        )
    if kind == "method" and re.search(r"e-?mail", text):
        return "contact"
    if kind != "number":
        return ""
    if counted := re.search(r"how many (?:[\w-]+ ){0,2}[\w-]+", text):
        return "people" if re.search(_ENGLISH_UNITS[0][0], counted.group()) else ""
    return next((unit for pattern, unit in _ENGLISH_UNITS if re.search(pattern, text)), "")


def _unit_by_noun(text: str) -> str:
    for pattern, unit in _NOUN_UNITS:
        if re.search(pattern, text):
            return unit
    return ""
