"""A web page -> what it says of itself: headline, newspaper, date and author, each with where it says so.

Does not read the story. The head of the page (og:, article:, JSON-LD, <title>), the lines at the headline and at the
story's end, and what the page's own scripts hold are evidence; lists of links, recommendations and comments never are.
"""

import re
from collections.abc import Iterator, Sequence

from rag.documents.iso_dates import day_of
from rag.documents.web.blocks import Block
from rag.documents.web.head import Head, bare_title, flat
from rag.text import HAN

OUTLET = re.compile(
    rf"[{HAN}A-Za-z0-9·]{{1,14}}(?:日报|晚报|早报|晨报|时报|周报|都市报|商报|快报|导报|报|杂志|周刊|月刊|期刊|通讯社"
    r"|新华社|电视台|广播电台|电台|网|新闻|消息|在线|客户端|公众号|传媒|融媒体中心)"
)
_DATES = (
    "article:published_time og:published_time og:release_date datepublished publishdate publish_date publish-date "
    "publish_time publish-time publishtime pubdate pub_date pubtime firstpublishedtime og:time date "
    "dc.date dc.date.issued dcterms.date dcterms.issued apub:time dateupdate weibo:article:create_at"
).split()
_AUTHORS = ("author", "article:author", "og:article:author", "dc.creator")
_SITES = ("og:site_name", "application-name", "source", "mediaid", "site_name")
_NO_NAME = frozenset("网络 互联网 综合 网络综合 综合网络 本站 本网 原创 转载 其他 未知 不详 佚名".split())
_PLATFORMS = frozenset("微信公众平台 百家号 今日头条 头条号 网易号 搜狐号 企鹅号 大鱼号".split())
_STAMP = re.compile(
    r"(?:19|20)\d\d\s*(?:[-/.]\s*\d{1,2}\s*[-/.]\s*\d{1,2}|年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)"
    r"(?:\s*T?\s*\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?"
)
_SOURCE = re.compile(r"(?:来源于?|來源|稿源|出处|文章来源|转载自)\s*[:：]\s*")
_SOURCE_BARE = re.compile(rf"来源(?=[{HAN}A-Z])")
_AUTHOR = re.compile(rf"(?:作者|撰文|文)\s*[:：]\s*([{HAN}·]{{2,8}}(?:[ 、,，][{HAN}·]{{2,8}}){{0,3}})")
_DATED = re.compile(r"(?:发布|发表|更新|刊发|出版|发稿)?(?:时间|日期|于)\s*[:：]?")
_COUNTS = re.compile(
    rf"字号|字体|大小|\d{{0,12}}[人次条]{{0,4}}(?:评论|阅读|参与|浏览|点击|跟贴)|举报|分享|收藏|打印|原创|最后更新|星期.|来源|作者[{HAN}]{{2,3}}|责任编辑.*"
)
_WORDS = re.compile(rf"[\[【(（《]?([{HAN}A-Za-z0-9·.\-]{{2,20}})")
_LONGEST_LINE = 90  # of a line of date, source and author


def agrees(block: Block, head: Head) -> bool:
    """Tell whether a line is the headline by what the head says: it stands in one of the titles, nearly whole."""
    text = flat(block.text)
    if not 4 <= len(text) <= 120 or block.linked > 0.5 * len(block.text):
        return False
    for title in head.titles:
        whole = flat(title)
        most = len(flat(bare_title(title)))
        if (
            text == whole
            or (text in whole and 2 * len(text) >= most)
            or (whole in text and 2 * len(whole) >= len(text))
        ):
            return True
    return False


def stated(head: Head, near: Sequence[Block], tail: Sequence[Block]) -> dict[str, str]:
    """Return date, newspaper and byline with "date_from" and "newspaper_from"; ``near`` are the lines at the headline.

    ``tail`` are the lines below the story, of which only those with 发布日期 or 来源 count.
    """
    lines = [block for block in near if len(block.text) <= _LONGEST_LINE]
    ends = [block for block in tail if len(block.text) <= _LONGEST_LINE]
    found: dict[str, str] = {}
    for key, choices in (("date", _date(head, lines, ends)), ("newspaper", _newspaper(head, lines, ends))):
        value, where = next(((value, where) for value, where in choices if value), ("", ""))
        if value:
            found |= {key: value[:80], f"{key}_from": where}
    byline = _byline(head, lines, found.get("newspaper", ""))
    return found | ({"byline": byline} if byline else {})


def is_stated(block: Block) -> bool:
    """Tell whether a line says only when, where and by whom the story was published, and nothing else of use."""
    if len(block.text) > _LONGEST_LINE or not (_STAMP.search(block.text) or _SOURCE.search(block.text)):
        return False
    rest = _SOURCE.sub("", _AUTHOR.sub("", _STAMP.sub("", block.text)))
    for name in (_source(block), *_beside_date(block)):
        rest = rest.replace(name, "") if name else rest
    rest = _COUNTS.sub("", _DATED.sub("", rest))
    return len(re.findall(rf"[{HAN}]", rest)) <= 2


