"""Readings -> further readings that rules can see and a reader may have missed: each a slice of its article.

Knows nothing of weights: what is proposed here competes with what was read, by the same features.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from rag.answer.features import Query
from rag.answer.posts import Holder
from rag.language.enumerations import enumeration
from rag.language.items import asked_item, items
from rag.language.measures import fit
from rag.language.numbers import quantities
from rag.question.parse import Asked
from rag.spans.agreement import OFTEN
from rag.spans.edges import part_of
from rag.text import simplified
from rag.types import Article, Candidate, Reading

_HEADLINE = re.compile(
    r"(?:标题|题目)[^，,。]{0,6}(?:什么|啥|怎么|哪)|(?:什么|啥|哪个)(?:标题|题目)|headline|"
    r"\btitle of (?:[\w.'-]+ ){0,5}?(?:article|story|report|piece|news|commentary)",
    re.I,
)
_AUTHOR = re.compile(
    r"署名|作者(?:是|叫|为)|谁(?:采?写|撰写|执笔|报道|撰稿)|(?:哪[一]?[位个名]|什么)(?:记者|作者)|记者(?:是谁|叫什么)|执笔(?:的是|者是)|"
    r"\bwho wrote\b|\b(?:author|byline) of (?:the |this |that )?(?:article|story|report|piece|commentary)",
    re.I,
)
_NAMES = re.compile(r"(?:记者|作者|通讯员|撰稿|文)[\s：:/／]+(?P<names>\S.*)")
_TITLED = 0.5  # share of a headline's pairs of letters that a question about its article says
_HEADLINES = 3  # articles whose headline is proposed when a headline is asked for
_LOOKED_AT = 3  # readings beside which other numbers are looked for
_BESIDE = 1.0  # taken off the score of the reading that a number stands beside: the reader passed it over
_OF_AN_ITEM = (
    "number",
    "time",
    "person",
    "place",
    "organisation",
)  # asked of an item, it is not the item itself


def beside(query: Query, readings: Sequence[Reading], articles: Mapping[str, Article]) -> list[Reading]:
    """Return whole enumerations, or the other numbers of a sentence, that readings stand in or beside."""
    if query.asked.type == "number" or query.asked.measure == "frequency":
        return _other_numbers(query, readings, articles)
    return _whole_lists(readings, articles) if query.asked.several else []


def _other_numbers(
    query: Query, readings: Sequence[Reading], articles: Mapping[str, Article]
) -> list[Reading]:
    """Return numbers of the kind asked for in the sentences of the best readings: of two, a reader marks one."""
    found: dict[tuple[str, int, int], Reading] = {}
    for reading in sorted(readings, key=lambda reading: -reading.score)[:_LOOKED_AT]:
        if (article := articles.get(reading.article)) is None:
            continue
        low, high = _sentence(article, reading)
        for first, last in _fitting(query.asked, article.text[low:high]):
            start, end = low + first, low + last
            if not (start < reading.end and reading.start < end):
                other = replace(
                    reading, start=start, end=end, text=article.text[start:end], score=reading.score - _BESIDE
                )
                found.setdefault((article.id, start, end), other)
    return list(found.values())


def _fitting(asked: Asked, sentence: str) -> list[tuple[int, int]]:
    """Return the numbers of a sentence in the unit that is asked for, or how often it says that something happens."""
    if asked.measure == "frequency":
        return [match.span() for match in OFTEN.finditer(sentence)]
    return [(one.start, one.end) for one in quantities(sentence) if fit(asked.measure, one.unit) >= 1.0]


def _sentence(article: Article, reading: Reading) -> tuple[int, int]:
    low, high = part_of(article, reading.start, reading.end)
    stops = [match.end() for match in re.finditer(r"[。！？；!?;]", article.text[low:high])]
    start = max((low + stop for stop in stops if low + stop <= reading.start), default=low)
    return start, min((low + stop for stop in stops if low + stop >= reading.end), default=high)


def numbered(query: Query, candidates: Sequence[Candidate], readings: Sequence[Reading]) -> list[Reading]:
    """Return the item that a question asks for by its number: 第五项 -> what follows 五是 in a passage.

    What announces the list may stand passages before its fifth item, so an item has the best score of its article.
    """
    number = 0 if query.asked.type in _OF_AN_ITEM else asked_item(query.folded)
    found = []
    for candidate in candidates if number else ():
        passage = candidate.passage
        for first, last in items(passage.text, number):
            score, relevance, null = _best_score(readings, article=passage.article)
            start, end, words = passage.start + first, passage.start + last, passage.text[first:last]
            found.append(Reading(passage.id, passage.article, start, end, words, score, relevance, null))
    return found


def holders_as_readings(named: Sequence[Holder], readings: Sequence[Reading]) -> list[Reading]:
    """Return the holders of a post that the reader did not mark, with the score of its best span there."""
    found = []
    for holder in named:
        passage = holder.candidate.passage
        score, relevance, null = _best_score(readings, passage.id)
        found.append(
            Reading(
                passage.id, passage.article, holder.start, holder.end, holder.name, score, relevance, null
            )
        )
    return found


def _whole_lists(readings: Sequence[Reading], articles: Mapping[str, Article]) -> list[Reading]:
    """Return the enumerations that readings stand in: a reader trained on single answers marks one item."""
    found: dict[tuple[str, int, int], Reading] = {}
    for reading in readings:
        if (article := articles.get(reading.article)) is None:
            continue
        low, high = part_of(article, reading.start, reading.end)
        text = article.text[low:high]
        span = enumeration(text, max(reading.start, low) - low, min(reading.end, high) - low)
        if span is not None:
            start, end = low + span[0], low + span[1]
            whole = replace(reading, start=start, end=end, text=article.text[start:end])
            known = found.get((article.id, start, end))
            if known is None or known.score < whole.score:
                found[article.id, start, end] = whole
    return list(found.values())


def headlines(
    query: Query,
    candidates: Sequence[Candidate],
    articles: Mapping[str, Article],
    readings: Sequence[Reading],
) -> list[Reading]:
    """Return the headlines of the first articles when the question asks for a headline."""
    if not _HEADLINE.search(query.folded):
        return []
    found: dict[str, Reading] = {}
    for candidate in candidates:
        article = articles[candidate.passage.article]
        title = next((part for part in article.parts if part.role == "title"), None)
        if title is not None and article.id not in found:
            found[article.id] = _outside(candidate, article, title.start, title.end, readings)
    return list(found.values())[:_HEADLINES]


def bylines(
    query: Query,
    candidates: Sequence[Candidate],
    articles: Mapping[str, Article],
    readings: Sequence[Reading],
) -> list[Reading]:
    """Return who signed the article whose headline the question names, or else the first one found."""
    if not _AUTHOR.search(query.folded):
        return []
    first: dict[str, Candidate] = {}
    for candidate in candidates:
        first.setdefault(candidate.passage.article, candidate)
    named = [id for id in first if _said_share(query.folded, articles[id].title) >= _TITLED]
    found = []
    for id in named or list(first)[:1]:
        article = articles[id]
        for part in (part for part in article.parts if part.role == "byline"):
            names = _NAMES.search(article.text[part.start : part.end])
            start = part.start + (names.start("names") if names else 0)
            found.append(_outside(first[id], article, start, part.end, readings))
    return found


def _outside(
    candidate: Candidate, article: Article, start: int, end: int, readings: Sequence[Reading]
) -> Reading:
    """Return a span of an article that no passage need hold, with the best score of the article's passage."""
    score, relevance, null = _best_score(readings, candidate.passage.id)
    text = article.text[start:end]
    return Reading(candidate.passage.id, article.id, start, end, text, score, relevance, null)


def _said_share(question: str, title: str) -> float:
    letters = [char for char in simplified(title) if char.isalnum()]
    pairs = {a + b for a, b in pairwise(letters)}
    return sum(pair in question for pair in pairs) / len(pairs) if pairs else 0.0


def _best_score(
    readings: Sequence[Reading], passage: int | None = None, article: str | None = None
) -> tuple[float, float, float]:
    """Return score, relevance and null of the best reading of a place; the lowest of all where there is none."""
    here = [reading for reading in readings if reading.passage == passage or reading.article == article]
    best = max(here, key=lambda reading: reading.score, default=None)
    if best is not None:
        return best.score, best.relevance, best.null
    return min((reading.score for reading in readings), default=0.0), 0.0, 0.0
