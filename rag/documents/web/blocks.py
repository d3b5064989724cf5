"""A tree of HTML elements -> blocks of text: headings, paragraphs, list items and rows, in document order.

Does not know which of them are the story: ``html`` chooses, ``epub`` takes all. Loaders of marked-up files share
one plain form: headings behind "#", a table's rows as ``grid`` writes them, one empty line between blocks.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree
from lxml import html as lxml_html

from rag.documents.grid import Cell, is_data, row_lines
from rag.text import HAN

_NEVER = (
    "script style noscript template iframe object embed applet svg canvas audio video "
    "button select input textarea nav dialog rp rt"
).split()
_BLOCK = frozenset(
    "html body p div section article main header footer aside address figure figcaption blockquote pre center "
    "h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr td th hr fieldset details summary".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SPACE = re.compile(r"[ \t\r\n\f]+")
# A line end between two Chinese characters is only the source's own wrapping, as every browser of today shows it.
_CHINESE = f"{HAN}\u2e80-\u33ff\uff00-\uffef“”‘’—…"
_WRAP = re.compile(rf"(?<=[{_CHINESE}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_CHINESE}])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])", re.IGNORECASE)
DATELINE = re.compile(  # what a story of its own begins with
    r"[　\s]*(?:(?:本报|本台|本网|新华社|中新社)[^，。]{0,20}(?:讯|电)"
    rf"|[{HAN}]{{2,8}}(?:讯|[网社台报]消息)\s*[（(：:])"
)
_ENDS = re.compile("[。！？；]")
_MOST_PIECES = 40  # of one line that are kept apart
# Pages pasted together of several bring their own </body>: what stands behind it is shown by every browser.
_PAGE_END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)


@dataclass(slots=True)
class Block:
    """One line of text on the page, the elements it stands in, and how much of it is links."""

    text: str
    element: etree._Element
    level: int = 0  # of a heading, 1 to 6
    linked: int = 0  # characters inside <a>
    pieces: tuple[str, ...] = ()  # as its inner elements part it: "来源：", "长治日报"


@dataclass(slots=True)
class _Line:
    """The text gathered since the last block began."""

    pieces: list[str] = field(default_factory=list)
    linked: int = 0


def parse(text: str) -> etree._Element | None:
    """Return the root element of HTML or XHTML without scripts, forms, hidden and other unread elements."""
    root = tree(text)
    if root is not None:
        prune(root)
    return root


def tree(text: str) -> etree._Element | None:
    """Return the root element of HTML or XHTML with all that stands in it, scripts too."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff"), count=1)
    parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        return lxml_html.document_fromstring(_one_body(text), parser=parser)
    except (etree.ParserError, ValueError):
        return None


def _one_body(text: str) -> str:
    """Take out the ends of pages within the page, behind which a parser would stop."""
    ends = list(_PAGE_END.finditer(text))
    for end in reversed(ends[:-2]):
        text = text[: end.start()] + text[end.end() :]
    return text


def prune(root: etree._Element) -> bool:
    """Take out what a browser does not show; return whether what is read waits for a script to show it.

    Pages that a script uncovers hold their story hidden when they are saved without it: a hidden element that
    has more sentences than all that is shown is such a story, and stays.
    """
    for element in list(root.iter(*_NEVER)):
        if element.getparent() is not None:
            element.drop_tree()
    covered = [element for element in root.iter() if _is_hidden(element)]
    sentences = {element: _sentences(element) for element in covered}
    outer = [
        element for element in covered if not any(above in sentences for above in element.iterancestors())
    ]
    shown = _sentences(root) - sum(sentences[element] for element in outer)
    waits = False
    for element in covered:
        if sentences[element] > shown and element.tag not in ("html", "body"):
            waits = True
        elif element.getparent() is not None and element.tag not in ("html", "body"):
            element.drop_tree()
    return waits


def _is_hidden(element: etree._Element) -> bool:
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style", "")))


