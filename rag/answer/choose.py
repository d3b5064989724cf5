"""Candidates and readings -> options: each reading made whole, measured, and put in order, best first.

Knows nothing of refusing, citing or explaining; adds only what rules can see and a reader may have missed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.answer.cite import sentence_around
from rag.answer.constraints import unmet
from rag.answer.features import Query, features, weigh
from rag.answer.library import Library
from rag.answer.merge import Option, key_of
from rag.answer.posts import Holder, asked_post, holders
from rag.answer.weights import PASSAGES, Weights
from rag.language.dates import moments
from rag.language.enumerations import enumeration
from rag.language.spans import part_of, snap
from rag.language.values import value_of
from rag.text import simplified
from rag.types import Article, Candidate, Reading

_HEADLINE = re.compile(
    r"标题|题目|\b(?:title|headline) of (?:the |this |that )?(?:article|story|report|piece|news)|"
    r"headline"
)
_HEADLINES = 3  # articles whose headline is proposed when a headline is asked for


@dataclass(frozen=True, slots=True)
class Choice:
    """The options for one question, best first, and the holders of the post that it asks about."""

    options: tuple[Option, ...]
    holders: tuple[Holder, ...]
    dated: bool  # the question itself names a time: the newest is not what it wants


def choose(
    query: Query,
    candidates: Sequence[Candidate],
    readings: Sequence[Reading],
    library: Library,
    weights: Weights,
) -> Choice:
    """Return the readings, and what rules add to them, as options in order."""
    by_passage = {candidate.passage.id: candidate for candidate in candidates}
    articles = {id: library.article(id) for id in dict.fromkeys(c.passage.article for c in candidates)}
    post = asked_post(query.text, query.asked)
    named = tuple(holders(post, candidates)) if post else ()
    added = [*_holders_as_readings(named, readings), *_headlines(query, candidates, articles, readings)]
    if query.asked.several:
        readings = [*readings, *_whole_lists(readings, articles)]
    options: dict[tuple[str, int, int], Option] = {}
    for reading in (*readings, *added):
        candidate, article = by_passage.get(reading.passage), articles.get(reading.article)
        if candidate is None or article is None or not 0 <= reading.start < reading.end <= len(article.text):
            continue
        option = _option(
            reading, candidate, article, query, _Rules(weights, named, post is not None, reading in added)
        )
        if option is None:
            continue
        key = (article.id, option.reading.start, option.reading.end)
        if key not in options or option.rank > options[key].rank:
            options[key] = option
    order = sorted(
        options.values(), key=lambda o: (-round(o.rank, 6), o.article.id, o.reading.start, o.reading.end)
    )
    return Choice(tuple(order), named, any(moment.stated for moment in moments(query.folded)))


@lru_cache(maxsize=64)
def _folded(text: str) -> str:
    return simplified(text)  # one article holds many options


@dataclass(frozen=True, slots=True)
class _Rules:
    weights: Weights
    named: tuple[Holder, ...]
    has_post: bool
    added: bool


def _option(
    reading: Reading, candidate: Candidate, article: Article, query: Query, rules: _Rules
) -> Option | None:
    """Return a reading made whole and measured; None when nothing but punctuation is left of it."""
    start, end = snap(article, reading.start, reading.end, query.asked)
    if start >= end:
        return None
    whole = replace(reading, start=start, end=end, text=article.text[start:end])
    first, last = sentence_around(article, start, end, candidate.passage)
    held = [
        holder.sure
        for holder in rules.named
        if holder.candidate.passage.article == article.id and holder.start < end and start < holder.end
    ]
    post = max(held, default=-1.0) if rules.has_post else 0.0
    measured = features(whole, candidate, query, article.text[first:last], post)
    measured["foreign"] = unmet(query.insisted, _folded(article.text) + article.date)
    measured["headline"] = float(rules.added and not rules.has_post)
    value = value_of(whole.text, query.asked.type, article.date)
    return Option(
        whole,
        candidate,
        article,
        (first, last),
        measured,
        weigh(rules.weights.rank, measured),
        value,
        key_of(whole.text),
    )


def _holders_as_readings(named: Sequence[Holder], readings: Sequence[Reading]) -> list[Reading]:
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


def _whole_lists(readings: Sequence[Reading], articles: dict[str, Article]) -> list[Reading]:
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


def _headlines(
    query: Query, candidates: Sequence[Candidate], articles: dict[str, Article], readings: Sequence[Reading]
) -> list[Reading]:
    """Return the headlines of the first articles when the question asks for a headline."""
    if query.asked.type != "title" or not _HEADLINE.search(query.folded):
        return []
    found: dict[str, Reading] = {}
    for candidate in candidates:
        article = articles[candidate.passage.article]
        title = next((part for part in article.parts if part.role == "title"), None)
        if title is not None and article.id not in found:
            score, relevance, null = _best_score(readings, candidate.passage.id)
            text = article.text[title.start : title.end]
            found[article.id] = Reading(
                candidate.passage.id, article.id, title.start, title.end, text, score, relevance, null
            )
    return list(found.values())[:_HEADLINES]


def _best_score(readings: Sequence[Reading], passage: int) -> tuple[float, float, float]:
    """Return score, relevance and null of the best reading of a passage; the lowest of all where there is none."""
    here = [reading for reading in readings if reading.passage == passage]
    best = max(here, key=lambda reading: reading.score, default=None)
    if best is not None:
        return best.score, best.relevance, best.null
    return min((reading.score for reading in readings), default=0.0), 0.0, 0.0


def reranked(
    candidates: Sequence[Candidate], options: Sequence[Option], weights: Weights
) -> tuple[Candidate, ...]:
    """Return the ten best passages by what was found in them; their scores are the ones that order them now."""
    best: dict[int, float] = {}
    for option in options:
        number, score = option.candidate.passage.id, weigh(weights.passage, option.features)
        best[number] = max(best.get(number, score), score)
    lowest = min(best.values(), default=0.0)
    scored = [(best.get(c.passage.id, lowest - 1.0 - n), n, c) for n, c in enumerate(candidates)]
    scored.sort(key=lambda item: (-round(item[0], 6), item[1]))
    return tuple(replace(candidate, score=round(score, 6)) for score, _, candidate in scored[:PASSAGES])
