"""First bytes -> what a file really is, whatever its name says.

Only signatures that no text begins with are listed. ``cure_of`` says of a file that cannot be read as what its name
says what it is and what to do.
"""

import re

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n\x1a\n", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF87a", "GIF 图片"),
    (b"GIF89a", "GIF 图片"),
    (b"BM\x36", "BMP 图片"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"PK\x03\x04", "ZIP 压缩包（或 Word、EPUB 文件）"),
    (b"PK\x05\x06", "空的 ZIP 压缩包"),
    (b"Rar!\x1a\x07", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b\x08", "gzip 压缩包"),
    (b"BZh", "bzip2 压缩包"),
    (b"\xfd7zXZ\x00", "xz 压缩包"),
    (b"\x28\xb5\x2f\xfd", "zstd 压缩包"),
    (_OLD_OFFICE, "旧版 Word/Excel 文件（.doc/.xls）"),
    (b"{\\rtf", "RTF 文件"),
    (b"\x7fELF", "程序"),
    (b"MZ\x90\x00", "程序"),
    (b"SQLite format 3\x00", "SQLite 数据库"),
    (b"AT&TFORM", "DjVu 文件"),
    (b"wOFF", "字体"),
    (b"ID3", "音频"),
    (b"OggS", "音频或视频"),
)


def kind_of(data: bytes) -> str:
    """Return the name of the binary format whose signature the bytes begin with, or ""."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP 图片"
    if data[4:8] == b"ftyp":
        return "视频或 HEIC 图片"
    return next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), "")


# Kinds that are not read, with what to do instead.
_AS_DOCX = "请用 Word 或 WPS 另存为 .docx。 Save it as .docx."
_AS_CSV = "请用 Excel 或 WPS 另存为 CSV（UTF-8）。 Save it as CSV (UTF-8)."
_AS_HTML = "请在浏览器里打开后另存为“网页，仅 HTML”。 Open it in a browser and save it as HTML only."
_AS_PDF = "请另存为 PDF。 Save it as PDF."
_UNPACK = "请先解开，再放进来。 Unpack it first."
CURES: dict[str, str] = {
    ".doc": f"旧版 Word 文件：{_AS_DOCX}", ".wps": f"WPS 文件：{_AS_DOCX}", ".rtf": f"RTF 文件：{_AS_DOCX}",
    ".odt": f"OpenDocument 文件：{_AS_DOCX}", ".dot": f"Word 模板：{_AS_DOCX}",
    ".docm": f"带宏的 Word 文件：{_AS_DOCX}",
    ".xls": f"旧版 Excel 文件：{_AS_CSV}", ".xlsx": f"Excel 文件：{_AS_CSV}", ".et": f"WPS 表格：{_AS_CSV}",
    ".ods": f"OpenDocument 表格：{_AS_CSV}",
    ".mht": f"网页存档：{_AS_HTML}", ".mhtml": f"网页存档：{_AS_HTML}", ".webarchive": f"网页存档：{_AS_HTML}",
    ".ppt": f"幻灯片：{_AS_PDF}", ".pptx": f"幻灯片：{_AS_PDF}", ".ofd": f"OFD 版式文件：{_AS_PDF}",
    ".caj": f"CAJ 文件：{_AS_PDF}", ".pages": f"Pages 文件：{_AS_DOCX}",
    ".mobi": "电子书：请转换为 .epub。 Convert it to .epub.", ".azw3": "电子书：请转换为 .epub。 Convert it to .epub.",
    ".rar": f"RAR 压缩包：{_UNPACK}", ".7z": f"7z 压缩包：{_UNPACK}", ".gz": f"gzip 压缩包：{_UNPACK}",
    ".tar": f"tar 包：{_UNPACK}", ".tgz": f"tar 包：{_UNPACK}", ".bz2": f"bzip2 压缩包：{_UNPACK}",
}  # fmt: skip
_HTML = re.compile(
    rb"\s*(?:<!doctype html|<html|<\?xml[^>]{0,100}>\s*(?:<!doctype html|<html))", re.IGNORECASE
)
_MHT = re.compile(
    rb"(?:From|MIME-Version|Content-Type|Snapshot-Content-Location):[^\n]{0,300}\n", re.IGNORECASE
)


def cure_of(data: bytes, called: str) -> str:
    """Return what a file that is called ".docx" or the like really is and what to do, or "" when it may be one."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf")
    if data.startswith(_OLD_OFFICE):
        return f"其实是旧版 Word/WPS/Excel 文件，只是改了后缀 {called}：{_AS_DOCX}"
    if start.startswith(b"{\\rtf"):
        return f"其实是 RTF 文件，只是后缀为 {called}：{_AS_DOCX}"
    if _MHT.match(start) and b"MIME-Version" in data[:20_000]:
        return f"其实是网页存档（MHT），只是后缀为 {called}：{_AS_HTML}"
    if _HTML.match(start) and "htm" not in called:
        return f"其实是网页，只是后缀为 {called}：请把后缀改成 .html。 It is a web page: rename it to .html."
    kind = kind_of(data)
    if kind and not kind.startswith("ZIP"):
        return f"其实是 {kind}，只是后缀为 {called}：请改成真正的后缀。 Not a {called} file: give it its own suffix."
    return ""