def _sentences(element: etree._Element) -> int:
    """Return how many sentences end in an element."""
    return len(_ENDS.findall("".join(element.itertext())))


def body_of(root: etree._Element) -> etree._Element | None:
    """Return what is shown of a page: its body, or a fragment's only element."""
    body = root.find("body")
    if body is not None:
        return body
    shown = [child for child in root if child.tag != "head"]
    return shown[0] if shown and root.tag == "html" else root


def blocks(body: etree._Element) -> Iterator[Block]:
    """Yield the blocks below an element."""
    line = _Line()
    links = 0
    table: etree._Element | None = None  # of values: told row by row when it begins
    for event, element in etree.iterwalk(body, events=("start", "end")):
        tag = element.tag
        if table is not None:
            table = None if element is table and event == "end" else table
            if table is None and element is not body:
                _take(line, element.tail, links)
            continue
        if event == "start":
            if tag in _BLOCK:
                yield from _finish(line, element.getparent() if element is not body else body)
            elif tag == "br":
                line.pieces.append("\v")
            if tag == "table" and (rows := _rows(element)):
                yield from _table(element, rows)
                table = element
                continue
            _take(line, element.text, links + (tag == "a"))
            links += tag == "a"
            continue
        links -= tag == "a"
        if tag in _BLOCK:
            yield from _finish(line, element)
        if element is not body:
            _take(line, element.tail, links)


def _take(line: _Line, text: str | None, links: int) -> None:
    if text:
        line.pieces.append(text.replace("\v", " "))
        line.linked += len(text.strip()) if links > 0 else 0


def _finish(line: _Line, element: etree._Element) -> Iterator[Block]:
    """Yield the gathered text: one block, or one for each <br><br> or indented line of it."""
    text, linked, inner = "".join(line.pieces), line.linked, tuple(line.pieces[:_MOST_PIECES])
    line.pieces, line.linked = [], 0
    for piece in text.split("\v"):
        words = _SPACE.sub(" ", _WRAP.sub("", piece)).strip(" \u3000\xa0\u200b")
        if words:
            yield Block(words, element, _level(element), min(linked, len(words)), inner)


def _level(element: etree._Element) -> int:
    while element is not None and isinstance(element.tag, str) and element.tag not in ("body", "td", "li"):
        if element.tag in _HEADINGS:
            return _HEADINGS[element.tag]
        element = element.getparent()
    return 0


def _rows(table: etree._Element) -> list[list[Cell]]:
    """Return the cells of a table of values, [] for one that lays out the page or holds links."""
    if table.find(".//table") is not None or _linked(table) > 0.5 * len(_plain(table)):
        return []
    rows = [[_cell(cell) for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    found = [row for row in rows if row]
    return found if found and is_data(found) else []


def _table(table: etree._Element, rows: Sequence[Sequence[Cell]]) -> Iterator[Block]:
    """Yield a table's caption and its rows, each as one line with the heads of its columns."""
    caption = table.find("caption")
    if caption is not None and _plain(caption):
        yield Block(_plain(caption), caption)
    for text in row_lines(rows):
        yield Block(text, table)


def _cell(cell: etree._Element) -> Cell:
    spans = [
        int(written) if (written := cell.get(key, "1")).isdecimal() else 1 for key in ("colspan", "rowspan")
    ]
    return Cell(_plain(cell), max(1, min(spans[0], 1000)), max(1, min(spans[1], 1000)), cell.tag == "th")


def _plain(element: etree._Element) -> str:
    return _SPACE.sub(" ", _WRAP.sub("", "".join(element.itertext()))).strip(" \u3000\xa0\u200b")


def _linked(element: etree._Element) -> int:
    return sum(len(_plain(link)) for link in element.iter("a"))


def render(found: Sequence[Block]) -> str:
    """Return the blocks as text: "#" before headings, an empty line between blocks."""
    lines = [f"{'#' * block.level} {block.text}" if block.level else block.text for block in found]
    return "\n\n".join(lines) + "\n" if lines else ""
