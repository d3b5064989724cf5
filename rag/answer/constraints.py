"""A question -> the names and figures that it insists on: another wording may replace all its other words.

Knows nothing of scores. 2019年, 第16期, 潞城区, 许利伟 or 《求是》 stay as they are however a reader puts the question;
a text that lacks them speaks of another year, place or person.
"""

import re
from functools import lru_cache

from rag.language.names import like_person
from rag.language.places import is_place, places
from rag.language.tagging import flag_of, tagged
from rag.text import HAN, simplified

_FIGURE = re.compile(r"第\d+[期届次号版集卷轮批章]|\d+(?:[.,]\d+)*")
_QUOTED = re.compile(r"《([^《》]{2,30})》|“([^“”]{2,30})”|\"([^\"]{2,30})\"")
_LATIN = re.compile(r"(?<![a-z])[a-z]{2,}[a-z0-9-]*")
_UNIT = re.compile(r"(?<=..)(?:省|市|县|区|镇|乡|村)$")
_COUNTY = re.compile(rf"(?:^|(?<=[^{HAN}]))([{HAN}]{{2}})(?:市|县|区)(?!域|间|别|分|民|场)")
_SITE = re.compile(r"[省市县区镇乡村街巷路山河湖江寺桥站]$")
_NO_NAME = frozenset("城市 都市 城区 市区 新区 全市 全省 全县 城镇 中国 我国 全国".split())


@lru_cache(maxsize=256)
def insisted(question: str, english: bool = False) -> tuple[str, ...]:
    """Return what a text must name to be about the same thing, folded, each once; figures alone for English."""
    asked = simplified(question)
    found = _FIGURE.findall(asked)
    if not english:
        found += [part for match in _QUOTED.finditer(asked) for part in match.groups() if part]
        for word, flag, _, _ in tagged(asked):
            found += _two_places(word, flag) or ([word] if _is_name(word, flag) else [])
        found += [asked[start:end] for start, end in places(asked)]
        found += _COUNTY.findall(asked)
        found += _LATIN.findall(asked)
    return tuple(dict.fromkeys(_UNIT.sub("", word) for word in found if word not in _NO_NAME))


def _is_name(word: str, flag: str) -> bool:
    """Say whether a word that jieba takes for a name is one: 西红柿 and 城市 are not."""
    if flag.startswith("nr"):
        return len(word) > 2 and like_person(word) == 1.0
    return flag == "nt" or (flag == "ns" and (is_place(word) or bool(_SITE.search(word))))


def _two_places(word: str, flag: str) -> list[str]:
    """Return the two places that the dictionary has as one word: 上海浦东 -> 上海, 浦东."""
    if flag == "ns" and len(word) == 4 and is_place(word[:2]) and flag_of(word[2:]) == "ns":
        return [word[:2], word[2:]]
    return []


def unmet(wanted: tuple[str, ...], text: str) -> float:
    """Return how much of what a question insists on a folded text lacks, from 0 to 1; 0 when it insists on nothing."""
    return sum(not names(text, word) for word in wanted) / len(wanted) if wanted else 0.0


def names(text: str, word: str) -> bool:
    """Say whether a folded text holds a name or a whole figure: 2016 does not hold 16."""
    if word[0].isdigit() and word[-1].isdigit():
        return re.search(rf"(?<![\d.]){re.escape(word)}(?!\d|[.,]\d)", text) is not None
    return word in text
