"""News texts into artificial newspaper pages with known truth: who owns each character, and the headlines.

Does not know how articles are found. A page is cut, re-wrapped and spoiled the way scanned pages are: headlines
below their stories, column breaks in mid-sentence, slogans, captions, pull-quotes, jump lines, prompts and bylines.
"""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

_HEAD = re.compile(
    r"原标题[：:]\s*([^。；]{8,34}?)\s*(?=\d{1,2}月\d{1,2}日|近日|日前|为进一步|为深入|为了|连日来|记者从|本报讯|随着)"
)
_CLEAN_HEAD = re.compile(r"[^，,。：:！!？?|丨\s]{7,26}(?:[，：！？ ][^，,。：:！!？?|丨\s]{4,20})?[！？]?$")
_NOT_HEAD = re.compile(
    r"[（(]\d|HK|主力|融资|(?:网|报|社|新闻|客户端|来源|讯|电|年|当地时间|截至.{0,6}|据.{2,12}|[（(《][^）)》]*)$|股票行情|快报|记者|客户端|中新|新华社|财联|观察者"
    r"|参考消息|人民网|央广网|直播吧|本报|日报|晚报|金融界|[\u200b-\u200f]"
)
_DIRT = re.compile(
    r"证券|股份|港元|免责|阅读原文|[一二三]审|图源|来源|微信|公众号|http|摄[）。]|-{3}|图为|图片|客户端|扫码|二维码|▲|●|记者[\u4e00-\u9fff]{2,4}(?:通讯员|报道|$)|点击|\.{3}"
)
_TAIL = re.compile(
    r"(?:返回搜狐|责任编辑|来源[：:]|编辑[：:]|校对|声明[：:]|广告|分享让更多|更多精彩|https?:).*$", re.S
)
_SENTENCE = re.compile(r"[^。！？]*[。！？][”’」』）)]*|[^。！？]+$")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国志文辉"
_LABELS = "绿意满城 碧水萦绕 丰收在望 车流如织 灯火璀璨 书香校园 运动健身 秋日美景 立体交通 古城新貌".split()
_SLOGANS = (
    "不忘初心 牢记使命 锐意进取 真抓实干",
    "凝心聚力 开拓创新 砥砺前行 再创辉煌",
    "讲文明话 做文明人 办文明事 创文明城",
)


@dataclass(frozen=True, slots=True)
class Story:
    """A headline and the sentences of its text."""

    title: str
    sentences: tuple[str, ...]


@dataclass(slots=True)
class Page:
    """An artificial page: its text, the owner of each character (-1: furniture) and the headline of each owner."""

    text: str = ""
    owners: list[int] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)

    def put(self, words: str, owner: int) -> None:
        """Print words that belong to a story."""
        self.text += words
        self.owners.extend([owner] * len(words))

    def put_off(self, start: int, end: int) -> None:
        """Move a stretch behind all that was printed so far: a column that is read too late."""
        self.text = self.text[:start] + self.text[end:] + self.text[start:end]
        self.owners = self.owners[:start] + self.owners[end:] + self.owners[start:end]


@dataclass(frozen=True, slots=True)
class Style:
    """How one page is set and how badly it was read."""

    wrap: int  # characters a line, 0 for none
    blank: str  # between paragraphs
    below: float  # share of headlines below their story
    marks: str  # none, titles, wrong
    breaks: float  # column breaks in mid-sentence, per paragraph
    half: bool  # half-width punctuation
    spaces: float  # chance of a stray space per paragraph
    bylines: float
    datelines: float
    spaced: float = 0.0  # share of headlines that are l e t t e r - s p a c e d
    insets: float = 0.0  # lines printed across a column in mid-sentence, per paragraph
    interleaved: float = 0.0  # stories whose second half is read after the next story


# One kind of trouble at a time, on every page; "mixed" is what chance gives.
VARIANTS: Mapping[str, Mapping[str, object]] = {
    "mixed": {},
    "headlines below": {"below": 1.0, "marks": "none"},
    "no blank lines": {"blank": "\n", "wrap": 17, "marks": "none"},
    "narrow, broken columns": {"wrap": 13, "breaks": 0.5},
    "no byline or dateline": {"bylines": 0.0, "datelines": 0.0, "marks": "none"},
    "letter-spaced headlines": {"spaced": 0.6, "spaces": 0.4},
    "lines across columns": {"insets": 0.3, "wrap": 17},
    "interleaved stories": {"interleaved": 0.3},
}


