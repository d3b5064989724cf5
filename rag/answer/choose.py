"""Candidates and readings -> options: each reading made whole, measured, and put in order, best first.

Knows nothing of refusing, citing or explaining. What a reader may have missed is proposed by proposals.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.answer.cite import sentence_around
from rag.answer.constraints import unmet
from rag.answer.features import Query, features, weigh
from rag.answer.library import Library
from rag.answer.merge import Option, key_of
from rag.answer.posts import Holder, asked_post, holders
from rag.answer.proposals import beside, bylines, headlines, holders_as_readings, numbered
from rag.answer.weights import PASSAGES, Weights
from rag.language.dates import moments
from rag.language.spans import snap
from rag.language.values import value_of
from rag.text import simplified
from rag.types import Article, Candidate, Reading


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
    rules = _Rules(weights, named, post is not None)
    proposed: list[tuple[Reading, float]] = [(reading, 0.0) for reading in readings]
    proposed += [(reading, 0.0) for reading in beside(query, readings, articles)]
    proposed += [(reading, 0.0) for reading in holders_as_readings(named, readings)]
    proposed += [(reading, 1.0) for reading in headlines(query, candidates, articles, readings)]
    proposed += [(reading, 2.0) for reading in bylines(query, candidates, articles, readings)]
    proposed += [(reading, 2.0) for reading in numbered(query, candidates, readings)]
    options: dict[tuple[str, int, int], Option] = {}
    for reading, placed in proposed:
        candidate, article = by_passage.get(reading.passage), articles.get(reading.article)
        if candidate is None or article is None or not 0 <= reading.start < reading.end <= len(article.text):
            continue
        option = _option((reading, placed), candidate, article, query, rules)
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


def _option(
    proposed: tuple[Reading, float], candidate: Candidate, article: Article, query: Query, rules: _Rules
) -> Option | None:
    """Return a reading made whole and measured, with how surely the question names its place; None if none is left."""
    reading, placed = proposed
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
    measured["placed"] = placed
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
