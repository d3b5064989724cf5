"""The articles of an index -> who is named in them with which posts, which places, and which numbers count what.

Knows no person, post or thing by name: people are found beside a post or a verb of speaking, numbers beside the
words that they count. Made when first asked for and kept as long as the index is open.
"""

import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from rag.language.names import BODY, PLACE, TITLE_ROLE, introduced
from rag.language.numbers import Quantity, quantities
from rag.language.places import places
from rag.language.tagging import tagged
from rag.text import HAN, fold, plain, simplified
from rag.types import Article

if TYPE_CHECKING:
    from rag.index import Index

_ROLES = frozenset({"paragraph", "caption", "byline", "heading", "title", "subtitle"})
_NEAR = 40  # characters before a name in which its posts can stand
_COUNTED = 20  # characters beside a number in which the words for what it counts can stand
_RANK = re.compile(
    "(?:机关|党委|党组|党支部|党总支|支部|专职|常务|第一|执行|高级|首席|名誉|特约|见习|实习|通讯|全媒体|"
    "兼|副|总|代)+$"
)
_BODIES = re.compile("(?:人大|政协|党校|中央|国务院|联社|支行|本报|本刊|新华社|[省市县区旗州乡镇村国])$")
_CUT = re.compile(
    "[了着的]|作为|采访|担任|出任|时任|现任|任命|陪同|邀请|[一这那几]名|[一这那几]位|当选|学习|传达|贯彻|部署|"
    "等(?![学教法级])"
)
_LEAD = re.compile(
    "^(?:[据由向对在和与及以同跟是为经等让请]|以及|其中|今年|近日|日前|昨日|当日|随后|对此|会上|会后|现场|记者从)+"
)
_NOT_COUNTED = frozenset("年 月 日 号 时 分 秒 点 岁 届 大 周年 分钟 天 版 期".split())
_BEFORE_PLACE = "原前驻中全各本省市县区"  # these mean something before a place: 原长治市委书记, 省长治
_ARABIC, _FIGURE = re.compile("[0-9０-９]"), re.compile("[一二两三四五六七八九]")
_WORD = re.compile(rf"[“\"]?([{HAN}A-Za-z·]+)")
_NEAREST = re.compile(rf"[{HAN}A-Za-z·]+$")
_LINKS = frozenset(
    "突破 超过 达到 达 超 近 约 共 至 为 是 有 到 等 余 高达 多达 共计 总计 合计 累计 不少于 降至 增至 "
    "提高 提升 下降 增长 上升 降低 增加 减少 同比 占 占比 比".split()
)
_THING = (
    "n",
    "j",
    "l",
    "b",
    "s",
    "v",
    "a",
    "i",
    "z",
)  # parts of speech of the words that name what is counted
_LONGEST_THING = 10
_AFTER_NAME = frozenset("在是和与及等说为对也都就将被从到并已")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a name stands; ``article.text[start:end]`` is the name as printed."""

    article: str
    title: str  # headline of the article
    date: str
    start: int
    end: int
    role: str = ""  # the post before a person's name; the words for what a number counts
    organisation: str = ""  # the body or place of the post


@dataclass(frozen=True, slots=True)
class Name:
    """A person, a place or a number, with every mention of it."""

    name: str
    kind: str  # person place number
    mentions: tuple[Mention, ...]

    @property
    def roles(self) -> tuple[str, ...]:
        """The posts of a person, or what a number counts, in the order of the articles."""
        return tuple(dict.fromkeys(one.role for one in self.mentions if one.role))

    @property
    def organisations(self) -> tuple[str, ...]:
        """The bodies and places of the posts."""
        return tuple(dict.fromkeys(one.organisation for one in self.mentions if one.organisation))

    @property
    def articles(self) -> tuple[str, ...]:
        """The ids of the articles."""
        return tuple(dict.fromkeys(one.article for one in self.mentions))

    @property
    def dates(self) -> tuple[str, ...]:
        """The dates of the articles, those that are known."""
        return tuple(dict.fromkeys(one.date for one in self.mentions if one.date))


_made: "WeakKeyDictionary[Index, tuple[Name, ...]]" = WeakKeyDictionary()
_lock = threading.Lock()


def names(index: "Index", query: str = "") -> tuple[Name, ...]:
    """Return the names that hold every word of the query, most often named first; all of them for ""."""
    with _lock:
        if index not in _made:
            _made[index] = collect(index.articles())
        found = _made[index]
    words = fold(query).text.split()
    return tuple(name for name in found if all(_holds(name, word) for word in words))


def collect(articles: Iterable[Article]) -> tuple[Name, ...]:
    """Return the names in the articles, most often named first: people, places, numbers."""
    found: dict[tuple[str, str], list[Mention]] = {}
    printed: dict[tuple[str, str], str] = {}  # a name as it is first printed: 鍾裏峯 and 钟里峰 are one
    for article in articles:
        if article.kind == "furniture":
            continue
        for part in article.parts:
            if part.role in _ROLES:
                for kind, mention in _in_part(article, part.start, part.end):
                    name = "".join(article.text[mention.start : mention.end].split())
                    key = (kind, simplified(name))
                    found.setdefault(key, []).append(mention)
                    printed.setdefault(key, name)
    _shorten(found)
    made = [Name(printed[key], key[0], tuple(mentions)) for key, mentions in found.items()]
    order = {"person": 0, "place": 1, "number": 2}
    return tuple(sorted(made, key=lambda name: (order[name.kind], -len(name.mentions), name.name)))


def _shorten(found: dict[tuple[str, str], list[Mention]]) -> None:
    """Give the mentions of 何平在 to 何平, where 何平 is named too: 在 may end a name, but here it begins the rest."""
    for kind, name in [key for key in found if key[0] == "person" and key[1][-1] in _AFTER_NAME]:
        shorter = found.get((kind, name[:-1]))
        if len(name) == 3 and shorter is not None:
            shorter += [replace(one, end=one.end - 1) for one in found.pop((kind, name))]


def _holds(name: Name, word: str) -> bool:
    said = (name.name, *name.roles, *name.organisations)
    return any(word in fold(text).text for text in said) or word in name.articles


def _in_part(article: Article, start: int, end: int) -> Iterator[tuple[str, Mention]]:
    form = plain(article.text[start:end])
    text = form.text
    spans = sorted((left, right) for left, right, _ in introduced(text))
    for (_, before), (left, right) in pairwise([(0, 0), *spans]):
        post, body = posts(text[max(before, left - _NEAR) : left])
        if is_name(text[left:right], body):
            yield "person", _mention(article, start, form.span(left, right), post, body)
    for left, right in places(text):
        yield "place", _mention(article, start, form.span(left, right), "", "")
    for quantity in quantities(text):
        counts = counted(text, quantity.start, quantity.end) if _counts(text, quantity) else ""
        if counts:
            yield "number", _mention(article, start, form.span(quantity.start, quantity.end), counts, "")


def is_name(name: str, body: str) -> bool:
    """Say whether what stands in a name's place is one: 总书记曾鲜明指出 and 党员干部转作风 name nobody."""
    pieces = tagged(name)
    if any(flag.startswith("nr") for _, flag, _, _ in pieces):
        return True
    first, flag = pieces[0][0], pieces[0][1]
    if len(pieces) == 1 or flag.startswith(("c", "p", "u")):
        return bool(body) and len(pieces) == 1 and len(name) > 2
    return bool(body) or (len(first) == 1 and not flag.startswith(("d", "v")))


