"""A rough span of an article -> the span a careful reader would mark: whole words, units, quotation marks, items.

Knows nothing of scores. The result never leaves the part (headline, paragraph) that the span stands in.
"""

import re
from bisect import bisect_left

from rag.language.dates import moments
from rag.language.names import persons
from rag.language.numbers import is_minus, quantities
from rag.language.tagging import known_words
from rag.question.parse import Asked
from rag.spans.agreement import items_of
from rag.types import Article

Span = tuple[int, int]

_PAIRS = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "《": "》",
    "（": "）",
    "(": ")",
    "【": "】",
    "〈": "〉",
    "[": "]",
}
_CLOSERS = {closer: opener for opener, closer in _PAIRS.items()}
_OUTER = "－−﹣– \t\n\r\u3000，。、；：！？,.;:!?…—-~·"
_REACH = 60  # characters that are looked at on either side; a pair further apart than that is left alone
_SCOPE = re.compile("(?:全国|全省|全市|全县|全区|全球|全世界|世界|亚洲|国内|同类城市|[东中西]部)$")
_YEAR = re.compile("[^年月日]{2,4}年")
_AFTER_NAMES = "作说在等是对"
_LONGEST = 40  # a closing mark this far beyond the span is still fetched


def snap(article: Article, start: int, end: int, asked: Asked) -> Span:
    """Return the span made whole for this kind of question, inside one part of the article."""
    low, high = part_of(article, start, end)
    text = article.text[low:high]
    start, end = _trimmed(text, max(start, low) - low, min(end, high) - low)
    if start >= end:
        return low + start, low + start
    if asked.type != "person":  # dictionaries know no names: 何广|文说
        start, end = _whole_words(text, start, end)
    near = max(0, start - _REACH)
    window = text[near : min(len(text), end + _REACH)]
    first, last = _uncut_numbers(window, start - near, end - near)
    if asked.type == "number" or (asked.type == "time" and asked.measure == "duration"):
        first, last = _whole_numbers(window, first, last)
    elif asked.type == "time":
        first, last = _whole_dates(window, first, last, year_is_enough=asked.measure == "year")
    elif asked.type == "person":
        first, last = _whole_names(window, first, last)
    elif asked.several:
        first, last = _whole_items(window, first, last, asked.count)
    if first and is_minus(window, first - 1):
        first -= 1
    first, last = _whole_pairs(window, first, last)
    first, last = _trimmed(window, first, last)
    first = _with_scope(window, first)
    return low + near + first, low + near + last


def part_of(article: Article, start: int, end: int) -> Span:
    """Return the part that holds most of a span."""
    best, most = (0, len(article.text)), 0
    for part in article.parts:
        shared = min(end, part.end) - max(start, part.start)
        if shared > most:
            best, most = (part.start, part.end), shared
    return best


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _OUTER and not is_minus(text, start):
        start += 1
    while end > start and text[end - 1] in _OUTER:
        end -= 1
    return start, end


def _whole_words(text: str, start: int, end: int) -> Span:
    """Widen a span that cuts a word of the dictionary."""
    known = known_words(text)
    return _edge(known, start, 0), _edge(known, end, 1)


def _edge(known: tuple[Span, ...], at: int, side: int) -> int:
    """Return the start (or end) of the word that an offset cuts, the offset itself when it cuts none."""
    n = bisect_left(known, (at, 0)) - 1
    return known[n][side] if n >= 0 and known[n][0] < at < known[n][1] else at


def _uncut_numbers(window: str, start: int, end: int) -> Span:
    """Widen a span that cuts a number."""
    first, last = start, end
    for quantity in quantities(window):
        if quantity.start < start < quantity.end or quantity.start < end < quantity.end:
            first, last = min(first, quantity.start), max(last, quantity.end) if end < quantity.end else last
    return first, last


def _whole_numbers(window: str, start: int, end: int) -> Span:
    """Take in the unit, and the words around a number (超过, 以上) where the span already touches it."""
    for quantity in quantities(window):
        if quantity.start < end and start < quantity.end:
            return min(
                start, quantity.outer_start if _bound(window, quantity.outer_start) else quantity.start
            ), max(end, quantity.outer_end)
    return start, end


