"""A question -> what it asks for: one of the answer types, the measure word, the thing, how many items.

Knows the grammar of questions (Chinese, colloquial, traditional, keywords; English in its own file), no collection.
"""

import re
from dataclasses import dataclass

from rag.language.english import english_type
from rag.language.measures import UNIT
from rag.language.rules import KEYWORDS, RULES
from rag.text import HAN, fold

TYPES = (
    "number person organisation place time title_role definition list reason method quote yes_no "
    "title other".split()
)
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
_ASKING = re.compile(r"谁|哪|什么|啥|何|怎|咋|多少|几|吗|是否|是不是|有没有|多[大长高重远宽深久]")
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
    (r"年龄|岁", "time"),
    (r"人口|人数|人员", "people"),
    (r"里程|全长|总长|加起来有多长|距离", "length"),
    (r"产量|重量", "weight"),
]


def mask_quotes(text: str) -> str:
    """Return the text with everything between quotation marks blotted out, same length: it asks nothing."""
    return _QUOTED.sub(
        lambda match: match.group()[0] + "＊" * (len(match.group()) - 2) + match.group()[-1], text
    )


def understand(question: str) -> Asked:
    """Return what a question asks for."""
    text = mask_quotes(fold(question[:MOST]).text).rstrip()
    while (bare := _TAIL.sub("", text)) != text:
        text = bare
    letters, han = len(re.findall(r"[a-z]", text)), len(re.findall(rf"[{HAN}]", text))
    if letters > 2 * han:
        kind, measure, several = english_type(text)
        return Asked(kind, measure, several=several, end=len(text), english=True)
    for kind, pattern in RULES:
        if match := pattern.search(text):
            return _complete(kind, text, match.start(), match.end())
    for kind, pattern in KEYWORDS:
        if match := pattern.search(text):
            return Asked(kind, _unit_by_noun(text) if kind == "number" else "", keyword=True, start=len(text))
    return Asked("other", keyword=not _ASKING.search(text), start=len(text), end=len(text))


def question_type(question: str) -> str:
    """Return the type of answer that a question asks for, one of TYPES."""
    return understand(question).type


def _complete(kind: str, text: str, start: int, end: int) -> Asked:
    """Add what is counted, of what, and how many items are wanted."""
    words, keyword = text[start:end], not _ASKING.search(text)
    if kind == "number":
        measure, thing = _counted(text, start, end)
        return Asked(kind, measure, thing, start=start, end=end, keyword=keyword)
    if kind == "time" and (
        match := re.search(r"(?<!几)(?:几|多少)(个?(?:年|天|月|小时|星期|周|钟头|分钟))", words)
    ):
        return Asked(kind, "duration" if match.group(1) != "月" else "", start=start, end=end)
    if kind == "time" and re.search(r"多久|多长", words):
        return Asked(kind, "duration", start=start, end=end)
    if kind == "time" and re.search(r"(?:哪一?|何|几几)年", words + text[end : end + 1]):
        return Asked(kind, "year", start=start, end=end)
    if kind == "method" and re.search(r"邮箱|邮件|网址|微信|联系方式", words):
        return Asked(kind, "contact", start=start, end=end)
    count = _items(text, start, end) if kind not in ("quote", "reason", "yes_no", "title") else 0
    several = kind == "list" or count > 1 or bool(re.search(r"哪些|哪几|分别|都有|还有", text))
    return Asked(kind, count=count, several=several, start=start, end=end, keyword=keyword)


def _items(text: str, start: int, end: int) -> int:
    """Return how many items the question says there are: 哪七个方面, 四个“不”分别是; 0 when it does not."""
    named = _NAMED.search(text, start, min(len(text), end + 6)) or _BEFORE.search(text[:end])
    if not named:
        return 0
    digits = named.group(1)
    return int(digits) if digits.isdigit() else _DIGITS.get(digits, 0)


def _counted(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the measure word and the thing that 多少 or 几 counts."""
    words, after, before = text[start:end], text[end:], text[:start]
    if re.search(r"分之几|几成", words):
        return "percent", ""
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


def _unit_by_noun(text: str) -> str:
    for pattern, unit in _NOUN_UNITS:
        if re.search(pattern, text):
            return unit
    return ""
