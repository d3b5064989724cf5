"""那 X 呢？ and the question before it -> that question with X in the place of the same kind of thing.

Knows kinds of words (times, people, places, posts, things); nothing of articles.
"""

import re

from rag.language.names import PLACE, TITLE_ROLE, like_person
from rag.language.tagging import tagged
from rag.question.followup import english
from rag.question.followup.attributes import attribute, is_attribute, owner_of
from rag.question.followup.counters import recounted
from rag.question.followup.statement import bare, people, phrase_spans, times
from rag.question.parse import understand
from rag.text import HAN

_REGION = "省|市|县|区|乡|镇|村|街道|社区|小区|州|旗"
_POST_TAIL = re.compile(
    r"(?:[省市县区镇乡村]委|党委|党组|党支部|[省市县区]政府|[省市县区])?(?:第一|常务)?副?"
    r"(?:书记|局长|市长|县长|区长|省长|镇长|乡长|部长|院长|校长|馆长|所长|站长|处长|科长|主任|主席|"
    r"会长|董事长|总经理|经理|秘书长|"
    r"总工程师|检察长|队长|组长)"
)


def substituted(previous: str, new: str) -> str:
    """Return the previous question about ``new`` instead; new is put first when nothing of its kind is there."""
    text = bare(previous)
    if asked := attribute(text, new):
        return asked
    for rule in (_definition, _time, _post, _person, _place, _thing):
        changed = rule(text, new)
        if changed and changed != text:
            return recounted(changed, new) + _mark(previous)
    if understand(text).english:
        return f"{english.instead(text, new) or f'{text} ({new})'}?"
    return recounted(f"{new}{'，' if not _nounlike(new) else ''}{_without_topic(text)}", new) + _mark(
        previous
    )


def _mark(question: str) -> str:
    return "?" if re.search("[a-zA-Z]", question) and not re.search(f"[{HAN}]", question) else "？"


def _definition(text: str, new: str) -> str:
    """什么是城市更新, 海绵城市是什么意思: all but the asking words is what is to be explained."""
    opening = re.match(r"(?:什么|啥)(?:是|叫做?)", text)
    if opening and understand(text).type == "definition":
        return opening.group() + new
    closing = re.fullmatch(r"[^，,]{2,}?((?:是|指的?是?)(?:什么|啥)(?:意思|东西|含义)?)", text)
    if closing and understand(text).type == "definition":
        return new + closing.group(1)
    return ""


def _time(text: str, new: str) -> str:
    plain = re.sub("^(?:在|到|从|截至|in |on |by |since )", "", new, flags=re.I).strip()
    if re.fullmatch(r"[12]\d{3}", plain) and re.search(f"[{HAN}]", text):
        plain += "年"
    bare_year = re.fullmatch(r"[12]\d{3}", plain)
    here = times(plain)
    if not bare_year and (not here or here[0][1] - here[0][0] < 0.6 * len(plain)):
        return ""
    if bare_year:
        english = re.search(r"\b(?:in |of )?([12]\d{3})\b", text)
        return text[: english.start(1)] + plain + text[english.end(1) :] if english else f"{text} in {plain}"
    there = times(text)
    if there:
        start, end = there[0]
        return text[:start] + plain + text[end:]
    return plain + text


def _post(text: str, new: str) -> str:
    if not TITLE_ROLE.search(new) or like_person(new) >= 0.9:
        return ""
    found = list(_POST_TAIL.finditer(text))
    if not found:
        return ""
    start, end = found[-1].span()
    if re.fullmatch(_POST_TAIL, new):
        region = text[start] if text[start] in "省市县区镇乡村" else ""
        if new[:2] == f"{region}委":  # 潞州|区委书记 -> 潞州|区委副书记
            region = ""
        return text[:start] + region + new + text[end:]
    whole = re.search(rf"[{HAN}]*$", text[:start])
    return text[: whole.start() if whole else start] + new + text[end:]


def _person(text: str, new: str) -> str:
    if like_person(new) < 0.9 or PLACE.search(new):
        return ""
    there = people(text)
    return text.replace(there[0], new) if there else ""


def _place(text: str, new: str) -> str:
    region = re.search(rf"(?:{_REGION})$", new)
    if region and region.group() == new:
        return ""  # 街道, 社区: a kind of place, no place
    if region:
        kind = region.group()
        if match := re.search(rf"[{HAN}]{{1,3}}?{kind}(?=委|政府|[{HAN}]|$)", text):
            start = _name_start(text, match.start(), match.end())
            return text[:start] + new + text[match.end() :]
    new_flags = [flag for _, flag, _, _ in tagged(new)]
    if not region and new_flags[-1:] != ["ns"]:
        return ""
    places = [(start, end) for word, flag, start, end in tagged(text) if flag == "ns" or word in _HERE]
    if not places:
        return ""
    start, end = places[0]
    for following, to in places[1:]:
        end = to if following == end else end  # 湖北武汉 is one place
    return text[:start] + new + text[end:]


_HERE = frozenset("我国 我省 我市 我县 我区 全国 全省 全市 全县 全区 本市 本省 本县 本区".split())


def _name_start(text: str, start: int, end: int) -> int:
    """Return where the place name begins, by the words around it: 在|潞州区."""
    starts = [at for _, _, at, to in tagged(text[:end]) if at >= end - 4 and to <= end]
    return starts[0] if starts and starts[0] >= start else start


def _thing(text: str, new: str) -> str:
    if not _nounlike(new):
        return ""
    spans = _nouns(text)
    asked = understand(text)
    counted = [(start, end) for start, end in spans if asked.thing and text[start:end] in asked.thing]
    alike = [(start, end) for start, end in spans if text[end - 1] == new[-1]]
    spans = [(start, end) for start, end in spans if not is_attribute(text[start:end])]
    if not alike and not spans:
        return ""
    start, end = (alike or counted[-1:] or _last_before_asking(text, spans, asked.start) or spans)[0]
    if len(tagged(new)) > 1:  # a name of several words replaces the whole phrase: 中央城市工作会议
        start = min([a for a, b in phrase_spans(text) if a < start and b == end], default=start)
    if start and text[start - 1] in "“‘《" and text[end : end + 1] in "”’》":
        start, end = start - 1, end + 1
    return text[:start] + new + text[end:]


def _last_before_asking(text: str, spans: list[tuple[int, int]], at: int) -> list[tuple[int, int]]:
    before = [(start, end) for start, end in spans if end <= at]
    return before[-1:]


def _nouns(text: str) -> list[tuple[int, int]]:
    """Return the nouns of a text, what stands in quotation marks as one."""
    quoted = [match.span() for match in re.finditer("(?<=[“‘《])[^”’》]+", text)]
    found = [
        (start, end)
        for word, flag, start, end in tagged(text)
        if flag[:1] in ("n", "j")
        and flag not in ("ns",)
        and len(word) > 1
        and not any(a <= start < b for a, b in quoted)
    ]
    return sorted(found + quoted)


def _nounlike(text: str) -> bool:
    flags = [flag for _, flag, _, _ in tagged(text)]
    return bool(flags) and (
        flags[-1][:1] in ("n", "j", "v", "x", "e", "z", "l", "i", "s", "b") or text[-1:] in "”》’"
    )


def _without_topic(text: str) -> str:
    head = owner_of(text)
    return text[len(head) :] if head and text.startswith(head) else text
