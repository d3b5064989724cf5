"""A query and restrictions -> the articles that fit, with the places of the words in each.

Knows nothing of vectors or answers: this is the plain full-text search of the browse tab, and the filters by person
and kind of every other place.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from rag.page.security import validate
from rag.text import Folded, fold
from rag.types import Article, Filters

WORDS = 8  # of a query; more are not looked for
PLACES = 200  # of one article

Found = tuple[Article, tuple[tuple[int, int], ...]]


def find(
    articles: Sequence[Article], query: str, filters: Filters = Filters(), kind: str = "", person: str = ""
) -> list[Found]:
    """Return the articles that hold every word of the query, those that name it in the headline first.

    ``person`` must stand in them word for word; its places are marked like those of the query.
    """
    name = fold("".join(person.split())).text
    words = (*query_words(query), *((name,) if name else ()))
    found = []
    for one in articles:
        if not fits(one, filters) or (kind and one.kind != kind):
            continue
        each = [places_of(one, word) for word in words]
        if all(each):
            found.append((one, _merged(each)))
    if words:
        found.sort(key=lambda item: (-_in_title(*item), -len(item[1])))
    else:
        found.sort(key=lambda item: item[0].kind == "furniture")  # slogans and credits behind the stories
    return found


def query_words(query: str) -> tuple[str, ...]:
    """Return the words of a query in search form."""
    return tuple(dict.fromkeys(fold(word).text for word in query.split()[:WORDS] if fold(word).text))


def narrowed(articles: Sequence[Article], value: object) -> Filters:
    """Return the restrictions in a JSON object; "person" and "kind" become the ids of the articles that fit."""
    own = ("person", "kind")
    if not isinstance(value, dict) or not any(value.get(name) for name in own):
        rest = {k: v for k, v in value.items() if k not in own} if isinstance(value, dict) else value
        return validate.filters(rest)
    filters = validate.filters({name: kept for name, kept in value.items() if name not in own})
    person, kind = (validate.text(value.get(name), name=name) for name in own)
    ids = tuple(one.id for one, _ in find(articles, "", filters, kind, person))
    if not ids:
        validate.refuse(
            f"没有一篇文章合乎这些限定：{person} {kind}".rstrip() + "。请放宽一些。",
            f"No article fits these restrictions ({person} {kind}".rstrip() + "); please widen them.",
        )
    return replace(filters, articles=ids)


def fits(one: Article, filters: Filters) -> bool:
    """Say whether an article is within the restrictions; one without a date is outside every date range."""
    if filters.newspaper and one.newspaper != filters.newspaper:
        return False
    if filters.source and one.source != filters.source:
        return False
    if filters.articles and one.id not in filters.articles:
        return False
    if filters.date_from and (not one.date or one.date < filters.date_from[: len(one.date)]):
        return False
    return not (filters.date_to and (not one.date or one.date[: len(filters.date_to)] > filters.date_to))


def places_of(one: Article, word: str) -> tuple[tuple[int, int], ...]:
    """Return where a folded word stands in the article's own text."""
    folded = _folded(one.text)
    found: list[tuple[int, int]] = []
    at = folded.text.find(word) if word else -1
    while at >= 0 and len(found) < PLACES:
        found.append(folded.span(at, at + len(word)))
        at = folded.text.find(word, at + len(word))
    return tuple(found)


@lru_cache(maxsize=4096)
def _folded(text: str) -> Folded:
    return fold(text)


def _merged(each: Sequence[Sequence[tuple[int, int]]]) -> tuple[tuple[int, int], ...]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(place for places in each for place in places):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return tuple(kept)


def _in_title(one: Article, places: Sequence[tuple[int, int]]) -> int:
    title = next((part for part in one.parts if part.role == "title"), None)
    return sum(start < title.end and end > title.start for start, end in places) if title else 0