def _bound(window: str, at: int) -> bool:
    """Say whether the word before a number changes its meaning: 超过 and 突破 do, 达 does not."""
    return bool(re.match("超|突破|不|至少|至多|近|接近|将近|约|大约|逾|第|前", window[at : at + 3]))


def _with_scope(window: str, start: int) -> int:
    """Take in of what somebody is the first: 全国第一 says more than 第一."""
    scope = _SCOPE.search(window, 0, start) if window[start : start + 1] == "第" else None
    return scope.start() if scope else start


def _whole_dates(window: str, start: int, end: int, *, year_is_enough: bool) -> Span:
    """Widen a span over the date that it is a piece of; the year alone is whole where a year is asked for."""
    for moment in moments(window):
        if moment.start < end and start < moment.end:
            year = _YEAR.match(window, moment.start, moment.end) if year_is_enough else None
            whole = year.end() if year and end <= year.end() else moment.end
            start, end = min(start, moment.start), max(end, whole)
    return start, end


def _whole_names(window: str, start: int, end: int) -> Span:
    for first, last, sure in persons(window):
        if first < end and start < last and sure >= 0.9 and end - start < 12:
            start, end = min(start, first), max(end, last)
        elif first == start and last == end - 1 and window[last] in _AFTER_NAMES:
            end = last  # 王明作: a piece of the tokenizer ran on into the verb
    return start, end


def _whole_items(window: str, start: int, end: int, count: int) -> Span:
    """Widen over the rest of an enumeration when the question says how many items there are."""
    if not 1 < count <= 12:
        return start, end
    while len(items_of(window[start:end])) < count:
        wider = _one_more_item(window, start, end)
        if wider == (start, end):
            break
        start, end = wider
    return start, end


def _one_more_item(window: str, start: int, end: int) -> Span:
    if following := _NEXT_ITEM.match(window, end):
        return start, following.end()
    if last := _LAST_ITEM.match(window, end):
        # Items of one list tend to end alike: 31路、32路和夜班5路.
        alike = last.group("item").find(window[end - 1])
        if alike >= 0 or len(last.group("item")) <= 8:
            return start, last.start("item") + (alike + 1 if alike >= 0 else len(last.group("item")))
    if leading := _ITEM_BEFORE.search(window[:start]):
        return leading.start("item"), end
    return start, end


_JOINT = "[”’》]?(?:以及|[、；和与及])"
_NEXT_ITEM = re.compile(rf"{_JOINT}(?:[“‘《][^”’》]{{1,30}}[”’》]|[^、，。；！？“”‘’《》]{{1,16}}(?=[、；]))")
_LAST_ITEM = re.compile(rf"{_JOINT}(?P<item>[^、，。；！？“”‘’《》：]{{1,16}})")
_ITEM_BEFORE = re.compile(
    r"(?:^|[、：，。；“\n])(?P<item>[“‘《][^”’》]{1,30}[”’》]|[^、，。；！？“”‘’《》：\n]{1,16})"
    r"[、；]$"
)


def _straight(window: str, start: int, end: int) -> Span:
    """Do the same for straight quotation marks, which look alike at both ends."""
    if window[start:end].count('"') % 2 == 0:
        return start, end
    if window[end : end + 1] == '"':
        return start, end + 1
    if window[start - 1 : start] == '"':
        return start - 1, end
    if window[end - 1] == '"':
        return start, end - 1
    return (start + 1, end) if window[start] == '"' else (start, end)


def _whole_pairs(window: str, start: int, end: int) -> Span:
    """Fetch the missing half of a pair, or drop the half that is there when the other is far."""
    opened: list[int] = []
    for at in range(start, end):
        if window[at] in _PAIRS:
            opened.append(at)
        elif window[at] in _CLOSERS:
            if opened and window[opened[-1]] == _CLOSERS[window[at]]:
                opened.pop()
                continue
            found = window.rfind(_CLOSERS[window[at]], max(0, start - _LONGEST), start)
            if found < 0 or (
                at == end - 1 and window[at - 1] in "。！？!?"
            ):  # the mark of a longer quotation
                return (at + 1, end) if end - at > at - start else (start, at)
            start = found
    start, end = _straight(window, start, end)
    for at in reversed(opened):
        closer = _PAIRS[window[at]]
        if 0 <= (found := window.find(closer, end)) < end + _LONGEST:
            end = found + 1
        elif at == start:
            start += 1
        else:
            end = at
    return start, max(start, end)
