"""Two tellings of one fact in news texts -> a question from the one, its answer in the other.

A figure, name or term that stands in two sentences worded differently links them (the recurring spans of Ram et al.
2021, arXiv 2101.00438, here also across articles): one sentence becomes the question, with the span asked for, and
the other holds the answer. These are the paraphrases that rules over one clause cannot make.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from rag.language.tagging import flag_of, tagged
from rag.reader.training.examples import Question
from rag.text import HAN
from rag.text.words import tokenizer

_SPANS = (
    ("number", re.compile(
        r"(?<![\d.])\d[\d,]*(?:\.\d+)?(?:余|多)?[万亿]?(?:余|多)?"
        r"(?P<unit>%|个百分点|平方公里|平方米|公里|千米|[个座家人次处条项名户所吨台套间辆亩元米岁届期例位只头对场])"
    )),
    ("when", re.compile(
        r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?(?:上午|下午|晚|凌晨)?(?:\d{1,2}时(?:\d{1,2}分)?)?|\d{4}年"
    )),
    ("term", re.compile(r"[“《](?P<inner>[^“”《》，。\d]{3,20})[”》]")),
    ("person", re.compile(
        r"(?:局长|主任|书记|院长|经理|董事长|部长|市长|县长|主席|教授|会长|秘书长|总裁|负责人|研究员|队长|发言人|专家|总统|总理)"
        r"(?P<inner>[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘蒋蔡余杜叶程魏吕丁任沈姚卢姜崔钟谭陆汪范"
        rf"石廖贾夏付方邹熊秦邱江尹薛段雷侯龙史陶黎贺毛郝邵万钱严覃武戴莫孔][{HAN}]{{1,2}})"
        r"(?=表示|介绍|说|指出|强调|认为|告诉|在|出席|主持|，|。|、)"
    )),
    ("body", re.compile(
        rf"(?<=[，。；、“”在由从到对与和据向])[{HAN}]{{3,12}}?(?:公司|集团|大学|医院|委员会|研究院|研究所|总局|管理局|气象台|法院|检察院|银行)"
    )),
)  # fmt: skip
_ASKED = {
    "when": ("什么时候", "哪天", "何时", "啥时候", "什么时间"),
    "term": ("什么", "哪个", "啥"),
    "person": ("谁", "哪位", "何人"),
    "body": ("哪家单位", "哪个单位", "什么机构", "哪个机构", "哪里"),
    "nr": ("谁", "哪一个人", "哪位", "何人", "什么人"),
    "ns": ("哪里", "什么地方", "哪个地方", "哪一个地方", "哪儿", "何地"),
    "nt": ("哪家单位", "哪个单位", "哪个机构", "哪一个组织"),
    "nz": ("什么", "哪个", "啥", "哪一个", "哪一种"),
}
_NAMES = ("nr", "ns", "nt", "nz")  # parts of speech: people, places, bodies, other names
_NO_TELLING = re.compile("编辑|记者|责编|来源|审核|校对|监制|正文|返回")  # bylines, the frame of a web page
_NAME_CHARACTERS = (2, 10)
_NAMED, _HAN = re.compile(f"[{HAN}·]+"), re.compile(f"[{HAN}]+")
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；\n]*[”」]?")
_MARKS = "，、：；。！？“”《》"
_MOST_PLACES = 8  # sentences that may hold a span for it to tell one fact from others
_LEAST_SAID, _MOST_SAID = 0.22, 0.62  # of the question's pairs of letters, held by the answering sentence
_ASKED_CHARACTERS = (9, 46)
_AROUND = 420  # characters of context on either side


class _Place(NamedTuple):
    article: int
    left: int
    right: int
    start: int
    end: int
    unit: str


def recurring_questions(path: Path, most: int, seed: int) -> list[Question]:
    """Return up to ``most`` questions whose answer another sentence of the news texts (``.jsonl.gz``) words."""
    texts = _texts(path)
    places: dict[tuple[str, str], list[_Place]] = {}
    for number, text in enumerate(texts):
        for kind, span, place in _spans(number, text):
            places.setdefault((kind, span), []).append(place)
    return _questions(places, texts, most, random.Random(seed))


def recurring_names(path: Path, most: int, seed: int) -> list[Question]:
    """Return up to ``most`` such questions whose answers are names by jieba's dictionary or by its model of names."""
    texts = _texts(path)
    places: dict[str, list[_Place]] = {}
    for number, text in enumerate(texts):
        for word, place in _names(number, text):
            places.setdefault(word, []).append(place)
    by_kind: dict[tuple[str, str], list[_Place]] = {}
    for word, found in places.items():
        if 2 <= len(found) <= _MOST_PLACES:
            kind = flag_of(word)[:2] or _flag_in(texts[found[0].article], found[0], word)
            if kind in _NAMES:
                by_kind[kind, word] = found
    made = _questions(by_kind, texts, most, random.Random(seed))
    return [question for question in made if not _NO_TELLING.search(question.question)]


