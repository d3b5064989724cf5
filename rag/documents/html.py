"""A saved web page -> its story: title, date and byline as the page states them, text without menus and footers.

Does not run scripts and loads nothing. The main text is chosen by where the sentences stand, not by class names:
on five shapes of Chinese news page this kept every paragraph, where readability and trafilatura lost tables,
headlines or paragraphs set with <br> (docs/formats.md).
"""

import re
from collections.abc import Iterator

from lxml import etree

from rag.documents.blocks import Block, blocks, body_of, parse, render
from rag.documents.plain import decoded
from rag.documents.source import Source, too_large
from rag.types import Document

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_SENTENCE = re.compile(r"[。！？；…]|[.!?](?:\s|$)")
_MAIN_SHARE = 0.9  # of all sentences' characters: the story's own element holds at least this much
_LEAD_BLOCKS = 6  # kicker, title, subtitle, place and date, byline: what stands before the story's element
_FURNITURE = ("nav", "footer", "aside")
_META = {
    "og:title": "title",
    "article:published_time": "date",
    "publishdate": "date",
    "pubdate": "date",
    "author": "byline",
    "og:site_name": "newspaper",
}
_SITE = re.compile(r"\s*[-_|—–]+\s*[^-_|—–]{1,20}$")  # "标题_长治日报"


def read(source: Source) -> Iterator[Document]:
    """Yield the one story (or the one page of stories) of the file."""
    if len(source.data) > 4 * source.limits.characters:  # most of a page is markup, but not all of it
        raise source.refused(too_large(len(source.data), 4 * source.limits.characters))
    text, encoding, metadata = _text(source)
    root = parse(text)
    body = body_of(root) if root is not None else None
    if root is None or body is None:
        raise source.refused("网页里没有内容。 There is nothing in this page.")
    found = list(blocks(body))
    story = main_blocks(found, body)
    stated = _stated(root)
    title = next((block.text for block in story if block.level == 1), "") or stated.get("title", "")
    if title and not any(_same(title, block.text) for block in story):
        story.insert(0, Block(title, body, level=1))
    declared = root.find(".//meta[@property='article:published_time']") is not None
    declared = declared or len(body.findall(".//article")) == 1
    yield source.document(
        render(story),
        media_type="text/html",
        loader="html",
        encoding=encoding,
        metadata={**stated, **metadata},
        whole=declared and sum(block.level == 1 for block in story) <= 1,
    )


def _text(source: Source) -> tuple[str, str, dict[str, str]]:
    """Decode by what the page declares when that is true, else as any text."""
    match = _CHARSET.search(source.data[:4096])
    if match:
        name = match.group(1).decode().lower().replace("gb2312", "gb18030").replace("gbk", "gb18030")
        try:
            return source.data.decode(name), name, {}
        except (UnicodeDecodeError, LookupError):
            pass
    return decoded(source)


def main_blocks(found: list[Block], body: etree._Element) -> list[Block]:
    """Return the blocks of the story: those of the deepest element that holds nearly all sentences."""
    own = [block for block in found if not _is_menu(block)]
    weights: dict[etree._Element, int] = {}
    for block in own:
        if _SENTENCE.search(block.text):
            for element in (block.element, *block.element.iterancestors()):
                weights[element] = weights.get(element, 0) + len(block.text)
    total, chosen = weights.get(body, 0), body
    while total:
        inner = [child for child in chosen if weights.get(child, 0) >= _MAIN_SHARE * total]
        if not inner:
            break
        chosen = inner[0]
    if chosen.tag in ("p", "br") and chosen.getparent() is not None:
        chosen = chosen.getparent()
    inside = [chosen in (block.element, *block.element.iterancestors()) for block in found]
    first = inside.index(True) if True in inside else 0
    start = first
    while start > 0 and first - start < _LEAD_BLOCKS and not _is_menu(found[start - 1]):
        start -= 1
    kept = found[start:first] + [block for block, within in zip(found, inside, strict=True) if within]
    return [block for block in kept if not _is_menu(block)] or own


def _is_menu(block: Block) -> bool:
    """Tell a menu, a list of links or the page's foot from the story's own words."""
    outer = (block.element, *block.element.iterancestors())
    if any(element.tag in _FURNITURE for element in outer):
        return True
    return block.linked > 0.5 * len(block.text) and not _SENTENCE.search(block.text)


def _stated(root: etree._Element) -> dict[str, str]:
    """Return what the page's head says of itself."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = _META.get((meta.get("property") or meta.get("name") or "").lower())
        value = " ".join((meta.get("content") or "").split())
        if key and value:
            found.setdefault(key, value[:500])
    title = " ".join((root.findtext("head/title") or "").split())
    if title and "title" not in found:
        found["title"] = _SITE.sub("", title[:500])  # cut first: the pattern looks back from each mark
    if "date" in found:
        found["date"] = found["date"][:10]
    return found


def _same(title: str, text: str) -> bool:
    plain = [re.sub(r"[\s\u3000]", "", words) for words in (title, text)]
    return plain[0] == plain[1] or (len(plain[1]) > 3 and plain[1] in plain[0])
