"""One story in simplified, traditional and variant characters: built, asked, and quoted as each was printed."""

import re
from collections.abc import Iterator

import pytest

import rag
from rag.index import Index
from rag.text import simplified

SIMPLIFIED = """柳塘镇第三座排灌站建成

本报讯（记者 沈知夏）9月18日，柳塘镇第三座排灌站建成启用，总投资1260万元，可灌溉稻田3400亩，耕作道路随着拓宽。

柳塘镇水务站站长钟里峰说，全站配有水泵八台，群众只需打一个电话便可报修。

技术员阿力木·库尔班负责培训，已办班十四期。

柳塘镇敬老院院长王䶮说，院里新添床位五十六张，并着手修缮卫生间。
"""
TRADITIONAL = """柳塘鎮第三座排灌站建成

本報訊（記者 沈知夏）9月18日，柳塘鎮第三座排灌站建成啓用，總投資1260萬元，可灌溉稻田3400畝，耕作道路隨著拓寬。

柳塘鎮水務站站長鍾裏峯說，全站配有水泵八臺，羣衆祇需打一個電話便可報修。

技術員阿力木‧庫爾班負責培訓，已辦班十四期。

柳塘鎮敬老院院長王龑說，院裏新添牀位五十六張，並著手修繕衞生間。
"""
VARIANT = (
    SIMPLIFIED.replace("总投资1260万元", "总投\u00ad资12\u200b60万\u2060元")
    .replace("长钟里峰", "⻓钟\u200b里峯")
    .replace("水泵", "⽔泵")
    .replace("·", "•")
    .replace("院长王", "院\ufeff长王\u200d")
)
INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
ASKED = [
    ("柳塘镇水务站站长是谁？", "柳塘鎮水務站站長是誰？", "钟里峰"),
    ("柳塘镇敬老院院长是谁？", "柳塘鎮敬老院院長是誰？", "王䶮"),
    ("排灌站总投资多少？", "排灌站總投資多少？", "1260万元"),
    ("排灌站可灌溉稻田多少亩？", "排灌站可灌溉稻田多少畝？", "3400亩"),
    ("敬老院新添床位多少张？", "敬老院新添牀位多少張？", "五十六张"),
    ("谁负责培训？", "誰負責培訓？", "阿力木·库尔班"),
]


@pytest.fixture(
    scope="module", params=[SIMPLIFIED, TRADITIONAL, VARIANT], ids=["simplified", "traditional", "variant"]
)
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Index]]:
    folder = tmp_path_factory.mktemp("paper")
    (folder / "柳塘.txt").write_text(request.param, encoding="utf-8")
    rag.build([folder / "柳塘.txt"], folder / "index")
    index = rag.open_index(folder / "index")
    yield request.param, index
    index.close()
    assert rag.check(folder / "index") == []


@pytest.mark.parametrize(("simple", "old", "expected"), ASKED)
def test_a_story_answers_alike_in_whatever_characters_it_is_printed(
    opened: tuple[str, Index], simple: str, old: str, expected: str
) -> None:
    source, index = opened
    answers = [rag.ask(index, question) for question in (simple, old)]
    assert answers[0].text == answers[1].text and answers[0].confidence == answers[1].confidence
    assert answers[1].understood == old
    answer = answers[0]
    assert answer.answerable, (answer.best_guess, answer.confidence)
    assert expected in simplified(answer.text)
    for citation in answer.citations:
        text = index.article(citation.article).text
        assert text[citation.start : citation.end] == citation.quote
        assert text[citation.sentence_start : citation.sentence_end] == citation.sentence
        raw = source[citation.raw_start : citation.raw_end]
        assert INVISIBLE.sub("", raw) == INVISIBLE.sub(
            "", citation.quote
        )  # their removal is on record as a repair
    for passage in (candidate.passage for candidate in answer.passages):
        assert index.article(passage.article).text[passage.start : passage.end] == passage.text
