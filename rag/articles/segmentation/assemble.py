"""Placed units into articles: parts in order, kind, jump lines; what is page furniture becomes an article of its own.

Does not know dates or newspapers, and chooses nothing: the places are given.

No character of a page is lost. Slogans, photo labels, prompts and layout credits stand together in one article of
kind "furniture" per page: findable and citable, but never part of a story's text. A shred that was printed across a
paragraph is a Repair of kind "inset" of that paragraph, with the raw text in ``before``.
"""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from rag.articles.segmentation.headline import headline, name, side_by_side
from rag.articles.segmentation.stories import Placed
from rag.articles.segmentation.units import Unit
from rag.articles.segmentation.vocabulary import NOTES, NOTICES, squeeze
from rag.articles.segmentation.writing import Writer
from rag.types import Article, Document

_HEAD = {"head0", "head", "head_by", "tail", "tail_by"}
_END_ROLES = {
    "credit": "credit",
    "jump": "jump",
    "from": "jump",
    "signature": "signature",
    "dateline": "dateline",
    "layout": "credit",
}


def assemble(document: Document, placed: Sequence[Placed]) -> list[Article]:
    """Return the articles of a page in the order of their first unit, the furniture last."""
    stories: dict[int, list[Placed]] = {}
    furniture: list[Unit] = []
    apart: list[list[Unit]] = []
    for number, one in enumerate(placed):
        if one.story >= 0:
            stories.setdefault(one.story, []).append(one)
        elif one.unit.kind in {"prose", "quote"}:
            apart.append([one.unit])
        elif one.unit.kind == "credit" and apart and number and placed[number - 1].unit is apart[-1][-1]:
            apart[-1].append(one.unit)
        else:
            furniture.append(one.unit)
    digests = {
        placed[number - 1].story
        for number in range(1, len(placed))
        if placed[number].unit.kind == "prompt" and "全文" in placed[number].unit.text
    }
    insets = {unit.spans[0]: unit for unit in furniture if unit.kind == "inset"}
    found: list[tuple[int, Article]] = []
    for number, story in stories.items():
        article = _story(document, story, insets, furniture)
        if number in digests and article.kind == "news":
            article = replace(
                article, kind="digest"
            )  # "read the whole text": what is printed is a part of it
        found.append((story[0].unit.spans[0][0], article))
    found.extend((units[0].spans[0][0], _apart(document, units)) for units in apart)
    articles = [article for _, article in sorted(found, key=lambda pair: pair[0])]
    if furniture:
        articles.append(_furniture(document, furniture))
    return articles


def finish(document: Document, writer: Writer, kind: str, jump: str = "") -> Article:
    """Return the article that a writer holds."""
    text = writer.text
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Article(
        digest[:16],
        document.name,
        text,
        tuple(writer.parts),
        tuple(writer.runs),
        tuple(writer.repairs),
        kind,
        jump=jump,
        sha256=digest,
    )


def _story(
    document: Document, story: Sequence[Placed], insets: dict[tuple[int, int], Unit], furniture: list[Unit]
) -> Article:
    heads = [
        one.unit
        for one in story
        if one.state in _HEAD and one.unit.kind in {"display", "label", "deck", "byline"}
    ]
    body = [
        one.unit
        for one in story
        if not (one.state in _HEAD and one.unit.kind in {"display", "label", "deck", "byline"})
    ]
    heads += [unit for unit in body if unit.kind == "byline"]
    body = [unit for unit in body if unit.kind != "byline"]
    sections = any(unit.kind == "display" for unit in body)
    writer = Writer(document.text)
    pieces = headline(heads, sections=sections)
    if not any(role == "title" for role, _ in pieces):
        _title_from_inset(writer, body, insets, furniture)
    for role, units in pieces:
        _write(writer, role, units)
    for unit in body:
        role = _END_ROLES.get(unit.kind, "paragraph" if unit.kind in {"prose", "quote"} else "heading")
        _write(writer, role, (unit,))
    jump = " ".join(
        squeeze(unit.text).strip("（()）【】[]▶▲●") for unit in body if unit.kind in {"jump", "from"}
    )
    return finish(document, writer, _kind(heads, body, writer), jump)


def _write(writer: Writer, role: str, units: Sequence[Unit]) -> None:
    spans = [span for unit in units for span in unit.spans]
    prose = role == "paragraph"
    between = " " if len(units) == 2 and side_by_side(units[0], units[1]) else ""
    writer.part(role, spans, prose=prose, between=between, marks=[unit.marked for unit in units])


def _title_from_inset(
    writer: Writer, body: Sequence[Unit], insets: dict[tuple[int, int], Unit], furniture: list[Unit]
) -> None:
    """Take the headline of a story that has none from a line printed across its columns."""
    for unit in body:
        for span in unit.garbled:
            inset = insets.get(span)
            if inset is None:
                continue
            start, end = span
            first = writer.raw[start:end].split()[0]
            if 6 <= len(first) <= 30 and not any(mark in first for mark in "，。,;；：:"):
                begin = writer.raw.index(first, start, end)
                writer.part("title", [(begin, begin + len(first))], prose=False)
                furniture.remove(inset)
                return


def _kind(heads: Sequence[Unit], body: Sequence[Unit], writer: Writer) -> str:
    labels = {name(unit) for unit in heads if unit.kind == "label"}
    if labels & NOTICES:
        return "notice"
    if labels & NOTES and not any(unit.kind == "display" for unit in body):
        return "editors_note"
    bylines = " ".join(unit.text for unit in heads if unit.kind == "byline")
    decks = " ".join(unit.text for unit in heads if unit.kind == "deck")
    if (
        "评论" in bylines
        or "社论" in bylines
        or "时评" in bylines
        or labels & {"短评", "社论"}
        or "论学习" in decks
    ):
        return "commentary"
    paragraphs = [unit for unit in body if unit.kind == "prose"]
    photo = any(
        unit.kind == "credit" and unit.text.rstrip("）)").endswith(("摄", "摄影报道", "供图"))
        for unit in body
    )
    if photo and len(paragraphs) <= 2 and sum(len(unit.text) for unit in paragraphs) <= 300:
        return "photo_news"
    return "news"


def _apart(document: Document, units: Sequence[Unit]) -> Article:
    writer = Writer(document.text)
    quote = units[0].kind == "quote"
    writer.part(
        "paragraph" if quote else "caption", units[0].spans, prose=True, marks=[unit.marked for unit in units]
    )
    for unit in units[1:]:
        writer.part("credit", unit.spans, prose=False)
    return finish(document, writer, "pull_quote" if quote else "photo_news")


def _furniture(document: Document, units: Sequence[Unit]) -> Article:
    writer = Writer(document.text)
    for unit in units:
        writer.part(
            _END_ROLES.get(unit.kind, "byline" if unit.kind == "byline" else "caption"),
            unit.spans,
            prose=False,
            marks=[unit.marked],
        )
    return finish(document, writer, "furniture")
