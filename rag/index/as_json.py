"""An Article or a Name -> the object that ``rag articles --json`` or ``rag names --json`` prints, however it was found.

``start`` and ``end`` are offsets in the source's text: the stretch from the article's first character to its
last. On a page whose columns interleave, parts of other articles may lie between them.
"""

from dataclasses import asdict

from rag.index.entities import Name
from rag.types import Article


def listed(article: Article) -> dict[str, object]:
    """Return every fact of the article under stable names; ``body`` is its paragraphs alone."""
    start, end = extent(article)
    return {
        "id": article.id,
        "source": article.source,
        "kind": article.kind,
        "kicker": article.role("kicker"),
        "title": article.title,
        "subtitle": article.role("subtitle"),
        "byline": article.role("byline"),
        "newspaper": article.newspaper,
        "paper": article.newspaper,
        "date": article.date,
        "date_precision": article.date_precision,
        "page": article.page,
        "start": start,
        "end": end,
        "text": article.text,
        "body": "\n".join(article.text[p.start : p.end] for p in article.parts if p.role == "paragraph"),
        "parts": [{"role": p.role, "start": p.start, "end": p.end} for p in article.parts],
        "evidence": {
            name: {"words": e.words, "reason": e.reason, "confidence": e.confidence}
            for name, e in article.evidence.items()
        },
        "repairs": len(article.repairs),
        "repeats": article.repeats,
        "copies": list(article.copies),
        "jump": article.jump,
        "sha256": article.sha256,
        "continues": article.continues,
        "continued_by": article.continued_by,
    }


def extent(article: Article) -> tuple[int, int]:
    """Return where the article begins and ends in its source's text."""
    starts = [run.raw_start for run in article.runs] + [repair.raw_start for repair in article.repairs]
    ends = [run.raw_start + run.length for run in article.runs] + [
        repair.raw_end for repair in article.repairs
    ]
    return (min(starts), max(ends)) if starts else (0, 0)


def named(name: Name) -> dict[str, object]:
    """Return every fact of a name; each mention is ``article.text[start:end]``."""
    return {
        "name": name.name,
        "kind": name.kind,
        "roles": list(name.roles),
        "organisations": list(name.organisations),
        "articles": list(name.articles),
        "dates": list(name.dates),
        "mentions": [asdict(mention) for mention in name.mentions],
    }
