"""A claim's sentence and a sentence of an article -> whether the two speak of the same, so that they can contradict.

Knows nothing of what the claim is. 市第一医院 and 市第二医院 are nearly the same words and not the same thing.
"""

import re
from collections.abc import Iterator

from rag.language.names import persons
from rag.language.places import places
from rag.verify.evidence import Place, Stand, share, squeezed

_ALL = 0.85  # of the words of the claim's clause that must stand around the other
_TELLS_APART = re.compile(
    "第?[一二三四五六七八九十0-9]+(?=[号期届次中院医线路段标])|第[一二三四五六七八九十0-9]+"
)


def same_subject(place: Place, stand: Stand) -> bool:
    """Say whether all that tells a claim's subject apart stands in the article: names, ordinals, the clause's words."""
    rest = place.sentence[: place.start] + "，" + place.sentence[place.end :]
    text = stand.article.text
    if not all(said[a:b] in text for said in (rest, place.before) for a, b in _names(said)):
        return False
    before = squeezed(place.sentence[: place.start])
    if any(number not in stand.context for number in _TELLS_APART.findall(before)):
        return False
    return share(place.clause, stand.context) >= _ALL


def _names(text: str) -> Iterator[tuple[int, int]]:
    yield from ((start, end) for start, end, _ in persons(text))
    yield from places(text)
