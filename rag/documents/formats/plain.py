"""A .txt file -> its Document: decoded, front matter cut off, nothing else touched.

``Document.text`` begins behind the front matter; metadata["text_offset"] says how many characters that was.
"""

from collections.abc import Iterator

from rag.documents.decoding import decode
from rag.documents.file_kinds import kind_of
from rag.documents.front_matter import front_matter
from rag.documents.source import Source, add_warning
from rag.types import Document


def read(source: Source) -> Iterator[Document]:
    """Yield the one text of the file."""
    text, encoding, metadata = decoded(source)
    found, start = front_matter(text, source.limits)
    if start:
        metadata = {**found, **metadata, "text_offset": str(start)}
    yield source.document(
        text[start:],
        media_type="text/plain",
        loader="plain",
        encoding=encoding,
        metadata=metadata,
    )


def decoded(source: Source) -> tuple[str, str, dict[str, str]]:
    """Return a text file's text, its encoding and any warning as metadata; refuse what is no text."""
    kind = kind_of(source.data)
    if kind:
        raise source.refused(f"看起来是 {kind}，不是文本。 Not a text file, whatever its name says.")
    reading = decode(source.data)
    if reading is None:
        if b"\0" in source.data:
            raise source.refused("含有 NUL 字节，是二进制内容，不是文本。 Binary content, not text.")
        raise source.refused("认不出编码，请存为 UTF-8。 Unknown encoding: save it as UTF-8.")
    metadata: dict[str, str] = {}
    if reading.warning:
        add_warning(metadata, reading.warning)
    return reading.text, reading.encoding, metadata