def _counts(text: str, quantity: Quantity) -> bool:
    """Say whether a number counts something: 一个 and 两手抓 are ways of speaking, 第三 a place, 7月 a time."""
    written = text[quantity.start : quantity.end]
    exact = _ARABIC.search(written) or (quantity.number > 10 and _FIGURE.search(written))
    return bool(quantity.unit and exact) and not quantity.ordinal and quantity.unit not in _NOT_COUNTED


def _mention(article: Article, base: int, span: tuple[int, int], role: str, body: str) -> Mention:
    return Mention(article.id, article.title, article.date, base + span[0], base + span[1], role, body)


def posts(before: str) -> tuple[str, str]:
    """Return the posts at the end of the words before a name, and the body or place of the first of them."""
    pieces = re.split('([，,、。；;：:！？!?“”"（）()\\s]+)', before.rstrip(" :：\u3000"))
    found: list[str] = []
    body = ""
    for piece, mark in zip(pieces[::-2], ["", *pieces[-2::-2]], strict=False):
        if found and not set(mark) <= set("，,、"):
            break
        post, of = _post(piece)
        if not post:
            break
        found.insert(0, post + (mark if found else ""))
        body = of or body
    return "".join(found), body


def _post(piece: str) -> tuple[str, str]:
    """Return the post that a piece of text ends with, its body in front, and that body alone."""
    piece = _without_lead(_CUT.split(piece)[-1])
    head = TITLE_ROLE.search(piece)
    if head is None:
        return "", ""
    rank = _RANK.search(piece[: head.start()])
    begin = rank.start() if rank else head.start()
    body = piece[:begin]
    if len(body) >= 2 and (BODY.search(body) or PLACE.search(body) or _BODIES.search(body)):
        return piece, body
    return (piece, "") if len(body) == 1 and _BODIES.search(body) else (piece[begin:], "")


