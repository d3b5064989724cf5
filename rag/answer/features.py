"""A reading, its candidate and the question -> the features by which it is chosen and trusted, by name.

Pure arithmetic over what search and reader gave, plus the words they share; the weights are kept elsewhere.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.answer.constraints import insisted
from rag.answer.library import Library
from rag.language.tagging import content_words, names_something
from rag.question.glosses import glosses
from rag.question.parse import Asked, understand
from rag.settings import MEANINGS_USED
from rag.spans.agreement import agreement, counts_another_thing, gone_since, of_another_year
from rag.spans.belonging import told_of_another
from rag.text import HAN, simplified
from rag.types import Candidate, Reading

LOOKED_UP = 4  # words of one question that are looked for in all texts before they are called missing
_CLAUSE = re.compile("[，,。；;]")
_STOP = re.compile("[。！？!?](?![”’」』]*$)")
# 角色 in 扮演什么角色 says what kind of thing is asked for: no article has to say it.
_KIND = re.compile(f"(?:什么样的|怎样的|什么|啥|哪一?[个项种类条家座所]|何种)的?([{HAN}]{{2}})")


@dataclass(frozen=True, slots=True)
class Query:
    """A question with what the features of all its readings have in common."""

    text: str
    folded: str
    asked: Asked
    words: Mapping[tuple[str, ...], float]  # forms of a content word -> how much it tells: rare ones more
    missing: tuple[str, ...]  # content words that occur nowhere, as they are shown
    unknown: float  # their share of what the words of the question tell
    fused: tuple[float, float]  # mean and deviation of the candidates' fused scores
    term: float  # best term score among the candidates
    insisted: tuple[str, ...]  # names and figures that no other wording replaces
    meaning: tuple[float, float]  # mean and deviation of the likeness of all the candidates' sentences


def look_at(question: str, candidates: Sequence[Candidate], library: Library, kind: str = "") -> Query:
    """Return the question as features need it; ``kind`` is the reader's word for what it asks for."""
    asked = understand(question, kind)
    counts = _counts(question, asked, library)
    likeness = [score for candidate in candidates for score in candidate.sentences]
    return Query(
        text=question,
        folded=simplified(question),
        asked=asked,
        words={forms: 1.0 / (1.0 + math.log1p(count)) for forms, count in counts.items()},
        missing=_missing(question, counts, library),
        unknown=_unknown(counts),
        fused=_spread([candidate.score for candidate in candidates]),
        term=max((candidate.term for candidate in candidates), default=0.0),
        insisted=insisted(question, asked.english),
        meaning=_spread(likeness),
    )


def _missing(question: str, counts: Mapping[tuple[str, ...], int], library: Library) -> tuple[str, ...]:
    """Return the words that name something and stand in no article: not in the index, and not in any text either."""
    naming = names_something(question).difference(_KIND.findall(simplified(question)))
    lacking = dict.fromkeys(
        _shown(word) for (word, *_), count in counts.items() if count == 0 and word in naming
    )
    return tuple(word for word in list(lacking)[:LOOKED_UP] if not library.says(word))


def _counts(question: str, asked: Asked, library: Library) -> dict[tuple[str, ...], int]:
    """Return the forms of each content word with how many passages hold them; of English those that articles use."""
    if not asked.english:
        return {(word,): library.document_frequency(word) for word in content_words(question)}
    families = [gloss.chinese for gloss in glosses(question)] + [(word,) for word in content_words(question)]
    used = (tuple(word for word in family if library.document_frequency(word)) for family in families)
    return {
        forms: max(map(library.document_frequency, forms))
        for forms in (words[:MEANINGS_USED] for words in used)
        if forms
    }


def _spread(values: Sequence[float]) -> tuple[float, float]:
    """Return mean and deviation; a deviation of 0 becomes 1, as it is divided by."""
    mean = sum(values) / len(values) if values else 0.0
    square = sum((value - mean) ** 2 for value in values) / len(values) if values else 0.0
    return mean, math.sqrt(square) or 1.0


def _shown(word: str) -> str:
    """Return a missing word without the 区 or 县 that the cutting of an unknown name left on it."""
    return word[1:] if len(word) > 2 and word[0] in "省市县区镇乡村的在是" else word


