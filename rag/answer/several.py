"""Answers to the parts of a question -> one Answer that tells each of them apart, and what follows from all.

Knows nothing of how a part was answered; what it joins is cited in the part it comes from.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from rag.answer.computed import greatest
from rag.answer.judgement import PASSAGES
from rag.question.parts import Parts
from rag.types import Answer, AnswerPart, Candidate, Explanation

JOINT = "；"


def joined(question: str, understood: str, parts: Parts, answers: Sequence[Answer]) -> Answer:
    """Return one answer to a question from the answers to its parts, in their order; raises ValueError for none."""
    told = tuple(
        AnswerPart(part.name, part.question, one.text, one.confidence, one.citations[:1], one.value)
        for part, one in zip(parts.parts, answers, strict=True)
    )
    found = [part for part in told if part.text]
    first = answers[0]
    return replace(
        first,
        question=question,
        understood=understood,
        answerable=bool(found),
        text=JOINT.join(part.text for part in found),
        best_guess=JOINT.join(one.best_guess for one in answers if one.best_guess),
        confidence=min((part.confidence for part in found), default=max(one.confidence for one in answers)),
        citations=tuple(citation for part in found for citation in part.citations),
        guess_citations=()
        if found
        else tuple(one for answer in answers for one in answer.guess_citations[:1]),
        alternatives=tuple(
            other for one in answers for other in one.alternatives if other.relation == "conflict"
        ),
        value=None,
        verdict="",
        passages=_passages(answers),
        explanation=_why(told) if found else first.explanation,
        timings=answers[-1].timings,  # one clock runs through all of them
        sources={id: source for one in answers for id, source in one.sources.items()},
        parts=told,
        computed=greatest(told, parts.wanted),
    )


def _passages(answers: Sequence[Answer]) -> tuple[Candidate, ...]:
    """Return the best passages of each part in turn, each once."""
    turns = zip_longest(*(answer.passages for answer in answers))
    once = {one.passage.id: one for turn in turns for one in turn if one is not None}
    return tuple(once.values())[:PASSAGES]


def _why(parts: Sequence[AnswerPart]) -> Explanation:
    lacking = [part.name for part in parts if not part.text]
    zh, en = "分别查找，逐字摘录，各有出处。", "Each was looked for by itself; all are quoted verbatim."
    if lacking:
        zh += f"没有找到：{'、'.join(lacking)}。"
        en += f" Not found: {', '.join(lacking)}."
    return Explanation("parts", zh, en)
