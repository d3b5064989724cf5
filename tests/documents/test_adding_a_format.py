"""A format is added by a module and a line: the module that docs/adding-a-format.md shows, run as it stands there.

Copy this file for a new format and put its own module in the place of the one that is taken from the page.
"""

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from rag.articles import find_articles
from rag.documents import FORMATS
from rag.documents.formats import read_source
from rag.documents.source import Source, digest
from rag.errors import DocumentError
from rag.types import Document

GUIDE = Path(__file__).resolve().parent.parent.parent / "docs" / "adding-a-format.md"
CUES = (
    "1\r\n00:00:01,000 --> 00:00:04,000\r\n本台消息，6月3日，松溪县图书馆新馆开放，藏书12万册。\r\n\r\n"
    "2\r\n00:00:04,500 --> 00:00:08,000\r\n馆长卫东来说，新馆每周开放六天，\r\n晚上开到九点。\r\n"
)


@pytest.fixture
def subtitles(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Add the guide's format to the table for one test."""
    code = re.search(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert code
    module = ModuleType("rag.documents.formats.subtitles")
    exec(compile(code[1], str(GUIDE), "exec"), module.__dict__)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(FORMATS, ".srt", "subtitles")  # type: ignore[arg-type] # a Mapping to all but this test
    yield


def read(data: str | bytes) -> list[Document]:
    raw = data.encode() if isinstance(data, str) else data
    return list(read_source(Source("新闻.srt", raw, digest(raw), pytest.fail, time.monotonic() + 60)))


@pytest.mark.usefixtures("subtitles")
def test_what_was_spoken_is_the_text() -> None:
    (document,) = read(CUES)
    assert document.text.splitlines()[2] == "馆长卫东来说，新馆每周开放六天， 晚上开到九点。"
    assert (document.loader, document.encoding) == ("subtitles", "utf-8")
    assert "藏书12万册" in "".join(article.text for article in find_articles(document))
    assert "warning" not in document.metadata


@pytest.mark.usefixtures("subtitles")
def test_what_is_left_out_is_remarked() -> None:
    (document,) = read(CUES + "\r\n广告\r\n")
    assert "1 段" in document.metadata["warning"] and "广告" not in document.text


@pytest.mark.usefixtures("subtitles")
@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", "没有时间的文字".encode()])
def test_what_is_none_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"新闻\.srt"):
        read(data)
