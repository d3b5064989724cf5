"""A question and a text -> whether the text tells of another body, whose name holds the name of the one asked about.

第一中学附属小学 is not 第一中学, 第三人民医院 not 人民医院, 农业银行云河支行 not 农业银行. Knows no body by name.
"""

import re
from functools import lru_cache

from rag.text import HAN

_KINDS = (
    "中学|小学|大学|学院|学校|幼儿园|医院|银行|公司|集团|法院|检察院|博物馆|图书馆|文化馆|体育馆|研究院|研究所|设计院|"
    "委员会|协会|学会|联合会|基金会|合作社|公安局|派出所|福利院|养老院|出版社|报社|电视台|气象台|水厂|电厂|工厂|矿|农场|林场"
)
_ASKED = re.compile(rf"[{HAN}]{{0,16}}?(?:{_KINDS})")
_ORDER = "第?[一二三四五六七八九十百0-9]+"
_PART = "分校|分院|分局|分公司|子公司|支行|分行|分店|分社|分会|分馆|分园|分厂|分所"
# What makes the name of a body out of another's: 附属小学, 实验小学, 云河支行.
_GOES_ON = re.compile(
    rf"(?:附属|附设|所属|直属|下属)[{HAN}]{{0,8}}?(?:{_KINDS})|(?:实验|国际|附)?(?:小学|中学|幼儿园|初中部|高中部)(?!生|校)|[{HAN}]{{0,4}}?(?:{_PART})"
)
_COUNTED = re.compile(f"{_ORDER}$")
_PLACE = re.compile("^.*[省市县区旗州乡镇](?=.{3,})")
_SHORTEST = 3  # characters of a name without its place: 人民医院, but not 医院


@lru_cache(maxsize=256)
def asked_bodies(question: str) -> tuple[str, ...]:
    """Return the bodies that a plain question names, without the places they begin with: 第一中学 of 云河县第一中学."""
    found, at = [], 0
    while match := _ASKED.search(question, at):
        longer = _GOES_ON.match(question, match.end())
        at = longer.end() if longer else match.end()
        found.append(_PLACE.sub("", question[match.start() : at]))
    return tuple(name for name in found if len(name) >= _SHORTEST)


@lru_cache(maxsize=1024)
def of_another_body(question: str, text: str) -> bool:
    """Say whether a plain text names a body only as a piece of another's name, never by itself."""
    return any(_only_in_others(name, text) for name in asked_bodies(question))


def _only_in_others(name: str, text: str) -> bool:
    own = other = False
    for match in re.finditer(re.escape(name), text):
        before = text[max(0, match.start() - 6) : match.start()]
        counted = not name.startswith("第") and _COUNTED.search(before)
        if counted or _GOES_ON.match(text, match.end()):
            other = True
        else:
            own = True
    return other and not own
