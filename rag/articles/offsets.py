"""Offsets in an article's text into offsets in the raw text of its source, and back.

Does not know how the article was found: it reads the article's runs and repairs and nothing else.
"""

from bisect import bisect_right

from rag.types import Article, Repair, Run


def to_raw(article: Article, start: int, end: int) -> tuple[int, int]:
    """Return the raw offsets of the first and behind the last character of ``article.text[start:end]``.

    A quote of parts that are printed apart (a headline below its body) gives the stretch that holds them all.
    Offsets outside the text are cut to it; a stretch that holds only our own line ends gives an empty one.
    """
    pieces = [(raw, raw + length) for raw, length in _copied(article, start, end)]
    pieces += [(repair.raw_start, repair.raw_end) for repair in _inside(article, start, end) if repair.after]
    if not pieces:
        near = _nearest(article, start)
        return near, near
    return min(left for left, _ in pieces), max(right for _, right in pieces)


def from_raw(article: Article, raw_start: int, raw_end: int) -> tuple[int, int] | None:
    """Return the smallest stretch of the article's text that holds what it copied from these raw offsets."""
    found: list[tuple[int, int]] = []
    for run in article.runs:
        left, right = max(raw_start, run.raw_start), min(raw_end, run.raw_start + run.length)
        if left < right:
            found.append((run.start + left - run.raw_start, run.start + right - run.raw_start))
    if not found:
        return None
    return min(left for left, _ in found), max(right for _, right in found)


def undo(article: Article, start: int, end: int) -> str:
    """Return a quote with its repairs undone: the raw text again, but for white space that was dropped."""
    pieces: list[str] = []
    at = start
    for repair in _inside(article, start, end):
        pieces.append(article.text[at : repair.start])
        pieces.append(repair.before)
        at = repair.end
    pieces.append(article.text[at:end])
    return "".join(pieces)


def _inside(article: Article, start: int, end: int) -> list[Repair]:
    """Return the repairs within a quote; one that added nothing counts only strictly inside."""
    return [
        repair
        for repair in article.repairs
        if start <= repair.start and repair.end <= end and (repair.after or start < repair.start < end)
    ]


def _copied(article: Article, start: int, end: int) -> list[tuple[int, int]]:
    first = max(0, bisect_right(article.runs, start, key=_start) - 1)
    found: list[tuple[int, int]] = []
    for run in article.runs[first:]:
        if run.start >= end:
            break
        left, right = max(start, run.start), min(end, run.start + run.length)
        if left < right:
            found.append((run.raw_start + left - run.start, right - left))
    return found


def _nearest(article: Article, at: int) -> int:
    number = bisect_right(article.runs, at, key=_start) - 1
    if number < 0:
        return article.runs[0].raw_start if article.runs else 0
    run = article.runs[number]
    return run.raw_start + min(run.length, max(0, at - run.start))


def _start(run: Run) -> int:
    return run.start