def _without_lead(piece: str) -> str:
    """Return a piece of text without the words that only lead to it: 和 in 和市长, but not in 和顺县委书记."""
    lead = _LEAD.match(piece)
    if lead and len(lead.group()) == 1 and len(tagged(piece)[0][0]) > 1:
        return piece
    return _from_place(piece[lead.end() :] if lead else piece)


def _from_place(piece: str) -> str:
    """Return a post without the one character that a cut line left before its place: 常 of 常态化 in 常忻州市委."""
    first = next(places(piece), None)
    return piece[1:] if first and first[0] == 1 and piece[0] not in _BEFORE_PLACE else piece


def counted(text: str, start: int, end: int) -> str:
    """Return the words for what a number counts: those behind it (159座公厕), else those before it (全长1280米)."""
    behind = _WORD.match(text[end : end + _COUNTED])
    if behind:
        words = []
        for word, flag, _, _ in tagged(behind.group(1)):
            if not flag.startswith(("n", "v", "b", "a", "j", "l")) or flag in ("v", "vd", "ad", "d"):
                break
            words.append((word, flag))
        while words and not words[-1][1].startswith(("n", "vn", "j", "l")):
            words.pop()
        if words:
            return "".join(word for word, _ in words)
    near = _NEAREST.search(text[max(0, start - _COUNTED) : start])
    return _thing_before(near.group()) if near else ""


def _thing_before(words: str) -> str:
    """Return the words at the end of a stretch that name a thing, without the verbs that lead to them."""
    found: list[tuple[str, str]] = []
    for word, flag, _, _ in reversed(tagged(words)):
        if not found and (word in _LINKS or flag.startswith(("d", "p", "u"))):
            continue
        if found and word in _LINKS:  # 全县有公厕35座: what stands before 有 is not counted
            break
        if not flag.startswith(_THING) or sum(len(one) for one, _ in found) + len(word) > _LONGEST_THING:
            break
        found.insert(0, (word, flag))
    while len(found) > 1 and found[0][1].startswith(("v", "a")) and found[0][1] != "vn":
        if found[0][0].startswith(("不", "非", "未")):  # 不可移动文物
            break
        found.pop(0)
    return "".join(word for word, _ in found)
