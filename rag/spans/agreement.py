"""What is asked and a stretch of text -> how well the one fits the other by kind, from 0 to 1.

Knows nothing of whether the text is the right answer: only whether it is the kind of thing that was asked for.
"""

import re
from collections.abc import Callable

from rag.language.dates import moments
from rag.language.measures import family, fit
from rag.language.names import TITLE_ROLE, like_body, like_person, like_place
from rag.language.numbers import quantities
from rag.question.parse import Asked
from rag.text import HAN

_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://\S+|www\.\S+|[a-z0-9-]+\.(?:com|cn|net|org)\b|\d{7,12}", re.I
)
_QUOTED = re.compile('^[“‘「『"][^“”‘’]*[”’」』"]$')
_CAUSE = re.compile(
    "因|由于|缘|为了|为|以便|使|让|确保|推动|促进|避免|防止|从而|旨在|目的|作为|导致|造成|有利于|才"
)
_WAY = re.compile(
    "通过|以|用|靠|借助|依托|采取|采用|实行|推行|开展|建立|加强|实施|组织|发动|推动|制定|完善|强化|"
    "坚持|利用|按照"
)
_PLACE_ENDS = "省市县区镇乡村街路局院馆站"
_YEAR = re.compile(rf"(?<!\d)((?:19|20)\d{{2}})(?!\d|[.,]\d)(?=年|[-—~至到]|[^{HAN}]|$)")
_FROM = re.compile("[从由][^，,。；;]{0,16}$")
_TO = re.compile(
    "[^，,。；;]{0,6}?(?:提高|提升|增加|增长|上升|扩大|跃升|攀升|下降|降低|减少|缩小|缩减|调整|增|升|涨|降|减|变)"
    "[^，,。；;]{0,3}?[到至为成]"
)
_ONCE = re.compile(
    r"原来|原先|以前|过去|最初|起初|当初|此前|之前|[从由](?:多少|几)|\b(?:before|originally|initially|used to)\b",
    re.I,
)
# How often: 每月, 每隔两天, 三年一次, 逐月.
OFTEN = re.compile(
    r"每(?:隔|逢)?(?:[一两二三四五六七八九十半0-9]+个?)?(?:工作日|小时|分钟|季度?|星期[一二三四五六日天]?|周[一二三四五六日末]?|[天日月年])"
    r"|[一两二三四五六七八九十半0-9]+个?(?:小时|季度|星期|[天日周月年])[一两二三四1-9][次回趟遍轮]|逐[日周月季年]|天天|年年"
)
_ENTITY = re.compile("(?:公司|集团|局|委员会|大学|医院|法院|社区)$")
_LONGEST_NAME = 24  # characters of a name with its post
_NEAR = 12  # characters within which what is counted stands beside its number
_NEUTRAL = 0.5  # where the form of a text says little
_TELLING = ("reason", "method", "definition", "quote", "yes_no")  # asked for so, one tells something
_NAMED_SHARE = 0.3  # of the agreement that is left to a mere name where something was to be told


def agreement(asked: Asked, text: str, before: str = "", after: str = "") -> float:
    """Return how well a span serves what is asked; ``before`` and ``after`` are its neighbours in the sentence."""
    if not text.strip():
        return 0.0
    judge = _JUDGES.get(asked.type)
    fits = judge(asked, text, before, after) if judge else _NEUTRAL
    return fits * _NAMED_SHARE if asked.type in _TELLING and _only_names(text) else fits


def _number(asked: Asked, text: str, before: str, after: str) -> float:
    found = list(quantities(text))
    if not found:
        return 0.35 if asked.measure == "order" and re.search("首|老大|冠军|榜首|末", text) else 0.05
    dated = [moment for moment in moments(text) if moment.iso]
    best = 0.0
    for quantity in found:
        if (
            any(moment.start <= quantity.start < moment.end for moment in dated)
            and family(asked.measure) != "time"
        ):
            continue
        unit = quantity.unit
        if not unit and quantity.end == len(text):
            unit = _next_unit(after)
        if asked.measure == "order" or quantity.ordinal:
            best = max(
                best, 1.0 if quantity.ordinal == (asked.measure in ("order", "次", "届", "位", "名")) else 0.3
            )
            continue
        serves = fit(asked.measure, unit)
        if not asked.measure and family(unit) == "time":
            serves = 0.5  # 多少 without a measure word seldom asks for a time
        best = max(best, serves)
    several = (
        1.0 if len(found) < 2 or asked.several or "至" in text else 0.7
    )  # 159座公厕，22处: one of the two
    return best * _length(text, 14) * several


def counts_another_thing(asked: Asked, text: str, before: str, after: str) -> bool:
    """Say whether the sentence names what is counted, but not beside this number: 159座公厕、22处驿站."""
    if asked.type != "number" or not asked.thing or not asked.measure or asked.measure.isascii():
        return False
    thing = asked.thing[-2:]
    return thing in before + after and thing not in before[-_NEAR:] + text + after[:_NEAR]


def of_another_year(asked: Asked, question: str, before: str) -> bool:
    """Say whether a number is told of another year than the one asked for: 从2012年的53%提高到2024年的67%."""
    if asked.type != "number":
        return False
    wanted, told = _YEAR.findall(question), _YEAR.findall(before)
    return bool(wanted and told) and told[-1] not in wanted


