"""Text -> the places named in it, as far as the dictionary or the form of a name tells.

Knows no place of its own: jieba's dictionary has cities and counties under their full names (长治市), so that the short
ones (长治) can be told from words; towns, villages and rivers are known by the word that ends their name.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from rag.language.tagging import flag_of
from rag.text import HAN
from rag.text.words import tokenizer

_HAN = re.compile(rf"[{HAN}]+")
_OUTER = "省市县区州旗"
_UNITS = ("省", "市", "县")
_NATURE = "河江湖山岛"
_ENDS = frozenset("区 县 市 镇 乡 村 街道".split())  # after a name that the dictionary has in another form
_SITES = frozenset(
    "路 街 大道 大街 公园 水库 机场 大桥 社区 新区 开发区 景区 古城 火车站".split()
)  # after a place
_GENERIC = re.compile(
    "(?:城市|都市|(?:老|新|主|建成|中心)城区|^城区|地区|城镇|小区|园区|市区|山区|灾区|辖区|郊区|片区|中心区|全市|全省|全县|江河|山水|地级|新城|示范社区)$|^(?:沿|全|我|本|该|各|两|大江)"
)
_COMMON = (
    1000  # times that jieba's dictionary counted a word: 和平 and 新民 are words before they are counties
)

_RARE = 20  # 屯留 is a verb to the dictionary, but one that nobody uses


def places(text: str) -> Iterator[tuple[int, int]]:
    """Yield where places stand; 长治市潞城区 is one."""
    for run in _HAN.finditer(text):
        begin = end = -1
        at = run.start()
        for word in tokenizer().cut(run.group(), HMM=False):
            stop = at + len(word)
            if end == at and _goes_on(text[begin:end], word):
                end = stop
            else:
                if begin >= 0 and _is_whole(text[begin:end]):
                    yield begin, end
                begin, end = (at, stop) if is_place(word) or _may_begin(word) else (-1, -1)
            at = stop
        if begin >= 0 and _is_whole(text[begin:end]):
            yield begin, end


@lru_cache(maxsize=65536)
def is_place(word: str) -> bool:
    """Say whether a word is the full or the short name of a city, a county or a province, or a river or mountain."""
    if len(word) < 2 or _GENERIC.search(word):
        return False
    flag = flag_of(word)
    if word[-1] in _OUTER and len(word) > 2 and flag in ("ns", "nr", "nz"):
        return True
    if flag == "ns" and (word[-1] in _NATURE or word[-1] == "县"):
        return True
    most = {"ns": _COMMON * 100, "n": _COMMON, "nz": _COMMON, "nr": _COMMON}.get(flag, _RARE)
    return _count(word) < most and any(_count(word + unit) for unit in _UNITS)


def is_unit(word: str, unit: str) -> bool:
    """Say whether the dictionary has the word as a city (市), a county (县) or a province (省)."""
    return len(word) > 1 and _count(word + unit) > 0 and is_place(word)


def _goes_on(place: str, word: str) -> bool:
    if word in _ENDS:
        return not _GENERIC.search(place + word) and place[-1] not in _OUTER
    return (word in _SITES and is_place(place)) or (place[-1] in _OUTER and is_place(word))


def _may_begin(word: str) -> bool:
    """Say whether a word can be the name of a town or a village: rare enough, and without another meaning."""
    most = {"ns": _COMMON, "n": _COMMON // 5, "nz": _COMMON, "nr": _COMMON}.get(flag_of(word), _RARE)
    return len(word) == 2 and _count(word) < most


def _is_whole(place: str) -> bool:
    if len(place) < 2 or _GENERIC.search(place):
        return False
    return is_place(place) or (len(place) > 2 and place.endswith((*_ENDS, *_SITES)))


def _count(word: str) -> int:
    dictionary = tokenizer()
    dictionary.check_initialized()
    return int(dictionary.FREQ.get(word) or 0)