def _texts(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [re.sub(r"[ \t　]+", "", json.loads(line)["text"]) for line in lines]


def _names(number: int, text: str) -> Iterator[tuple[str, _Place]]:
    for sentence in _SENTENCE.finditer(text):
        left, right = at, _ = sentence.span()
        for word in tokenizer().cut(sentence.group()):
            start, at = at, at + len(word)
            if (
                _NAME_CHARACTERS[0] <= len(word) <= _NAME_CHARACTERS[1]
                and _NAMED.fullmatch(word)
                and flag_of(word)[:2] in (*_NAMES, "")
            ):
                yield word, _Place(number, left, right, start, at, "")


def _flag_in(text: str, place: _Place, word: str) -> str:
    """Return the part of speech that a word of no dictionary has in its sentence, by jieba's model of names."""
    said = {found: flag[:2] for found, flag, _, _ in tagged(text[place.left : place.right])}
    return said.get(word, "")


def _questions(
    places: dict[tuple[str, str], list[_Place]], texts: list[str], most: int, chance: random.Random
) -> list[Question]:
    by_kind: dict[str, list[Question]] = {}
    for (kind, _), found in places.items():
        if 2 <= len(found) <= _MOST_PLACES:
            by_kind.setdefault(kind, []).extend(_pairs(kind, found, texts, chance))
    questions: list[Question] = []
    for made in by_kind.values():
        chance.shuffle(made)
        questions += made[: most // 3]  # no kind is more than a third
    chance.shuffle(questions)
    return questions[:most]


def _spans(number: int, text: str) -> Iterator[tuple[str, str, _Place]]:
    for sentence in _SENTENCE.finditer(text):
        left, right = sentence.span()
        for kind, pattern in _SPANS:
            for match in pattern.finditer(text, left, right):
                name = "inner" if "inner" in pattern.groupindex else 0
                start, end = match.span(name)
                unit = match["unit"] if "unit" in pattern.groupindex else ""
                yield kind, text[start:end], _Place(number, left, right, start, end, unit)


def _pairs(kind: str, found: list[_Place], texts: list[str], chance: random.Random) -> Iterator[Question]:
    """Yield at most two questions for one span, of two pairs of sentences."""
    order = [(a, b) for a in found for b in found if a is not b]
    chance.shuffle(order)
    given = 0
    for asking, answering in order:
        made = _question(kind, asking, answering, texts, chance)
        if made:
            yield made
            given += 1
        if given == 2:
            return


def _question(
    kind: str, asking: _Place, answering: _Place, texts: list[str], chance: random.Random
) -> Question | None:
    source, target = texts[asking.article], texts[answering.article]
    span = target[answering.start : answering.end]
    left, right = _clauses(source, asking)
    before, after = source[left : asking.start].strip(_MARKS), source[asking.end : right].strip(_MARKS)
    said = _pairs_of_letters(before) | _pairs_of_letters(after)
    if not said or span in before + after:
        return None
    told = _pairs_of_letters(target[answering.left : answering.right])
    share = len(said & told) / len(said)
    if not _LEAST_SAID <= share <= _MOST_SAID:
        return None
    word = chance.choice(_ASKED.get(kind) or (f"多少{asking.unit}", "多少", f"几{asking.unit}"))
    asked = before + word + after + chance.choice(("？", "？", ""))
    if not _ASKED_CHARACTERS[0] <= len(asked) <= _ASKED_CHARACTERS[1] or "正文" in asked:
        return None
    context, start = _context(asking, answering, target)
    if context.count(span) != 1:
        return None
    name = f"recurring-{kind}-{asking.article}-{answering.article}-{answering.start}"
    return Question(name, asked, "", context, start, start + len(span))


def _clauses(text: str, place: _Place) -> tuple[int, int]:
    """Return where the span's clause stands, with the clause before it where it alone says too little."""
    left, right = place.start, place.end
    while right < place.right and text[right] not in "，。；！？\n":
        right += 1
    for _ in range(2):
        while left > place.left and text[left - 1] not in "，。；！？\n":
            left -= 1
        if place.start - left + right - place.end >= 10 or left == place.left:
            break
        left -= 1
    return left, right


def _context(asking: _Place, answering: _Place, target: str) -> tuple[str, int]:
    """Return the text around the answer, without the sentence the question was made of, and the answer's offset."""
    left, right = max(0, answering.left - _AROUND), answering.right + _AROUND
    context, start = target[left:right], answering.start - left
    if asking.article != answering.article:
        return context, start
    cut_left, cut_right = max(asking.left, left) - left, max(min(asking.right, right), left) - left
    if cut_right <= cut_left:
        return context, start
    kept = context[:cut_left] + context[cut_right:]
    return kept, start - (cut_right - cut_left) if cut_right <= start else start


def _pairs_of_letters(text: str) -> set[str]:
    return {run[i : i + 2] for run in _HAN.findall(text) for i in range(len(run) - 1)}