def gone_since(asked: Asked, question: str, before: str, after: str) -> bool:
    """Say whether a number is told as what it was before: 53.1% in 从53.1%提高到67%, where no time is asked for."""
    if asked.type != "number" or _YEAR.search(question) or _ONCE.search(question):
        return False
    return bool(_FROM.search(before) and _TO.match(after))


def _next_unit(after: str) -> str:
    following = next(iter(quantities("1" + after[:4])), None)
    return following.unit if following and following.start == 0 else ""


def _time(asked: Asked, text: str, before: str, after: str) -> float:
    if asked.measure == "frequency":
        return (1.0 if OFTEN.search(text) else 0.05) * _length(text, 14)
    if asked.measure == "duration":
        lasting = [quantity for quantity in quantities(text) if family(quantity.unit) == "time"]
        lasting = [
            quantity for quantity in lasting if quantity.number < 1000
        ]  # 2024年 is a point, not a length
        return (0.9 if lasting else 0.3 if any(m.stated for m in moments(text)) else 0.05) * _length(text, 14)
    stated = [moment.stated for moment in moments(text)]
    if not stated:
        return 0.15 if re.search("时|后|前|期间|季|夜|晨|晚", text) else 0.03
    return (1.0 if any(stated) else 0.6) * _length(text, 18)


def _person(asked: Asked, text: str, before: str, after: str) -> float:
    place = 0.3 if len(text) > 2 and text[-1] in _PLACE_ENDS else 1.0  # 娄烦县 begins like a name
    return max(0.05, like_person(text)) * place * (1.0 if asked.several else _length(text, 16))


def _place(asked: Asked, text: str, before: str, after: str) -> float:
    return (
        like_place(text)
        * (0.4 if quantities_only(text) or TITLE_ROLE.search(text) else 1.0)
        * (1.0 if asked.several else _length(text, 24))
    )


def _organisation(asked: Asked, text: str, before: str, after: str) -> float:
    return (
        like_body(text)
        * (0.4 if quantities_only(text) or TITLE_ROLE.search(text) else 1.0)
        * (1.0 if asked.several else _length(text, 30))
    )


def _role(asked: Asked, text: str, before: str, after: str) -> float:
    return (1.0 if TITLE_ROLE.search(text) else 0.2) * _length(text, 36)


def _list(asked: Asked, text: str, before: str, after: str) -> float:
    items = len(items_of(text))
    if asked.count > 1:
        return 1.0 if items == asked.count else 0.6 if items > 1 else 0.3
    return 0.9 if items > 1 else 0.4


def _quote(asked: Asked, text: str, before: str, after: str) -> float:
    if (before[-1:] in '“‘「『"' and before) or _QUOTED.match(text):
        return 1.0
    return 0.55 if re.search("[，、；]", text) else 0.45


def _title(asked: Asked, text: str, before: str, after: str) -> float:
    if text[:1] == "《" or before[-1:] == "《":
        return 1.0
    return (
        0.75
        if text[:1] in "“‘"
        or (before[-1:] and before[-1:] in "“‘\n")
        or (not before and not after and len(text) > 5)
        else 0.4
    )


def _reason(asked: Asked, text: str, before: str, after: str) -> float:
    return 0.9 if _CAUSE.search(before[-3:] + text[:6]) else 0.5 if len(text) > 5 else 0.25


def _method(asked: Asked, text: str, before: str, after: str) -> float:
    if asked.measure == "contact":
        return 1.0 if _CONTACT.search(text) else 0.02
    return 0.8 if _WAY.search(before[-3:] + text[:6]) else 0.5


def _definition(asked: Asked, text: str, before: str, after: str) -> float:
    return 0.7 if re.search("[是为即指：:—（(]$", before) else 0.5


_JUDGES: dict[str, Callable[[Asked, str, str, str], float]] = {
    "number": _number, "time": _time, "person": _person, "place": _place, "organisation": _organisation,
    "title_role": _role, "list": _list, "quote": _quote, "title": _title, "reason": _reason, "method": _method,
    "definition": _definition,
}  # fmt: skip


def items_of(text: str) -> list[str]:
    """Return the items that a text enumerates; one when it enumerates nothing."""
    quoted = re.findall('[“‘《][^”’》]+[”’》]|"[^"]+"', text)
    plain = re.sub('[“‘《][^”’》]*[”’》]|"[^"]+"', "□", text)
    for mark in ("；", "、", "—", "，"):
        items = [item for item in re.split(f"[{mark};,]" if mark == "，" else mark, plain) if item.strip()]
        if len(items) > 1:
            last = re.split("以及|和|与|及", items[-1]) if mark == "、" else [items[-1]]
            return items[:-1] + [item for item in last if item.strip()]
    return quoted if len(quoted) > 1 else [text]


def quantities_only(text: str) -> bool:
    """Say whether a text is a number and nothing more."""
    return any(quantity.end - quantity.start >= 0.8 * len(text) for quantity in quantities(text))


def _only_names(text: str) -> bool:
    """Say whether a text is somebody's name or post, or the name of a body, and tells nothing."""
    if len(text) > _LONGEST_NAME:
        return False
    return like_person(text) >= 0.75 or bool(TITLE_ROLE.search(text) or _ENTITY.search(text))


def _length(text: str, usual: int) -> float:
    """Fall slowly for a span that is much longer than answers of its kind are."""
    return 1.0 if len(text) <= usual else max(0.4, usual / len(text)) if len(text) <= 3 * usual else 0.3
