"""A Word file -> its text: paragraphs, headings behind "#", tables as rows, text boxes where they are anchored.

Does not read headers, footers, notes or deleted words; pictures are left out. Changes still under review count as
accepted.
"""

import io
from collections.abc import Iterator
from typing import Any

from rag.documents.expansion import open_zip
from rag.documents.source import Source
from rag.types import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = (
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # a second copy of text boxes
)
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_STYLES = ("heading ", "标题 ", "標題 ")


def read(source: Source) -> Iterator[Document]:
    """Yield the one text of the file."""
    open_zip(source, one=True).close()  # refuses what would unpack to too much
    import docx

    try:
        package = docx.Document(io.BytesIO(source.data))
        styles = {style.style_id: _level(style.name) for style in package.styles if style.name}
        body = package.element.body
    except Exception as error:  # python-docx lets KeyError, ValueError, lxml's and its own errors through
        raise source.refused(f"不是完好的 Word 文件：{type(error).__name__}。 Damaged Word file.") from None
    text = "\n\n".join(_blocks(body, styles))
    yield source.document(text + "\n" if text else "", media_type=_MEDIA_TYPE, loader="docx")


def _level(style: str) -> int:
    name = style.lower()
    if name in ("title", "标题"):
        return 1
    start = next((start for start in _STYLES if name.startswith(start)), "")
    rest = name[len(start) :]
    return min(int(rest), 6) if start and rest.isdigit() and int(rest) else 0


def _blocks(body: Any, styles: dict[str, int]) -> Iterator[str]:  # noqa: ANN401 - lxml has no types
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
            yield f"{'#' * level} {text}" if level else text


def _table(table: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield rows of short cells as "a | b" together; the paragraphs of a table that only lays out the page apart."""
    rows = [[_cell(cell) for cell in row.iter(f"{_W}tc")] for row in table.iter(f"{_W}tr")]
    cells = [cell for row in rows for cell in row]
    if (
        all(len(cell) <= 1 and len("".join(cell)) <= 100 for cell in cells)
        and max(map(len, rows), default=0) > 1
    ):
        lines = (" | ".join("".join(cell) for cell in row if cell) for row in rows)
        yield "\n".join(line for line in lines if line)
    else:
        yield from (paragraph for cell in cells for paragraph in cell)


def _cell(cell: Any) -> list[str]:  # noqa: ANN401
    return [text for paragraph in cell.iter(f"{_W}p") if (text := _words(paragraph))]


def _words(paragraph: Any) -> str:  # noqa: ANN401
    """Return a paragraph's own words; a text box inside it is a paragraph of its own."""
    pieces: list[str] = []
    for element in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        if next(element.iterancestors(f"{_W}p")) is not paragraph:
            continue
        kind = element.tag.removeprefix(_W)
        pieces.append(
            element.text or "" if kind == "t" else {"tab": "\t", "noBreakHyphen": "-"}.get(kind, "\n")
        )
    return "".join(pieces).strip()
