"""Articles that were found in the plain form of a document -> the same articles as the document prints them.

Knows nothing of how they were found. Every rule that finds them reads simplified characters, narrow digits and no
invisible marks; the text, its map and the words of its evidence are those of the document again. Soft hyphens,
zero-width spaces and their like stay out, as white space does: a quoted 46家 is these three characters and no more.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from rag.text import Folded, simplified
from rag.types import Article, Document, Evidence, Part, Repair, Run


def in_plain_form(document: Document, form: Folded) -> Document:
    """Return the document whose articles are looked for."""
    given = {name: simplified(str(value)) for name, value in document.metadata.items()}
    return replace(document, text=form.text, metadata=given)


def as_printed(articles: Sequence[Article], document: Document, form: Folded) -> list[Article]:
    """Return articles of the plain form as articles of the document; their ids are those of the printed text."""
    made = [_Printer(document, form).article(article) for article in articles]
    ids = {before.id: after.id for before, after in zip(articles, made, strict=True)}
    return [
        replace(
            article,
            repeats=ids.get(article.repeats, article.repeats),
            continues=ids.get(article.continues, article.continues),
            continued_by=ids.get(article.continued_by, article.continued_by),
        )
        for article in made
    ]


# These are seen: they choose the shape of a character or join pictures to one.
_SHAPES = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u200d]")


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands at ``start:end`` of the plain article, and where it goes."""

    start: int
    end: int
    to: int  # offset in the printed article
    text: str
    raw_start: int = -1  # of the document, for what was copied
    plain_start: int = -1  # of its plain form


class _Printer:
    """Writes one article anew."""

    def __init__(self, document: Document, form: Folded) -> None:
        self._document, self._form = document, form
        self._given: Mapping[str, str] = {
            " ".join(simplified(str(value)).split()): " ".join(str(value).split())
            for value in document.metadata.values()
        }

    def article(self, article: Article) -> Article:
        pieces = self._pieces(article)
        text = "".join(piece.text for piece in pieces)
        digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        starts = [piece.start for piece in pieces]

        def moved(at: int) -> int:
            number = bisect_right(starts, at) - 1
            return self._moved(pieces[number], at) if number >= 0 else 0

        return replace(
            article,
            id=digest[:16],
            text=text,
            parts=tuple(Part(part.role, moved(part.start), moved(part.end)) for part in article.parts),
            runs=tuple(Run(p.to, p.raw_start, len(p.text)) for p in pieces if p.raw_start >= 0),
            repairs=tuple(
                self._repair(repair, moved(repair.start), moved(repair.end), text)
                for repair in article.repairs
            ),
            newspaper=self._words(article.newspaper),
            page=self._words(article.page),
            jump=self._words(article.jump),
            evidence={name: self._evidence(found) for name, found in article.evidence.items()},
            sha256=digest,
        )

    def _pieces(self, article: Article) -> list[_Piece]:
        """Return the article in pieces: copied, written by a repair, and what stands between these."""
        copied = [span for run in article.runs for span in self._seen(run)]
        written = [(repair.start, repair.end, -1) for repair in article.repairs if repair.after]
        pieces: list[_Piece] = []
        at = to = 0
        for start, end, plain in [*sorted(copied + written), (len(article.text), len(article.text), -1)]:
            for piece in (
                _Piece(at, start, to, article.text[at:start]),
                self._piece((start, end), to + start - at, plain, article.text[start:end]),
            ):
                if piece.start < piece.end:
                    pieces.append(piece)
                    to += len(piece.text)
            at = end
        return pieces

    def _seen(self, run: Run) -> Iterator[tuple[int, int, int]]:
        """Yield a run in pieces, parted where the document has marks that nobody sees."""
        offsets, ends = self._form.offsets, self._form.ends
        first, last = run.raw_start, run.raw_start + run.length
        begin = first
        if ends[last - 1] - offsets[first] != run.length:
            for at in range(first + 1, last):
                gap = self._document.text[ends[at - 1] : offsets[at]]
                if gap and not _SHAPES.search(gap):
                    yield run.start + begin - first, run.start + at - first, begin
                    begin = at
        yield run.start + begin - first, run.start + run.length, begin

    def _piece(self, span: tuple[int, int], to: int, plain: int, text: str) -> _Piece:
        if plain < 0:
            return _Piece(*span, to, self._given.get(text, text))
        raw_start, raw_end = self._form.span(plain, plain + span[1] - span[0])
        return _Piece(*span, to, self._document.text[raw_start:raw_end], raw_start, plain)

    def _moved(self, piece: _Piece, at: int) -> int:
        if at >= piece.end:
            return piece.to + len(piece.text) + at - piece.end
        if piece.raw_start < 0:
            return piece.to + min(at - piece.start, len(piece.text))
        return piece.to + self._form.offsets[piece.plain_start + at - piece.start] - piece.raw_start

    def _repair(self, repair: Repair, start: int, end: int, text: str) -> Repair:
        raw_start, raw_end = self._form.span(repair.raw_start, repair.raw_end)
        return replace(
            repair,
            start=start,
            end=end,
            raw_start=raw_start,
            raw_end=raw_end,
            before=self._document.text[raw_start:raw_end],
            after=text[start:end],
        )

    def _evidence(self, found: Evidence) -> Evidence:
        return replace(found, words=self._words(found.words))

    def _words(self, words: str) -> str:
        """Return words of the plain form as the user gave them or as they are printed where they first stand."""
        if not words or words in self._given:
            return self._given.get(words, words)
        at = self._form.text.find(words)
        return self._document.text[slice(*self._form.span(at, at + len(words)))] if at >= 0 else words
