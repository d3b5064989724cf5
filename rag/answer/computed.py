"""Quoted numbers -> a number that no article prints, and the sum that makes it: 53.1% and 67% -> 13.9 个百分点.

Computes only from operands that are cited to the letter and have one unit; says nothing where there is any doubt.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from rag.language.numbers import Quantity, quantities
from rag.language.values import comparable
from rag.types import AnswerPart, Citation, Computed

_GREW = "提高|提升|增加|增长|增多|上升|上涨|扩大|延长|增|升|涨|多|下降|下跌|降低|减少|缩短|缩小|降|减|少"
# How much something changed is asked for: 提高了多少个百分点, 少了几座.
_CHANGE = re.compile(rf"(?:{_GREW})了?(?:多少|几)(?!倍|成)")
_AMOUNT = re.compile(rf"(?P<grew>{_GREW})了?(?:多少|几)(?!倍|成)(?:个?百分点)?")
_FROM_TO = re.compile(
    rf"[由从](?P<before>[^，。；由从]{{0,24}}?)(?:{_GREW}|发展)?了?(?:到|至|为|成)(?P<after>[^，。；]{{1,16}})"
)


def after_change(question: str) -> str:
    """Return the question for the value after a change: 提高了多少座 -> 提高到多少; "" when none is asked for."""
    changed = _AMOUNT.sub(lambda match: f"{match.group('grew')}到多少", question, count=1)
    return changed if changed != question else ""


def change(question: str, citation: Citation) -> Computed | None:
    """Return by how much a value changed, where that is asked and the cited sentence gives it before and after."""
    if not _CHANGE.search(question):
        return None
    pairs = [
        (before, after)
        for match in _FROM_TO.finditer(citation.sentence)
        for before in [_only(match.group("before"))]
        for after in [_only(match.group("after"))]
        if before
        and after
        and (before.unit == after.unit or not before.unit)
        and not (before.about or after.about)
    ]
    if len(pairs) != 1 or not _quoted(citation, *pairs[0]):
        return None
    before, after = pairs[0]
    unit = "个百分点" if after.unit in ("%", "％") else after.unit
    difference = abs(after.number - before.number)
    more, less = max(before.number, after.number), min(before.number, after.number)
    sign = "%" if unit == "个百分点" else unit
    return Computed(f"{plain(difference)}{unit}", f"{plain(more)}{sign} − {plain(less)}{sign}")


def _only(text: str) -> Quantity | None:
    """Return the last quantity of a few words, None when there is none."""
    found = [quantity for quantity in quantities(text) if not quantity.ordinal]
    return found[-1] if found else None


def _quoted(citation: Citation, before: Quantity, after: Quantity) -> bool:
    """Say whether the answer is one of the two operands: a change that the sentence itself states needs no sum."""
    said = _only(citation.quote)
    return said is not None and said.number in (before.number, after.number)


def greatest(parts: Sequence[AnswerPart], wanted: int) -> Computed | None:
    """Return which of the parts has the greatest value (``wanted`` 1) or the least (-1), where all have one unit."""
    if not wanted or len(parts) < 2 or not all(part.text and part.value for part in parts):
        return None
    values = [found for part in parts if part.value and (found := comparable(part.value))]
    if len(values) != len(parts) or len({unit for _, unit in values}) != 1:
        return None  # of a range (6至9万元) nobody can tell how it stands to others
    if isinstance(values[0][0], str) and len({len(str(value)) for value, _ in values}) != 1:
        return None  # a year and a day tell no order
    order = sorted(zip(values, parts, strict=True), key=lambda pair: pair[0][0], reverse=wanted > 0)
    if order[0][0][0] == order[1][0][0]:
        return Computed("=".join(part.name for part in parts), " = ".join(part.text for part in parts))
    sign = " > " if wanted > 0 else " < "
    return Computed(order[0][1].name, sign.join(f"{part.name} {part.text}" for _, part in order))


def plain(number: Decimal) -> str:
    """Return a number as it is written by hand: no exponent, no noughts at its end."""
    return f"{number.normalize():f}"
