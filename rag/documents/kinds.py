"""First bytes -> what a file really is, whatever its name says.

Does not decide what to do about it; only signatures that no text begins with are listed.
"""

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
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Word/Excel 文件（.doc/.xls）"),
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
