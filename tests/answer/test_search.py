"""From a question to candidates: fusion, filters, and questions of no use."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import STORIES, FakeEncoder, make_article, make_document

import rag.articles
from rag.answer.retrieve import allowed_articles, checked_question, fuse, search
from rag.errors import QuestionError
from rag.index import Index, build, open_index
from rag.settings import FURNITURE_PENALTY
from rag.types import Article, Document, Filters


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An index of the newspaper whose articles have dates and a paper, as if they had been printed."""
    folder = tmp_path_factory.mktemp("search")
    (folder / "pages").mkdir()
    made = {}
    for number, (title, byline, date, body) in enumerate(STORIES):
        date = {8: "2024-11", 9: ""}.get(number, date)
        article = make_article(title, body, byline, date, source=f"{number:02}.txt")
        made[article.source] = article
        (folder / "pages" / article.source).write_text(article.text, encoding="utf-8")

    def find(document: Document) -> list[Article]:
        assert make_document(made[document.name]).text == document.text
        return [made[document.name]]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rag.articles, "find_articles", find)
        build([folder / "pages"], folder / "indexes", encoder=FakeEncoder())
    opened = open_index(folder / "indexes", encoder=FakeEncoder())
    yield opened
    opened.close()


def title_of(index: Index, question: str, filters: Filters = Filters()) -> str:
    found = search(index, question, filters=filters)
    return found[0].passage.title if found else ""


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("云河大桥全长多少米？", "云河大桥建成通车"),
        ("大桥 投资", "云河大桥建成通车"),
        ("雲河大橋總投資是多少", "云河大桥建成通车"),
        ("Ｗhat is ３４００万平方米", "冬季供暖提前三天"),
        ("古城墙用什么材料修缮", "古城墙修缮工程开工"),
        ("谁写了图书馆延长开放时间", "图书馆延长开放时间"),
        ("服务热线96777", "冬季供暖提前三天"),
    ],
)
def test_the_right_article_comes_first(index: Index, question: str, title: str) -> None:
    assert title_of(index, question) == title


def test_every_candidate_tells_how_it_was_found(index: Index) -> None:
    found = search(index, "污水处理厂日处理能力", top_k=5)
    assert len(found) == 5
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    best = found[0]
    assert best.term_rank == 1
    assert best.term > 0
    assert best.dense_rank >= 1
    assert 0 < best.sentence <= 1.001
    assert len({c.passage.id for c in found}) == 5


def test_the_same_question_gives_the_same_list(index: Index) -> None:
    assert search(index, "新增公交线路有哪几条") == search(index, "新增公交线路有哪几条")


def test_a_question_whose_words_occur_nowhere_still_finds_by_meaning(index: Index) -> None:
    found = search(index, "zzzz qqqq")
    assert found
    assert all(c.term == 0 and c.term_rank == 0 for c in found)


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        (Filters(), range(10)),
        (Filters(date_from="2024-09-01"), [3, 7, 8]),
        (Filters(date_to="2024-05-02"), [0, 1]),
        (Filters(date_from="2024-05", date_to="2024-05"), [0, 1, 2]),
        (Filters(date_from="2024-11-15", date_to="2024-11-30"), [8]),
        (Filters(date_from="2024"), range(9)),
        (Filters(date_from="2025"), []),
        (Filters(source="04.txt"), [4]),
        (Filters(source="04"), []),
        (Filters(newspaper="云河日报"), range(10)),
        (Filters(newspaper="别的报"), []),
        (Filters(newspaper="云河日报", date_to="2024-05-01"), [0]),
    ],
)
def test_filters(index: Index, filters: Filters, numbers: list[int]) -> None:
    allowed = allowed_articles(index, filters)
    ids = [article.id for article in index.articles()]
    assert list(ids if allowed is None else allowed) == [ids[number] for number in numbers]
    found = {c.passage.article for c in search(index, "市里的新闻", filters=filters, top_k=100)}
    assert found == {ids[number] for number in numbers}


