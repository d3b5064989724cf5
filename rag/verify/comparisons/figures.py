"""A figure of a draft and sentences of articles -> whether they state it, or another for the very same thing.

Knows grammar alone: the unit, the words for what is counted, the words around.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from rag.index.entities import counted
from rag.language.numbers import Quantity, quantities
from rag.language.tagging import content_words
from rag.language.values import equal
from rag.types import Value
from rag.verify.comparisons import dates
from rag.verify.comparisons.outcome import CONSISTENT, CONTRADICTED, NONE, Found, place_in
from rag.verify.comparisons.subject import same_subject
from rag.verify.evidence import Place, Stand, beside, replaced, share, squeezed

_TOLD = 0.4  # of a draft's words that must stand around the same figure
_ALL = 0.85  # of the words of the clause that must stand around another figure before it contradicts
_MOST = 0.75  # and of the whole sentence
_ABOUT = Decimal("0.1")  # how far a figure may lie from one that is said to be rough
_ROUGHLY = re.compile("约|近|左右|上下|大约")
_MORE = re.compile("[多余]|超|突破|以上|至少|不低于|不少于|逾")
_HAVING = frozenset("共有 现有 已有 拥有 建有 设有 共计 总计 合计 达到".split())
_CLAUSE = "，,；;。：:\n"


def judged(place: Place, near: Sequence[Stand]) -> Found:
    """Return what the sentences say about a figure."""
    own = _at(place.sentence, place.start, place.end)
    if own is None:
        return NONE
    same = [
        place_in(stand, q.start, q.end)
        for stand in near
        for q in _in_question(place, stand)
        if _equal(own, q) and _speaks_of(place, own, stand, q)
    ]
    if same:
        return Found(CONSISTENT, "same", places=tuple(same))
    for stand in near:
        for q in quantities(stand.text):
            if _contradicts(place, own, stand, q):
                found = place_in(stand, q.start, q.end)
                return Found(CONTRADICTED, "other", stand.text[q.start : q.end], (found,))
    return NONE


def _in_question(place: Place, stand: Stand) -> list[Quantity]:
    """Return the figures of a sentence that can be the draft's: all, or those in its very place where there is one."""
    found = list(quantities(stand.text))
    bounds = replaced(place, stand)
    if bounds is None:
        return found
    return [q for q in found if q.start < bounds[1] and bounds[0] < q.end] or found


def _at(text: str, start: int, end: int) -> Quantity | None:
    return next((q for q in quantities(text) if q.start == start and q.end == end), None)


def value(quantity: Quantity) -> Value:
    """Return a quantity as a value that can be compared across units."""
    return Value("number", f"{quantity.number:f}", quantity.unit)


def _equal(one: Quantity, other: Quantity) -> bool:
    if one.ordinal != other.ordinal:
        return False
    if equal(value(one), value(other)):
        return True
    if one.unit != other.unit:
        return False
    if _ROUGHLY.search(one.about):
        return abs(one.number - other.number) <= _ABOUT * abs(other.number)
    # 150多 is told rightly of 159; two that are both rough must be the same
    if _MORE.search(one.about) and not other.about:
        return one.number <= other.number <= one.number * (1 + _ABOUT)
    return False


def _thing(text: str, quantity: Quantity) -> str:
    return counted(text, quantity.start, quantity.end)


def _same_thing(one: str, other: str) -> bool | None:
    """Say whether two numbers count the same; None where one of them does not tell what it counts."""
    if not one or not other:
        return None
    return one in other or other in one


def _speaks_of(place: Place, own: Quantity, stand: Stand, other: Quantity) -> bool:
    """Say whether an equal figure is about the same thing."""
    things = _same_thing(_thing(place.sentence, own), _thing(stand.text, other))
    agreeing = beside(place, stand.text, other.start, other.end)
    if things is False and agreeing < 4:
        return False
    told = share(place.words, stand.context)
    return told >= _TOLD and (things is True or agreeing >= 2 or told >= _MOST)


def _contradicts(place: Place, own: Quantity, stand: Stand, other: Quantity) -> bool:
    """Say whether another figure stands for the very same thing."""
    if own.ordinal != other.ordinal or own.unit != other.unit or _equal(own, other):
        return False
    if _taken(place.sentence, own, other) or _taken(stand.text, other, own):
        return False
    if not same_subject(place, stand) or not dates.agree(place, stand):
        return False
    bounds = replaced(place, stand)
    if bounds is not None and bounds[0] <= other.start and other.end <= bounds[1] + _unit_length(other):
        return _alone(stand.text, *bounds, other)
    if not _same_thing(_thing(place.sentence, own), _thing(stand.text, other)):
        return False
    if len(place.clause) < 2 or share(place.words, stand.context) < _MOST:
        return False
    agreeing = beside(place, stand.text, other.start, other.end)
    if agreeing >= 3:
        return share(place.clause, stand.context) >= _ALL
    return _no_narrower(place, stand, other)


def _no_narrower(place: Place, stand: Stand, other: Quantity) -> bool:
    """Say whether a figure, said in other words, counts no less than the draft's: not 新建公厕22座 for 公厕159座."""
    if share(place.clause, squeezed(f"{stand.article.title}\n{stand.text}")) < 1.0:
        return False
    low = max(stand.text.rfind(mark, 0, other.start) for mark in _CLAUSE) + 1
    said = (*content_words(stand.text[low : other.start]), *content_words(_thing(stand.text, other)))
    return share([word for word in said if word not in _HAVING], squeezed(place.sentence)) == 1.0


def _unit_length(quantity: Quantity) -> int:
    return len(quantity.unit) + 1  # a unit that both sentences hold agrees and stands outside of what differs


def _alone(text: str, start: int, end: int, quantity: Quantity) -> bool:
    """Say whether a quantity is the only one in a stretch of text."""
    return [q for q in quantities(text) if q.start < end and start < q.end] == [quantity]


def _taken(text: str, own: Quantity, other: Quantity) -> bool:
    """Say whether the other sentence's figure stands in this one as well, for something else."""
    return any(q.start != own.start and _equal(q, other) for q in quantities(text))
