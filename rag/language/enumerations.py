"""A span inside an enumeration -> the whole enumeration: 宜居 in 建设创新、宜居、美丽的城市 -> 创新、宜居、美丽.

Knows how Chinese joins items (、 and 和 before the last); nothing of questions or scores.
"""

import re

from rag.language.names import persons
from rag.language.tagging import tagged

Span = tuple[int, int]

_STOP = re.compile(r"[，。；！？：\n,;!?:（(]")
_MARKS = re.compile(r"[“‘《\"]([^”’》\"]*)[”’》\"]")
_AFTER = re.compile(r"等|的|[一二两三四五六七八九十\d]+(?:个|项|位|种|大|类|处|方面)|诸多|多[个项位种类处]")
_LEAD = re.compile(r".*(?:包括|分别(?:是|为)?|就是|包含|涵盖|涉及|为|是|在|把|将|对|以|有)")
_LONGEST = 24  # characters of one item; more is a clause, not an item
_FEWEST = 3  # items: two joined by 、 are often one name


def enumeration(text: str, start: int, end: int) -> Span | None:
    """Return where the enumeration stands that a span of a text touches; None where there is none."""
    covered = _MARKS.sub(lambda match: "□" * len(match.group()), text)
    low = max((match.end() for match in _STOP.finditer(covered, 0, start)), default=0)
    found = _STOP.search(covered, end)
    high = found.start() if found else len(text)
    joints = [at for at in range(low, high) if covered[at] in "、"]
    if len(joints) < _FEWEST - 1:
        return None
    bounds = [low, *(at + 1 for at in joints)]
    ends = [*joints, high]
    items = list(zip(bounds, ends, strict=True))
    if any(last - first > _LONGEST for first, last in items[1:-1]):
        return None
    first = _first_start(text, covered, items)
    last = _last_end(text, covered, items)
    return (
        (first, last)
        if first < end and start < last and first < joints[0] and last > joints[-1] + 1
        else None
    )


def _first_start(text: str, covered: str, items: list[Span]) -> int:
    """Return where the first item begins behind its verb: 推进|农村厕所革命."""
    low, high = items[0]
    usual = max(b - a for a, b in items[1:-1])
    if (lead := _LEAD.match(covered, low, high)) and lead.end() < high:
        return lead.end()
    for first, last, _ in persons(text[low:high]):
        if last == high - low and usual <= 4:  # 政治局常委|李强: a list of names begins with a name
            return low + first
    verbs = ("v", "vn") if high - low > usual + 1 else ("v",)
    words = [(flag, low + a, low + b) for _, flag, a, b in tagged(text[low:high])]
    for number in range(len(words) - 1, 0, -1):
        flag, first, last = words[number - 1]
        if flag in verbs and "□" not in covered[first:last]:
            return last
    return low


def _last_end(text: str, covered: str, items: list[Span]) -> int:
    """Return where the last item ends before what follows the list: 皇史宬|等一批."""
    low, high = items[-1]
    joint = re.compile(r"以及|[和与及]").search(covered, low + 1, high)
    start = joint.end() if joint and joint.end() < high else low
    cut = _AFTER.search(covered, start + 1, high)
    end = cut.start() if cut else high
    for first, last, _ in persons(text[low:end]):
        if first == 0 and all(b - a <= 4 for a, b in items[1:-1]):  # a list of names ends with a name
            return low + last
    usual = max(b - a for a, b in items[1:-1])
    if (
        not cut and end - start > usual + 2
    ):  # 屯留区|作为节点: a verb after an item of usual length ends the list
        for _, flag, first, _ in tagged(text[start:end]):
            if flag == "v" and first >= 2:
                return start + first
    return end
