"""An article into the misreadings that can be suspected in it: each a Repair that was NOT made.

Does not change any text. What was printed (and read) is what is shown, searched and quoted, so that every quote
can be found in the source word for word; a suggestion is for the eye of a reader (``rag articles --show``). Only
what is certain is listed: a misread word is named together with the words that must stand beside it.
"""

import re
from bisect import bisect_right

from rag.types import Article, Repair

# Misread words with what must stand around them (吸纳人才, 金融人才 and 资深人士 are words): (pattern, printed).
_WORDS = tuple(
    (re.compile(pattern), printed)
    for pattern, printed in (
        (
            r"(?<!资)深人(?=推进|推动|贯彻|开展|学习|实施|践行|挖掘|落实|分析|了解|人心|基层|群众|一线|农村|社区|实际|研究|领会)",
            "深入",
        ),
        (r"(?<!金)融人(?=国家|发展|新|区域|日常|生活|城市|乡村)", "融入"),
        (r"(?<!吸)(?<!接)纳人(?=范围|体系|规划|管理|考核|名单|统筹|日常)", "纳入"),
        (r"投人(?=使用|资金|运营|运行|生产|建设|市场|力度)", "投入"),
        (r"(?<!系)(?<!排)列人(?=名录|名单|规划|重点|议程)", "列入"),
        (r"(?<=党建)人章", "入章"),
        (r"[巳己]经", "已经"),
        (r"自巳", "自己"),
        (r"末(?=来[，。、的五十几]|能[够]?)", "未"),
        (r"千(?=部群众|部职工|部作风)", "干"),
        (r"迸(?=一步|行)", "进"),
        (r"杜会", "社会"),
        (r"(?<=[“（ ，。])笫(?=[一二三四五六七八九十\d])", "第"),
    )
)
_DOTS = re.compile(r"[·•]{3,}|\.{3,}")
_PAIRS = (("“", "”"), ("‘", "’"), ("（", "）"), ("《", "》"), ("「", "」"), ("『", "』"))


def suggest(article: Article) -> tuple[Repair, ...]:
    """Return the suspected misreadings of an article in order; ``after`` is what was probably printed."""
    found: list[tuple[int, int, str, str]] = []
    for pattern, printed in _WORDS:
        found.extend(
            (match.start(), match.end(), printed, "character") for match in pattern.finditer(article.text)
        )
    found.extend((match.start(), match.end(), "……", "punctuation") for match in _DOTS.finditer(article.text))
    found.extend(_unclosed(article))
    return tuple(_repair(article, *one) for one in sorted(found))


def _unclosed(article: Article) -> list[tuple[int, int, str, str]]:
    """Find paragraphs in which a quotation mark or bracket is opened and never closed."""
    found: list[tuple[int, int, str, str]] = []
    for part in article.parts:
        if part.role != "paragraph":
            continue
        text = article.text[part.start : part.end]
        for left, right in _PAIRS:
            if text.count(left) == text.count(right) + 1 and text.rfind(left) > text.rfind(right):
                found.append((part.end, part.end, right, "unclosed"))
    return found


def _repair(article: Article, start: int, end: int, after: str, kind: str) -> Repair:
    raw_start, raw_end = _raw(article, start), _raw(article, end)
    return Repair(kind, start, end, raw_start, max(raw_start, raw_end), article.text[start:end], after)


def _raw(article: Article, at: int) -> int:
    number = bisect_right(article.runs, at, key=lambda run: run.start) - 1
    if number < 0:
        return 0
    run = article.runs[number]
    return run.raw_start + min(at - run.start, run.length)