def stories(path: Path, limit: int = 0) -> Iterator[Story]:
    """Read the news texts that give away their headline."""
    found = 0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"].split("正文：", 1)[-1]
            text = re.sub(r"\s+", " ", text).strip()
            head = _HEAD.match(text)
            if not head or _NOT_HEAD.search(head.group(1)) or not _CLEAN_HEAD.match(head.group(1)):
                continue
            body = _TAIL.sub("", text[head.end() :].replace(" ", ""))
            sentences = tuple(
                part for part in _SENTENCE.findall(body) if len(part) > 8 and not _DIRT.search(part)
            )
            if max(map(len, re.split(r"[，。、；：！？]", body))) > 45:
                continue
            if (
                4 <= len(sentences) <= 40
                and len("".join(sentences)) > 300
                and len("".join(sentences)) > 0.8 * len(body)
            ):
                yield Story(head.group(1), sentences)
                found += 1
                if found == limit:
                    return


def make_page(chance: Random, chosen: list[Story], variant: str = "mixed") -> Page:
    """Return one page of these stories, with the trouble of a variant."""
    wrap = chance.choice((0, 0, 13, 16, 17, 22, 35))
    style = Style(
        wrap,
        chance.choice(("\n\n", "\n\n", "\n\n\n", "\n\n" if wrap else "\n")),
        chance.choice((0.0, 0.0, 0.2, 0.5, 1.0)),
        chance.choice(("none", "none", "titles", "wrong")),
        chance.choice((0.0, 0.1, 0.3)),
        chance.random() < 0.3,
        chance.choice((0.0, 0.0, 0.4)),
        chance.choice((0.0, 0.4, 0.9)),
        chance.choice((0.0, 0.4, 0.9)),
    )
    style = replace(style, **VARIANTS[variant])  # type: ignore[arg-type]
    page = Page()
    starts: list[int] = []
    for number, story in enumerate(chosen):
        starts.append(len(page.text))
        _story(chance, style, page, number, story)
        if style.interleaved and len(starts) > 1 and chance.random() < style.interleaved:
            _interleave(page, starts[-2], starts[-1], style.blank)
            starts.clear()
        _furniture(chance, style, page)
    _extras(chance, style, page, chosen)
    if style.half:
        page.text = page.text.translate(str.maketrans("，；：？！（）", ",;:?!()"))
    return page


