"""A question for the holder of a post -> who the passages name beside that post: 潞州区委书记是谁.

Knows how Chinese writes posts before names and shortens them in the next sentence; knows no post or person.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rag.language.dates import moments
from rag.language.names import persons
from rag.language.tagging import tagged
from rag.question.parse import Asked, mask_quotes
from rag.text import HAN, fold
from rag.types import Candidate

_HEAD = (
    "书记|局长|市长|县长|区长|省长|镇长|乡长|村长|州长|厅长|部长|院长|校长|馆长|所长|站长|处长|"
    "科长|主任|主席|会长|社长|行长|台长|团长|董事长|"
    "总经理|经理|总裁|总工程师|秘书长|队长|组长|厂长|理事长|检察长|支书|首席执行官|总理|总统|发言人|站长|园长"
)
_BARE = rf"(?:第一|常务)?副?(?:{_HEAD})"
_ASKED = re.compile(
    rf"(?P<post>[{HAN}“”（）、]*?(?P<head>{_BARE}))(?=是谁|是哪|"
    rf"叫什?啥?么?|姓|谁|是$|的?名字|的?姓名|\W|$|由谁)"
)
_GIVES = "任命|选举|推选|聘任|聘请|提名|当选|增补|补选|选"
_LEADING = re.compile(
    r"^(?:请问|现任|现在的?|目前的?|当前的?|谁是|哪位是|哪个是|什么人是|我想知道|担任|当|任|"
    rf"(?:谁|哪位|哪个人?)(?:在|被|新)*(?:(?:{_GIVES})[为任]?|担任|出任|接任|当|任)(?:了|为)?)+"
)
# Who held a post is not who holds it: 原县水利局局长, 时任县长. In 原平市 and 日前 these are pieces of other words.
_FORMER = re.compile(
    rf"(?:(?<![{HAN}])|(?<=[由据经系是和与]))(?:原任?|前任?|上一任|历任|已故)[{HAN}、]{{0,24}}$|(?:时任|曾任|曾是|曾担任)[{HAN}]{{0,10}}$"
)
_ASKED_FORMER = re.compile("^(?:原任?|前一?任?|上一?任|时任|曾任|历任)的?(?=..)")
_LEAVES = re.compile("(?:同志)?(?:升任|调任|转任|改任|晋升|不再|卸任|离任|被免|辞去|因病去世|病逝|逝世)")
_WHO_IS = re.compile(f"(?<=[{HAN}])(?:现在|目前|如今)?(?:谁|哪位|哪个)(?:是|当|任|担任)")
_COMMITTEE = re.compile(r"^(?P<place>.*?[省市县区旗州乡镇村])(?P<rest>委(?:副)?(?:书记|常委|秘书长))$")
_BODY = re.compile(rf"^(?P<body>.{{2,}}?)(?P<head>{_BARE})$")
_OWNER = re.compile(f"[{HAN}](?:[省市县区旗州乡镇村局院校馆社台]|公司|集团|委员会)$")
_GIVEN_A_POST = re.compile(
    "(?:同志)?(?:被任命为|任命为|当选为?|担任|出任|接任|兼任|升任|调任|转任|改任|为|任)"
)
_TAKEN = re.compile("免去|免职|撤销|罢免|不再|辞去")
_TAKEN_FROM = re.compile("(?:同志)?(?:的|(?:请求)?辞去的?|不再担任|被免去)")
_NEIGHBOUR = 160  # characters before a shortened post in which its place or body has to stand


@dataclass(frozen=True, slots=True)
class Post:
    """A post that a question asks the holder of."""

    full: str  # 潞州区委书记, as printed after folding and without spaces
    short: str  # 区委书记, 局长: what the next sentences call it
    place: str  # 潞州区; 市城市管理局
    former: bool | None = (
        False  # who held it is asked: 原县长是谁; None where either may be meant: 2019年的县长
    )


@dataclass(frozen=True, slots=True)
class Holder:
    """A person whom a passage names as the holder of a post, with offsets in the article."""

    candidate: Candidate
    start: int
    end: int
    name: str
    sure: float  # 1.0 the full post stands before the name, 0.8 its short form does


def asked_post(question: str, asked: Asked) -> Post | None:
    """Return the post that a question asks the holder of, None when it asks something else."""
    if asked.type != "person" or asked.several or asked.english:
        return None
    text = re.sub(rf"(?<=[{HAN}])\s+(?=[{HAN}])", "", mask_quotes(fold(question).text))
    found = [match for match in _ASKED.finditer(text) if match.group("post")]
    if not found:
        return None
    begin = found[-1].start("post")
    dated = re.match("年度?|[月日]份?", text[begin:]) if text[begin - 1 : begin].isdigit() else None
    words = _LEADING.sub("", found[-1].group("post")[dated.end() if dated else 0 :])
    former: bool | None = _is_former(words, _ASKED_FORMER.search(words))
    words = _ASKED_FORMER.sub("", words) if former else words
    former = former if former or not any(moment.iso for moment in moments(text)) else None
    full = _joined(_WHO_IS.sub("", words)).replace("、", "")  # 云河县谁是县长 asks for 云河县县长
    if committee := _COMMITTEE.match(full):
        place = committee.group("place")
        return Post(full, place[-1] + committee.group("rest"), place, former)
    body = _BODY.match(full)
    return Post(full, body.group("head"), body.group("body"), former) if body else None


def _joined(words: str) -> str:
    """Return the post in words that may tell more: 黎城县的县长 -> 黎城县县长, 潞州区的区委书记 -> 潞州区委书记."""
    before, _, post = words.rpartition("的")
    owner = before.rpartition("的")[2]
    if not _OWNER.search(owner):
        return post
    if owner[-1] == post[:1] and _COMMITTEE.match(post):
        return owner + post[1:]
    return owner + post if re.fullmatch(_BARE, post) else post


def holders(post: Post, candidates: Iterable[Candidate]) -> Iterator[Holder]:
    """Yield the people whom the passages name as holders of the post."""
    for candidate in candidates:
        passage = candidate.passage
        text = passage.text
        for start, end, _ in persons(text):
            told = _holds(post, text, start, passage.title + passage.section)
            sure, former = (told, _held(post, text, start, end)) if told else _decided(post, text, start, end)
            if sure and post.former in (former, None):
                yield Holder(candidate, passage.start + start, passage.start + end, text[start:end], sure)


def _held(post: Post, text: str, start: int, end: int) -> bool:
    """Say whether the post before a name is one that its bearer had, or leaves: 原县长, 县长王明升任市委副书记."""
    before = re.sub(r"\s", "", fold(text[max(0, start - _NEIGHBOUR) : start]).text).rstrip(":：")
    at = before.rfind(post.full) if post.full in before else max(before.rfind(post.short), 0)
    former = _is_former(before[:at], _FORMER.search(before[:at]))
    return former or bool(_LEAVES.match(fold(text[end : end + _NEIGHBOUR]).text))


def _is_former(text: str, found: re.Match[str] | None) -> bool:
    """Say whether 原 and the like are words of their own there, and no piece of the name of a place."""
    if found is None or "现" in found.group():
        return False
    first, *_ = tagged(text[found.start() : found.start() + 4])
    return first[0][-1] in "原前任故是" or len(first[0]) == 1


def _holds(post: Post, text: str, start: int, title: str) -> float:
    """Say how sure it is that the words before a name give it this post."""
    before = fold(text[max(0, start - _NEIGHBOUR) : start]).text.rstrip(" :：")
    spaceless = re.sub(r"\s", "", before)
    clause = re.split("[，。；！？“”]", spaceless)[-1]
    if spaceless.endswith(post.full) or (post.full in clause and _enumerates(clause, post.full)):
        return 1.0
    if spaceless.endswith(post.short):
        leading = spaceless[: -len(post.short)]
        joined = re.search(rf"[{HAN}]+$", leading)
        if joined and post.place.endswith(joined.group()[-len(post.place) :]) and len(joined.group()) >= 2:
            return 0.9  # 城市管理局局长 for 市城市管理局局长
        if joined and not joined.group().endswith(("任", "的", "是", "由")):
            return 0.0  # 潞城 + 区委书记: another place's post
        if post.place in leading or post.place in fold(text).text or post.place in fold(title).text:
            return 0.8
    return 0.0


def _decided(post: Post, text: str, start: int, end: int) -> tuple[float, bool]:
    """Say how sure it is that the words behind a name give it this post, or take it: 白若川为县交通运输局局长."""
    clause = re.split("[，。；！？]", fold(text[max(0, start - _NEIGHBOUR) : start]).text)[-1]
    after = re.sub(r"\s", "", fold(text[end : end + _NEIGHBOUR]).text)
    given, taken = _GIVEN_A_POST.match(after), _TAKEN_FROM.match(after)
    told = taken or given
    if not told or (given and not taken and _TAKEN.search(clause)):
        return 0.0, False
    named = after[told.end() :]
    if named.startswith(post.full):
        return 1.0, bool(taken)
    return (0.8 if named.startswith(post.short) and post.place in fold(text).text else 0.0), bool(taken)


def _enumerates(clause: str, full: str) -> bool:
    """Say whether only further posts stand between the post and the name: 县委常委、组织部部长何光普."""
    rest = clause[clause.rfind(full) + len(full) :]
    return bool(re.fullmatch(rf"(?:[、兼][{HAN}]{{0,12}}?(?:{_HEAD}|常委|委员|成员|代表))+", rest))
