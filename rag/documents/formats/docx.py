"""A Word file -> its text: paragraphs with their automatic numbers, headings behind "#", tables row by row, text boxes.

Does not read headers, footers, deleted words or phonetic guides. Changes still under review count as accepted: words
that were moved stand where they were moved to. What is left out stands in the remark, counted.
"""

import io
from collections.abc import Iterator
from typing import Any

from rag.documents.file_kinds import cure_of
from rag.documents.grid import Cell, is_data, row_lines
from rag.documents.numbering import Numbering, numbering_of
from rag.documents.safe_zip import open_zip
from rag.documents.source import Source, add_warning
from rag.types import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = (
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # a second copy of text boxes
)
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LEFT = (f"{_W}moveFrom", f"{_W}del", f"{_W}rt")  # moved away, deleted, the guide above a character
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_FIGURES = " 0123456789-—–第页共/\u3000"  # a foot that only counts pages says nothing
_STYLES = ("heading ", "标题 ", "標題 ")


def read(source: Source) -> Iterator[Document]:
    """Yield the one text of the file."""
    if cure := cure_of(source.data, ".docx"):
        raise source.refused(cure)
    open_zip(source, one=True).close()  # refuses what would unpack to too much
    import docx

    try:
        package = docx.Document(io.BytesIO(source.data))
        styles = {style.style_id: _level(style.name) for style in package.styles if style.name}
        text = "\n\n".join(_blocks(package.element.body, styles, numbering_of(package)))
        metadata = _left_out(package)
    except Exception as error:  # python-docx lets KeyError, ValueError, lxml's and its own errors through
        raise source.refused(f"不是完好的 Word 文件：{type(error).__name__}。 Damaged Word file.") from None
    yield source.document(
        text + "\n" if text else "", media_type=_MEDIA_TYPE, loader="docx", metadata=metadata
    )


def _left_out(package: Any) -> dict[str, str]:  # noqa: ANN401 - python-docx has no types
    """Return a remark on what of the file is not in its text."""
    body = package.element.body
    counted = {
        "条脚注或尾注没有读。 Notes": (f"{_W}footnoteReference", f"{_W}endnoteReference"),
        "张图片没有读。 Pictures": ("{http://schemas.openxmlformats.org/drawingml/2006/picture}pic",),
        "个公式没有读。 Formulas": (_MATHS,),
        "个嵌入的图表或对象没有读。 Charts or objects": (f"{_W}object", _CHART),
        "条批注没有读。 Comments": (f"{_W}commentReference",),
    }
    found: dict[str, str] = {}
    for words, tags in counted.items():
        if number := sum(1 for _ in body.iter(*tags)):
            add_warning(found, f"{number} {words} were left out.")
    parts = [
        rel.target_part for rel in package.part.rels.values() if rel.reltype.endswith(("/header", "/footer"))
    ]
    if any((word.text or "").strip(_FIGURES) for part in parts for word in part.element.iter(f"{_W}t")):
        add_warning(found, "页眉页脚没有读。 Headers and footers were left out.")
    return found


def _level(style: str) -> int:
    name = style.lower()
    if name in ("title", "标题"):
        return 1
    start = next((start for start in _STYLES if name.startswith(start)), "")
    rest = name[len(start) :]
    return min(int(rest), 6) if start and rest.isdigit() and int(rest) else 0


def _blocks(body: Any, styles: dict[str, int], numbers: Numbering) -> Iterator[str]:  # noqa: ANN401
    """Yield paragraphs and tables in document order."""
    for element in body.iter(f"{_W}p", f"{_W}tbl"):
        owner = next(element.iterancestors(f"{_W}tbl", _FALLBACK), None)
        if owner is not None:
            continue  # told with its table, or a copy
        if element.tag == f"{_W}tbl":
            yield from _table(element)
            continue
        text = _words(element)
        if text:
            style = element.find(f"{_W}pPr/{_W}pStyle")
            level = styles.get(style.get(f"{_W}val"), 0) if style is not None else 0
            text = numbers.before(element) + text
            yield f"{'#' * level} {text}" if level else text


def _table(table: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield a table of values row by row; the paragraphs of a table that only lays out the page apart."""
    rows = [list(row.iter(f"{_W}tc")) for row in table.iter(f"{_W}tr")]
    heads = sum(1 for row in table.iter(f"{_W}tr") if row.find(f"{_W}trPr/{_W}tblHeader") is not None)
    cells = _cells(rows)
    inner = table.find(f".//{_W}tbl") is not None
    if not inner and is_data(cells):
        yield from row_lines(cells, heads=heads or None)
    else:
        yield from (text for row in rows for cell in row for paragraph in cell.iter(f"{_W}p")
                    if (text := _words(paragraph)))  # fmt: skip


def _cells(rows: list[list[Any]]) -> list[list[Cell]]:
    """Return the cells with what they span; Word writes a cell that goes on from the row above as an empty one."""
    placed: list[dict[int, tuple[str, int]]] = []  # column -> text and width
    for row in rows:
        line: dict[int, tuple[str, int]] = {}
        at = 0
        for cell in row:
            across = cell.find(f"{_W}tcPr/{_W}gridSpan")
            width = max(1, int(across.get(f"{_W}val"))) if across is not None else 1
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
            above = placed[-1].get(at) if placed and goes_on else None
            text = above[0] if above else " ".join(filter(None, (_words(one) for one in cell.iter(f"{_W}p"))))
            line[at] = (text, width)
            at += width
        placed.append(line)
    return [[Cell(text, across) for text, across in line.values()] for line in placed]


def _words(paragraph: Any) -> str:  # noqa: ANN401
    """Return a paragraph's own words; a text box inside it is a paragraph of its own."""
    pieces: list[str] = []
    for element in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        if next(element.iterancestors(f"{_W}p", *_LEFT)) is not paragraph:
            continue
        kind = element.tag.removeprefix(_W)
        pieces.append(
            element.text or "" if kind == "t" else {"tab": "\t", "noBreakHyphen": "-"}.get(kind, "\n")
        )
    return "".join(pieces).strip()
