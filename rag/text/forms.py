"""Text -> the two forms that it is worked with, each character knowing where it came from.

The plain form is what rules and models read: one form for each ideograph (simplified, no variant, no radical), one
middle dot, narrow letters and digits, nothing that cannot be seen. The search form is narrow and in lower case on top
(NFKC). Neither is used for showing: what readers see is always a slice of the stored article.
"""

import re
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.text.variants import DOT, DOTS, RADICALS, VARIANTS

if TYPE_CHECKING:
    from opencc import OpenCC

# Every Han character, for use inside [ ] in a pattern: Ext-A, the basic block, compatibility forms, Ext-B to Ext-H, 〇.
HAN = "〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"

_UNSEEN = frozenset({"Cf", "Cs", "Cc"})  # format (zero width, soft hyphen, bidi), surrogate, control
_UNKNOWN = frozenset({"Co", "Cn"})  # private, unassigned: seen as a box, never searched by
_KEPT = frozenset("\t\n\r\v\f\x1c\x1d\x1e\x1f\x85")  # controls that are white space
_SELECTORS = frozenset(chr(c) for c in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
_IDEOGRAPH = re.compile(f"[{HAN}]")  # the newest are unassigned to an older Python
_RUN = re.compile(f"[{HAN}]+")
# Kangxi radicals, compatibility ideographs, wide letters and digits: these have one plain form, which NFKC knows.
_COMPATIBLE = re.compile("[\u2f00-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f０-９Ａ-Ｚａ-ｚ]")
# 著 for 着, as Taiwan and Hong Kong write it: after these, or before those, it is never the 著 of 著作 or 名著.
_ZHE = re.compile(
    "(?<=[随沿接跟向朝对顺味穿有本看听说拿带抱坐站走跑笑哭想等望拉推背挂摆放画住活躺睡吃喝唱跳追赶忙闲亮握守照靠围绕踏怀"
    "伴借指当迎冒顶扛提挑捧端举骑戴披含盯瞧瞪嚷争护陪忍试急留捂摸沉执])著(?![作名称述者书录])|著(?=[力重眼手急陆火落想实装色迷凉])"
)
_ONLY = re.compile("(?<!神)祇(?![园洹陀])")  # 祇 for 只, but the gods stay


@dataclass(frozen=True, slots=True)
class Folded:
    """A form of a text; ``original[offsets[i]:ends[i]]`` is what became ``text[i]``."""

    text: str
    offsets: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original text that became ``text[start:end]``."""
        if not self.text:
            return 0, 0
        if start >= end:
            at = self.offsets[start] if start < len(self.offsets) else self.ends[-1]
            return at, at
        return self.offsets[start], max(self.ends[end - 1], self.offsets[start])


def plain(text: str) -> Folded:
    """Return the plain form of a text with an exact map back."""
    forms = {character: _plain(character) for character in set(text)}  # none is longer than one character
    made = _simplified("".join(forms[character] for character in text))
    if all(forms.values()):
        return Folded(made, range(len(text)), range(1, len(text) + 1))
    kept = [at for at, character in enumerate(text) if forms[character]]
    return Folded(made, array("Q", kept), array("Q", (at + 1 for at in kept)))


def simplified(text: str) -> str:
    """Return the plain form alone."""
    return plain(text).text


def fold(text: str) -> Folded:
    """Return the search form of a text with an exact map back."""
    read = plain(text)
    pieces: list[str] = []
    offsets: list[int] = []
    ends: list[int] = []
    for at, end in _clusters(read.text):
        piece = _folded(read.text[at:end])
        pieces.append(piece)
        offsets.extend([read.offsets[at]] * len(piece))
        ends.extend([read.ends[end - 1]] * len(piece))
    return Folded("".join(pieces), tuple(offsets), tuple(ends))


def searched(text: str) -> str:
    """Return the search form alone."""
    return fold(text).text


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield each character with the marks that combine with it."""
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and _joins(text[end]):
            end += 1
        yield at, end
        at = end


def _joins(character: str) -> bool:
    return character > "\u02ff" and unicodedata.combining(character) != 0


@lru_cache(maxsize=1 << 16)
def _folded(cluster: str) -> str:
    # Lower case twice: what NFKC produces may have an upper case of its own (㎒ -> MHz).
    shaped = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).lower())
    made = shaped if shaped == cluster else simplified(shaped)  # ㊫ is 學
    return "".join(c for c in made if unicodedata.category(c) not in _UNKNOWN or _IDEOGRAPH.match(c))


@lru_cache(maxsize=1 << 16)
def _plain(character: str) -> str:
    """Return the plain form of a character but for what its neighbours decide; "" if it cannot be seen."""
    if character.isascii() or character in _KEPT:
        return character if character in _KEPT or (character >= " " and character != "\x7f") else ""
    if character in DOTS:
        return DOT
    if character in RADICALS:
        return RADICALS[character]
    if _COMPATIBLE.match(character):
        return unicodedata.normalize("NFKC", character)
    if _IDEOGRAPH.match(character):
        return character
    kind = unicodedata.category(character)
    if kind in _UNSEEN or character in _SELECTORS:
        return ""
    return " " if kind == "Zs" and character != "\u3000" else character


def _simplified(text: str) -> str:
    """Return a text without invisible characters in simplified ones, one for one.

    Phrase by phrase where that keeps the length (瞭解 -> 了解, 乾隆 stays), else character by character.
    """
    if text.isascii():
        return text
    whole: str = _converter().convert(text)
    if len(whole) != len(text):
        whole = _RUN.sub(_one_for_one, text)
    return _ONLY.sub("只", _ZHE.sub("着", whole.translate(_variants())))


def _one_for_one(run: re.Match[str]) -> str:
    whole: str = _converter().convert(run[0])
    return whole if len(whole) == len(run[0]) else "".join(map(_simplified_character, run[0]))


@lru_cache(maxsize=1 << 16)
def _simplified_character(character: str) -> str:
    made: str = _converter().convert(character)
    return made if len(made) == 1 else character


@lru_cache(maxsize=1)
def _variants() -> dict[int, str]:
    """Return the table of variants, with what OpenCC makes of them where it takes them for something else."""
    turned = {_simplified_character(variant): form for variant, form in VARIANTS.items()}
    known = set(VARIANTS.values())
    return str.maketrans({k: v for k, v in turned.items() if k not in known} | VARIANTS)


@lru_cache(maxsize=1)
def _converter() -> "OpenCC":
    from opencc import OpenCC

    return OpenCC("t2s")
