"""Article -> passages: windows of whole sentences that never cross a headline, a section or an article.

Knows nothing of vectors, words or questions; every passage is a slice of its article's text.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence

from rag.settings import PASSAGE_LENGTH, PASSAGE_OVERLAP, PASSAGE_TAIL, SENTENCE_LENGTH
from rag.types import Article, Part, Passage

Span = tuple[int, int]

_ENDING = "。！？；!?;…"
_CLOSING = re.escape("”’』」》）)】〕")
# End marks with the closing quotes that follow; an English stop only before a space or the end; a line end.
_SENTENCE_END = re.compile(rf"[{_ENDING}]+[{_ENDING}{_CLOSING}]*|\.[{_CLOSING}]*(?=[\s\"]|$)|\n+")
_CLAUSE_END = re.compile("[，,：:；]")
_LIST_MARK = "、"  # cutting here splits a list: only where no clause ends in reach
_SHORTEST = SENTENCE_LENGTH // 3  # a clause that ends sooner leaves a crumb

_HEADLINE = frozenset({"kicker", "title", "subtitle", "byline"})
_CAPTION = frozenset({"caption", "credit"})
_FOLLOWS = frozenset({"credit", "jump", "signature"})  # stay with whatever stands before them


def passages(article: Article, length: int = PASSAGE_LENGTH, overlap: int = PASSAGE_OVERLAP) -> list[Passage]:
    """Return the passages of an article in reading order; together they cover every sentence."""
    found: list[Passage] = []
    for section, group in _groups(article):
        spans = [span for part in group for span in sentences(article.text, part.start, part.end)]
        found.extend(_passage(article, section, window) for window in _windows(spans, length, overlap))
    return found


def sentences(text: str, start: int, end: int) -> list[Span]:
    """Return the sentences of ``text[start:end]`` without outer white space; over-long ones in pieces."""
    found: list[Span] = []
    at = start
    for mark in _SENTENCE_END.finditer(text, start, end):
        stop = mark.end()
        if text[stop : min(stop + 1, end)] == '"' and text.count('"', start, stop) % 2:
            stop += 1  # a straight quote closes when one is open
        found.extend(_cut(text, at, stop))
        at = max(at, stop)
    found.extend(_cut(text, at, end))
    return found


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield a sentence, or its pieces when over-long, cut where a clause or a list's item ends, or at the limit."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > SENTENCE_LENGTH:
        at = _clause_end(text, start)
        yield start, at
        start = at
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def _clause_end(text: str, start: int) -> int:
    """Return where to cut a sentence that is too long."""
    limit = start + SENTENCE_LENGTH
    clauses = [mark.end() for mark in _CLAUSE_END.finditer(text, start + _SHORTEST, limit)]
    if clauses:
        return clauses[-1]
    item = text.rfind(_LIST_MARK, start + 1, limit)
    return item + 1 if item >= 0 else limit


def _groups(article: Article) -> Iterator[tuple[str, list[Part]]]:
    """Yield runs of parts that may share a window, with the section heading they stand under."""
    section, kind, group = "", "", list[Part]()
    for part in article.parts:
        following = kind if part.role in _FOLLOWS and kind else _kind(part.role)
        if group and (following != kind or part.role == "heading"):
            yield section, group
            group = []
        if part.role == "heading":
            section = article.text[part.start : part.end]
        kind = following
        group.append(part)
    if group:
        yield section, group


def _kind(role: str) -> str:
    if role in _HEADLINE:
        return "headline"
    return "caption" if role in _CAPTION else "body"


def _windows(spans: Sequence[Span], length: int, overlap: int) -> Iterator[Sequence[Span]]:
    """Yield runs of neighbouring sentences of at most ``length`` characters, at least one sentence each."""
    first, previous = 0, 0
    while first < len(spans):
        last = max(first, previous)
        while last + 1 < len(spans) and spans[last + 1][1] - spans[first][0] <= length:
            last += 1
        if last + 1 < len(spans) and spans[-1][1] - spans[last + 1][0] < PASSAGE_TAIL:
            last = len(spans) - 1
        yield spans[first : last + 1]
        if last + 1 >= len(spans):
            return
        first = max(last + 1 - overlap, first + 1)
        previous = last + 1


def _passage(article: Article, section: str, window: Sequence[Span]) -> Passage:
    start, end = window[0][0], window[-1][1]
    return Passage(
        id=passage_id(article.id, start, end),
        article=article.id,
        start=start,
        end=end,
        text=article.text[start:end],
        title=article.title,
        section=section,
        sentences=tuple(window),
    )


def searched_text(passage: Passage) -> str:
    """Return what a passage is encoded and matched by: its headline and section, then its own words."""
    above = [line for line in (passage.title, passage.section) if line and line not in passage.text]
    return "\n".join([*above, passage.text])


def passage_id(article: str, start: int, end: int) -> int:
    """Return the stable 63-bit id of a span of an article."""
    digest = hashlib.sha256(f"{article}:{start}:{end}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1
