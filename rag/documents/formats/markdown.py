"""A .md file -> its text: tables row by row, HTML as a web page's text, links as their words; the rest untouched.

Does not read headings and emphasis: they stay in the text as they are, the articles room knows them. A file without
tables, HTML, links and rules is its own text, and offsets count in the file as it stands.
"""

import re
from collections.abc import Iterator

from rag.documents.formats.plain import decoded
from rag.documents.formats.table import unmarked
from rag.documents.front_matter import front_matter
from rag.documents.grid import Cell, row_lines
from rag.documents.source import Source
from rag.documents.web.blocks import DATELINE
from rag.types import Document

_HEADING = re.compile(r"^(#{1,6})[ \t]+(\S.*)$", re.MULTILINE)
_RULE = re.compile(r"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r"[ \t]*(=+|-+)[ \t]*$")
_DIVIDER = re.compile(
    r"\s*(?:\|\s*)?:?-{1,}:?\s*(?:\|\s*:?-{1,}:?\s*)+(?:\|\s*)?$|\s*\|\s*:?-{1,}:?\s*\|\s*$"
)
_CELL = re.compile(r"(?<!\\)\|")
_HTML = re.compile(
    r"</?(?:p|div|br|span|strong|b|em|i|img|a|ul|ol|li|table|h[1-6]|section|font|center|figure|hr)\b[^<>]*>",
    re.I,
)
# No piece may hold what begins it: a line of nothing but beginnings would be gone through from each of them.
_PICTURE = re.compile(r"!\[([^\[\]\n]*)\]\((?:[^()\n]|\([^()\n]*\))*\)")
_LINK = re.compile(r"\[([^\[\]\n]+)\]\((?:[^()\n]|\([^()\n]*\))*\)|<(https?://[^<>\s]+)>")
_FENCE = re.compile(r"\s*(?:```|~~~)")


def read(source: Source) -> Iterator[Document]:
    """Yield the one text of the file."""
    text, encoding, metadata = decoded(source)
    found, start = front_matter(text, source.limits)
    plain = unwritten(text[start:])
    if start:
        metadata = {**found, **metadata, "text_offset": str(start)}
    stories, rest = _stories(plain)
    pieces = [
        (story, {**metadata, "title": title}, f"#{number}")
        for number, (title, story) in enumerate(stories, 1)
    ]
    if rest.strip() or not stories:
        pieces.append((rest, metadata, "#0" if stories else ""))
    for piece, about, part in pieces:
        yield source.document(
            piece,
            media_type="text/markdown",
            loader="markdown",
            encoding=encoding,
            metadata=about,
            part=part,
            whole="title" in about and bool(stories),
        )


def _stories(text: str) -> tuple[list[tuple[str, str]], str]:
    """Return the headlines and texts of a file that collects stories, and what is none of them.

    It collects stories where two or more sections of its deepest level begin as reports do (本报讯); sections of one
    article do not.
    """
    heads = list(_HEADING.finditer(text))
    if not heads:
        return [], text
    deepest = max(len(head.group(1)) for head in heads)
    stories: list[tuple[str, str]] = []
    rest = [text[: heads[0].start()]]
    told = 0
    for head, after in zip(heads, [*heads[1:], None], strict=True):
        section = text[head.start() : after.start() if after else len(text)]
        if len(head.group(1)) < deepest:
            rest.append(section)
            continue
        stories.append((head.group(2).strip(), section))
        told += any(DATELINE.match(line) for line in section.splitlines()[1:8])
    return (stories, "".join(rest)) if told > 1 and 2 * told >= len(stories) else ([], text)


def unwritten(text: str) -> str:
    """Return Markdown without what is no words: table marks, HTML, addresses, rules."""
    lines = text.splitlines(keepends=True)
    out: list[str] = []
    at = 0
    fenced = False
    while at < len(lines):
        line = lines[at]
        fenced ^= bool(_FENCE.match(line))
        end = at if fenced else _table_end(lines, at)
        if end > at:
            out.append(_table(lines[at:end]))
            at = end
            continue
        end = at if fenced else _html_end(lines, at)
        if end > at:
            out.append("\n" + unmarked("".join(lines[at:end])) + "\n\n")
            at = end
            continue
        out.append(line if fenced else _plain(line, lines[at + 1] if at + 1 < len(lines) else "", out))
        at += 1
    return "".join(out)


def _table_end(lines: list[str], at: int) -> int:
    """Return where a table that begins here ends, or ``at`` for none."""
    if "|" not in lines[at] or at + 1 >= len(lines) or not _DIVIDER.match(lines[at + 1]):
        return at
    end = at + 2
    while end < len(lines) and "|" in lines[end] and lines[end].strip():
        end += 1
    return end


def _table(lines: list[str]) -> str:
    rows = [[Cell(_words(cell)) for cell in _cells(line)] for line in (lines[0], *lines[2:])]
    return "\n" + "\n\n".join(row_lines(rows, heads=1)) + "\n\n"


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [cell.replace("\\|", "|").strip() for cell in _CELL.split(inner)]


def _html_end(lines: list[str], at: int) -> int:
    """Return where a block of HTML that begins here ends: at the next empty line, or at its line's end."""
    if not _HTML.search(lines[at]) or lines[at].lstrip().startswith(("#", "|")):
        return at
    end = at + 1
    if not lines[at].lstrip().startswith("<"):
        return end
    while end < len(lines) and lines[end].strip() and not lines[end].lstrip().startswith("#"):
        end += 1
    return end


def _plain(line: str, after: str, out: list[str]) -> str:
    """Return one line without addresses and rules; a line that is underlined is a heading."""
    if _RULE.match(line.rstrip("\r\n")) or (
        _UNDERLINE.match(line.rstrip("\r\n")) and out and out[-1].startswith("#")
    ):
        return "\n"
    underlined = _UNDERLINE.match(after.rstrip("\r\n"))
    if (
        underlined
        and line.strip()
        and len(underlined.group(1)) >= 3
        and not line.lstrip().startswith(("#", "|", "-", ">"))
    ):
        return f"{'#' if '=' in underlined.group(1) else '##'} {_words(line.strip())}\n"
    return _words(line)


def _words(text: str) -> str:
    text = _PICTURE.sub("", text)
    text = _LINK.sub(lambda found: found.group(1) or found.group(2), text)
    return _HTML.sub("", text)
