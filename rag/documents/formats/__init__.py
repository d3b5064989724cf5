"""A suffix -> the module of this folder that reads such files: the one table to add a format to.

Does not know any of them; each is loaded when the first file of its kind is read.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module

from rag.documents.file_kinds import CURES
from rag.documents.source import Source
from rag.types import Document

FORMATS: Mapping[str, str] = {
    ".txt": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".shtml": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".epub": "epub",
    ".csv": "table",
    ".tsv": "table",
    ".json": "table",
    ".jsonl": "table",
    ".ndjson": "table",
    ".zip": "archive",
    ".png": "ocr",
    ".jpg": "ocr",
    ".jpeg": "ocr",
    ".tif": "ocr",
    ".tiff": "ocr",
    ".webp": "ocr",
}
SUPPORTED: tuple[str, ...] = tuple(FORMATS)


def read_source(source: Source) -> Iterator[Document]:
    """Yield the Documents of bytes already read, by the module that the suffix names."""
    if not source.data:
        raise source.refused("空文件。 The file is empty.")
    module = FORMATS.get(source.suffix)
    if module is None:
        cure = CURES.get(source.suffix, f"不支持的格式 {source.suffix}。 Unknown kind of file.")
        raise source.refused(cure)
    yield from import_module(f"rag.documents.formats.{module}").read(source)
