"""A picture of a page -> its text, through the optional extra ``[ocr]`` (RapidOCR: PP-OCR models inside its wheel).

Does not fetch anything: without the extra each picture is refused with the command that installs it. Recognised
text holds mistakes; metadata["ocr"] says so, and names the mean score.
"""

import io
import warnings
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from threading import Lock
from typing import Any

from rag.documents.page_layout.reading_order import Line, page_text
from rag.documents.source import Source
from rag.types import Document

_MISSING = (
    '读图片和扫描件需要文字识别：pip install "wenbao[ocr]"。 Scans need the extra: pip install "wenbao[ocr]".'
)
_LONGEST = 4000  # pixels of the longer side: body type of a broadsheet is still 18 pixels high
_SURE = 0.5  # recognised lines below this score are specks and rules
_TYPES = {".png": "image/png", ".tif": "image/tiff", ".tiff": "image/tiff", ".webp": "image/webp"}
_lock = Lock()  # the engine keeps state between its steps


def installed() -> bool:
    """Tell whether the extra is there."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def read(source: Source) -> Iterator[Document]:
    """Yield the text of a picture; a TIFF of several pages gives one text, page after page."""
    if not installed():
        raise source.refused(_MISSING)
    from PIL import Image, UnidentifiedImageError

    texts: list[str] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(source.data)) as picture:
                for number in range(getattr(picture, "n_frames", 1)):
                    if number >= source.limits.pages:
                        raise source.refused(f"超过 {source.limits.pages} 页，请拆分。 Too many pages.")
                    picture.seek(number)
                    texts.append(page_text(lines(picture, source)))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise source.refused(f"图片已损坏：{str(error)[:100]}。 Damaged picture.") from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise source.refused("图片的像素太多。 The picture has too many pixels.") from None
    media_type = _TYPES.get(source.suffix, "image/jpeg")
    yield source.document("\n".join(texts), media_type=media_type, loader="ocr", metadata={"ocr": "rapidocr"})


def lines(picture: Any, source: Source) -> list[Line]:  # noqa: ANN401 - a PIL image
    """Return the lines of print in a picture, with their places in it."""
    import numpy

    source.check_time()
    if picture.width * picture.height > source.limits.image_pixels:
        raise source.refused(f"图片超过 {source.limits.image_pixels} 像素。 The picture has too many pixels.")
    picture = picture.convert("RGB")
    picture.thumbnail((_LONGEST, _LONGEST))
    with _lock:
        result = _engine()(numpy.asarray(picture)[:, :, ::-1])  # it expects blue first
    if result.boxes is None or result.txts is None:
        return []
    found = []
    for box, text in zip(result.boxes.tolist(), result.txts, strict=True):
        (x0, x1), (y0, y1) = ((min(values), max(values)) for values in zip(*box, strict=True))
        found.append(Line(text, x0, y0, x1, y1, _size(text, x1 - x0, y1 - y0)))
    return _even(found)


@cache
def _engine() -> Any:  # noqa: ANN401 - rapidocr has no types
    from rapidocr import RapidOCR

    return RapidOCR(params={
        "Global.log_level": "critical", "Global.max_side_len": _LONGEST, "Global.text_score": _SURE
    })  # fmt: skip


def _size(text: str, width: float, height: float) -> float:
    """Return the type size of a line: by its width where it is set in Chinese, since boxes are of uneven height."""
    full = sum(1.0 if ord(character) > 0x2E80 or character in "“”‘’…—" else 0.5 for character in text)
    return width / full if full >= 4 else height * 0.8


def _even(found: list[Line]) -> list[Line]:
    """Give lines of nearly one size the very same size, so that a paragraph is not cut by measuring errors."""
    steps = [10 * 1.2**step for step in range(20)]
    return [
        Line(
            line.text, line.x0, line.y0, line.x1, line.y1, min(steps, key=lambda step: abs(step - line.size))
        )
        for line in found
    ]