def _date(head: Head, lines: Sequence[Block], ends: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """Yield dates and where they stand, the surest first."""
    for block in lines:
        stamp = _STAMP.search(block.text)
        if stamp and _is_dateline(block, stamp):
            yield day_of(stamp.group()), f"printed at the headline: {block.text[:40]}"
    for key in _DATES:
        yield day_of(head.meta.get(key, "")), f"the page's head: {key}"
    yield day_of(head.linked.get("date", "")), "the page's head: JSON-LD"
    for block in ends:
        stamp = _STAMP.search(block.text)
        if stamp and _DATED.search(block.text[: stamp.start()]):
            yield day_of(stamp.group()), f"printed below the story: {block.text[:40]}"
    yield head.scripted, "the page's script"
    yield head.addressed, "the page's address"


def _is_dateline(block: Block, stamp: re.Match[str]) -> bool:
    """Tell a line that dates the page from a headline or a sentence with a date in it."""
    timed = bool(re.search(r"\d[:：]\d", stamp.group()))
    said = bool(_DATED.search(block.text[: stamp.start()])) or bool(_SOURCE.search(block.text))
    alone = len(flat(block.text)) - len(flat(stamp.group())) <= 12
    return (timed or said or alone) and not block.text.endswith(("。", "！", "？"))


def _newspaper(head: Head, lines: Sequence[Block], ends: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """Yield names of who published the story and where they stand, the surest first."""
    for block in (*lines, *ends):
        name = _source(block)
        yield name, f"printed as its source: 来源：{name}"
    for block in lines:
        for name in _beside_date(block):
            yield name, f"printed beside the date: {block.text[:40]}"
    yield from ((name, f"the page's head: {key}") for key, name in _heads(head, lines))


def _beside_date(block: Block) -> Iterator[str]:
    """Yield the names of papers and sites in a line that dates the page: 2025-07-14 08:00 长治日报."""
    stamp = _STAMP.search(block.text)
    if stamp is None or not _is_dateline(block, stamp):
        return
    for piece in block.pieces:
        words = re.split(r"[\s\u3000\xa0·|]+", _STAMP.sub("", piece).strip(" \u3000\xa0·|:：[]【】"))[-1]
        if words and OUTLET.fullmatch(words):
            yield words


def _heads(head: Head, lines: Sequence[Block]) -> Iterator[tuple[str, str]]:
    author = next((head.meta[key] for key in _AUTHORS if head.meta.get(key)), "")
    for key in _SITES:
        name = _SOURCE.sub("", head.meta.get(key, ""))
        if name in _PLATFORMS:  # a house of many: its tenant signs as author
            printed = any(author and author in block.text for block in lines)
            yield key, author if printed else ""
        elif 1 < len(name) <= 20 and "." not in name.strip("."):
            yield key, name
    if OUTLET.fullmatch(head.linked.get("publisher", "")):
        yield "JSON-LD", head.linked["publisher"]
    if OUTLET.fullmatch(author) or any(
        OUTLET.fullmatch(author + end) for end in ("网",) if _is_site(head, author)
    ):
        yield "author", author
    for piece in reversed(re.split(r"[_|–—]+|\s-\s?|-", head.titles[-1] if head.titles else "")[1:]):
        if OUTLET.fullmatch(piece.strip()):
            yield "title", piece.strip()
            return


def _is_site(head: Head, name: str) -> bool:
    """Tell whether the <title> ends with this name, whatever comes behind it: _网易财经."""
    ends = re.split(r"[_|]", head.titles[-1] if head.titles else "")[1:]
    return bool(name) and any(end.strip().startswith(name) for end in ends)


def _source(block: Block) -> str:
    """Return the name behind 来源：in a line, as far as its element goes."""
    pieces = [piece.strip() for piece in block.pieces if piece.strip()] or [block.text]
    for number, piece in enumerate(pieces):
        said = _SOURCE.search(piece) or (_SOURCE_BARE.search(piece) if _STAMP.search(block.text) else None)
        if said is None:
            continue
        rest = piece[said.end() :].strip()
        if not rest and number + 1 < len(pieces):
            rest = pieces[number + 1]
        name = _WORDS.match(rest)
        if name and not _STAMP.match(rest):
            words = re.split(r"(?:作者|编辑|责编|责任编辑|记者|时间|日期)", name.group(1))[0]
            return "" if words in _NO_NAME else words
    return ""


def _byline(head: Head, lines: Sequence[Block], newspaper: str) -> str:
    for block in lines:
        if name := _AUTHOR.search(block.text):
            return name.group(1)
    for value in (head.linked.get("author", ""), *(head.meta.get(key, "") for key in _AUTHORS)):
        plain = 1 < len(value) <= 40 and not re.search(r"[@.<>/\\]|^name$", value)
        if plain and value != newspaper and not OUTLET.fullmatch(value) and not _is_site(head, value):
            return value
    return ""
