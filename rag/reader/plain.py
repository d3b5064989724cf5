"""Question + passages -> scored spans without training: shared words, and the kind of thing that is asked for.

Knows grammar only; it stands in where the trained reader's weights are missing, and is the floor it must beat.
"""

import math
from collections.abc import Mapping, Sequence

from rag.articles.passages import sentences
from rag.language.tagging import content_words
from rag.question.parse import Asked, understand
from rag.spans.agreement import agreement
from rag.spans.by_kind import proposals
from rag.text import fold
from rag.types import Candidate, Passage, Reading

SPANS = 3  # readings a passage
# Shares of the score, chosen by grammar and not by data: words first, then kind, then nearness.
_SHARED, _AROUND, _KIND, _NEAR, _STANDING = 2.0, 1.0, 2.0, 1.0, 1.0
_ECHO = 2.0  # taken off a span that only says again what was asked
_NULL = 3.0  # the score at which there is as much for a span as against it
_WIDTH = 12.0  # characters over which a shared word stops being near


class PlainReader:
    """Reads by rules; the same question and passages always give the same readings."""

    name = "plain"

    def kind(self, question: str) -> tuple[str, float]:
        """Return what the small model of kinds says; it is right four times in five (LOG.md)."""
        return understand(question).type, 0.5

    def read(self, question: str, candidates: Sequence[Candidate]) -> list[Reading]:
        """Return up to SPANS readings a passage; passages in the order given, best reading first."""
        asked, folded = understand(question), fold(question).text
        weights = _weights(question, candidates)
        found: list[Reading] = []
        for place, candidate in enumerate(candidates):
            standing = _standing(place, len(candidates))
            readings = _read(candidate.passage, asked, folded, weights)
            best = sorted(readings, key=lambda item: (-item[0], item[1], item[2]))
            found.extend(
                _reading(candidate.passage, score + _STANDING * standing, a, b)
                for score, a, b in _apart(best)
            )
        return found


def _reading(passage: Passage, score: float, start: int, end: int) -> Reading:
    text = passage.text[start - passage.start : end - passage.start]
    return Reading(
        passage.id, passage.article, start, end, text, round(score - _NULL, 4), round(score / 7, 4), 0.0
    )


def _weights(question: str, candidates: Sequence[Candidate]) -> dict[str, float]:
    """Weigh the words of the question: those that few of the candidates hold tell them apart."""
    texts = [fold(candidate.passage.title + candidate.passage.text).text for candidate in candidates]
    return {
        word: math.log1p((len(texts) + 1) / (0.5 + sum(word in text for text in texts)))
        for word in content_words(question)
    }


def _standing(place: int, count: int) -> float:
    return 1.0 - place / max(count, 1)


def _read(
    passage: Passage, asked: Asked, question: str, weights: Mapping[str, float]
) -> list[tuple[float, int, int]]:
    """Return (score, start, end) of every span of a passage that its sentences propose."""
    around = _share(weights, fold(f"{passage.title}\n{passage.section}\n{passage.text}").text)
    spans = passage.sentences or sentences(passage.text, 0, len(passage.text))
    base = passage.start if passage.sentences else 0
    found: list[tuple[float, int, int]] = []
    for first, last in spans:
        sentence = passage.text[first - base : last - base]
        folded = fold(sentence)
        shared = _share(weights, folded.text)
        where = _places(weights, folded.text, folded.offsets)
        for start, end in proposals(sentence, asked, question):
            quote = sentence[start:end].strip()
            if not quote:
                continue
            kind = agreement(asked, quote, sentence[:start], sentence[end:])
            score = _SHARED * shared + _AROUND * around + _KIND * kind + _NEAR * _near(where, start, end)
            score -= _ECHO * _echo(fold(quote).text, question, asked)
            offset = passage.start + first - base
            found.append((score, offset + start, offset + end))
    return found


def _share(weights: Mapping[str, float], text: str) -> float:
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in text) / total if total else 0.0


def _places(weights: Mapping[str, float], text: str, offsets: Sequence[int]) -> list[tuple[int, int, float]]:
    """Return where the question's words stand in a sentence, with their weights."""
    found = []
    for word, weight in weights.items():
        at = text.find(word)
        while at >= 0:
            found.append((offsets[at], offsets[at + len(word) - 1] + 1, weight))
            at = text.find(word, at + 1)
    return found


def _near(where: Sequence[tuple[int, int, float]], start: int, end: int) -> float:
    """Return how near the shared words stand, outside the span itself, from 0 to 1."""
    outside = [(max(start - b, a - end, 0), weight) for a, b, weight in where if b <= start or a >= end]
    total = sum(weight for _, weight in outside)
    return sum(weight * math.exp(-gap / _WIDTH) for gap, weight in outside) / total if total else 0.0


def _echo(quote: str, question: str, asked: Asked) -> float:
    if asked.type == "yes_no":
        return 0.0
    if quote in question:
        return 1.0
    pairs = [quote[i : i + 2] for i in range(len(quote) - 1)]
    return sum(pair in question for pair in pairs) / len(pairs) if pairs else 0.0


def _apart(ranked: Sequence[tuple[float, int, int]]) -> list[tuple[float, int, int]]:
    """Return the best spans that do not overlap a better one."""
    kept: list[tuple[float, int, int]] = []
    for score, start, end in ranked:
        if all(end <= a or start >= b for _, a, b in kept):
            kept.append((score, start, end))
        if len(kept) == SPANS:
            break
    return kept
