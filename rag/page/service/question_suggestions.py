"""Articles -> questions that they can answer: a clause with one number, or a post with a name, turned round.

Knows nothing of any particular article; where no clause fits, it suggests nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.text import HAN
from rag.types import Article

SHORTEST, LONGEST = (
    9,
    30,
)  # characters of a question: shorter ones lack a subject, longer ones are hard to read

_FIGURE = r"(?:[0-9][0-9,.]*[余多]?(?:百|千|万|亿)*[余多]?)"
_MEASURE = (
    "座 个 家 条 名 人 户 辆 台 套 处 所 间 栋 幢 起 件 例 项 次 场 批 支 部 张 份 本 篇 只 头 棵 株 种 类 "
    "公里 千米 米 平方米 平方公里 立方米 亩 公顷 吨 公斤 千瓦 千瓦时 元 万元 亿元 人次 亿斤 位 门"
).split()
_NUMBER = re.compile(
    rf"(?<![0-9.第{{年月日:：/-])({_FIGURE})((?:{'|'.join(sorted(_MEASURE, key=len, reverse=True))}))(?![月日年号时])"
)
_ABOUT = re.compile(r"(?:约|近|超过|超|逾|达到?|共计?|多达)$")
_ANY_NUMBER = re.compile(r"[0-9]+")
_CLAUSE = re.compile(r"[^，。；：！？!?;\n“”‘’（）()《》—…,]+")
_DANGLING = re.compile(
    r"^(?:其|该|这|此|那|它|他|她|我|你|但|并|而|且|也|还|又|则|均|都|仅|共|总|与|和|及|或|把|将|被|使|让|向|以|为|从|对|在此|"
    r"如果|因为|所以|通过|随着|截至|同时|目前为止|据|全部|分别|包括|其中|同比|环比|比|较|超|约|近|达|有|新增|增|累计|预计|第|一是|二是|三是)"
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟申"
)
_POSTS = (
    "书记 市长 县长 区长 镇长 局长 处长 科长 主任 院长 校长 董事长 总经理 经理 队长 所长 站长 会长 "
    "部长 厂长 行长 教授 负责人"
).split()
_NAMED = re.compile(
    rf"(?:^|(?<=[，。；！？\n”]))([{HAN}、]{{3,16}}(?:{'|'.join(sorted(_POSTS, key=len, reverse=True))}))"
    rf"([{_SURNAMES}][{HAN}]{{1,2}}?)(?=说|表示|介绍|告诉|坦言|强调|指出|，|：)"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the place of its answer in the article."""

    question: str
    start: int
    end: int
    merit: float
    english: str = ""  # the same for who reads English; what is named stays as printed


def questions(article: Article) -> list[Asked]:
    """Return the questions that this article's own sentences suggest, best first, without repetition."""
    found: dict[str, Asked] = {}
    for part in article.parts:
        if part.role == "paragraph":
            for one in _from_text(article.text[part.start : part.end], part.start):
                if one.question not in found or found[one.question].merit < one.merit:
                    found[one.question] = one
    return sorted(found.values(), key=lambda one: (-one.merit, one.question))


def suggestions(
    articles: Sequence[Article], count: int = 4, skip: int = 0, language: str = "zh"
) -> tuple[str, ...]:
    """Return questions from different articles; another ``skip`` gives others.

    In English where there are enough that can be put so, else the rest in Chinese.
    """
    if language == "en":
        english = [one.english for article in articles if not article.repeats for one in questions(article)]
        found = tuple(dict.fromkeys(one for one in english if one))
        start = skip % len(found) if found else 0
        chosen_first = (*found[start:], *found[:start])[:count]
        rest = suggestions(articles, count - len(chosen_first), skip) if len(chosen_first) < count else ()
        return (*chosen_first, *rest)
    each = [asked for asked in (questions(one)[:2] for one in articles if not one.repeats) if asked]
    if not each:
        return ()
    step = max(1, len(each) // count)
    chosen: list[str] = []
    for place in range(len(each)):
        asked = each[(skip + place * step + place * step // len(each)) % len(each)]
        question = asked[min(skip % 2, len(asked) - 1)].question
        if question not in chosen:
            chosen.append(question)
        if len(chosen) == count:
            break
    return tuple(chosen)


def follow_ups(
    article: Article, known: Sequence[str], start: int, end: int, count: int = 3
) -> tuple[str, ...]:
    """Return what else this article answers: not asked yet, and not answered by the same words."""
    seen = {_bare(question) for question in known}
    new = (one for one in questions(article) if one.end <= start or one.start >= end)
    return tuple(one.question for one in new if _bare(one.question) not in seen)[:count]


def _bare(question: str) -> str:
    return re.sub(rf"[^{HAN}A-Za-z0-9]", "", question)


def _from_text(text: str, base: int) -> Iterator[Asked]:
    for match in _NAMED.finditer(text):
        post = match[1]
        if not _DANGLING.match(post) and "、" not in post[:3]:
            merit = 0.9 - abs(len(post) - 9) / 20
            place = (base + match.start(2), base + match.end(2))
            yield Asked(f"{post}是谁？", *place, merit, f"Who is {post}?")
            post_at = (base + match.start(1), base + match.end(1))
            yield Asked(f"{match[2]}是谁？", *post_at, merit - 0.3, f"Who is {match[2]}?")
    for clause in _CLAUSE.finditer(text):
        yield from _from_clause(clause[0], base + clause.start())


def _from_clause(clause: str, base: int) -> Iterator[Asked]:
    numbers = list(_NUMBER.finditer(clause))
    if len(numbers) != 1 or len(_ANY_NUMBER.findall(clause)) != 1 or _DANGLING.match(clause.strip()):
        return
    number = numbers[0]
    before = _ABOUT.sub("", clause[: number.start()].strip())
    question = f"{before}多少{number[2]}{clause[number.end() :].strip()}？"
    han = len(re.findall(f"[{HAN}]", before))
    if han >= 4 and "、" not in before and SHORTEST <= len(question) <= LONGEST:
        yield Asked(question, base + number.start(), base + number.end(), 1.0 - abs(len(question) - 17) / 20)
