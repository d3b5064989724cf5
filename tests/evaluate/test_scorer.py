"""The scorer gives the official figures, and the small ones that anyone can compute by hand."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluate.loading.squad import read
from rag.evaluate.scoring.scorer import (
    common_length,
    exact_match,
    f1,
    is_right,
    squeeze,
    token_f1,
    value_equal,
)
from rag.evaluate.scoring.segment import segment

READING = Path(__file__).parents[3] / "shared" / "data" / "reading"
TEXTS = st.text(st.sampled_from("甲乙丙12ab ，。,.·-'\""), max_size=12)


def test_a_whole_official_run_is_reproduced_to_the_fourth_decimal() -> None:
    reference_file, questions_file = READING / "cmrc2018_dev_reference.json", READING / "cmrc2018_dev.json"
    if not reference_file.exists() or not questions_file.exists():
        pytest.skip("../shared/data is not here")
    reference = json.loads(reference_file.read_text(encoding="utf-8"))
    said = reference["predictions"]
    exact, overlap, total = 0, 0.0, 0
    for _, question in read(questions_file):
        exact += exact_match(question.answers, said[question.id])
        overlap += f1(question.answers, said[question.id])
        total += 1
    assert total == reference["total"] == 3219
    assert round(100 * exact / total, 4) == reference["exact_match"] == 59.3352
    assert round(100 * overlap / total, 4) == reference["f1"] == 82.5007


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("690多座", ["690", "多", "座"]),
        ("光荣和ω-Force开发", ["光", "荣", "和", "ωforce", "开", "发"]),  # "-" goes before the words are cut
        ("《战史演武》&「争霸」。", ["战", "史", "演", "武", "&", "争", "霸"]),
        (
            "副市长,局长",
            ["副", "市", "长", ",", "局", "长"],
        ),  # a half-width comma is not on the official list
        ("1,000人", ["1,000", "人"]),
        ("1870–71", ["1870", "–", "71"]),
        ("New York.", ["new", "york", "."]),
        ("U.S. army", ["u.s.", "army"]),
        ("it's 5%", ["it", "'s", "5", "%"]),
        ("", []),
        ("，。", []),
    ],
)
def test_chinese_is_cut_into_characters_and_latin_into_words(text: str, tokens: list[str]) -> None:
    assert segment(text) == tokens


def test_exact_match_overlooks_case_and_the_official_punctuation_only() -> None:
    assert exact_match(["ω-Force"], "Ωforce")
    assert exact_match(["另一个", "《求是》"], "求是")
    assert not exact_match(["副市长，局长"], "副市长,局长")
    assert not exact_match(["159座"], "159 座")
    assert not exact_match([], "")


def test_f1_is_that_of_the_longest_common_run_of_tokens() -> None:
    assert f1(["690多座城市"], "690多座") == pytest.approx(2 * 3 / (5 + 3))
    assert f1(["甲乙丙丁"], "甲丙乙丁") == pytest.approx(2 * 1 / 8)
    assert f1(["无关", "甲乙"], "甲乙") == 1.0  # the best of the gold answers counts
    assert f1(["甲"], "") == 0.0
    assert f1([], "甲") == 0.0


def test_token_f1_counts_tokens_wherever_they_stand() -> None:
    assert token_f1(["甲乙丙丁"], "甲丙乙丁") == 1.0
    assert token_f1(["甲甲乙"], "甲丙") == pytest.approx(2 * 1 / 5)


def test_white_space_of_a_printed_page_does_not_count() -> None:
    assert squeeze(" 159\u3000座\n公 厕\u00a0") == "159座公厕"


def test_equal_values_in_other_words_are_equal() -> None:
    assert value_equal(["35座"], "三十五座", "number")
    assert not value_equal(["35座"], "三十六座", "number")
    assert not value_equal(["何光普"], "何光普", "person")  # a name states no value
    assert not value_equal(["35座"], "35座" * 100, "number")


def test_a_right_answer_holds_the_main_part_and_contradicts_no_number() -> None:
    assert is_right(["市公安局党委书记、局长"], "市公安局党委书记")
    assert not is_right(["690多座"], "590多座")  # two of three tokens in common, and still wrong
    assert not is_right(["7月14日"], "7月15日")
    assert not is_right(["三十五座"], "三十六座")
    assert is_right(["690多座城市"], "690多座")
    assert is_right(["35座"], "三十五座", equal_value=True)
    assert not is_right(["甲"], " ")
    assert not is_right(["何光普"], "何")  # one character of a name of three


@given(TEXTS, TEXTS)
def test_every_score_lies_between_none_and_all(gold: str, said: str) -> None:
    assert 0.0 <= f1([gold], said) <= token_f1([gold], said) <= 1.0
    assert f1([gold], said) == f1([said], gold)


@given(TEXTS)
def test_an_answer_equal_to_the_gold_scores_everything(text: str) -> None:
    assert exact_match([text], text)
    assert f1([text], text) == (1.0 if segment(text) else 0.0)


@given(st.lists(st.integers(0, 2), max_size=8), st.lists(st.integers(0, 2), max_size=8))
def test_the_common_run_is_the_longest_there_is(one: list[int], two: list[int]) -> None:
    runs = [one[a:b] for a in range(len(one)) for b in range(a + 1, len(one) + 1)]
    shared = [len(run) for run in runs if any(two[n : n + len(run)] == run for n in range(len(two)))]
    assert common_length(one, two) == max(shared, default=0)
