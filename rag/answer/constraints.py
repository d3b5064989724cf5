"""A question -> the names and figures that it insists on: another wording may replace all its other words.

Knows nothing of scores. 2019年, 第16期, 潞城区, 许利伟 or 《求是》 stay as they are however a reader puts the question;
a text that lacks them speaks of another year, place or person.
"""

import re
from functools import lru_cache

from rag.language.names import like_person
from rag.language.places import places
from rag.language.tagging import tagged
from rag.text import simplified

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_QUOTED = re.compile(r"《([^《》]{2,30})》|“([^“”]{2,30})”|\"([^\"]{2,30})\"")
_LATIN = re.compile(r"(?<![a-z])[a-z]{2,}[a-z0-9-]*")
_UNIT = re.compile(r"(?<=..)(?:省|市|县|区|镇|乡|村)$")
_COUNTY = re.compile(r"(?:^|(?<=[^\u4e00-\u9fff]))([\u4e00-\u9fff]{2})(?:市|县|区)(?!域|间|别|分|民|场)")
# The tags by which jieba marks names, with the fewest characters from which they are trusted.
_NAMES = {"nr": 3, "nrt": 3, "ns": 2, "nt": 3, "nz": 4}
_NO_NAME = frozenset("城市 都市 城区 市区 全市 全省 全县 城镇 中国 我国 全国 老大爷 老大娘".split())


@lru_cache(maxsize=256)
def insisted(question: str, english: bool = False) -> tuple[str, ...]:
    """Return what a text must name to be about the same thing, folded, each once; figures alone for English."""
    asked = simplified(question)
    found = _FIGURE.findall(asked)
    if not english:
        found += [part for match in _QUOTED.finditer(asked) for part in match.groups() if part]
        found += [word for word, flag, _, _ in tagged(asked) if _is_name(word, flag)]
        found += [asked[start:end] for start, end in places(asked)]
        found += _COUNTY.findall(asked)
        found += _LATIN.findall(asked)
    return tuple(dict.fromkeys(_UNIT.sub("", word) for word in found if word not in _NO_NAME))


def _is_name(word: str, flag: str) -> bool:
    if flag.startswith("nr") and like_person(word) < 1.0:
        return False  # 西红柿
    return len(word) >= _NAMES.get(flag, 99)


def unmet(wanted: tuple[str, ...], text: str) -> float:
    """Return how much of what a question insists on a folded text lacks, from 0 to 1; 0 when it insists on nothing."""
    return sum(word not in text for word in wanted) / len(wanted) if wanted else 0.0
