"""What a question insists on: names, years and figures stay as they are, however it is put."""

import pytest

from rag.answer.constraints import insisted, unmet


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("2019年云河有多少座公厕？", "2019"),
        ("第16期《求是》登了哪篇文章", "第16期"),
        ("第16期《求是》登了哪篇文章", "求是"),
        ("武漢有多少居民？", "武汉"),
        ("晋城市水利局局长是谁？", "晋城"),
        ("介休市委书记是谁？", "介休"),
        ("云南昆明的湖有多大？", "昆明"),
        ("5G基站有多少个？", "5"),
    ],
)
def test_names_and_figures_are_insisted_on(question: str, wanted: str) -> None:
    assert wanted in insisted(question)


@pytest.mark.parametrize(
    "question", ["城市里有多少座公厕？", "全市的公厕都有洗手液吗", "为什么要改造？", "", "？"]
)
def test_words_that_may_be_put_otherwise_are_not(question: str) -> None:
    assert insisted(question) == ()


def test_of_an_english_question_only_the_figures_are_looked_for() -> None:
    assert insisted("How many public toilets did Yunhe have in 2019?", english=True) == ("2019",)


def test_what_is_lacking_is_a_share() -> None:
    assert unmet(("2019", "云河"), "云河有公厕86座") == 0.5
    assert unmet((), "云河") == 0.0


@pytest.mark.parametrize(
    ("text", "held"), [("有16个", True), ("2016年", False), ("16.5%", False), ("共16，", True)]
)
def test_a_figure_counts_only_as_a_whole(text: str, held: bool) -> None:
    assert unmet(("16",), text) == float(not held)
