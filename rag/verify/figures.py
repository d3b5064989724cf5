"""A figure of a draft and sentences of articles -> whether they state it, or another for the very same thing.

Knows grammar alone: the unit, the words for what is counted, the words around.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rag.language.names import persons
from rag.language.numbers import Quantity, quantities
from rag.language.places import places
from rag.language.values import equal
from rag.names import counted
from rag.types import Value
from rag.verify import dates
from rag.verify.evidence import Place, Stand, beside, replaced, share
from rag.verify.found import CONSISTENT, CONTRADICTED, NONE, Found, place_in

_TOLD = 0.4  # of a draft's words that must stand around the same figure
_ALL = 0.85  # of the words of the clause that must stand around another figure before it contradicts
_MOST = 0.75  # and of the whole sentence
_ABOUT = Decimal("0.1")  # how far a figure may lie from one that is said to be rough


def judged(place: Place, near: Sequence[Stand]) -> Found:
    """Return what the sentences say about a figure."""
    own = _at(place.sentence, place.start, place.end)
    if own is None:
        return NONE
    same = [
        place_in(stand, q.start, q.end)
        for stand in near
        for q in quantities(stand.text)
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
    if not (one.about or other.about) or one.unit != other.unit:
        return False
    return abs(one.number - other.number) <= _ABOUT * max(abs(one.number), abs(other.number))


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
    agreeing = beside(place.sentence, place.start, place.end, stand.text, other.start, other.end)
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
    if not named_there(place, stand) or not dates.agree(place.sentence, stand):
        return False
    bounds = replaced(place, stand)
    if bounds is not None and bounds[0] <= other.start and other.end <= bounds[1] + _unit_length(other):
        return _alone(stand.text, *bounds, other)
    things = _same_thing(_thing(place.sentence, own), _thing(stand.text, other))
    agreeing = beside(place.sentence, place.start, place.end, stand.text, other.start, other.end)
    clause = share(place.clause, stand.context) >= _ALL and len(place.clause) > 1
    return bool(things) and agreeing >= 3 and clause and share(place.words, stand.context) >= _MOST


def _unit_length(quantity: Quantity) -> int:
    return len(quantity.unit) + 1  # a unit that both sentences hold agrees and stands outside of what differs


def _alone(text: str, start: int, end: int, quantity: Quantity) -> bool:
    """Say whether a quantity is the only one in a stretch of text."""
    inside = [q for q in quantities(text) if q.start < end and start < q.end]
    return inside == [quantity]


def _taken(text: str, own: Quantity, other: Quantity) -> bool:
    """Say whether the other sentence's figure stands in this one as well, for something else."""
    return any(q.start != own.start and _equal(q, other) for q in quantities(text))


def named_there(place: Place, stand: Stand) -> bool:
    """Say whether every person and place of a draft's sentence stands in the article that it is compared with."""
    text = stand.article.text
    rest = place.sentence[: place.start] + "，" + place.sentence[place.end :]
    return all(rest[start:end] in text for start, end in _names(rest))


def _names(text: str) -> Iterator[tuple[int, int]]:
    yield from ((start, end) for start, end, _ in persons(text))
    yield from places(text)


