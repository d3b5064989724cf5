"""The search form of a text, and the way back from it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text import HAN, fold, plain, searched, simplified
from rag.text.variants import RADICALS, VARIANTS


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


def test_the_plain_form_keeps_case_and_marks() -> None:
    assert simplified("臺灣ＧＤＰ，瞭解（“３.６％”）：㎡") == "台湾GDP，了解（“3.6％”）：㎡"
    assert simplified("坏\ud800字") == "坏字"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("鍾裏峯在衞生間，羣衆祇需啓程往麪粉廠旁的綫路", "钟里峰在卫生间，群众只需启程往面粉厂旁的线路"),
        ("隨著看著意味著沉著，他著重談了著手的事", "随着看着意味着沉着，他着重谈了着手的事"),
        ("顯著、名著、原著、土著、著作等身，看著作，神祇", "显著、名著、原著、土著、著作等身，看著作，神祇"),
        ("⻓江⾦⾊⽔⾯⺠⽣", "长江金色水面民生"),
        ("\uf90a\ufa1a\U0002f804", "金祥你"),  # compatibility ideographs
        ("阿·里、阿・里、阿•里、阿‧里、阿∙里、阿⋅里、阿･里", "、".join(["阿·里"] * 7)),
        ("4\u00ad6万\u200b亩\u2060，\ufeff周\u200d望远", "46万亩，周望远"),
        ("12\u00a0公里", "12 公里"),
        ("王龑与张𬭚在𣲘水，李𲎯", "王䶮与张𬭚在𣲘水，李𲎯"),
    ],
)
def test_one_form_for_every_character(text: str, expected: str) -> None:
    assert simplified(text) == expected
    assert simplified(expected) == expected


def test_no_variant_leads_to_another_variant() -> None:
    for variant, form in (VARIANTS | RADICALS).items():
        assert len(variant) == len(form) == 1
        assert simplified(variant) == simplified(form) == simplified(simplified(form))
    assert not set(VARIANTS) & set(VARIANTS.values())


def test_what_is_a_character_of_its_own_stays_one() -> None:
    for name in ("李昇", "王喆", "郑甦", "翁同龢", "陈堃", "徐邨"):
        assert simplified(name) == name


@given(
    st.text(
        alphabet=st.sampled_from("鍾锺钟裏着著看祇\u200b\u00ad⻓⾦・Ａ１，。\ud800a9 \u3000王龑二噁英老態龍"),
        max_size=40,
    )
)
def test_the_plain_form_has_an_exact_map(text: str) -> None:
    made = plain(text)
    assert len(made.text) == len(made.offsets) == len(made.ends)
    assert list(made.offsets) == sorted(made.offsets)
    kept = [text[slice(*made.span(at, at + 1))] for at in range(len(made.text))]
    assert "".join(kept) == "".join(c for c in text if simplified(c))
    assert simplified(made.text) == made.text


@pytest.mark.parametrize("character", "㐀䶿一鿿〇𠀀𪜀𫝀𫠠𬺰𰀀𱍐𲎯豈丽")
def test_every_block_of_han_is_han(character: str) -> None:
    assert re.fullmatch(f"[{HAN}]", character)


@pytest.mark.parametrize("character", "aあ가。·　⺀⼀9々")
def test_what_is_not_han_is_not(character: str) -> None:
    assert not re.fullmatch(f"[{HAN}]", character)
