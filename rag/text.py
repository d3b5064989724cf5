"""Text -> its form for searching: NFKC, lower case, simplified; each character knows where it came from.

Never used for showing: what readers see is always a slice of the stored article.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

# Every Han character, for use inside [ ] in a pattern: Ext-A, the basic block, compatibility forms, Ext-B to Ext-H, 〇.
HAN = "〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"

_DROPPED = frozenset({"Cf", "Co", "Cs", "Cn", "Cc"})  # format (zero width, bidi), private, surrogate, control
_KEPT = frozenset("\t\n\r\v\f\x1c\x1d\x1e\x1f\x85")  # controls that are white space
_SELECTORS = frozenset(chr(c) for c in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))


@dataclass(frozen=True, slots=True)
class Folded:
    """A search form; ``original[offsets[i]:ends[i]]`` is what folded to ``text[i]``."""

    text: str
    offsets: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original text that folded to ``text[start:end]``."""
        if not self.text:
            return 0, 0
        if start >= end:
            at = self.offsets[start] if start < len(self.offsets) else self.ends[-1]
            return at, at
        return self.offsets[start], max(self.ends[end - 1], self.offsets[start])


def fold(text: str) -> Folded:
    """Return the search form of a text with an exact map back."""
    pieces: list[str] = []
    offsets: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and _joins(text[end]):
            end += 1
        piece = _folded(text[at:end]) if end == at + 1 else _fold_cluster(text[at:end])
        pieces.append(piece)
        offsets.extend([at] * len(piece))
        ends.extend([end] * len(piece))
        at = end
    return Folded(simplified("".join(pieces)), tuple(offsets), tuple(ends))


def searched(text: str) -> str:
    """Return the search form alone."""
    return fold(text).text


def _joins(character: str) -> bool:
    return character > "\u02ff" and unicodedata.combining(character) != 0


@lru_cache(maxsize=1 << 16)
def _folded(character: str) -> str:
    return _fold_cluster(character)


def _fold_cluster(cluster: str) -> str:
    kept = "".join(c for c in cluster if not _dropped(c))
    # Lower case twice: what NFKC produces may have an upper case of its own (㎒ -> MHz).
    shaped = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", kept).lower())
    return "".join(c for c in shaped if not _dropped(c))


def _dropped(character: str) -> bool:
    if character in _KEPT:
        return False
    return unicodedata.category(character) in _DROPPED or character in _SELECTORS


def simplified(text: str) -> str:
    """Return the text with traditional characters turned simplified, one for one.

    Phrase by phrase where that keeps the length (瞭解 -> 了解, 乾隆 stays), else character by character.
    """
    if text.isascii():
        return text
    text = text.encode("utf-8", "replace").decode()  # a lone surrogate would stop the converter
    whole: str = _converter().convert(text)
    if len(whole) == len(text):
        return whole
    return "".join(map(_simplified_character, text))


@lru_cache(maxsize=1 << 16)
def _simplified_character(character: str) -> str:
    simplified: str = _converter().convert(character)
    return simplified if len(simplified) == 1 else character


@lru_cache(maxsize=1)
def _converter() -> "OpenCC":
    from opencc import OpenCC

    return OpenCC("t2s")