def _interleave(page: Page, start: int, end: int, blank: str) -> None:
    """Let the second half of a story be read after the one that follows it."""
    middle = page.text.find(blank, (start + end) // 2, end)
    if 0 < middle < end - len(blank):
        page.put_off(middle + len(blank), end)


def _name(chance: Random) -> str:
    return chance.choice(_SURNAMES) + "".join(chance.choice(_GIVEN) for _ in range(chance.choice((1, 2, 2))))


def _clause(chance: Random, sentence: str, shortest: int, longest: int) -> str:
    parts = [
        part for part in re.split(r"[，。、：；！？“”（）\s]", sentence) if shortest <= len(part) <= longest
    ]
    return chance.choice(parts) if parts else ""


def _story(chance: Random, style: Style, page: Page, owner: int, story: Story) -> None:
    below = chance.random() < style.below
    dated = chance.random() < style.datelines
    opens_late = chance.random() < 0.5 and len(story.sentences) > 5  # else all would begin with 近日 or a day
    paragraphs = _paragraphs(chance, story.sentences[1:] if opens_late else story.sentences)
    if dated:
        opening = chance.choice(
            (f"本报讯（记者{_name(chance)}）", f"本报讯 （记者 {_name(chance)}）", "新华社北京8月1日电 ")
        )
        paragraphs[0] = opening + paragraphs[0]
    head = _head(chance, style, story, dated=dated)
    page.titles.append(story.title)
    if not below:
        page.put("\n".join(head) + style.blank, owner)
    headed = chance.random() < 0.25 and len(paragraphs) >= 5
    for number, paragraph in enumerate(paragraphs):
        if headed and number and number % 3 == 0:
            heading = _clause(chance, paragraph, 8, 14)
            for _ in range(2):  # a heading says in other words what its section says
                at = chance.randrange(len(heading) or 1)
                heading = heading[:at] + heading[at + 1 :]
            if heading:
                page.put(("## " if style.marks == "wrong" else "") + heading + style.blank, owner)
        last = number == len(paragraphs) - 1
        jump = last and chance.random() < 0.15
        glued = jump and chance.random() < 0.5
        paragraph = _crossed(chance, style, page, owner, paragraph) if style.insets else paragraph
        page.put(_set(chance, style, paragraph) + ("（下转第4版）" if glued else "") + style.blank, owner)
        if jump and not glued:
            page.put("（下转第二版）" + style.blank, owner)
    if not dated and not any("记者" in line for line in head) and chance.random() < 0.3:
        page.put(f"·{_name(chance)}·" + style.blank, owner)
    if below:
        page.put("\n".join(head) + style.blank, owner)


def _crossed(chance: Random, style: Style, page: Page, owner: int, paragraph: str) -> str:
    """Print half of a paragraph and a line across its column; returns the other half."""
    if len(paragraph) <= 60 or chance.random() >= style.insets:
        return paragraph
    at = chance.randrange(20, len(paragraph) - 20)
    page.put(_set(chance, style, paragraph[:at]) + "\n\n", owner)
    page.put(chance.choice(_LABELS) + chance.choice(_LABELS) + "\n\n", -1)
    return paragraph[at:]


def _head(chance: Random, style: Style, story: Story, *, dated: bool) -> list[str]:
    mark = {"none": "", "titles": "## ", "wrong": chance.choice(("", "### "))}[style.marks]
    spaced = style.spaced and len(story.title) < 20 and chance.random() < style.spaced
    head = [mark + (" ".join("".join(story.title.split())) if spaced else story.title)]
    kicker = _clause(chance, story.sentences[0], 8, 22)
    if kicker and chance.random() < 0.2:
        head.insert(0, kicker + chance.choice(("——", "")) + chance.choice(("", "\n")))
    deck = _clause(chance, story.sentences[1], 8, 22)
    if deck and chance.random() < 0.2:
        head.append("——" + deck)
    if not dated and chance.random() < style.bylines:
        head.append(
            chance.choice(("", "\n"))
            + f"本报记者 {_name(chance)}"
            + chance.choice(("", f" 通讯员 {_name(chance)}"))
        )
    return head


def _paragraphs(chance: Random, sentences: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    at = 0
    while at < len(sentences):
        take = chance.choice((1, 2, 2, 3, 4))
        found.append("".join(sentences[at : at + take]))
        at += take
    return found


def _set(chance: Random, style: Style, paragraph: str) -> str:
    """Set one paragraph: stray spaces, wraps, a column break."""
    if chance.random() < style.spaces:
        for _ in range(len(paragraph) // 18):
            at = chance.randrange(1, len(paragraph))
            paragraph = paragraph[:at] + " " + paragraph[at:]
    lines = _wrapped(paragraph, style.wrap) if style.wrap else [paragraph]
    if chance.random() < style.breaks and len(paragraph) > 60:
        if style.wrap:
            lines[chance.randrange(len(lines) - 1)] += "\n"
        else:
            at = chance.randrange(20, len(paragraph) - 20)
            lines = [paragraph[:at], "", paragraph[at:]] if paragraph[at - 1] not in "。！？”" else lines
    return "\n".join(lines)


def _wrapped(paragraph: str, width: int) -> list[str]:
    """Break a paragraph as a compositor does: a full-width letter counts one, a digit half."""
    lines = [""]
    used = 0.0
    for letter in paragraph:
        wide = 0.5 if letter < "\u2000" else 1.0
        if used + wide > width and letter not in "，。、；：！？”）":
            lines.append("")
            used = 0.0
        lines[-1] += letter
        used += wide
    return lines


def _furniture(chance: Random, style: Style, page: Page) -> None:
    dice = chance.random()
    if dice < 0.06:
        page.put(chance.choice(_SLOGANS) + style.blank, -1)
    elif dice < 0.10:
        page.put("扫一扫 读全文" + style.blank, -1)
    elif dice < 0.15:
        for label in chance.sample(_LABELS, 3):
            page.put("\n\n" + label + "\n\n", -1)
    elif dice < 0.19:
        page.put(f"版式设计：{_name(chance)} 本版图片由本报视觉中心提供" + style.blank, -1)


def _extras(chance: Random, style: Style, page: Page, chosen: list[Story]) -> None:
    """Print a caption and a pull-quote below the last story, each with an owner of its own."""
    if chance.random() < 0.3:
        page.titles.append("")
        sentence = chance.choice(chosen).sentences[0]
        page.put(
            _set(chance, style, "8月1日，" + sentence)
            + chance.choice(("", "\n"))
            + f"本报记者 {_name(chance)} 摄"
            + style.blank,
            len(page.titles) - 1,
        )
    if chance.random() < 0.2:
        longest = max((sentence for story in chosen for sentence in story.sentences), key=len)
        page.titles.append("")
        page.put(_set(chance, style, longest.rstrip("。")) + style.blank, len(page.titles) - 1)
