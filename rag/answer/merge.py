"""Spans that say the same -> one group each: overlapping, equal in value, or equal in words.

Knows nothing of scores but their order; the first option of a group speaks for it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.language.names import like_person
from rag.language.values import equal
from rag.text import simplified
from rag.types import Article, Candidate, Reading, Value

SAID_LESS, SAID_AT_LEAST = (
    0.2,
    0.4,
)  # shares of the question's telling words, in a sentence that agrees with another
_A_NAME = 0.7  # 区委书记 stands in 区委书记王小明, but it names nobody


@dataclass(frozen=True, slots=True)
class Option:
    """A snapped reading with all that is known about it."""

    reading: Reading
    candidate: Candidate
    article: Article
    sentence: tuple[int, int]
    features: dict[str, float]
    rank: float
    value: Value | None = None
    key: str = ""  # the words of the span, folded, without punctuation or spaces
    source: str = "reader"  # who proposed it


def key_of(text: str) -> str:
    """Return the words of a span in the form in which they are compared."""
    return re.sub(r"\W", "", simplified(text))


Group = list[Option]


def grouped(options: Sequence[Option], type: str) -> list[Group]:
    """Return the options, best first, gathered into groups that say the same thing."""
    groups: list[Group] = []
    for option in options:
        home = next(
            (group for group in groups if any(_same(option, other, type) for other in group[:3])), None
        )
        if home is None:
            groups.append([option])
        else:
            home.append(option)
    return groups


def _tells_the_same(first: Option, other: Option) -> bool:
    told, least = other.features, first.features.get("near", 0.0) - SAID_LESS
    about = told.get("near", 0.0) >= max(least, SAID_AT_LEAST) and told.get(
        "unsaid", 0.0
    ) <= first.features.get("unsaid", 0.0)
    return about and told.get("score", 0.0) > 0


def _same(one: Option, two: Option, type: str) -> bool:
    first, second = one.reading, two.reading
    if first.article == second.article and first.start < second.end and second.start < first.end:
        return True
    if one.key == two.key or equal(one.value, two.value):
        return True
    if one.value and two.value:
        return False
    short, long = sorted((one.key, two.key), key=len)
    if type not in ("person", "organisation", "title", "quote") or len(short) < 2 or short not in long:
        return False
    return type != "person" or like_person(short) >= _A_NAME


def independent(group: Group) -> list[Option]:
    """Return one option for each independent source that says the same: a wire story printed twice counts once.

    The same value is no agreement where it counts another thing (一名, one of many): the reader must take it for an
    answer too, and its sentence must tell as much of the question as the first one's does, but for a little.
    """
    kept: list[Option] = []
    sentences: set[str] = set()
    for option in group:
        if kept and not _tells_the_same(kept[0], option):
            continue
        article = option.article
        words = key_of(article.text[option.sentence[0] : option.sentence[1]])
        related = {other.article.id for other in kept} | {other.article.repeats for other in kept}
        if article.id in related or (article.repeats and article.repeats in related) or words in sentences:
            continue
        sentences.add(words)
        kept.append(option)
    return kept
