"""Answers: verbatim or not at all, cited so that anyone can check, contradictions shown, ignorance admitted."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from conftest import make_article, make_document
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer import compose
from rag.answer.cite import cite, verify
from rag.answer.features import features, logistic, look_at, weigh
from rag.answer.posts import asked_post, holders
from rag.answer.verdict import verdict
from rag.articles.passages import passages
from rag.errors import RagError
from rag.question.parse import understand
from rag.reader.plain import PlainReader
from rag.spans.edges import part_of, snap
from rag.text import simplified
from rag.types import Answer, Article, Candidate, Document, Evidence, Filters, Part, Reading


@dataclass
class Shelf:
    """A few articles as an index shows them."""

    all: Sequence[Article]
    version: str = "7"
    documents: dict[str, Document] = field(default_factory=dict)

    def article(self, id: str) -> Article:
        return next(article for article in self.all if article.id == id)

    def document(self, name: str) -> Document:
        return next(make_document(article) for article in self.all if article.source == name)

    def document_frequency(self, term: str) -> int:
        return sum(term in simplified(passage.text) for article in self.all for passage in passages(article))

    def says(self, word: str) -> bool:
        return any(simplified(word) in simplified(article.text) for article in self.all)

    def candidates(self, question: str) -> list[Candidate]:
        """Rank all passages by the characters they share with the question: a search for tests."""
        asked = {char for char in simplified(question) if char.isalnum()}
        made = []
        for article in self.all:
            for passage in passages(article):
                shared = sum(char in simplified(passage.title + passage.text) for char in asked) / len(asked)
                made.append(Candidate(passage, shared, dense=shared, term=shared))
        return sorted(made, key=lambda candidate: (-candidate.score, candidate.passage.id))[:10]

    def ask(self, question: str, **more: object) -> Answer:
        """Search, read with the plain reader, and compose."""
        found = self.candidates(question)
        return compose(question, question, found, PlainReader().read(question, found), self, **more)  # type: ignore[arg-type]

    def read_as(self, question: str, *marked: tuple[Article, str, float]) -> Answer:
        """Compose from spans that the test marks itself, as a trained reader would."""
        found = self.candidates(question)
        readings = []
        for article, words, score in marked:
            start = article.text.index(words)
            home = next(
                c.passage
                for c in found
                if c.passage.article == article.id and c.passage.start <= start < c.passage.end
            )
            readings.append(Reading(home.id, article.id, start, start + len(words), words, score, score))
        return compose(question, question, found, readings, self, reader="trained")


@pytest.fixture
def shelf(newspaper: tuple[Article, ...]) -> Shelf:
    return Shelf(newspaper)


def checked(answer: Answer, shelf: Shelf) -> Answer:
    """Return the answer after checking every quote in it against its article."""
    for citation in (*answer.citations, *(c for other in answer.alternatives for c in other.citations)):
        article = shelf.article(citation.article)
        assert article.text[citation.start : citation.end] == citation.quote
        assert article.text[citation.sentence_start : citation.sentence_end] == citation.sentence
        assert citation.quote in citation.sentence
        assert shelf.document(citation.source).text[citation.raw_start : citation.raw_end] == citation.quote
        assert citation.permalink == f"?article={citation.article}&start={citation.start}&end={citation.end}"
        assert citation.sha256 == article.sha256
    if answer.answerable:
        assert answer.text == answer.best_guess == answer.citations[0].quote
    else:
        assert answer.text == "" == answer.verdict
        assert not answer.citations and not answer.alternatives and answer.value is None
    assert 0.0 <= answer.confidence <= 1.0
    assert len(answer.passages) <= 10
    return answer


@pytest.mark.parametrize(
    ("question", "expected", "kind"),
    [
        ("云河大桥全长多少米？", "1280米", "number"),
        ("图书馆馆长是谁？", "周梅", "person"),
        ("新门诊楼设诊室多少间？", "156间", "number"),
        ("雲河大橋全長多少米？", "1280米", "number"),
        ("大桥通车后两岸往来需要多久？", "五分钟", "number"),
        ("共有多少座换热站？", "218座", "number"),
    ],
)
def test_the_plain_reader_answers_plain_questions(
    shelf: Shelf, question: str, expected: str, kind: str
) -> None:
    answer = checked(shelf.ask(question), shelf)
    assert (answer.best_guess, answer.type) == (expected, kind)
    assert answer.answerable
    assert answer.explanation.code in ("found", "several")


def test_everything_a_reader_needs_to_check_it_is_in_the_citation(newspaper: tuple[Article, ...]) -> None:
    evidence = {
        "date": Evidence("5月1日", "dateline", 0.9),
        "newspaper": Evidence("云河日报", "masthead", 1.0),
    }
    article = replace(newspaper[0], evidence=evidence)
    start = article.text.index("1280米")
    citation = cite(article, start, start + 5)
    assert citation.sentence == "大桥全长1280米，总投资3.6亿元，双向六车道。"
    assert citation.paragraph == 1
    assert (citation.title, citation.newspaper, citation.date) == (
        "云河大桥建成通车",
        "云河日报",
        "2024-05-01",
    )
    assert (citation.date_evidence, citation.newspaper_evidence) == ("5月1日", "云河日报")


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "1281米"},
        {"start": 0, "end": 2},
        {"start": 90000, "end": 90005},
        {"sentence": "假的"},
        {"raw_end": 10**6},
    ],
)
def test_a_quote_that_is_not_in_the_article_is_never_shown(shelf: Shelf, change: dict[str, object]) -> None:
    article = shelf.all[0]
    start = article.text.index("1280米")
    good = cite(article, start, start + 5)
    verify(good, shelf)
    with pytest.raises(RagError, match="rag"):
        verify(replace(good, **change), shelf)  # type: ignore[arg-type]


def test_compose_raises_when_the_index_lies(shelf: Shelf) -> None:
    class Liar(Shelf):
        def document(self, name: str) -> Document:
            return replace(super().document(name), text="")

    with pytest.raises(RagError, match="source file"):
        Liar(shelf.all).ask("云河大桥全长多少米？")


def test_readings_outside_the_article_are_left_out(shelf: Shelf) -> None:
    found = shelf.candidates("云河大桥全长多少米？")
    home = found[0].passage
    bad = [Reading(home.id, home.article, 5, 5, "", 9.0), Reading(home.id, home.article, -3, 4, "", 9.0),
           Reading(home.id, home.article, 10**6, 10**6 + 2, "", 9.0), Reading(1, "nobody", 0, 2, "", 9.0)]  # fmt: skip
    answer = checked(compose("云河大桥全长多少米？", "云河大桥全长多少米？", found, bad, shelf), shelf)
    assert not answer.answerable
    assert answer.best_guess == ""


# Values that are equal, values that differ


def test_the_value_stands_beside_the_words(shelf: Shelf) -> None:
    value = shelf.ask("大桥总投资多少钱？").value
    assert value is not None
    assert (value.kind, value.value, value.unit) == ("money", "360000000", "元")


def test_equal_values_are_one_answer_with_several_citations() -> None:
    first = make_article(
        "公厕补齐短板", "目前云州主城区公厕共有三十五座，全部免费开放。", date="2024-03-01", source="a.txt"
    )
    second = make_article(
        "小公厕大民生", "据介绍，云州主城区已建成公厕35座，市民点赞。", date="2024-05-01", source="b.txt"
    )
    shelf = Shelf([first, second])
    answer = checked(
        shelf.read_as("云州主城区公厕有多少座？", (first, "三十五座", 6.0), (second, "35座", 5.0)), shelf
    )
    assert answer.text == "三十五座"
    assert {citation.article for citation in answer.citations} == {first.id, second.id}
    assert not answer.alternatives
    assert "2篇" in answer.explanation.zh


def test_a_wire_story_printed_twice_counts_once() -> None:
    body = "大会7月15日在青岭闭幕，共有35个代表团出席。"
    first = make_article("大会闭幕", body, source="a.txt")
    second = make_article("青岭盛会落幕", body, source="b.txt")
    shelf = Shelf([first, second])
    answer = checked(
        shelf.read_as("大会有多少个代表团出席？", (first, "35个", 6.0), (second, "35个", 5.0)), shelf
    )
    assert len(answer.citations) == 1


def test_different_values_for_the_same_thing_are_shown_side_by_side() -> None:
    old = make_article("云州公厕", "云州主城区共有公厕80座。", date="2022-01-01", source="a.txt")
    new = make_article("公厕提质", "云州主城区共有公厕159座。", date="2025-01-01", source="b.txt")
    shelf = Shelf([old, new])
    answer = checked(
        shelf.read_as("云州主城区共有公厕多少座？", (new, "159座", 6.0), (old, "80座", 5.0)), shelf
    )
    assert answer.text == "159座"
    assert [(o.text, o.relation, o.date) for o in answer.alternatives] == [("80座", "conflict", "2022-01-01")]
    assert answer.explanation.code == "conflict"
    assert "2022-01-01" in answer.explanation.zh and "2025-01-01" in answer.explanation.en


OLD = make_article(
    "冬日项目忙",
    "云州区锚定目标。区委书记崔明远表示，“云州区将抢抓机遇。”",
    date="2022-02-10",
    source="old.txt",
)
NEW = make_article(
    "当好第一窗口",
    "连日来，云州区委书记贺小宇带领相关部门负责人深入社区。",
    date="2025-01-20",
    source="new.txt",
)
NEXT = make_article(
    "邻区新事", "潞东区委书记秦大川表示，云州区与潞东区携手。", date="2025-06-01", source="next.txt"
)


def test_two_holders_of_a_post_are_both_shown_newest_first() -> None:
    shelf = Shelf([OLD, NEW, NEXT])
    marked = ((OLD, "崔明远", 9.0), (NEXT, "秦大川", 8.0), (NEW, "云州区委书记", 4.0))
    answer = checked(shelf.read_as("云州区委书记是谁？", *marked), shelf)
    assert answer.text == "贺小宇"  # found by its post, although the reader marked another span there
    assert [(other.text, other.relation, other.date) for other in answer.alternatives][:1] == [
        ("崔明远", "conflict", "2022-02-10")
    ]
    assert [other.text for other in answer.alternatives] == [
        "崔明远"
    ]  # who holds another post is no alternative
    assert answer.explanation.code == "conflict"
    assert "崔明远" in answer.explanation.zh and "日期新的在前" in answer.explanation.zh


def test_a_bare_post_supports_nobody() -> None:
    shelf = Shelf([OLD, NEW])
    marked = ((NEW, "贺小宇", 9.0), (NEW, "云州区委书记贺小宇", 8.0), (OLD, "区委书记", 7.0))
    answer = checked(shelf.read_as("云州区委书记是谁？", *marked), shelf)
    assert answer.text == "贺小宇"
    assert [citation.article for citation in answer.citations] == [NEW.id]


def test_a_question_with_a_year_does_not_ask_for_the_newest() -> None:
    shelf = Shelf([OLD, NEW])
    answer = shelf.read_as("2022年云州区委书记是谁？", (OLD, "崔明远", 9.0), (NEW, "贺小宇", 1.0))
    assert answer.best_guess == "崔明远"


@pytest.mark.parametrize(
    ("question", "full", "short"),
    [
        ("云州区委书记是谁？", "云州区委书记", "区委书记"),
        ("谁是云州区委书记？", "云州区委书记", "区委书记"),
        ("云州 区委书记", "云州区委书记", "区委书记"),
        ("現任市交通局局長是誰？", "市交通局局长", "局长"),
        ("图书馆馆长叫什么名字？", "图书馆馆长", "馆长"),
        ("云州区的区委书记是谁？", "云州区委书记", "区委书记"),
        ("谁是云河县的县长", "云河县县长", "县长"),
        ("市交通局的副局长叫什么？", "市交通局副局长", "副局长"),
        ("在会上发言的市交通局的局长是谁", "市交通局局长", "局长"),
        ("在会上发言的云州区委书记是谁", "云州区委书记", "区委书记"),
        ("云河县现在谁当县长？", "云河县县长", "县长"),
    ],
)
def test_which_post_is_asked_about(question: str, full: str, short: str) -> None:
    post = asked_post(question, understand(question))
    assert post is not None
    assert (post.full, post.short) == (full, short)


@pytest.mark.parametrize(
    "question", ["大桥是谁设计的？", "陈静担任什么职务？", "区委书记什么时候来的？", "Who is the mayor?"]
)
def test_other_questions_ask_about_no_post(question: str) -> None:
    assert asked_post(question, understand(question)) is None


def test_another_places_post_is_not_this_ones() -> None:
    post = asked_post("云州区委书记是谁？", understand("云州区委书记是谁？"))
    assert post is not None
    names = {holder.name for holder in holders(post, Shelf([OLD, NEW, NEXT]).candidates("云州区委书记"))}
    assert names == {"崔明远", "贺小宇"}


# Saying no


def test_whoever_holds_another_post_is_no_answer() -> None:
    article = make_article("基层治理", "青岭县委常委、组织部部长何广文说，要建强村级组织。", source="q.txt")
    answer = checked(Shelf([article]).ask("青岭县委书记叫什么名字？"), Shelf([article]))
    assert not answer.answerable
    assert answer.best_guess == "何广文"


def test_words_that_occur_nowhere_are_named(shelf: Shelf) -> None:
    answer = checked(shelf.ask("泰坦尼克号是哪一年沉没的？"), shelf)
    assert not answer.answerable
    assert answer.explanation.code == "unknown_words"
    assert any("泰坦尼克" in word for word in answer.explanation.missing_words)
    assert "没有找到" in answer.explanation.zh
    assert len(answer.passages) > 0


def test_the_kind_of_thing_asked_for_is_no_word_that_articles_lack(shelf: Shelf) -> None:
    assert look_at("大桥扮演什么角色？", (), shelf).missing == ()
    assert (
        look_at("大桥馆长主张怎么修？", (), shelf).missing == look_at("大桥馆长怎么修？", (), shelf).missing
    )
    assert look_at("泰坦尼克号扮演啥角色", (), shelf).missing == ("泰坦尼克号",)
    assert look_at("大桥的角色是什么？", (), shelf).missing == ("角色",)


def test_the_guess_is_kept_for_those_who_want_it(shelf: Shelf) -> None:
    answer = shelf.read_as("云河大桥有多宽？", (shelf.all[0], "1280米", -8.0))
    assert not answer.answerable
    assert answer.best_guess == "1280米"
    assert answer.citations == () and answer.guess_citations[0].quote == "1280米"


def test_an_empty_index_and_filters_that_let_nothing_through_are_told_apart(shelf: Shelf) -> None:
    assert compose("谁？", "谁？", [], [], shelf).explanation.code == "empty_index"
    filtered = compose("谁？", "谁？", [], [], shelf, filters=Filters(newspaper="别报"))
    assert filtered.explanation.code == "filtered_out"


def test_no_span_of_the_kind_asked_for_is_said_so() -> None:
    article = make_article("新桥", "云河大桥昨日通车，市民纷纷前来参观。")
    answer = Shelf([article]).read_as("云河大桥通车多少人参观？", (article, "市民", -6.0))
    assert answer.explanation.code in ("type_missing", "unknown_words")
    assert not answer.answerable


def test_a_year_that_the_nearest_passage_does_not_name_is_said_to_be_missing() -> None:
    bridge = make_article("新桥", "云河大桥昨日通车，全长1280米。")
    park = make_article("公园", "2019年，山城公园建成开放。")
    answer = Shelf([bridge, park]).read_as("2019年云河大桥全长多少米？", (bridge, "1280米", -8.0))
    assert not answer.answerable
    assert answer.explanation.code == "name_missing"
    assert "2019" in answer.explanation.zh and "2019" in answer.explanation.en


# Yes and no


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("大桥通车了吗？", "昨日上午，大桥正式通车。", "是"),
        ("老城墙拆了没？", "老城墙最终免遭拆除。", "否"),
        ("大桥通车了吗？", "大桥尚未通车。", "否"),
        ("大桥通车了吗？", "大桥预计年底通车。", ""),
        ("水还脏不脏？", "如今水清了。", ""),
        ("票价是多少？", "票价一元。", ""),
    ],
)
def test_a_verdict_only_when_it_is_certain(question: str, sentence: str, expected: str) -> None:
    assert verdict(question, understand(question), sentence, 1.0) == expected


def test_no_verdict_from_a_sentence_about_something_else() -> None:
    assert verdict("大桥通车了吗？", understand("大桥通车了吗？"), "隧道正式通车。", 0.3) == ""


# Whole spans


TEXT = make_article(
    "会议在“云河厅”举行",
    "31路、32路和夜班5路共投入45辆车，超过1.5亿人受益，客流量全国第二。\n他说：“要坚持‘修旧如旧’原则。”网格员宋小楠于7月14日至15日到场。周明作总结讲话。",
    byline="本报记者 林舟",
)


@pytest.mark.parametrize(
    ("question", "rough", "whole"),
    [
        ("投入多少辆车？", "45", "45辆"),
        ("多少人受益？", "1.5亿", "超过1.5亿人"),
        ("多少人受益？", "5亿人受", "超过1.5亿人受益"),
        ("网格员是谁？", "宋小", "宋小楠"),
        ("谁总结？", "周明作", "周明"),
        ("什么时候到场？", "14日", "7月14日至15日"),
        ("哪一年到场？", "14日", "7月14日至15日"),
        ("原则是什么？", "修旧如旧’", "‘修旧如旧’"),
        ("坚持什么原则？", "‘修旧如旧’原则。”", "‘修旧如旧’原则"),
        ("哪三条线路？", "32路", "31路、32路和夜班5路"),
        ("会议在哪里举行？", "“云河厅", "“云河厅”"),
        ("客流量排全国第几？", "第二", "全国第二"),
    ],
)
def test_spans_are_made_whole(question: str, rough: str, whole: str) -> None:
    start = TEXT.text.index(rough)
    first, last = snap(TEXT, start, start + len(rough), understand(question))
    assert TEXT.text[first:last] == whole


@pytest.mark.parametrize(
    ("question", "rough", "whole"),
    [
        ("大桥哪一年通车？", "2019年", "2019年"),
        ("In what year did the bridge open?", "2019", "2019年"),
        ("大桥什么时候通车？", "2019年", "2019年5月3日"),
        ("大桥哪年通车？", "2019年5月", "2019年5月3日"),  # the reader means the day: that is not taken away
        ("用了几年？", "三", "三年"),
    ],
)
def test_the_year_is_enough_where_a_year_is_asked_for(question: str, rough: str, whole: str) -> None:
    text = "历时三年，大桥于2019年5月3日通车。"
    article = replace(TEXT, text=text, parts=(Part("paragraph", 0, len(text)),))
    start = text.index(rough)
    first, last = snap(article, start, start + len(rough), understand(question))
    assert text[first:last] == whole


def test_a_span_never_leaves_its_headline_or_paragraph() -> None:
    end_of_title = TEXT.parts[0].end
    first, last = snap(TEXT, end_of_title - 2, end_of_title + 5, understand("谁？"))
    low, high = part_of(TEXT, end_of_title - 2, end_of_title + 5)
    assert low <= first <= last <= high


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_snapping_any_span_stays_inside_one_part_and_is_stable(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT.text) - 1))
    end = data.draw(st.integers(start + 1, len(TEXT.text)))
    asked = understand(
        data.draw(st.sampled_from(["多少人？", "谁？", "哪三条线路？", "为什么？", "什么时候？"]))
    )
    first, last = snap(TEXT, start, end, asked)
    low, high = part_of(TEXT, start, end)
    assert low <= first <= last <= high
    assert "\n" not in TEXT.text[first:last]


# Features and weights


def test_features_are_named_finite_and_pure(shelf: Shelf) -> None:
    question = "云河大桥全长多少米？"
    found = shelf.candidates(question)
    reading = PlainReader().read(question, found)[0]
    query = look_at(question, found, shelf)
    home = next(candidate for candidate in found if candidate.passage.id == reading.passage)
    once = features(reading, home, query, home.passage.text)
    assert once == features(reading, home, query, home.passage.text)
    assert all(abs(value) < 1e6 for value in once.values())


def test_the_logistic_is_safe_at_both_ends() -> None:
    assert logistic(0.0) == 0.5
    assert 0.0 <= logistic(-1e9) < 1e-9
    assert 1 - 1e-9 < logistic(1e9) <= 1.0
    assert weigh({"a": 2.0, "b": 1.0}, {"a": 3.0}) == 6.0


def test_the_same_question_gives_the_same_answer(shelf: Shelf) -> None:
    assert shelf.ask("图书馆馆长是谁？") == shelf.ask("图书馆馆长是谁？")


def test_passages_are_listed_best_first_with_their_sources(shelf: Shelf) -> None:
    answer = shelf.ask("图书馆馆长是谁？")
    scores = [candidate.score for candidate in answer.passages]
    assert scores == sorted(scores, reverse=True)
    assert {candidate.passage.article for candidate in answer.passages} <= set(answer.sources)
    assert answer.index_version == "7"


def test_a_number_of_another_year_gives_way_to_the_one_beside_it() -> None:
    article = make_article("城镇化", "进入新时代，我国城镇化率从2012年的53.1%提高到2024年的67%。")
    shelf = Shelf([article])
    answer = checked(shelf.read_as("2024年我国城镇化率是多少？", (article, "53.1%", 6.0)), shelf)
    assert answer.best_guess == "67%"
    answer = checked(shelf.read_as("2012年我国城镇化率是多少？", (article, "53.1%", 6.0)), shelf)
    assert answer.best_guess == "53.1%"


def test_the_other_number_of_a_sentence_is_no_alternative() -> None:
    article = make_article(
        "公厕", "目前主城区159座公厕已配备洗手液，22处驿站也在完善。\n去年主城区有公厕150座。"
    )
    shelf = Shelf([article])
    marked = ((article, "159座", 9.0), (article, "22处", 8.9), (article, "150座", 8.8))
    answer = checked(shelf.read_as("主城区公厕有多少？", *marked), shelf)
    assert answer.best_guess == "159座"
    assert [other.text for other in answer.alternatives] == ["150座"]


def test_an_item_asked_for_by_its_number_is_what_follows_that_number() -> None:
    body = "会议部署5个方面的任务。一是优化体系。二是建设城市。\n三是建设宜居城市。四是建设美丽城市。五是建设韧性城市。"
    article = make_article("会议召开", body)
    shelf = Shelf([article])
    answer = checked(shelf.read_as("会议部署的任务，第五项是什么？", (article, "5个方面", 3.0)), shelf)
    assert answer.best_guess == "建设韧性城市"


def test_of_a_span_of_several_clauses_the_first_is_enough_where_one_is_asked_for(shelf: Shelf) -> None:
    found = shelf.candidates("大桥是什么角色？")
    reading = PlainReader().read("大桥是什么角色？", found)[0]
    home = next(candidate for candidate in found if candidate.passage.id == reading.passage)
    for question, expected in (("大桥是什么角色？", 2.0), ("大桥有哪些角色？", 0.0), ("为什么修大桥？", 0.0)):
        query = look_at(question, found, shelf)
        long = replace(reading, text="先行官，在推动产业升级、促进协同，肩负重任")
        assert features(long, home, query, home.passage.text)["clauses"] == expected


def test_a_span_is_measured_by_the_sentences_it_runs_over(shelf: Shelf) -> None:
    found = shelf.candidates("大桥有哪些角色？")
    reading = PlainReader().read("大桥有哪些角色？", found)[0]
    home = next(candidate for candidate in found if candidate.passage.id == reading.passage)
    query = look_at("大桥有哪些角色？", found, shelf)
    for text, stops in (("先行官、主力军", 0.0), ("先行官。据悉，主力军", 1.0), ("“要当先行官。”", 0.0)):
        assert features(replace(reading, text=text), home, query, home.passage.text)["stops"] == stops


def test_a_headline_that_is_asked_for_is_found_although_no_passage_says_it(shelf: Shelf) -> None:
    for question in (
        "讲冬季供暖提前的那篇报道，标题是什么？",
        "What is the title of the newspaper's report on 冬季供暖提前?",
    ):
        assert checked(shelf.ask(question), shelf).best_guess == "冬季供暖提前三天"


def test_who_signed_an_article_is_read_off_its_byline(shelf: Shelf) -> None:
    for question in (
        "《图书馆延长开放时间》这篇报道是谁写的？",
        "图书馆延长开放时间那篇，记者是谁",
        "Who wrote the article 图书馆延长开放时间?",
    ):
        assert checked(shelf.ask(question), shelf).best_guess == "苏禾"
    lead = make_article("坚持实干", "崇尚实干才能抓好落实，记者林舟昨日到场。", byline="云河日报评论员")
    shelf = Shelf([lead, make_article("大桥通车", "市长昨日到场。", byline="本报记者 林舟")])
    answer = checked(shelf.read_as("《坚持实干》的作者是谁？", (lead, "林舟", 2.0)), shelf)
    assert answer.best_guess == "云河日报评论员"
