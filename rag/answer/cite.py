"""A span of an article -> a Citation that anyone can check, and the check itself.

Knows nothing of questions. A span that is not verbatim raises; it is never shown.
"""

from rag.answer.library import Library
from rag.articles.offsets import to_raw
from rag.articles.passages import sentences
from rag.errors import RagError
from rag.types import Article, Citation, Passage


def cite(article: Article, start: int, end: int, passage: Passage | None = None) -> Citation:
    """Return the citation of ``article.text[start:end]``; its sentence is taken from the passage's where it can be."""
    first, last = sentence_around(article, start, end, passage)
    raw_start, raw_end = to_raw(article, start, end)
    newspaper, date = article.evidence.get("newspaper"), article.evidence.get("date")
    return Citation(
        article=article.id,
        title=article.title,
        newspaper=article.newspaper,
        date=article.date,
        source=article.source,
        paragraph=paragraph_of(article, start),
        start=start,
        end=end,
        quote=article.text[start:end],
        sentence=article.text[first:last],
        sentence_start=first,
        sentence_end=last,
        raw_start=raw_start,
        raw_end=raw_end,
        permalink=f"?article={article.id}&start={start}&end={end}",
        sha256=article.sha256,
        date_precision=article.date_precision,
        newspaper_evidence=newspaper.words if newspaper else "",
        date_evidence=date.words if date else "",
    )


def verify(citation: Citation, library: Library) -> None:
    """Raise RagError unless the quote and its sentence stand in the stored article where the citation says."""
    article = library.article(citation.article)
    text, where = (
        article.text,
        f"{citation.source}, article {citation.article}, {citation.start}-{citation.end}",
    )
    quoted = (
        0 <= citation.start < citation.end <= len(text)
        and text[citation.start : citation.end] == citation.quote
    )
    inside = citation.sentence_start <= citation.start and citation.end <= citation.sentence_end
    if not (quoted and inside and text[citation.sentence_start : citation.sentence_end] == citation.sentence):
        raise RagError(
            f"引文与文章不符，未予显示：{where}。请运行 rag check 检查索引。 The quote does not stand in the article "
            f'({where}) and is not shown. Run "rag check", then "rag build".'
        )
    length = len(library.document(article.source).text)
    if not 0 <= citation.raw_start <= citation.raw_end <= length:
        raise RagError(
            f"引文在原文件中的位置不对：{where}。请重新建立索引。 The place of the quote in the source file is wrong "
            f'({where}). Run "rag build".'
        )


def sentence_around(
    article: Article, start: int, end: int, passage: Passage | None = None
) -> tuple[int, int]:
    """Return the sentence, or the run of neighbouring sentences, that holds a span."""
    spans = [span for span in (passage.sentences if passage else ()) if span[0] < end and start < span[1]]
    if not spans or spans[0][0] > start or spans[-1][1] < end:
        part = next((part for part in article.parts if part.start <= start and end <= part.end), None)
        low, high = (part.start, part.end) if part else (0, len(article.text))
        spans = [span for span in sentences(article.text, low, high) if span[0] < end and start < span[1]]
    return (min(start, spans[0][0]), max(end, spans[-1][1])) if spans else (start, end)


def paragraph_of(article: Article, start: int) -> int:
    """Return which paragraph of the body an offset stands in, from 1; 0 in a headline, a caption or the like."""
    body = (part for part in article.parts if part.role == "paragraph")
    return next((n for n, part in enumerate(body, 1) if part.start <= start < part.end), 0)
