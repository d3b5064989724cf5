"""Zipped bytes -> a ZipFile whose members are safe to unpack: few enough, small enough, not too dense.

Does not unpack: ``zipfile`` itself never reads more of a member than its header states, which is what is counted.
"""

import io
import zipfile
import zlib

from rag.documents.limits import Limits
from rag.documents.source import Source, too_large

_FEW = 20_000_000  # bytes: what all members of a small archive may be, however dense
_SMALL = 1_000_000  # an empty table compresses 1,000 times; below this size that harms nobody
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


def open_zip(source: Source, *, one: bool = False) -> zipfile.ZipFile:
    """Return the opened archive, or refuse it with the limit it exceeds.

    ``one`` is for a file that another library unpacks as a whole: then no member may be dense either.
    """
    limits = source.limits
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
    except _BROKEN as error:
        raise source.refused(f"压缩包已损坏：{str(error)[:100]}。 Damaged archive.") from None
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    if len(members) > limits.archive_members:
        raise source.refused(f"{len(members)} 个成员，上限 {limits.archive_members}。 Too many members.")
    if total > limits.archive_bytes:
        raise source.refused("解压后 " + too_large(total, limits.archive_bytes))
    read = sum(
        member.file_size for member in members if not _dense(member, limits)
    )  # the rest is refused anyway
    if read > max(_FEW, limits.archive_whole_ratio * len(source.data)):
        raise source.refused(
            f"全部成员压缩比超过 {limits.archive_whole_ratio}，像是压缩炸弹。 Together they look like a zip bomb."
        )
    if one and total > max(_SMALL, limits.archive_ratio * len(source.data)):
        raise source.refused(f"压缩比超过 {limits.archive_ratio}，像是压缩炸弹。 It looks like a zip bomb.")
    return archive


def member_bytes(source: Source, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return a member's bytes, or refuse the member."""
    if member.file_size > source.limits.file_bytes:
        raise source.refused(too_large(member.file_size, source.limits.file_bytes))
    if _dense(member, source.limits):
        raise source.refused(
            f"压缩比超过 {source.limits.archive_ratio}，像是压缩炸弹。 Looks like a zip bomb."
        )
    if member.flag_bits & 0x1:
        raise source.refused("有密码。 It is protected by a password.")
    try:
        return archive.read(member)
    except _BROKEN as error:
        raise source.refused(f"解压失败：{str(error)[:100]}。 It cannot be unpacked.") from None


def _dense(member: zipfile.ZipInfo, limits: Limits) -> bool:
    return member.file_size > max(_SMALL, limits.archive_ratio * member.compress_size)
