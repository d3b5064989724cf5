"""An EPUB -> one Document for each part of the book, in reading order, named "book.epub!text/1.xhtml".

Does not read the table of contents, notes or fonts. What the book states of itself (date, creator) is metadata.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from rag.documents.decoding import decode
from rag.documents.front_matter import clean
from rag.documents.limits import Limits
from rag.documents.safe_zip import member_bytes, open_zip
from rag.documents.source import Refused, Source, add_warning
from rag.documents.web.blocks import blocks, body_of, parse, render
from rag.types import Document

_CONTAINER = "META-INF/container.xml"
_LOCKED = "META-INF/encryption.xml"


def read(source: Source) -> Iterator[Document]:
    """Yield the Documents of the book's parts that hold text; the last one remarks how many hold none."""
    with open_zip(source) as archive:
        members = {member.filename: member for member in archive.infolist()}
        rootfile = _xml(source, archive, members, _CONTAINER).find(".//{*}rootfile")
        package_name = rootfile.get("full-path", "") if rootfile is not None else ""
        package = _xml(source, archive, members, package_name)
        locked = member_bytes(source, archive, members[_LOCKED]) if _LOCKED in members else b""
        stated, pictures = _stated(package, source.limits), 0
        last: tuple[str, str] | None = None
        for name in _spine(package, posixpath.dirname(package_name)):
            source.check_time()
            try:
                if name not in members:
                    raise Refused(f"{source.name}!{name}", "书里缺这一部分。 Missing from the book.")
                if name.encode() in locked:
                    raise Refused(f"{source.name}!{name}", "有数字版权加密。 Encrypted.")
                text = _text(source, member_bytes(source, archive, members[name]), name)
                pictures += not text
                if text and last:
                    yield _part(source, last, stated)
                last = (text, name) if text else last
            except Refused as error:
                source.refuse(error.refusal)
        if last and pictures:
            add_warning(
                stated,
                f"有 {pictures} 部分没有文字（只有图片？），没有读。 Parts without words were left out.",
            )
        if last:
            try:
                yield _part(source, last, stated)
            except Refused as error:
                source.refuse(error.refusal)


def _part(source: Source, part: tuple[str, str], stated: dict[str, str]) -> Document:
    text, name = part
    return source.document(
        text, media_type="application/epub+zip", loader="epub", metadata=dict(stated), part=f"!{name}"
    )


def _xml(
    source: Source, archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], name: str
) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    if name not in members:
        raise source.refused(f"不是完好的 EPUB：缺 {name or '目录'}。 Damaged EPUB.")
    try:
        root = etree.fromstring(member_bytes(source, archive, members[name]), parser)
    except etree.XMLSyntaxError:
        raise source.refused(f"不是完好的 EPUB：{name} 读不懂。 Damaged EPUB.") from None
    if root is None:
        raise source.refused(f"不是完好的 EPUB：{name} 是空的。 Damaged EPUB.")
    return root


def _spine(package: etree._Element, folder: str) -> Iterator[str]:
    """Yield the names of the parts in reading order, but for the table of contents."""
    items = {item.get("id"): item for item in package.iterfind(".//{*}manifest/{*}item")}
    for reference in package.iterfind(".//{*}spine/{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or "nav" in item.get("properties", "").split():
            continue
        yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))


def _stated(package: etree._Element, limits: Limits) -> dict[str, str]:
    said = {name: package.findtext(f".//{{*}}metadata/{{*}}{name}") or "" for name in ("date", "creator")}
    return clean({"date": said["date"], "author": said["creator"]}, limits)


def _text(source: Source, data: bytes, name: str) -> str:
    reading = decode(data)
    root = parse(reading.text) if reading is not None else None
    if root is None:
        raise Refused(f"{source.name}!{name}", "读不懂。 It cannot be read.")
    body = body_of(root)
    return render(list(blocks(body))) if body is not None else ""
