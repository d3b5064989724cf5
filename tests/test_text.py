"""The search form of a text, and the way back from it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text import HAN, fold, searched, simplified


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("臺灣省縣長瞭解農業", "台湾省县长了解农业"),
        ("乾隆年間的乾燥", "乾隆年间的干燥"),
        ("長\u200b治\u202e市\ufeff\ue000", "长治市"),
        ("3㎡", "3m2"),
        ("cafe\u0301", "café"),
        ("\ud800坏", "坏"),
        ("a\x00b\tc\n", "ab\tc\n"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert searched(text) == folded


def test_every_folded_character_points_at_what_it_came_from() -> None:
    text = "\u200b長治Ａ㎡\u200b公廁"
    folded = fold(text)
    assert folded.text == "长治am2公厕"
    start = folded.text.index("公厕")
    assert text[slice(*folded.span(start, start + 2))] == "公廁"
    start = folded.text.index("m2")
    assert text[slice(*folded.span(start, start + 2))] == "㎡"


@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=60))
def test_the_map_is_exact_and_folding_twice_changes_nothing(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.offsets) == len(folded.ends)
    assert list(folded.offsets) == sorted(folded.offsets)
    assert all(0 <= a < b <= len(text) for a, b in zip(folded.offsets, folded.ends, strict=True))
    folded.text.encode()  # no lone surrogate is left
    for at in range(len(folded.text)):
        piece = text[slice(*folded.span(at, at + 1))]
        assert len(searched(piece)) >= 1
    again = fold(folded.text).text
    assert fold(again).text == again


def test_simplified_keeps_case_width_and_length() -> None:
    assert simplified("臺灣ＧＤＰ瞭解") == "台湾ＧＤＰ了解"
    assert len(simplified("坏\ud800字")) == 3


@pytest.mark.parametrize("character", "㐀䶿一鿿〇𠀀𪜀𫝀𫠠𬺰𰀀𱍐𲎯豈丽")
def test_every_block_of_han_is_han(character: str) -> None:
    assert re.fullmatch(f"[{HAN}]", character)


@pytest.mark.parametrize("character", "aあ가。·　⺀⼀9々")
def test_what_is_not_han_is_not(character: str) -> None:
    assert not re.fullmatch(f"[{HAN}]", character)
