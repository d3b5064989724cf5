"""Candidates and readings -> options: each reading made whole, measured, and put in order, best first.

Knows nothing of refusing, citing or explaining. What a reader may have missed is proposed by proposals.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.answer.cite import sentence_around
from rag.answer.constraints import unmet
from rag.answer.features import Query, features, weigh
from rag.answer.judgement import PASSAGES, Judgement
from rag.answer.library import Library
from rag.answer.merge import Option, key_of
from rag.answer.posts import Holder, asked_post, holders
from rag.answer.proposals import beside, bylines, headlines, holders_as_readings, numbered
from rag.language.bodies import of_another_body
from rag.language.dates import moments
from rag.language.values import value_of
from rag.spans.edges import snap
from rag.text import simplified
from rag.types import Article, Candidate, Reading

SAYS_IT = 4.0  # log-odds behind the best reading within which another article counts as saying the same
# How surely a question names the place of its answer: the headline of an article, its byline, its fifth item.
_PLACED = {"headline": 1.0, "byline": 2.0, "numbered": 2.0}


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
    judgement: Judgement,
) -> Choice:
    """Return the readings, and what rules add to them, as options in order."""
    by_passage = {candidate.passage.id: candidate for candidate in candidates}
    articles = {id: library.article(id) for id in dict.fromkeys(c.passage.article for c in candidates)}
    post = asked_post(query.text, query.asked)
    named = tuple(holders(post, candidates)) if post else ()
    rules = _Rules(named, post is not None)
    proposed = [("reader", reading) for reading in readings]
    proposed += [("beside", reading) for reading in beside(query, readings, articles)]
    proposed += [("holder", reading) for reading in holders_as_readings(named, readings)]
    proposed += [("headline", reading) for reading in headlines(query, candidates, articles, readings)]
    proposed += [("byline", reading) for reading in bylines(query, candidates, articles, readings)]
    proposed += [("numbered", reading) for reading in numbered(query, candidates, readings)]
    options: dict[tuple[str, int, int], Option] = {}
    for source, reading in proposed:
        candidate, article = by_passage.get(reading.passage), articles.get(reading.article)
        if candidate is None or article is None or not 0 <= reading.start < reading.end <= len(article.text):
            continue
        option = _option((source, reading), candidate, article, query, rules)
        if option is None:
            continue
        key = (article.id, option.reading.start, option.reading.end)
        before = options.get(key)
        if before is None or _stands_before(option, before):
            options[key] = option
    compare(list(options.values()))
    ranked = [replace(option, rank=weigh(judgement.rank, option.features)) for option in options.values()]
    order = sorted(ranked, key=lambda o: (-round(o.rank, 6), o.article.id, o.reading.start, o.reading.end))
    return Choice(tuple(order), named, any(moment.stated for moment in moments(query.folded)))


@lru_cache(maxsize=64)
def _folded(text: str) -> str:
    return simplified(text)  # one article holds many options


@dataclass(frozen=True, slots=True)
class _Rules:
    named: tuple[Holder, ...]
    has_post: bool


def _stands_before(one: Option, other: Option) -> bool:
    """Say which of two readings of one span is kept: what a rule names as the place, then the better score."""
    mine, theirs = one.features, other.features
    return (mine["placed"], mine["score"]) > (theirs["placed"], theirs["score"])


def compare(options: Sequence[Option]) -> None:
    """Add to each option the features that speak of the others: how far behind it is, and who says the same."""
    score = max((option.features["score"] for option in options), default=0.0)
    relevance = max((option.features["relevance"] for option in options), default=0.0)
    places: dict[str, set[str]] = {}
    for option in options:
        if option.features["score"] > score - SAYS_IT:
            places.setdefault(option.key, set()).add(option.article.id)
    for option in options:
        others = places.get(option.key, set()) - {option.article.id}
        option.features["behind"] = score - option.features["score"]
        option.features["less_relevant"] = relevance - option.features["relevance"]
        option.features["support"] = float(min(3, len(others)))


def _option(
    proposed: tuple[str, Reading], candidate: Candidate, article: Article, query: Query, rules: _Rules
) -> Option | None:
    """Return a reading made whole and measured, with how surely the question names its place; None if none is left."""
    source, reading = proposed
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
    told = _folded(article.text)
    measured["foreign"] = (
        1.0 if of_another_body(query.folded, told) else unmet(query.insisted, told + article.date)
    )
    passage = candidate.passage
    around = "\n".join((passage.title, passage.section, passage.text, article.date, article.newspaper))
    measured["unsaid"] = unmet(query.insisted, _folded(around))
    measured["placed"] = _PLACED.get(source, 0.0)
    value = value_of(whole.text, query.asked.type, article.date)
    return Option(
        whole,
        candidate,
        article,
        (first, last),
        measured,
        0.0,  # until all options are known
        value,
        key_of(whole.text),
        source,
    )


def reranked(
    candidates: Sequence[Candidate], options: Sequence[Option], judgement: Judgement
) -> tuple[Candidate, ...]:
    """Return the ten best passages by what was found in them; their scores are the ones that order them now."""
    best: dict[int, float] = {}
    for option in options:
        number, score = option.candidate.passage.id, weigh(judgement.passage, option.features)
        best[number] = max(best.get(number, score), score)
    lowest = min(best.values(), default=0.0)
    scored = [(best.get(c.passage.id, lowest - 1.0 - n), n, c) for n, c in enumerate(candidates)]
    scored.sort(key=lambda item: (-round(item[0], 6), item[1]))
    return tuple(replace(candidate, score=round(score, 6)) for score, _, candidate in scored[:PASSAGES])
