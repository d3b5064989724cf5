"""An index as rules and models read it: its articles and passages in plain form; and what they found, in print again.

Knows nothing of how an answer is made. One form for each character serves every rule behind it; what readers see is
a slice of the stored article, found by the map back.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from rag.answer.cite import cite, verify
from rag.answer.library import Library
from rag.text import Folded, plain, simplified
from rag.types import Alternative, Answer, Article, Candidate, Citation, Document, Part, Passage

_KEPT = 256  # articles whose plain form is kept: the next question often reads them again


class Plainly:
    """A library whose articles are in plain form."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @property
    def version(self) -> str:
        """The version of the index that is open."""
        return self._library.version

    def article(self, id: str) -> Article:
        """Return one article in plain form; where it stands in its source is left out."""
        return _article(self._library.article(id))

    def document(self, name: str) -> Document:
        """Return the source text that an article was found in."""
        return self._library.document(name)

    def document_frequency(self, term: str) -> int:
        """Return how many passages hold a search word."""
        return self._library.document_frequency(term)

    def says(self, word: str) -> bool:
        """Say whether any article holds a word."""
        return self._library.says(word)

    def candidates(self, found: Iterable[Candidate]) -> tuple[Candidate, ...]:
        """Return candidates whose passages are in plain form."""
        return tuple(replace(one, passage=self._passage(one.passage)) for one in found)

    def printed(self, answer: Answer, candidates: Sequence[Candidate]) -> Answer:
        """Return an answer that was made of plain text with every quote and passage as it stands in print."""
        passages = {candidate.passage.id: candidate.passage for candidate in candidates}
        said = self._said(answer.citations, answer.text)
        guess = self._said(answer.citations or answer.guess_citations, answer.best_guess)
        others = tuple(self._other(other) for other in answer.alternatives)
        why = answer.explanation
        for before, after in [
            (answer.text, said),
            *((a.text, b.text) for a, b in zip(answer.alternatives, others, strict=True)),
        ]:
            if before != after:  # an explanation quotes them
                zh, en = (
                    why.zh.replace(f"“{before}”", f"“{after}”"),
                    why.en.replace(f"{before} (", f"{after} ("),
                )
                why = replace(why, zh=zh, en=en)
        return replace(
            answer,
            text=said,
            best_guess=guess,
            citations=self._cited(answer.citations),
            guess_citations=self._cited(answer.guess_citations),
            alternatives=others,
            explanation=why,
            passages=tuple(replace(one, passage=passages[one.passage.id]) for one in answer.passages),
        )

    def _passage(self, passage: Passage) -> Passage:
        article = self._library.article(passage.article)
        made, form = _article(article), _form(article.text)
        if made is article:
            return passage
        start, end = _place(form, passage.start), _place(form, passage.end)
        return replace(
            passage,
            start=start,
            end=end,
            text=made.text[start:end],
            title=simplified(passage.title),
            section=simplified(passage.section),
            sentences=tuple((_place(form, first), _place(form, last)) for first, last in passage.sentences),
        )

    def _other(self, other: Alternative) -> Alternative:
        text = self._said(other.citations, other.text)
        return replace(other, text=text, citations=self._cited(other.citations))

    def _said(self, citations: Sequence[Citation], text: str) -> str:
        """Return a text as it is printed where it is first quoted."""
        return self._cited(citations[:1])[0].quote if citations and citations[0].quote == text else text

    def _cited(self, citations: Sequence[Citation]) -> tuple[Citation, ...]:
        return tuple(map(self._citation, citations))

    def _citation(self, citation: Citation) -> Citation:
        """Return the citation of the same words in the stored article, checked there."""
        article = self._library.article(citation.article)
        form = _form(article.text)
        start, end = form.span(citation.start, citation.end)
        first, last = form.span(citation.sentence_start, citation.sentence_end)
        made = replace(
            cite(article, start, end),
            sentence=article.text[first:last],
            sentence_start=first,
            sentence_end=last,
        )
        verify(made, self._library)
        return made


@lru_cache(maxsize=_KEPT)
def _form(text: str) -> Folded:
    return plain(text)


def _article(article: Article) -> Article:
    form = _form(article.text)
    if form.text == article.text:
        return article
    parts = tuple(Part(p.role, _place(form, p.start), _place(form, p.end)) for p in article.parts)
    return replace(article, text=form.text, parts=parts, runs=(), repairs=())


def _place(form: Folded, at: int) -> int:
    """Return where an offset of the original stands in the plain form."""
    return bisect_left(form.offsets, at)
