"""Question, headline and passage -> token ids, with the characters each passage token covers.

Knows the encoder's tokenizer and the reader's input form; nothing of weights or scores.
Form: ``<s> question </s></s> headline </s> passage </s>``; spans are looked for in the passage only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.model.tokenizer import open_tokenizer as open_tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

START, PAD, STOP = 0, 1, 2  # XLM-RoBERTa's <s>, <pad>, </s>
QUESTION_TOKENS = 64  # a question of 512 characters is cut here; CMRC's longest has 60
TITLE_TOKENS = 32  # the longest headline of the seeds has 30

_BEFORE_ANSWERS = frozenset("是在的 。：，、；")  # cut 248 times and kept 102 in 14,666 training answers
_AFTER_ANSWERS = frozenset("的起在，。；（(《「")  # cut 571 times and kept 159, 139 of them the full stop


@dataclass(frozen=True, slots=True)
class Window:
    """The input of one question over one passage (or a part of it)."""

    ids: tuple[int, ...]
    first: int  # position of the passage's first token; the last one stands before the closing </s>
    offsets: tuple[tuple[int, int], ...]  # for each passage token, its characters in the passage


def windows(
    tokenizer: Tokenizer, question: str, title: str, passage: str, *, most: int = 384, stride: int = 192
) -> list[Window]:
    """Return the windows of at most ``most`` tokens that cover the passage, overlapping by ``stride``."""
    head = _head(tokenizer, question, title)
    body = tokenizer.encode(passage, add_special_tokens=False)
    room = max(most - len(head) - 1, 16)
    step = max(room - stride, 8)
    found = []
    for start in range(0, max(len(body.ids), 1), step):
        ids = body.ids[start : start + room]
        offsets = tuple(body.offsets[start : start + room])
        found.append(Window((*head, *ids, STOP), len(head), offsets))
        if start + room >= len(body.ids):
            break
    return found


def _head(tokenizer: Tokenizer, question: str, title: str) -> list[int]:
    asked = tokenizer.encode(question, add_special_tokens=False).ids[:QUESTION_TOKENS]
    headline = tokenizer.encode(title, add_special_tokens=False).ids[:TITLE_TOKENS] if title else []
    return [START, *asked, STOP, STOP, *headline, STOP]


def edges(passage: str, offsets: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return where a span begins that starts with each token, and where it ends that stops with it.

    Pieces run over the edges of answers, 在北京 or 1949年的: 5% of DRCD's dev answers and 7% of CMRC 2018's training
    answers begin or end inside a piece, nearly always next to one of these few characters.
    """
    found = []
    for left, right in offsets:
        inner_left = left + (right - left > 1 and passage[left] in _BEFORE_ANSWERS)
        inner_right = right - (right - left > 1 and passage[right - 1] in _AFTER_ANSWERS)
        found.append((inner_left, inner_right) if inner_left < inner_right else (left, right))
    return found


def span_positions(window: Window, start: int, end: int) -> tuple[int, int] | None:
    """Return the input positions of the first and last token of ``passage[start:end]``, or None if cut off."""
    first = last = None
    for number, (left, right) in enumerate(window.offsets):
        if first is None and right > start and left < end:
            first = number
        if left < end and right > start:
            last = number
    if first is None or last is None:
        return None
    if window.offsets[first][0] > start or window.offsets[last][1] < end:
        return None
    return window.first + first, window.first + last


def padded(batch: Sequence[Window], multiple: int = 16) -> tuple[list[list[int]], list[list[int]]]:
    """Return ids and mask as equal rows, their length a multiple of ``multiple``."""
    longest = max(len(window.ids) for window in batch)
    width = -(-longest // multiple) * multiple
    ids = [[*window.ids, *[PAD] * (width - len(window.ids))] for window in batch]
    mask = [[1] * len(window.ids) + [0] * (width - len(window.ids)) for window in batch]
    return ids, mask
