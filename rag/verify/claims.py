"""A draft -> its claims: every figure, name, date and quotation, each with the sentence that it stands in.

Knows nothing of articles; reads by the same grammar of numbers, times and names as everything else here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.articles.passages import sentences
from rag.index.entities import is_name, posts
from rag.language.dates import moments
from rag.language.names import persons
from rag.language.numbers import Quantity, quantities
from rag.language.places import places
from rag.language.tagging import flag_of

_QUOTED = re.compile('“([^“”\n]{2,400})”|「([^「」\n]{2,400})」|"([^"\n]{2,400})"')
_EXACT = re.compile("[0-9０-９]")
_HAN = re.compile("[二三四五六七八九十百千万亿]")
_VERSE = frozenset("版 页 点 重 面 大 样 步".split())  # 四大, 三步: ways of speaking more often than counts

_INTRODUCED = 0.9  # a name beside a post or a verb of speaking; by its form alone 高水平 is one as well
_PERSON = ("nr", "nrt", "nrfg")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a draft states; ``draft[start:end] == text``, inside the sentence of the other two offsets."""

    kind: str  # figure name date quotation
    start: int
    end: int
    text: str
    sentence_start: int
    sentence_end: int
    role: str = ""  # of a name: person or place


def claims(draft: str) -> tuple[Claim, ...]:
    """Return the claims of a draft in their order."""
    found: list[Claim] = []
    spans = sentences(draft, 0, len(draft))
    for first, last in spans:
        text = draft[first:last]
        for kind, role, start, end in _in_sentence(text):
            found.append(Claim(kind, first + start, first + end, text[start:end], first, last, role))
    for match in _QUOTED.finditer(draft):
        start, end = match.start() + 1, match.end() - 1
        if any(character.isalnum() for character in draft[start:end]):
            low = next((a for a, b in spans if a <= start < b), start)
            high = next((b for a, b in spans if a < end <= b), end)
            found.append(Claim("quotation", start, end, draft[start:end], min(low, start), max(high, end)))
    return tuple(sorted(found, key=lambda claim: (claim.start, claim.kind != "quotation", claim.end)))


def _in_sentence(text: str) -> Iterator[tuple[str, str, int, int]]:
    taken: list[Span] = []
    for moment in moments(text):
        if moment.stated and moment.iso:
            taken.append((moment.start, moment.end))
            yield "date", "", moment.start, moment.end
    for quantity in quantities(text):
        if states(text, quantity) and _free(taken, quantity.start, quantity.end):
            taken.append((quantity.start, quantity.end))
            yield "figure", "", quantity.start, quantity.end
    for start, end, sure in sorted(persons(text)):
        known = flag_of(text[start:end]) in _PERSON and end - start > 2
        named = known or (sure >= _INTRODUCED and is_name(text[start:end], posts(text[:start])[1]))
        if named and _free(taken, start, end):
            taken.append((start, end))
            yield "name", "person", start, end
    for start, end in places(text):
        if _free(taken, start, end):
            taken.append((start, end))
            yield "name", "place", start, end


def states(text: str, quantity: Quantity) -> bool:
    """Say whether a number states something that can be checked: not 一个, 两手抓, 第三 or 四大."""
    written = text[quantity.start : quantity.end]
    if quantity.ordinal:
        return False
    if _EXACT.search(written):
        return bool(quantity.unit) or len(written) > 1
    return bool(quantity.unit and quantity.unit not in _VERSE and _HAN.search(written))


def _free(taken: list[Span], start: int, end: int) -> bool:
    return not any(start < last and first < end for first, last in taken)
