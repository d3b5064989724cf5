"""A PDF's text layer -> its text in reading order; scanned pages go to the OCR extra when it is there.

Does not read forms, comments or attachments. Pages of the size of a newspaper become one Document each
("issue.pdf#2"), since a story that goes on there says so; the pages of anything smaller are one text, and
metadata["page_offsets"] tells where each begins; what is printed on every page is kept once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rag.documents.page_layout.glyphs import lines
from rag.documents.page_layout.reading_order import Line, is_vertical, joint, page_text, turned
from rag.documents.page_layout.running_heads import without_running
from rag.documents.source import Source, add_warning
from rag.types import Document

_CLOSED = ("。", "！", "？", "…", "”", "；", "：", "）", ")", "】")  # nothing goes on behind these
_NEWSPAPER = 620.0  # points: the shorter side of a page wider than A4 (595) and Letter (612)


def read(source: Source) -> Iterator[Document]:
    """Yield one Document for each newspaper page, or one for the whole file."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(source.data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise source.refused(
            "有密码。 It is protected by a password." if locked else "PDF 已损坏。 Damaged."
        ) from None
    try:
        if len(pdf) > source.limits.pages:
            raise source.refused(f"{len(pdf)} 页，上限 {source.limits.pages} 页，请拆分。 Too many pages.")
        yield from _documents(source, pdf)
    finally:
        pdf.close()


@dataclass(slots=True)
class _Page:
    """What one page holds: its lines, or the text that was recognised in its picture."""

    lines: list[Line] = field(default_factory=list)
    recognised: str = ""
    width: float = _NEWSPAPER
    height: float = _NEWSPAPER
    vertical: bool = False
    aslant: str = ""
    cut: bool = False  # it has more characters than are read

    @property
    def text(self) -> str:
        """The page's text in reading order."""
        text = page_text(turned(self.lines) if self.vertical else self.lines)
        return text if text.strip() else self.recognised

    def begins_paragraph(self, text: str) -> bool:
        """Tell whether the page's text begins with an indented line."""
        return any(
            line.text.startswith(("\u3000", "  ")) and text.startswith(line.text.strip())
            for line in self.lines
        )


def _documents(source: Source, pdf: Any) -> Iterator[Document]:  # noqa: ANN401 - pypdfium2 has no types
    pages: list[_Page] = []
    for number in range(len(pdf)):
        source.check_time()
        pages.append(_page(source, pdf, number))
    if not any(page.lines or page.recognised for page in pages):
        raise source.refused("没有文字层（扫描件）：请安装 wenbao[ocr]。 A scan: install wenbao[ocr].")
    large = len(pages) > 1 and all(min(page.width, page.height) >= _NEWSPAPER for page in pages)
    running: list[str] = []
    watermarks: list[str] = []
    for group in [[page] for page in pages] if large else [pages]:  # a newspaper's page keeps its masthead
        kept, heads, feet, marks = without_running([(page.lines, page.height) for page in group])
        watermarks += [words for words in marks if words not in watermarks]
        running += [*heads, *feet]
        for page, rest in zip(group, kept, strict=True):
            page.lines = rest
    stated = _remarks(pages, running, watermarks)
    texts = [page.text for page in pages]
    if large:
        for number, text in enumerate(texts, start=1):
            if text:
                about = {**stated, "pdf_page": str(number), "pages": str(len(texts))}
                yield _document(source, text, f"#{number}", about)
        return
    texts[0] = "".join(f"{words}\n\n" for words in heads) + texts[0]
    texts[-1] += "".join(f"\n\n{words}\n" for words in feet)
    text, offsets = _joined(
        texts, [page.begins_paragraph(text) for page, text in zip(pages, texts, strict=True)]
    )
    about = {**stated, "pages": str(len(texts)), "page_offsets": " ".join(map(str, offsets))}
    yield _document(source, text, "", about)


def _joined(texts: Sequence[str], begins: Sequence[bool]) -> tuple[str, list[int]]:
    """Return the pages as one text and where each begins; a sentence goes on over the end of its page."""
    whole = ""
    offsets: list[int] = []
    for text, new in zip(texts, begins, strict=True):
        last = whole.rstrip("\n").rpartition("\n")[2]
        open_end = bool(last) and not last.startswith("#") and not last.endswith(_CLOSED)
        if open_end and not new and text and not text.startswith("#"):
            whole = whole.rstrip("\n") + joint(last, text)
        elif offsets:
            whole += "\n"
        offsets.append(len(whole))
        whole += text
    return whole, offsets


def _remarks(pages: Sequence[_Page], running: Sequence[str], marks: Sequence[str]) -> dict[str, str]:
    """Return what is to be told of how the pages were read."""
    found: dict[str, str] = {}
    kinds = (
        ([not page.lines and not page.recognised for page in pages], "没有文字。 Pages without text."),
        (
            [page.vertical for page in pages],
            "是竖排，按从右到左的直行读出，请核对。 Vertical print: check how it was read.",
        ),
        ([page.cut for page in pages], "字太多，多出的没有读。 Too many characters: the rest was left out."),
    )
    for chosen, words in kinds:
        numbers = [str(number) for number, one in enumerate(chosen, start=1) if one]
        if numbers:
            add_warning(found, f"第 {'、'.join(numbers[:20])} 页{words}")
    aslant = next((page.aslant for page in pages if page.aslant), "")
    watermarks = [*marks, *([aslant[:20]] if aslant else [])]
    if watermarks:
        add_warning(found, f"水印没有读：{'、'.join(watermarks)[:60]}。 Watermarks were left out.")
    if running:
        add_warning(
            found, f"页眉页脚只留一次：{'、'.join(running)[:60]}。 Running heads and feet are kept once."
        )
    return found


def _document(source: Source, text: str, part: str, metadata: dict[str, str]) -> Document:
    return source.document(text, media_type="application/pdf", loader="pdf", metadata=metadata, part=part)


def _page(source: Source, pdf: Any, number: int) -> _Page:  # noqa: ANN401
    """Return what a page holds; nothing if it is unreadable."""
    import pypdfium2

    most = source.limits.page_glyphs
    try:
        page = pdf[number]
        try:
            aslant: list[str] = []
            found = _Page(lines(page, most, aslant), aslant="".join(aslant))
            found.width, found.height = page.get_size()
            found.vertical = is_vertical(found.lines)
            found.cut = sum(len(line.text) for line in found.lines) + len(aslant) >= most
            if not any(line.text.strip() for line in found.lines):
                found.recognised = _recognised(source, page)
            return found
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return _Page()


def _recognised(source: Source, page: Any) -> str:  # noqa: ANN401
    from rag.documents.formats import ocr

    if not ocr.installed():
        return ""
    side = max(*page.get_size(), 1.0)
    scale = min(
        200 / 72, 5000 / side
    )  # 200 dpi is enough for body type; larger pages are read a little coarser
    return page_text(ocr.lines(page.render(scale=scale).to_pil(), source))
