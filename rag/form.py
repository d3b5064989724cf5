"""An Answer -> JSON: the form that the page, the command line, the API and the predictions file all show.

Knows nothing of how an answer was found. docs/answer.schema.json describes the same form; the two are tested as one.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from rag.types import Alternative, Answer, Candidate, Citation, Value

FORM = 1  # raised whenever a name is taken away or changes its meaning; new names may come without
DECIMALS = 6  # of every number: more would differ between machines
BEST = 10  # passages shown


def to_json(answer: Answer) -> dict[str, Any]:
    """Return the answer as an object of JSON types only; offsets count Unicode code points, half open."""
    return {
        "version": FORM,
        "question": answer.question,
        "understood": answer.understood,
        "answerable": answer.answerable,
        "answer": answer.text,
        "best_guess": answer.best_guess,
        "best_guess_citations": [citation_to_json(citation) for citation in answer.guess_citations],
        "type": answer.type,
        "verdict": answer.verdict,
        "confidence": _number(answer.confidence),
        "value": _value(answer.value),
        "citations": [citation_to_json(citation) for citation in answer.citations],
        "alternatives": [_alternative(other) for other in answer.alternatives],
        "passages": [passage_to_json(candidate, answer.sources) for candidate in answer.passages[:BEST]],
        "explanation": {
            "code": answer.explanation.code,
            "zh": answer.explanation.zh,
            "en": answer.explanation.en,
            "missing_words": list(answer.explanation.missing_words),
            "suggestions": list(answer.explanation.suggestions),
        },
        "timings": _timings(answer.timings),
        "index_version": answer.index_version,
        "models": dict(sorted(answer.models.items())),
    }


def prediction(id: str, answer: Answer) -> dict[str, Any]:
    """Return one line of a predictions file; "answer" is "" when nothing was found, best_guess keeps the guess.

    A guess that is not said is cited all the same: whoever measures it can see where it stands.
    """
    names = ("article", "title", "source", "start", "end", "quote", "sentence")
    passage_names = ("source", "article", "start", "end", "text", "score")
    passages = [passage_to_json(candidate, answer.sources) for candidate in answer.passages[:BEST]]
    return {
        "id": id,
        "question": answer.question,
        "answer": answer.text if answer.answerable else "",
        "answerable": answer.answerable,
        "best_guess": answer.best_guess,
        "confidence": _number(answer.confidence),
        "citations": [
            _only(names, citation_to_json(citation))
            for citation in answer.citations or answer.guess_citations
        ],
        "passages": [_only(passage_names, passage) for passage in passages],
        "timings": _timings(answer.timings),
    }


def _only(names: Iterable[str], full: Mapping[str, Any]) -> dict[str, Any]:
    return {name: full[name] for name in names}


def _number(value: float) -> float:
    """Return a number that JSON can hold, the same on every machine."""
    return round(float(value), DECIMALS) if math.isfinite(value) else 0.0


def _timings(timings: Mapping[str, float]) -> dict[str, float]:
    return {stage: _number(seconds) for stage, seconds in timings.items()}


def _value(value: Value | None) -> dict[str, str] | None:
    if value is None:
        return None
    return {"kind": value.kind, "value": value.value, "unit": value.unit, "display": value.display}


def citation_to_json(citation: Citation) -> dict[str, Any]:
    """Return a citation."""
    return {
        "article": citation.article,
        "title": citation.title,
        "newspaper": citation.newspaper,
        "newspaper_evidence": citation.newspaper_evidence,
        "date": citation.date,
        "date_precision": citation.date_precision,
        "date_evidence": citation.date_evidence,
        "source": citation.source,
        "paragraph": citation.paragraph,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "sentence": citation.sentence,
        "sentence_start": citation.sentence_start,
        "sentence_end": citation.sentence_end,
        "raw_start": citation.raw_start,
        "raw_end": citation.raw_end,
        "permalink": citation.permalink,
        "sha256": citation.sha256,
    }


def _alternative(other: Alternative) -> dict[str, Any]:
    return {
        "text": other.text,
        "confidence": _number(other.confidence),
        "date": other.date,
        "relation": other.relation,
        "value": _value(other.value),
        "citations": [citation_to_json(citation) for citation in other.citations],
    }


def passage_to_json(candidate: Candidate, sources: Mapping[str, str]) -> dict[str, Any]:
    """Return one passage; ``sources`` gives the source of its article."""
    passage = candidate.passage
    return {
        "id": str(passage.id),  # 63 bits: a JavaScript number would lose the last ten
        "article": passage.article,
        "source": sources.get(passage.article, ""),
        "title": passage.title,
        "section": passage.section,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "score": _number(candidate.score),
        "dense": _number(candidate.dense),
        "term": _number(candidate.term),
        "sentence": _number(candidate.sentence),
        "dense_rank": candidate.dense_rank,
        "term_rank": candidate.term_rank,
    }