def _unknown(counts: Mapping[tuple[str, ...], int]) -> float:
    weights = {word: 1.0 / (1.0 + math.log1p(count)) for word, count in counts.items()}
    return sum(weights[word] for word, count in counts.items() if count == 0) / (sum(weights.values()) or 1.0)


def features(
    reading: Reading, candidate: Candidate, query: Query, sentence: str, post: float = 0.0
) -> dict[str, float]:
    """Return the features of one reading; ``sentence`` is the one around the span, ``post`` what posts.py says."""
    quote, passage = reading.text, candidate.passage
    near, at = simplified(sentence), sentence.find(quote)
    whole = near + "\n" + simplified(passage.title + "\n" + passage.section)
    wide = simplified(passage.text) + "\n" + whole
    answer = simplified(quote)
    before, after = sentence[:at] if at > 0 else "", sentence[at + len(quote) :]
    return {
        "score": reading.score,
        "null": reading.null,
        "relevance": reading.relevance,
        "meaning": _meaning(reading, candidate, query),
        "fused": (candidate.score - query.fused[0]) / query.fused[1],
        "dense": candidate.dense,
        "sentence": candidate.sentence,
        "term": candidate.term / query.term if query.term > 0 else 0.0,
        "agreement": agreement(query.asked, quote, before, after),
        "elsewhere": float(
            counts_another_thing(query.asked, quote, before, after)
            or of_another_year(query.asked, query.folded, before)
            or gone_since(query.asked, query.folded, before, after)
            or told_of_another(query.asked, query.folded, simplified(before), answer, simplified(after))
        ),
        "clauses": _clauses(query.asked, quote),
        "stops": float(min(3, len(_STOP.findall(quote)))),
        "near": share(query.words, near),
        "overlap": share(query.words, wide),
        "echo": _echo(answer, query),
        "unknown": query.unknown,
        "length": math.log1p(len(quote)),
        "post": post,
        "english": float(query.asked.english),
        "keyword": float(query.asked.keyword),
    }


def _meaning(reading: Reading, candidate: Candidate, query: Query) -> float:
    """Return how near in meaning the span's own sentence is to the question, among all that were read."""
    likeness = [
        score
        for (start, end), score in zip(candidate.passage.sentences, candidate.sentences, strict=False)
        if start < reading.end and reading.start < end
    ]
    mean, deviation = query.meaning
    return (max(likeness) - mean) / deviation if likeness else 0.0


def share(words: Mapping[tuple[str, ...], float], text: str) -> float:
    """Return how much of the question's telling words stands in a folded text, in any form, from 0 to 1."""
    total = sum(words.values())
    found = sum(weight for forms, weight in words.items() if any(form in text for form in forms))
    return found / total if total else 0.0


def _clauses(asked: Asked, quote: str) -> float:
    """Return how many clauses a span has beyond its first, where one is what is asked for."""
    if asked.type in ("list", "reason"):
        return 0.0
    return float(min(3, len(_CLAUSE.findall(quote.strip("，,。；;")))))


def _echo(answer: str, query: Query) -> float:
    """Return how much of the span only says again what the question says: answers seldom do."""
    letters = [char for char in answer if char.isalnum()]
    if not letters or query.asked.type == "yes_no":
        return 0.0
    plain = "".join(letters)  # 《求是》 says what Qiushi says
    if answer in query.folded or (query.asked.english and any(plain in forms for forms in query.words)):
        return 1.0
    pairs = {a + b for a, b in pairwise(letters)}
    return sum(pair in query.folded for pair in pairs) / len(pairs) if pairs else 0.0


def weigh(weights: Mapping[str, float], named: Mapping[str, float]) -> float:
    """Return the weighted sum of features; names without a weight have no say."""
    return sum(weight * named.get(name, 0.0) for name, weight in weights.items())


def logistic(value: float) -> float:
    """Return the probability of log-odds, safe at both ends."""
    if value >= 0:
        return 1.0 / (1.0 + math.exp(-min(value, 60.0)))
    return math.exp(max(value, -60.0)) / (1.0 + math.exp(max(value, -60.0)))
