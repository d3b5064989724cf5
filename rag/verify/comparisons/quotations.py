"""A quotation of a draft and the articles -> whether it is verbatim, and what the words really are where it is not.

Knows nothing of who is quoted; marks and white space do not count.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher

from rag.types import Article
from rag.verify.comparisons.outcome import CONSISTENT, CONTRADICTED, NONE, UNSEEN, Found, place_in
from rag.verify.comparisons.subject import same_subject
from rag.verify.evidence import Place, Stand, letters, occurrences, replaced

_LONG = 10  # characters from which words that nearly agree are the same words, misquoted
_LIKE = 0.8  # of them that must agree
_ALIKE = 0.5  # of two quotations in the same place of the same sentence

Span = tuple[int, int]


def judged(place: Place, near: Sequence[Stand], articles: Sequence[Article]) -> Found:
    """Return whether the articles hold the words of a quotation."""
    quoted = place.sentence[place.start : place.end]
    verbatim = [place_in(s, *_within(s, quoted)) for s in occurrences(articles, quoted)]
    if not verbatim:
        ones = {stand.article.id: stand.article for stand in near}.values()
        verbatim = [(one, *span) for one in ones for span in [_loose(one.text, quoted)] if span]
    if verbatim:
        return Found(CONSISTENT, "verbatim", places=tuple(verbatim))
    for stand in near:
        span = replaced(place, stand) if same_subject(place, stand) else None
        if span and SequenceMatcher(None, quoted, stand.text[slice(*span)]).ratio() >= _ALIKE:
            return Found(CONTRADICTED, "reworded", stand.text[slice(*span)], (place_in(stand, *span),))
    if len(letters(quoted)) < _LONG:
        return Found(UNSEEN, "nowhere")
    best: tuple[float, Stand | None, Span] = (_LIKE, None, (0, 0))
    for stand in near:
        like, span = _likest(stand.text, quoted)
        if like >= best[0] and (like > best[0] or best[1] is None):
            best = (like, stand, span)
    _, found, (start, end) = best
    if found is None:
        return NONE
    return Found(CONTRADICTED, "reworded", found.text[start:end], (place_in(found, start, end),))


def _within(stand: Stand, quoted: str) -> Span:
    start = stand.text.find(quoted)
    return (start, start + len(quoted)) if start >= 0 else (0, len(stand.text))


def _loose(text: str, quoted: str) -> Span | None:
    """Return where words stand when marks, spaces and forms of characters do not count."""
    wanted = letters(quoted)
    kept = [(letters(character), at) for at, character in enumerate(text) if character.isalnum()]
    flat = "".join(one[:1] or " " for one, _ in kept)
    at = flat.find(wanted) if len(wanted) > 1 else -1
    return (kept[at][1], kept[at + len(wanted) - 1][1] + 1) if at >= 0 else None


def _likest(text: str, quoted: str) -> tuple[float, Span]:
    """Return the stretch of a sentence that is most like some words, and how much of them it holds."""
    matcher = SequenceMatcher(None, quoted, text, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size > 1]
    if not blocks:
        return 0.0, (0, 0)
    start = max(0, blocks[0].b - (blocks[0].a if blocks[0].a <= 2 else 0))
    tail = len(quoted) - blocks[-1].a - blocks[-1].size
    end = min(len(text), blocks[-1].b + blocks[-1].size + (tail if tail <= 2 else 0))
    agreeing = sum(len(letters(quoted[b.a : b.a + b.size])) for b in blocks)
    length = max(len(letters(quoted)), len(letters(text[start:end])), 1)
    return agreeing / length, (start, end)
