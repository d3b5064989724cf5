"""The blocks of a web page -> those of its story: below the headline, without menus, lists of links and comments.

Chosen by where the sentences stand. Names of elements (class="comment") only tell what is set beside a story; an
element that holds much of a page's sentences is read whatever it is called.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from rag.documents.web.blocks import Block
from rag.documents.web.head import Head
from rag.documents.web.stated import agrees, is_stated
from rag.text import HAN

_SENTENCE = re.compile(r"[。！？；…]|[.!?](?:\s|$)")
_MAIN_SHARE = 0.9  # of all sentences' characters: the story's own element holds at least this much
_LEAD_BLOCKS = 6  # kicker, title, subtitle, place and date, byline: what stands before the story's element
_NEAR = 8  # lines above and below the headline that may give date and source
_BESIDE = frozenset(
    "comment comments cmt cmts commentlist pinglun reply replies tie gentie recommend recommends recommended tuijian "
    "related relate relates resemble hot hots rank ranking footer foot sidebar aside login share shares sharing "
    "breadcrumb breadcrumbs crumb crumbs copyright nav navbar menu guess popup dialog modal toolbar ad ads advert "
    "advertisement qrcode qr download".split()
)
_BESIDE_MOST = 0.4  # of the page's sentences: an element with more is the story, whatever its name
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_END = re.compile(
    r"(?:相关|推荐|延伸|热门|热点|精彩|更多|最新|今日|猜你|为[你您]|[你您]?可能|大家都|作者|小编|编辑|本周|网友|全部|发表|我要|写|查看)"
    r"(?:推荐|阅读|新闻|文章|搜索|喜欢|感兴趣|最新文章|最近文章|热门|热评|评论|跟帖|资讯|内容|专题|报道|聚焦|事件|稿件|热点|在看"
    r"|你?可?能?会?(?:喜欢|感兴趣).*|的文章)*(?:[（(]?\d*[）)]?条?)?[:：>》]*$"
    r"|(?:.{0,4}评论|跟[帖贴])\s*[（(]?\d*[）)]?$|已有\d+条评论.*|评论区|跟帖|相关$"
)
_NOT_ENDS = frozenset(
    {"编辑", "作者", "相关", "推荐", "热点", "今日", "更多", "最新", "精彩", "小编", "网友"}
)
_TOOL = re.compile(
    r"扫码|扫一扫|扫描|二维码|分享[到至]|分享[:：]?$|朋友圈|微信好友|QQ空间|新浪微博|登录|注册|字号|字体|收藏|打印|举报|关闭窗口"
    r"|客户端下载|下载APP|责任编辑[:：]\s*HN|我要评论|发表评论|写评论|^关键词|^标签|您?所?在的?位置|^首页\s*>|当前位置|版权所有|ICP备"
    r"|^本文来自|未经授权|转载请"
)
_FURNITURE = ("nav", "footer", "aside")


@dataclass(slots=True)
class Story:
    """The story's blocks, its headline if one was told, and the lines that may say when and where it was printed."""

    blocks: list[Block]
    headline: Block | None = None
    near: list[Block] = field(default_factory=list)
    below: list[Block] = field(default_factory=list)


def story_of(found: Sequence[Block], body: etree._Element, head: Head) -> Story:
    """Return the story of a page."""
    beside = _beside(found, body)
    own = [block for block in found if not _is_menu(block) and not _within(block, beside)]
    chosen = _main_element(own, body)
    inside = [block for block in own if chosen in (block.element, *block.element.iterancestors())]
    headline = _headline(found, beside, inside, head)
    if headline is None:
        return Story(_led(found, inside, beside) or own)
    return _below(headline, found, own, inside)


def has_sentence(blocks: Sequence[Block]) -> bool:
    """Tell whether anything of a page is text."""
    return any(_SENTENCE.search(block.text) for block in blocks)


