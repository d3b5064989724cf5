"""A question about several things at once -> one question for each: 甲和乙的书记分别是谁 -> 甲的书记是谁, 乙的书记是谁.

Knows parts of speech and the words by which a question asks for each apart; nothing of articles or answers.
"""

import re
from dataclasses import dataclass

from rag.language.places import places
from rag.language.tagging import tagged

MOST = 4  # things asked for at once; more are a table, not a question

# The question itself says that each has an answer of its own, or asks which of them has more.
_EACH = re.compile(r"分别|各自|各(?=有|是|为|占|叫|在)|都(?=是谁|叫什么|是哪|是多少|有多少|在哪|多大|姓什么)")
_WHICH = re.compile(
    r"(?:哪一?[个家座处条种项位边]|谁)(?:的(?P<of>[\w]{2,6}?))?(?:比较|更加?|最)?(?P<how>多|少|大|小|高|低|长|短|早|晚)些?$"
)
_JOINTS = frozenset("和与跟同及、") | {"以及"}
_SITE = "省市县区镇乡村街路巷山岭河湖江寺桥站"  # a name that ends so is a place, however jieba cuts it: 和平路, 王莽|岭
_END = re.compile(r"[\s?？。!！呢啊呀]+$")
_ALIKE = {"nt": "n", "nz": "n", "l": "n", "j": "n", "i": "n", "vn": "n", "an": "n"}
_NAMES = {"n", "place", "person"}
_MORE = {"多": 1, "大": 1, "高": 1, "长": 1, "晚": 1, "少": -1, "小": -1, "低": -1, "短": -1, "早": -1}
_ASKS = {
    "多": "有多少", "少": "有多少", "大": "多大", "小": "多大", "高": "多高", "低": "多高", "长": "多长", "短": "多长",
    "早": "是什么时候", "晚": "是什么时候",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that a question asks of: its name in the question, and a question about it alone."""

    name: str
    question: str


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a question; ``wanted`` is 1 when the greatest of their values is asked for, -1 the least, 0 all."""

    parts: tuple[Part, ...]
    wanted: int = 0


@dataclass(frozen=True, slots=True)
class _Piece:
    word: str
    kind: str  # joint, place, or what the tagger calls it
    start: int
    end: int


def parts_of(question: str) -> Parts | None:
    """Return the parts of a folded question that asks for each of several things; None when it asks for one."""
    asked = _END.sub("", question)
    which, each = _WHICH.search(asked), _EACH.search(asked)
    if not which and not each:
        return None
    named = _joined(asked[: which.start()] if which else asked)
    if named is None:
        return None
    names, start, end = named
    if which:
        of = which.group("of") or ""
        rest = asked[end : which.start()].rstrip("，, ") + (f"的{of}" if of else "")
        how = which.group("how")
        ending = "是多少" if rest and how not in "早晚" else _ASKS[how]
        made = tuple(Part(name, asked[:start] + name + rest + ending + "？") for name in names)
        return Parts(made, _MORE[how])
    rest = _EACH.sub("", asked[end:])
    return Parts(tuple(Part(name, asked[:start] + name + rest + "？") for name in names))


def _joined(text: str) -> tuple[list[str], int, int] | None:
    """Return the first run of like names joined by 和 or 、, with where it stands; None when there is none."""
    pieces = _pieces(text)
    joints = [n for n, piece in enumerate(pieces) if piece.kind == "joint"]
    for at in joints:
        if at == 0 or at + 1 >= len(pieces):
            continue
        kind = pieces[at - 1].kind
        first = _run(pieces, at - 1, -1, kind)
        bounds, end = [(first, at - 1)], at
        while end < len(pieces) and pieces[end].kind == "joint" and end + 1 < len(pieces):
            if pieces[end + 1].kind != kind and not {pieces[end + 1].kind, kind} <= _NAMES:
                break
            last = _run(pieces, end + 1, 1, pieces[end + 1].kind)
            bounds.append((end + 1, last))
            end = last + 1
        if 2 <= len(bounds) <= MOST:
            names = [text[pieces[a].start : pieces[b].end] for a, b in bounds]
            return names, pieces[first].start, pieces[bounds[-1][1]].end
    return None


def _run(pieces: list[_Piece], at: int, step: int, kind: str) -> int:
    while 0 <= at + step < len(pieces) and pieces[at + step].kind == kind and kind != "place":
        at += step
    return at


def _pieces(text: str) -> list[_Piece]:
    """Return the words of a question; a place is one piece however jieba cuts it (屯留|区), all nouns are alike."""
    found: list[_Piece] = []
    spans = places(text)
    for word, flag, start, end in tagged(text):
        place = next((span for span in spans if span[0] <= start and end <= span[1]), None)
        before = found[-1] if found and found[-1].end == start else None
        if place:
            if not found or found[-1].start != place[0]:
                found.append(_Piece(text[place[0] : place[1]], "place", *place))
        elif word in _JOINTS:
            found.append(_Piece(word, "joint", start, end))
        elif word in _SITE and before and before.kind in ("place", "person"):
            found[-1] = _Piece(before.word + word, "place", before.start, end)
        else:
            found.append(_Piece(word, _kind(word, flag), start, end))
    return found


def _kind(word: str, flag: str) -> str:
    if flag == "ns" or (len(word) > 1 and word[-1] in _SITE):
        return "place"
    return "person" if flag.startswith("nr") else _ALIKE.get(flag, flag[:1])
