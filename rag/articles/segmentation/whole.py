"""A document that is one article already (a CSV row, a web article) into that article: only its paragraphs are found.

Does not look for boundaries. Title, kicker, subtitle and byline come from the document's metadata; words that do not
stand in the text are written as a Repair of kind "metadata" (nothing in the raw text, the words in the article).
"""

from collections.abc import Sequence

from rag.articles.segmentation.assemble import finish
from rag.articles.segmentation.units import Unit
from rag.articles.segmentation.vocabulary import squeeze
from rag.articles.segmentation.writing import Writer
from rag.types import Article, Document

_HEAD = ("kicker", "title", "subtitle", "byline")
_ROLES = {
    "byline": "byline",
    "credit": "credit",
    "jump": "jump",
    "from": "jump",
    "signature": "signature",
    "dateline": "dateline",
    "prompt": "caption",
}


def one_article(document: Document, units: Sequence[Unit]) -> list[Article]:
    """Return the one article of the document, or none if it is blank."""
    writer = Writer(document.text)
    rest = list(units)
    for role in _HEAD:
        words = document.metadata.get(role, "").strip()
        if not words:
            continue
        same = next((unit for unit in rest[:4] if squeeze(unit.text) == squeeze(words)), None)
        if same is not None:
            rest.remove(same)
            writer.part(role, same.spans, prose=False, marks=[same.marked])
        else:
            writer.given(role, " ".join(words.split()))
    for unit in rest:
        role = _ROLES.get(unit.kind, "paragraph")
        if unit.kind == "display" and unit.mark and len(rest) > 1:
            role = "heading"
        writer.part(role, unit.spans, prose=role == "paragraph", marks=[unit.marked])
    return [finish(document, writer, "news")] if writer.parts else []