def _below(headline: Block, found: Sequence[Block], own: Sequence[Block], inside: Sequence[Block]) -> Story:
    """Cut a page at its headline and at the lists below its story."""
    at = next(number for number, block in enumerate(found) if headline.text.startswith(block.text) and
              block.element is headline.element)  # fmt: skip
    lines = headline.text
    while at + 1 < len(found) and lines.removeprefix(found[at].text).startswith(found[at + 1].text):
        lines = lines.removeprefix(found[at].text)
        at += 1
    kept = {id(block) for block in inside}
    mine = {id(block) for block in own}
    near = [block for block in found[max(0, at - _NEAR // 2) : at] if block.linked < len(block.text)]
    story, begun = [headline], False
    for number, block in enumerate(found[at + 1 :], start=at + 1):
        prose = bool(_SENTENCE.search(block.text))
        if not begun and not prose and number - at <= _NEAR:
            near.append(block)
        if begun and not prose and _is_end(block):
            return _told(story, headline, near, found[number:])
        within = id(block) in kept or (not begun and number - at <= _LEAD_BLOCKS and id(block) in mine)
        if (
            within
            and not _is_tool(block)
            and not (not begun and (is_stated(block) or _is_again(block, headline)))
        ):
            story.append(block)
            begun = begun or prose
    return _told(story, headline, near, found[at + 1 :][-_NEAR:])


def _told(story: list[Block], headline: Block, near: list[Block], below: Sequence[Block]) -> Story:
    """Take the line of source and date below the story from it."""
    ends = [block for block in story[1:][-3:] if is_stated(block)]
    kept = [block for block in story if not any(block is end for end in ends)]
    while len(kept) > 1 and kept[-1].level:  # a heading with nothing below it heads a list that was left out
        kept.pop()
    return Story(kept, headline, near, [*ends, *below[:_NEAR]])


def _headline(
    found: Sequence[Block], beside: frozenset[etree._Element], inside: Sequence[Block], head: Head
) -> Block | None:
    """Return the line that is the headline: the page's head says so, or it is the one <h1> above the story."""
    before: list[Block] = []
    for block in found:
        prose = len(block.text) > 30 and _SENTENCE.search(block.text) and not agrees(block, head)
        if prose and any(block is other for other in inside):
            break
        before.append(block)
    fit = [block for block in _joined(before) if agrees(block, head) and not _within(block, beside)]
    if fit:
        return min(fit, key=lambda block: (block.level or 9, -len(block.text)))
    heads = [block for block in before if block.level == 1 and not _is_menu(block)]
    return heads[-1] if len(heads) == 1 and len(heads[0].text) <= 60 else None


def _joined(before: Sequence[Block]) -> list[Block]:
    """Return the lines, and those of one element that <br> parts also as one: headlines are set in two or three."""
    found = list(before)
    for number, first in enumerate(before):
        text = first.text
        for other in before[number + 1 : number + 4]:
            if other.element is not first.element:
                break
            text += other.text
            found.append(Block(text, first.element, first.level))
    return found


def _main_element(own: Sequence[Block], body: etree._Element) -> etree._Element:
    """Return the deepest element that holds nearly all sentences."""
    weights = _weights(own)
    total, chosen = weights.get(body, 0), body
    while total:
        inner = [child for child in chosen if weights.get(child, 0) >= _MAIN_SHARE * total]
        if not inner:
            break
        chosen = inner[0]
    if chosen.tag in ("p", "br") and chosen.getparent() is not None:
        chosen = chosen.getparent()
    return chosen


def _led(found: Sequence[Block], inside: list[Block], beside: frozenset[etree._Element]) -> list[Block]:
    """Return the story's blocks with the few lines that stand right above them."""
    first = next((number for number, block in enumerate(found) if inside and block is inside[0]), 0)
    start = first
    while start > 0 and first - start < _LEAD_BLOCKS and not _is_menu(found[start - 1]):
        start -= 1
    led = [block for block in found[start:first] if not _within(block, beside)]
    begun = False
    for number, block in enumerate(inside):
        prose = bool(_SENTENCE.search(block.text))
        if begun and not prose and _is_end(block):
            return led + inside[:number]
        begun = begun or prose
    return led + inside


def _weights(blocks: Sequence[Block]) -> dict[etree._Element, int]:
    weights: dict[etree._Element, int] = {}
    for block in blocks:
        if _SENTENCE.search(block.text):
            for element in (block.element, *block.element.iterancestors()):
                weights[element] = weights.get(element, 0) + len(block.text)
    return weights


def _beside(found: Sequence[Block], body: etree._Element) -> frozenset[etree._Element]:
    """Return the elements that are called what stands beside a story, and hold little of the page's text."""
    weights = _weights([block for block in found if not _is_menu(block)])
    most = _BESIDE_MOST * weights.get(body, 0)
    return frozenset(
        element
        for element in body.iterdescendants()
        if _is_named(element) and weights.get(element, 0) <= most
    )


def _is_named(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and _names_beside(
        f"{element.get('class', '')} {element.get('id', '')}"
    )


@lru_cache(maxsize=4096)
def _names_beside(names: str) -> bool:
    return not _BESIDE.isdisjoint(part.lower() for part in _NAME_PARTS.findall(names))


def _within(block: Block, elements: frozenset[etree._Element]) -> bool:
    return any(element in elements for element in (block.element, *block.element.iterancestors()))


def _is_menu(block: Block) -> bool:
    """Tell a menu, a list of links or the page's foot from the story's own words."""
    outer = (block.element, *block.element.iterancestors())
    if any(element.tag in _FURNITURE for element in outer):
        return True
    return block.linked > 0.5 * len(block.text) and not _SENTENCE.search(block.text)


def _is_end(block: Block) -> bool:
    """Tell a line that heads a list of other stories or of comments."""
    text = re.sub(r"\s", "", block.text)
    return len(text) <= 16 and text not in _NOT_ENDS and _END.fullmatch(text) is not None


def _is_tool(block: Block) -> bool:
    """Tell a line of buttons and prompts from a line of text."""
    text = block.text.strip()
    if _SENTENCE.search(text) or len(text) > 40:
        return False
    return bool(_TOOL.search(text)) or not re.search(rf"[{HAN}]|[A-Za-z]{{2}}", text)


def _is_again(block: Block, headline: Block) -> bool:
    """Tell a second copy of the headline above the story."""
    return re.sub(r"\s", "", block.text) == re.sub(r"\s", "", headline.text)
