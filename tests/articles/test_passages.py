"""Passages: slices of whole sentences."""

from itertools import pairwise

import pytest
from conftest import make_article
from hypothesis import given
from hypothesis import strategies as st

from rag.articles.passages import passage_id, passages, sentences
from rag.settings import PASSAGE_LENGTH, PASSAGE_TAIL, SENTENCE_LENGTH
from rag.types import Article, Part


def _texts(text: str) -> list[str]:
    return [text[a:b] for a, b in sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天晴。明天雨！", ["今天晴。", "明天雨！"]),
        ("他说：“好。”我走了……", ["他说：“好。”", "我走了……"]),
        ('他说："好。"我走了。"来！"', ['他说："好。"', "我走了。", '"来！"']),
        ("第一，快；第二，稳；", ["第一，快；", "第二，稳；"]),
        ("增长3.5%。共12.4亿元", ["增长3.5%。", "共12.4亿元"]),
        ("It rained. We left.", ["It rained.", "We left."]),
        ("无标点\n下一行", ["无标点", "下一行"]),
        ("  \n ", []),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert _texts(text) == expected


def test_a_long_sentence_is_cut_at_a_comma() -> None:
    text = "，".join(["某某某某某某某某某某"] * 40) + "。"
    pieces = _texts(text)
    assert "".join(pieces) == text
    assert all(len(piece) <= SENTENCE_LENGTH for piece in pieces)
    assert all(piece.endswith("，") for piece in pieces[:-1])


def test_a_long_sentence_keeps_its_lists_whole() -> None:
    items = "、".join(["某某某某某某"] * 12)
    text = "，".join(["先说一句不长的话"] * 8 + [items] * 2) + "。"
    pieces = _texts(text)
    assert "".join(pieces) == text and len(pieces) > 1
    assert all(piece.endswith("，") for piece in pieces[:-1]), "no list is split while a clause ends in reach"
    assert _texts("、".join(["某某某"] * 60) + "。")[0].endswith("、"), (
        "a list longer than a sentence is split between items"
    )


def test_no_passage_runs_from_the_headline_into_the_body(newspaper: tuple[Article, ...]) -> None:
    for article in newspaper:
        made = passages(article)
        assert made[0].text == article.text[: made[0].end]
        assert made[0].text.startswith(article.title)
        body = next(part.start for part in article.parts if part.role == "paragraph")
        assert made[0].end <= body <= made[1].start
        for passage in made:
            assert passage.text == article.text[passage.start : passage.end]
            assert passage.title == article.title


def test_a_heading_starts_a_new_passage_and_names_its_section() -> None:
    roles = ["title", "paragraph", "heading", "paragraph", "caption"]
    lines = list(zip(roles, ["题", "甲甲。", "小标题", "乙乙。", "图。"], strict=True))
    text = "\n".join(line for _, line in lines)
    parts, at = [], 0
    for role, line in lines:
        parts.append(Part(role, at, at + len(line)))
        at += len(line) + 1
    made = passages(Article("a" * 16, "s", text, tuple(parts), ()))
    assert [(p.text, p.section) for p in made] == [
        ("题", ""),
        ("甲甲。", ""),
        ("小标题\n乙乙。", "小标题"),
        ("图。", "小标题"),
    ]


def test_overlap_repeats_the_last_sentence() -> None:
    article = make_article("题", "".join(f"第{n}句话说了一些事情。" for n in range(60)))
    body = passages(article, overlap=1)[1:]
    assert len(body) > 1
    for before, after in pairwise(body):
        assert after.sentences[0] == before.sentences[-1]


def test_ids_are_stable_and_fit_into_63_bits() -> None:
    assert passage_id("0123456789abcdef", 0, 10) == passage_id("0123456789abcdef", 0, 10)
    assert 0 <= passage_id("x", 1, 2) < 2**63
    assert passage_id("x", 1, 2) != passage_id("x", 1, 3)


@given(st.text(alphabet="甲乙丙，。！？；”“\n \u3000.a1…", max_size=900), st.integers(0, 2))
def test_every_sentence_is_covered_and_nothing_is_invented(body: str, overlap: int) -> None:
    article = make_article("标题", body)
    made = passages(article, overlap=overlap)
    covered = set()
    for passage in made:
        assert passage.text == article.text[passage.start : passage.end]
        assert passage.sentences[0][0] == passage.start
        assert passage.sentences[-1][1] == passage.end
        assert len(passage.text) <= PASSAGE_LENGTH + PASSAGE_TAIL + SENTENCE_LENGTH
        covered.update(at for a, b in passage.sentences for at in range(a, b))
    for part in article.parts:
        for at in range(part.start, part.end):
            assert at in covered or article.text[at].isspace()
    assert len({p.id for p in made}) == len(made)
