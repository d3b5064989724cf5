"""Question, candidates and readings -> the Answer: the best span, cited; what differs beside it; or 没有找到.

Knows nothing of models or files. Every quote is checked against its stored article before it leaves here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.answer import explain
from rag.answer.choose import Choice, choose, reranked
from rag.answer.cite import cite, verify
from rag.answer.computed import change
from rag.answer.features import Query, logistic, look_at, weigh
from rag.answer.judgement import (
    CITATIONS,
    OTHERS_FIT,
    OTHERS_SHARE,
    OTHERS_SHOWN,
    SAID_ALIKE,
    Judgement,
    judgement_for,
)
from rag.answer.library import Library
from rag.answer.merge import Group, Option, grouped, independent
from rag.answer.sure import seen_together
from rag.answer.verdict import verdict
from rag.types import Alternative, Answer, Candidate, Citation, Explanation, Filters, Reading

_ONE_VALUE = ("number", "person", "time", "place", "organisation", "title_role")  # two answers may contradict


def compose(
    question: str,
    understood: str,
    candidates: Sequence[Candidate],
    readings: Sequence[Reading],
    library: Library,
    *,
    reader: str = "plain",
    kind: str = "",
    judgement: Judgement | None = None,
    filters: Filters = Filters(),
    timings: Mapping[str, float] | None = None,
    models: Mapping[str, str] | None = None,
) -> Answer:
    """Return the answer to a question from the passages that search proposed and the spans a reader marked."""
    query, judgement = look_at(understood, candidates, library, kind), judgement or judgement_for(reader)
    choice = choose(query, candidates, readings, library, judgement)
    groups, clash = _newest_holder_first(grouped(choice.options, query.asked.type), choice)
    sure = _confidences(groups, judgement)
    answer = Answer(
        question=question, understood=understood, answerable=False, text="", best_guess="", type=query.asked.type,
        confidence=0.0, citations=(), passages=reranked(candidates, choice.options, judgement),
        timings=dict(timings or {}), index_version=library.version, models=dict(models or {}),
        sources={c.passage.article: library.article(c.passage.article).source for c in candidates},
    )  # fmt: skip
    if not groups:
        return replace(answer, explanation=explain.not_found(query, candidates, filters, 0.0))
    best, answerable = groups[0][0], sure[0] >= judgement.operating_point
    others = _alternatives(groups, sure, query, library, clash) if answerable else ()
    citations = _citations(groups[0], library)
    return replace(
        answer,
        answerable=answerable,
        text=best.reading.text if answerable else "",
        best_guess=best.reading.text,
        confidence=sure[0],
        citations=citations if answerable else (),
        guess_citations=() if answerable else citations,
        alternatives=others,
        value=best.value if answerable else None,
        verdict=verdict(understood, query.asked, citations[0].sentence, best.features["near"])
        if answerable
        else "",
        computed=change(query.folded, citations[0]) if answerable else None,
        explanation=_why_found(groups[0], others, query)
        if answerable
        else explain.not_found(query, candidates, filters, best.features["agreement"]),
    )


def _newest_holder_first(groups: list[Group], choice: Choice) -> tuple[list[Group], bool]:
    """Put the holders of a post first, newest article first; say whether there are two of them.

    A question that says more than the post (表示“……”的区委书记是谁) is answered where that is said, whatever the date.
    """
    places = {(holder.candidate.passage.article, holder.start) for holder in choice.holders}
    holding = [g for g in groups if any((o.reading.article, o.reading.start) in places for o in g)]
    if not holding:
        return groups, False
    said = [max(option.features["near"] for option in group) for group in holding]
    holding = [group for group, near in zip(holding, said, strict=True) if near >= max(said) - SAID_ALIKE]
    if not choice.dated:
        holding.sort(key=lambda group: max(option.article.date for option in group), reverse=True)
    return holding + [group for group in groups if group not in holding], len(holding) > 1


def _confidences(groups: Sequence[Group], judgement: Judgement) -> list[float]:
    """Return for each group the probability that it is right, from its best option and how that stands among all."""
    numbered = [(n, option) for n, group in enumerate(groups) for option in group]
    options = [option.features for _, option in numbered]
    ranks = [option.rank for _, option in numbered]
    passages = [option.candidate.passage.id for _, option in numbered]
    numbers = [n for n, _ in numbered]
    found = []
    for n in range(len(groups)):
        known = seen_together(options, ranks, numbers, passages, numbers.index(n))
        found.append(logistic(judgement.bias + weigh(judgement.sure, known)))
    return found


def _citations(group: Group, library: Library) -> tuple[Citation, ...]:
    found = []
    for option in independent(group)[:CITATIONS]:
        citation = cite(option.article, option.reading.start, option.reading.end, option.candidate.passage)
        verify(citation, library)
        found.append(citation)
    return tuple(found)


def _alternatives(
    groups: Sequence[Group], sure: Sequence[float], query: Query, library: Library, clash: bool
) -> tuple[Alternative, ...]:
    """Return the other values worth showing, contradictions first, then newest first."""
    found = []
    for group, confidence in zip(groups[1:], sure[1:], strict=True):
        relation = "conflict" if _contradicts(groups[0][0], group[0], query, clash) else "other"
        if relation == "other" and (
            confidence < OTHERS_SHARE * sure[0]
            or group[0].features["agreement"] < _least(query)
            or _beside(groups[0][0], group[0], query)
            or groups[0][0].features["post"] > 0 >= group[0].features["post"]  # holds another post, or none
        ):
            continue
        citations = _citations(group, library)
        found.append(
            Alternative(
                group[0].reading.text, confidence, citations, group[0].article.date, group[0].value, relation
            )
        )
    found.sort(key=lambda other: -other.confidence)
    shown = found[:OTHERS_SHOWN]
    shown.sort(key=lambda other: other.date, reverse=True)
    shown.sort(key=lambda other: other.relation != "conflict")
    return tuple(shown)


def _least(query: Query) -> float:
    """Return the agreement that an alternative needs; where form says little, little is asked of it."""
    return OTHERS_FIT if query.asked.type in _ONE_VALUE else 0.5


def _beside(best: Option, other: Option, query: Query) -> bool:
    """Say whether a number stands in the same sentence as the best one, where it counts another thing: 159座，22处."""
    one = query.asked.type == "number" and not query.asked.several
    return one and best.article.id == other.article.id and best.sentence == other.sentence


def _contradicts(best: Option, other: Option, query: Query, clash: bool) -> bool:
    """Say whether another article gives a different value for the same thing."""
    if query.asked.type not in _ONE_VALUE or query.asked.several or other.article.id == best.article.id:
        return False
    if clash:
        return best.features["post"] > 0 and other.features["post"] > 0
    alike = bool(best.value and other.value and best.value.unit == other.value.unit)
    return (
        alike
        and min(best.features["near"], other.features["near"]) >= 0.8
        and best.features["agreement"] >= 0.8
    )


def _why_found(group: Group, others: Sequence[Alternative], query: Query) -> Explanation:
    clashing = [other for other in others if other.relation == "conflict"]
    if clashing:
        best = group[0]
        return explain.conflict((best.reading.text, best.article.date), (clashing[0].text, clashing[0].date))
    return replace(explain.found(len(independent(group)), len(others)), missing_words=query.missing)
