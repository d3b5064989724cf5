"""A sentence of a draft -> the sentences of the articles that may speak of the same, and how near each stands.

Knows nothing of verdicts. Search proposes passages; what a claim rests on is always looked up in the raw text.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from rag.articles.passages import sentences
from rag.language.tagging import content_words
from rag.text import searched
from rag.types import Article, Candidate

NEAR = 8  # passages looked at for each sentence of a draft
_SAME = (
    0.8  # of a draft's sentence that must stand in an article's for the two to be one with a word replaced
)
_AGREEING = 3  # characters beside a claim that must agree for the claim's place to be the same
_WITHOUT = 6  # the same, where the claim begins or ends the sentence and only one side can agree
_LONGEST = 30  # characters that can stand in a claim's place


@dataclass(frozen=True)
class Stand:
    """One sentence of an article; ``around`` is its passage with the headline, where its subject may stand."""

    article: Article
    start: int
    end: int
    around: str

    @cached_property
    def text(self) -> str:
        """The sentence as printed."""
        return self.article.text[self.start : self.end]

    @cached_property
    def context(self) -> str:
        """The passage and the headline in search form."""
        return squeezed(self.around)


@dataclass(frozen=True)
class Place:
    """A sentence of a draft and where a claim stands in it."""

    sentence: str
    start: int
    end: int
    before: str = ""  # what the draft says before it in the same paragraph: its subject may stand there

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The content words of the sentence without the claim's own."""
        return content_words(self.sentence[: self.start] + "，" + self.sentence[self.end :])

    @cached_property
    def clause(self) -> tuple[str, ...]:
        """The content words of the claim's own clause, without the claim's."""
        low = max(self.sentence.rfind(mark, 0, self.start) for mark in "，,；;。：:\n") + 1
        ends = [at for mark in "，,；;。\n" if (at := self.sentence.find(mark, self.end)) >= 0]
        high = min(ends, default=len(self.sentence))
        return content_words(self.sentence[low : self.start] + "，" + self.sentence[self.end : high])


def stands(candidates: Sequence[Candidate], article: Callable[[str], Article]) -> list[Stand]:
    """Return each sentence of the passages once, the nearest passage first."""
    found: dict[tuple[str, int], Stand] = {}
    for candidate in candidates:
        passage = candidate.passage
        one = article(passage.article)
        around = f"{one.title}\n{passage.text}"
        for start, end in sentences(one.text, passage.start, passage.end):
            found.setdefault((one.id, start), Stand(one, start, end, around))
    return list(found.values())


def occurrences(articles: Sequence[Article], words: str) -> Iterator[Stand]:
    """Yield every sentence of any article that holds these words, the headline as its context."""
    for one in articles:
        at = one.text.find(words)
        while at >= 0:
            yield sentence_at(one, at, at + len(words))
            at = one.text.find(words, at + len(words))


def sentence_at(one: Article, start: int, end: int) -> Stand:
    """Return the sentence of an article that holds a span."""
    part = next((part for part in one.parts if part.start <= start and end <= part.end), None)
    low, high = (part.start, part.end) if part else (start, end)
    spans = [s for s in sentences(one.text, low, high) if s[0] < end and start < s[1]] or [(start, end)]
    return Stand(one, min(start, spans[0][0]), max(end, spans[-1][1]), f"{one.title}\n{one.text[low:high]}")


def share(words: Sequence[str], text: str) -> float:
    """Return how much of some words a text in search form holds, longer words counting more; 1.0 for no words."""
    total = sum(map(len, words))
    return sum(len(word) for word in words if word in text) / total if total else 1.0


def beside(place: Place, other: str, first: int, last: int) -> int:
    """Return how many characters agree directly before and behind two spans, marks and spaces left out."""
    before, behind = letters(place.sentence[: place.start]), letters(place.sentence[place.end :])
    left, right = letters(other[:first]), letters(other[last:])
    return _common(before[::-1], left[::-1]) + _common(behind, right)


def replaced(place: Place, stand: Stand) -> tuple[int, int] | None:
    """Return what stands in the claim's place where an article's sentence is otherwise the draft's; else None."""
    before, behind, other = place.sentence[: place.start], place.sentence[place.end :], stand.text
    masked = f"{before}\0{behind}"  # so that nothing of the claim itself can agree
    blocks = [b for b in SequenceMatcher(None, masked, other, autojunk=False).get_matching_blocks() if b.size]
    agreeing = sum(len(letters(masked[b.a : b.a + b.size])) for b in blocks)
    if agreeing < _SAME * max(1, len(letters(before + behind))):
        return None
    left = next((b for b in reversed(blocks) if b.a < place.start), None)
    right = next((b for b in blocks if b.a > place.start), None)
    if left and letters(masked[left.a + left.size : place.start]):
        return None
    if right and letters(masked[place.start + 1 : right.a]):
        return None
    start = left.b + left.size if left else 0
    end = right.b if right else len(other)
    needed = _AGREEING if left and right else _WITHOUT
    touching = (left.size if left else 0) + (right.size if right else 0)
    return (start, end) if touching >= needed and start < end <= start + _LONGEST else None


def squeezed(text: str) -> str:
    """Return a text in search form without white space."""
    return "".join(searched(text).split())


@lru_cache(maxsize=4096)
def letters(text: str) -> str:
    """Return the letters and figures of a text in search form, without any mark."""
    return "".join(character for character in searched(text) if character.isalnum())


def _common(one: str, other: str) -> int:
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
