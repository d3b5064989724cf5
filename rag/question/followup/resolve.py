"""A follow-up question and the turns before it -> the full question, and how it was completed.

Knows the forms that follow-ups take; slots.py and statement.py know what to put in them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.language.names import like_place
from rag.language.tagging import content_words, tagged
from rag.question.followup import english
from rag.question.followup.attributes import is_attribute, subject_of
from rag.question.followup.history import TURNS, Turn
from rag.question.followup.mentions import the_one_meant, thing_meant
from rag.question.followup.slots import substituted
from rag.question.followup.statement import bare, people, statement, topic
from rag.question.followup.talk import talk
from rag.question.parse import understand
from rag.text import HAN, fold


@dataclass(frozen=True, slots=True)
class Understood:
    """The question to be searched, whether it differs from the one asked, and how it was made."""

    question: str
    changed: bool = False
    how: str = ""  # "" substitute pronoun carry more


_ABOUT = re.compile(
    r"^(?:那么?(?![里儿边个位些座条家所项次场篇])|换成|换作|再看看?|至于|还有)?[，"
    r",\s]*(?P<new>[^？?。！!，,]{1,30}?)(?:又|的话|方面|这边|那边)?[，,]?(?:呢|咧|哩|怎么样)"
    r"[？?。！!\s]*$"
)
_ABOUT_ENGLISH = re.compile(
    r"^(?:(?:and |but |so )?(?:what|how) about|and|then)\s+(?P<new>[^?]{1,60}?)\s*\?*$", re.I
)
_HOW_IS = re.compile(
    r"^(?!那|换|再看|至于)[^，,]*怎么样[？?。！!\s]*$"
)  # 天气怎么样: of its own, asks for no other
_MORE = re.compile(
    r"^(?:那)?还有(?:呢|吗|别的吗?|其他的?吗?|哪些|什么|谁)?[？?！!。\s]*$|^(?:anything|what|who) "
    r"else\s*\?*$",
    re.I,
)
_HE = re.compile(
    r"(?<![其吉利排维])[他她](?!们|人|乡|国|日|处)|此人|这个人|那个人|这位|那位|该同志|这人|那人"
)
_THERE = re.compile("那里|那儿|这里|这儿|那边|当地|该地|那个地方|这个地方")
_IT = re.compile(r"(?<!其)它们?")
_ARTICLE = re.compile("(?:这|那|该|上)(?:一)?篇(?:文章|报道|稿子?|稿件|评论|消息|新闻)|该文|此文|本文")
_THIS = re.compile(r"^(?:这|那|此)(?:件?事儿?|个?情况|回事|些)?(?=是|发生|在|什么|为|怎|啥|有|都|，|,)")
_ENGLISH_HE = re.compile(r"\b(?:he|she)\b", re.I)
_ENGLISH_HIS = re.compile(r"\b(?:his|her)\b", re.I)
_BARE_ENGLISH = re.compile(
    r"^(?:and )?(?:why|when|where|who|how|how many|how much|which one|when was (?:that|it)|where "
    r"was (?:that|it)|why is (?:that|it)|"
    r"who said (?:that|so|it)|since when)(?: (?:that|then|so))?\s*\?*$",
    re.I,
)
_OWN_PERSON = re.compile(
    "书记|局长|市长|县长|区长|主任|同志|先生|女士|主席|总理|记者|馆长|村民|老人|大爷|大妈|居民|市民|干部|自己"
)
_WHICH = re.compile("哪")
_LONGEST = 16  # characters of a question that leaves its subject out


def resolve(question: str, history: Sequence[Turn] = ()) -> Understood:
    """Return the question made full from what was said before; one that stands on its own comes back as it is."""
    turns = [turn for turn in history if not talk(turn.question)][-TURNS:]  # 谢谢 is nothing to refer to
    asked = question.strip()
    if not turns or not asked or talk(asked):
        return Understood(question)
    last, base = turns[-1], _base(turns)
    for rule in (_more, _about, _refer, _carry):
        made = rule(asked, last, base, turns)
        if made and made.question != question:
            return made
    return Understood(question)


def _base(turns: Sequence[Turn]) -> str:
    """Return the last question as it was understood."""
    last = turns[-1]
    return last.understood or resolve(last.question, turns[:-1]).question


def _more(asked: str, last: Turn, base: str, turns: Sequence[Turn]) -> Understood | None:
    if not _MORE.match(asked):
        return None
    if not last.answer:
        return Understood(base, True, "more")
    if understand(base).english:
        return Understood(f"Besides {last.answer}, {base}", True, "more")
    return Understood(f"除了{last.answer}，{bare(base)}？", True, "more")


def _about(asked: str, last: Turn, base: str, turns: Sequence[Turn]) -> Understood | None:
    """Answer 那驿站呢？ and "and in 2013?": the same question about something else."""
    match = _ABOUT.match(asked) or _ABOUT_ENGLISH.match(asked)
    if not match or _HOW_IS.match(asked):
        return None
    new = re.sub("^(?:在|到|从|对|关于|给)(?=.{2})", "", match.group("new").strip())
    kind = understand(new)
    if not kind.keyword and kind.end > kind.start:
        return _carried(new, last, base) if not _full(new) else None  # 那为什么呢？
    pronoun = None if english.attribute_of(new) else _refer(new, last, base, turns)
    if pronoun and pronoun.changed:
        new = pronoun.question
    elif not content_words(new) and not understand(new).english and len(new) < 2:
        return None
    return Understood(substituted(_thing_last(turns) if is_attribute(new) else base, new), True, "substitute")


def _thing_last(turns: Sequence[Turn]) -> str:
    """Return the last question that was about a thing: nobody has a length or a budget."""
    asked = [_base(turns[:n]) for n in range(len(turns), 0, -1)]
    return next((base for base in asked if subject_of(base) and not people(subject_of(base))), asked[0])


def _refer(asked: str, last: Turn, base: str, turns: Sequence[Turn]) -> Understood | None:
    """Put names for he, she, it, there and this article."""
    text = asked
    if _ARTICLE.search(text) and last.title:
        text = _ARTICLE.sub(lambda _: f"《{last.title}》", text, count=1)
    if (he := _HE.search(text)) and not _named_before(text, he.start()) and (name := _person(turns)):
        text = text[: he.start()] + name + text[he.end() :]
    if (there := _THERE.search(text)) and not _place_before(text, there.start()) and (place := _place(turns)):
        text = text[: there.start()] + place + text[there.end() :]
    if text.startswith("其中") and (about := topic(base)):
        text = f"{about}中{text[2:]}"
    if (it := _IT.search(text)) and not content_words(text[: it.start()]):
        text = text[: it.start()] + thing_meant(base, last.answer) + text[it.end() :]
    text = the_one_meant(text, [(turn.answer, _base(turns[: n + 1])) for n, turn in enumerate(turns)])
    if re.search("[a-zA-Z]", text) and (name := _person(turns)):
        text = _ENGLISH_HIS.sub(f"{name}'s", _ENGLISH_HE.sub(name, text, count=1), count=1)
    if understand(text).english and not english.subject(text):
        about = english.subject(base) if understand(base).english else thing_meant(base, last.answer)
        text = english.named(text, about)
    return Understood(text, True, "pronoun") if text != asked else None


def _named_before(text: str, at: int) -> bool:
    """Say whether the question itself names the one whom 他 means."""
    return bool(people(text[:at]) or _OWN_PERSON.search(text[:at]))


def _place_before(text: str, at: int) -> bool:
    return any(flag == "ns" for _, flag, _, _ in tagged(text[:at]))


def _person(turns: Sequence[Turn]) -> str:
    """Return the person last spoken of: answered, or asked about."""
    for n in range(len(turns), 0, -1):
        turn = turns[n - 1]
        question = _base(turns[:n])
        asks = understand(question).type
        if asks == "person" and turn.answer:
            names = people(turn.answer) or ([turn.answer] if len(turn.answer) <= 12 else [])
            if names:
                return names[0]
        if names := people(question):
            return names[-1]
    return ""


def _place(turns: Sequence[Turn]) -> str:
    for n in range(len(turns), 0, -1):
        turn = turns[n - 1]
        question = _base(turns[:n])
        if understand(question).type == "place" and turn.answer and like_place(turn.answer) > 0.6:
            return turn.answer
        places = [word for word, flag, _, _ in tagged(question) if flag == "ns"]
        region = re.search(rf"[{HAN}]{{2,3}}?(?:省|市|县|区|镇|乡|村|社区)", question)
        whole = region and any(
            to == region.end() and (len(word) == 1 or flag == "ns") for word, flag, _, to in tagged(question)
        )
        if region and whole:
            return region.group()
        if places:
            return places[-1]
    return ""


def _carry(asked: str, last: Turn, base: str, turns: Sequence[Turn]) -> Understood | None:
    """Put 为什么？ 在哪儿？ 有多长？ behind what was spoken of."""
    if _BARE_ENGLISH.match(asked):
        if not understand(base).english:
            return Understood(f"{statement(base, last.answer)}，{asked}", True, "carry")
        word = re.sub("^and |\\W+$", "", asked, flags=re.I)
        return Understood(english.shortly(bare(base), word), True, "carry")
    short = _THIS.sub("", bare(asked))
    kind = understand(short)
    asks = kind.start < kind.end or _WHICH.match(short)
    if len(bare(asked)) > _LONGEST or _full(short) or not asks or _HE.search(short):
        return None
    if kind.type == "definition" and kind.start > 1:
        return None  # 他乡是什么意思
    return _carried(short, last, base)


def _carried(short: str, last: Turn, base: str) -> Understood:
    kind = understand(short)
    if (
        last.answer
        and understand(base).type == "person"
        and re.match("担任|任|是哪里人|籍贯|提|还?说|怎么说|的?职务|是干|做什么", short)
    ):
        return Understood(f"{(people(last.answer) or [last.answer])[0]}{short}？", True, "carry")
    if kind.type in ("reason", "time", "place", "person", "quote", "method", "yes_no") and kind.start <= 3:
        return Understood(f"{statement(base, last.answer)}，{short}？", True, "carry")
    if _WHICH.match(short):
        return Understood(f"{statement(base, last.answer)}，{short}？", True, "carry")
    head = subject_of(base) if kind.type == "number" else topic(base)
    return Understood(
        f"{head}{short}？" if head else f"{statement(base, last.answer)}，{short}？", True, "carry"
    )


def _full(text: str) -> bool:
    """Say whether a question has something of its own to be about: a noun, a name, a quotation, a date."""
    if re.search('[“《‘「"]', text) or re.search("[a-zA-Z]", text):
        return True
    kind = understand(text)
    asks = fold(text).text[kind.start : kind.end]
    rest = text.replace(asks, "□") if asks else text
    return any(
        (flag[:1] in ("n", "j", "i") or flag in ("eng", "vn", "l")) and (len(word) > 1 or flag[:2] == "ns")
        for word, flag, _, _ in tagged(rest)
        if word not in _LIGHT
    )


_LIGHT = frozenset(
    "时候 时间 地方 事 事情 情况 原因 名字 办法 具体 问题 职务 结果 目的 内容 详细 细节 理由 地点 "
    "日期 面积 长度 价格 总投资".split()
)