def test_only_the_articles_that_are_named(index: Index) -> None:
    wanted = next(a.id for a in index.articles() if a.title == "果农喜迎丰收")
    assert title_of(index, "云河大桥全长", Filters(articles=(wanted,))) == "果农喜迎丰收"
    assert search(index, "云河大桥", filters=Filters(articles=("没有这篇",))) == []


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("", "请先写下问题"),
        (" \n\u3000", "请先写下问题"),
        ("？！……", "标点"),
        ("\u200b\u200b", "标点"),
        ("问" * 513, "太长"),
        ("问" * 100_000, "太长"),
        (None, "文字"),
        (3.5, "文字"),
        (["谁"], "文字"),
        ({"a": 1}, "文字"),
    ],
)
def test_a_question_of_no_use_gets_a_sentence(index: Index, question: object, said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        search(index, question)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "question", ["<script>alert(1)</script>", "a\x00b", "\ud800桥", "' OR 1", "桥" * 512, "🌉"]
)
def test_odd_questions_are_searched_or_refused_in_words(index: Index, question: str) -> None:
    try:
        assert len(search(index, question)) <= 10
    except QuestionError as error:
        assert str(error)


@pytest.mark.parametrize("top_k", [0, -1, 101, True, 2.5, "3", None])
def test_an_impossible_number_of_passages_is_refused(index: Index, top_k: object) -> None:
    with pytest.raises(QuestionError):
        search(index, "大桥", top_k=top_k)  # type: ignore[arg-type]


def test_more_than_there_are_gives_all(index: Index) -> None:
    assert len(search(index, "大桥", top_k=100)) == index.store.count()


def test_a_list_that_matches_nothing_has_no_vote() -> None:
    ids = [1, 2, 3]
    with_empty = fuse(ids, {1: 0.9, 2: 0.8, 3: 0.7}, {}, {1: 0.5, 2: 0.5, 3: 0.5})
    alone = fuse(ids, {1: 0.9, 2: 0.8, 3: 0.7}, {1: 2.0, 2: 2.0, 3: 2.0}, {})
    assert with_empty == alone
    assert sorted(ids, key=lambda number: -with_empty[number]) == ids


def test_fusing_nothing() -> None:
    assert fuse([], {}, {}, {}) == {}
    assert fuse([7], {7: 0.9}, {7: 3.0}, {7: 0.9}) == {7: 0.0}


def test_an_empty_index_finds_nothing(tmp_path: Path, newspaper_folder: Path) -> None:
    from rag.index import remove

    build([newspaper_folder / "00.txt"], tmp_path / "indexes", encoder=FakeEncoder())
    remove(["00.txt"], tmp_path / "indexes", encoder=FakeEncoder())
    empty = open_index(tmp_path / "indexes", encoder=FakeEncoder())
    assert search(empty, "大桥") == []
    empty.close()


def test_spaces_around_a_question_do_not_count() -> None:
    assert checked_question("  谁？\n") == "谁？"


# Page furniture


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """A page with photo labels and layout credits beside its stories."""
    (path,) = (Path(__file__).resolve().parents[2] / "seeds").glob("001*.txt")
    where = tmp_path_factory.mktemp("page") / "indexes"
    build([path], where, encoder=FakeEncoder())
    opened = open_index(where, encoder=FakeEncoder())
    yield opened
    opened.close()


def test_furniture_is_known_by_its_passages(page: Index, index: Index) -> None:
    kinds = {article.id: article.kind for article in page.articles()}
    found = {passage.article for passage in page.store.get(sorted(page.furniture()))}
    assert found == {id for id, kind in kinds.items() if kind == "furniture"} != set()
    assert index.furniture() == frozenset()


def test_furniture_stands_back_unless_it_is_asked_for(page: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {found.passage.id: found.score for found in search(page, "碧水萦绕的城市公园", top_k=50)}
    monkeypatch.setattr("rag.answer.retrieve.FURNITURE_PENALTY", 0.0)
    free = {found.passage.id: found.score for found in search(page, "碧水萦绕的城市公园", top_k=50)}
    assert kept.keys() == free.keys() and page.furniture() & kept.keys()
    for number, score in free.items():
        taken = FURNITURE_PENALTY if number in page.furniture() else 0.0
        assert kept[number] == pytest.approx(score - taken)


def test_furniture_is_found_when_asked_for(page: Index) -> None:
    assert search(page, "本版图片由本报视觉中心提供，版式设计是谁？")[0].passage.id in page.furniture()
