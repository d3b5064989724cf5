"""A question for the item of a number, and a text -> that item: 第二条 -> what follows 2. or （二） or 第二条.

Knows how lists, laws and rules number their items; nothing of what they say.
"""

import re
from collections.abc import Iterator

from rag.language.numbers import parse

_N = r"(?:[0-9]{1,3}|[一二三四五六七八九十百零]{1,5})"
_LINE = "公交|班车|线|路|河|街|道|高速|铁路|地铁|隧道|航|渠|管|沟|船|鱼|生产|跑道|消息|新闻|短信|评论"
_ASKED = re.compile(
    rf"第(?P<number>{_N})(?:大?[项个点类步款章]|条(?!{_LINE})|方面|大)(?!届|次)"  # 第二条公交线路 is no item
)
_LAW = re.compile(rf"^[ \t\u3000]*第(?P<number>{_N})[条款章][ \t\u3000：:]*(?P<words>\S.+)$", re.MULTILINE)
_ITEM = re.compile(
    rf"(?:^|[\n。；;，,：:])[ \t\u3000]*(?:[（(](?P<bracket>{_N})[）)]"
    r"|(?P<figure>[0-9]{1,2})(?:[.．](?![0-9])|[、)）])"
    r"|(?P<word>[一二三四五六七八九十]{1,3})(?:是|、|要)|(?P<circled>[①-⑳]))[ \t\u3000]*"
    r"(?P<words>[^。；;\n]{2,}?)(?=[。；;\n]|$|[，,][一二三四五六七八九十]{1,3}是)"
)


def asked_item(question: str) -> int:
    """Return the number of the item that a plain question asks for, 0 when it asks for none."""
    found = _ASKED.search(question)
    number = parse(found["number"]) if found else None
    return int(number) if number else 0


def items(text: str, number: int) -> Iterator[tuple[int, int]]:
    """Yield where the items of this number stand in a plain text, without what numbers them."""
    for match in _LAW.finditer(text):
        if parse(match["number"]) == number:
            yield match.span("words")
    for match in _ITEM.finditer(text):
        written = match["bracket"] or match["figure"] or match["word"]
        if (parse(written) if written else ord(match["circled"]) - ord("①") + 1) == number:
            yield match.span("words")
