"""A PDF's text layer -> its text in reading order; scanned pages go to the OCR extra when it is there.

Does not read forms, comments or attachments. Pages of the size of a newspaper become one Document each
("issue.pdf#2"), since a story that goes on there says so; the pages of anything smaller are one text, and
metadata["page_offsets"] tells where each begins.
"""

from collections.abc import Iterator
from typing import Any

from rag.documents.glyphs import lines
from rag.documents.layout import is_vertical, page_text, turned
from rag.documents.source import Source, add_warning
from rag.types import Document

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


def _documents(source: Source, pdf: Any) -> Iterator[Document]:  # noqa: ANN401 - pypdfium2 has no types
    texts: list[str] = []
    bare: list[int] = []
    upright: list[int] = []
    large = len(pdf) > 1
    for number in range(len(pdf)):
        source.check_time()
        text, shorter_side, vertical = _page(source, pdf, number)
        if vertical:
            upright.append(number + 1)
        texts.append(text)
        large = large and shorter_side >= _NEWSPAPER
        if not text:
            bare.append(number + 1)
    if len(bare) == len(texts):
        raise source.refused("没有文字层（扫描件）：请安装 wenbao[ocr]。 A scan: install wenbao[ocr].")
    stated: dict[str, str] = {}
    if bare:
        add_warning(stated, f"第 {'、'.join(map(str, bare[:20]))} 页没有文字。 Pages without text.")
    if upright:
        pages = "、".join(map(str, upright[:20]))
        add_warning(
            stated,
            f"第 {pages} 页是竖排，按从右到左的直行读出，请核对。 Vertical print: check how it was read.",
        )
    if large:
        for number, text in enumerate(texts, start=1):
            if text:
                about = {**stated, "pdf_page": str(number), "pages": str(len(texts))}
                yield _document(source, text, f"#{number}", about)
        return
    offsets = [sum(len(text) + 1 for text in texts[:number]) for number in range(len(texts))]
    about = {**stated, "pages": str(len(texts)), "page_offsets": " ".join(map(str, offsets))}
    yield _document(source, "\n".join(texts), "", about)


def _document(source: Source, text: str, part: str, metadata: dict[str, str]) -> Document:
    return source.document(text, media_type="application/pdf", loader="pdf", metadata=metadata, part=part)


def _page(source: Source, pdf: Any, number: int) -> tuple[str, float, bool]:  # noqa: ANN401
    """Return a page's text, the length of its shorter side and whether it is in vertical print; "" if unreadable."""
    import pypdfium2

    try:
        page = pdf[number]
        try:
            found = lines(page, source.limits.page_glyphs)
            vertical = is_vertical(found)
            text = page_text(turned(found) if vertical else found)
            if not text.strip():
                text = _recognised(source, page)
            return text, min(page.get_size()), vertical
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return "", _NEWSPAPER, False


def _recognised(source: Source, page: Any) -> str:  # noqa: ANN401
    from rag.documents import ocr

    if not ocr.installed():
        return ""
    side = max(*page.get_size(), 1.0)
    scale = min(
        200 / 72, 5000 / side
    )  # 200 dpi is enough for body type; larger pages are read a little coarser
    return page_text(ocr.lines(page.render(scale=scale).to_pil(), source))
