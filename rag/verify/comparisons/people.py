"""A name in a draft and the articles -> whether they name it beside the same, or somebody else in the same post.

Knows no person and no place. A name is looked up in the raw text of all articles before it is said to be missing.
"""

import re
from collections.abc import Sequence
from itertools import islice

from rag.index.entities import posts
from rag.language.names import introduced, persons
from rag.language.places import places
from rag.types import Article
from rag.verify.comparisons.outcome import CONSISTENT, CONTRADICTED, UNSEEN, Found, place_in
from rag.verify.comparisons.subject import same_subject
from rag.verify.evidence import Place, Stand, occurrences, replaced, share

_TOLD = 0.4  # of a draft's words that must stand around a name
_BEFORE = 40  # characters before a name in which its post can stand
_LOOKED_AT = 500  # occurrences of one name
# Posts that one person holds at a time; 副市长 and 记者 are many.
_ONE = re.compile("(?<!副)(?:书记|[省市县区州镇乡村局厅部院校馆所站会行台]长|主任|主席|董事长|总经理)$")

Span = tuple[int, int]


def judged(place: Place, role: str, near: Sequence[Stand], articles: Sequence[Article]) -> Found:
    """Return what the articles say of a person or a place that a draft names."""
    name = place.sentence[place.start : place.end]
    there = list(islice(occurrences(articles, name), _LOOKED_AT))
    post, body = _post(place.sentence, place.start) if role == "person" else ("", "")
    told = [stand for stand in there if _tells(place, stand, post, name)]
    if told:
        nearest = {(stand.article.id, stand.start) for stand in near}
        told.sort(key=lambda stand: (stand.article.id, stand.start) not in nearest)
        return Found(CONSISTENT, "same", places=tuple(_places(told, name)))
    if body and _ONE.search(post) and (holder := _holder(post, name, articles)):
        return Found(
            CONTRADICTED, "holder", holder[0].text[slice(*holder[1])], (place_in(holder[0], *holder[1]),)
        )
    for stand in near:
        span = _other(place, stand, role, name)
        if span:
            return Found(CONTRADICTED, "other", stand.text[slice(*span)], (place_in(stand, *span),))
    return Found(UNSEEN, "elsewhere") if there else Found(UNSEEN, "nowhere")


def _places(told: Sequence[Stand], name: str) -> list[tuple[Article, int, int]]:
    found = []
    for stand in told:
        at = stand.text.find(name)
        found.append(place_in(stand, at, at + len(name)) if at >= 0 else place_in(stand, 0, len(stand.text)))
    return found


def _post(text: str, start: int) -> tuple[str, str]:
    return posts(text[max(0, start - _BEFORE) : start])


def _tells(place: Place, stand: Stand, post: str, name: str) -> bool:
    """Say whether a sentence names it beside the same: in the same post, or among the draft's words."""
    if post:
        at = stand.text.find(name)
        given, _ = _post(stand.text, at) if at >= 0 else ("", "")
        if given and (given in post or post in given):
            return True
    rest = place.words
    return bool(rest) and share(rest, stand.context) >= _TOLD


def _holder(post: str, name: str, articles: Sequence[Article]) -> tuple[Stand, Span] | None:
    """Return where the one other person who is named in a post stands; None when there is none, or several."""
    found: dict[str, tuple[Stand, Span]] = {}
    for stand in islice(occurrences(articles, post), _LOOKED_AT):
        for start, end, _ in introduced(stand.text):
            if _post(stand.text, start)[0] == post:
                found.setdefault(stand.text[start:end], (stand, (start, end)))
    return next(iter(found.values())) if len(found) == 1 and name not in found else None


def _other(place: Place, stand: Stand, role: str, name: str) -> Span | None:
    """Return the name that stands in this one's place in a sentence that is otherwise the same."""
    bounds = replaced(place, stand) if same_subject(place, stand) else None
    if bounds is None:
        return None
    spans = [(a, b) for a, b, _ in persons(stand.text)] if role == "person" else list(places(stand.text))
    inside = [(a, b) for a, b in spans if a < bounds[1] and bounds[0] < b]
    if len(inside) != 1:
        return None
    other = stand.text[slice(*inside[0])]
    return None if name in other or other in name or name in stand.context else inside[0]
