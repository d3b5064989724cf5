"""The names in the articles: who holds which post, which number counts what, and where each of them stands."""

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import FakeEncoder, make_article

from rag.articles import find_articles
from rag.index import build, open_index
from rag.index.as_json import named
from rag.index.entities import Name, collect, counted, names, posts
from rag.language.names import like_person, persons
from rag.types import Article, Document

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def by_name(found: tuple[Name, ...]) -> dict[str, Name]:
    return {name.name: name for name in found}


@pytest.fixture(scope="module")
def seeds() -> dict[str, Name]:
    """All names of the five pages."""
    articles: list[Article] = []
    for path in sorted(SEEDS.glob("*.txt")):
        document = Document(path.name, "text/plain", "", path.read_text("utf-8"), "utf-8", "text")
        articles.extend(find_articles(document))
    return by_name(collect(articles))


@pytest.mark.parametrize(
    ("before", "post", "organisation"),
    [
        ("市交通局局长", "市交通局局长", "市交通局"),
        ("会上，云河县委副书记、县长", "云河县委副书记、县长", "云河县委"),
        ("副市长,市公安局党委书记、局长", "副市长,市公安局党委书记、局长", "市公安局"),
        ("近日，市水利局党组书记、局长", "市水利局党组书记、局长", "市水利局"),
        ("走在前面的网格员", "网格员", ""),
        ("记者采访了东山村村支书", "东山村村支书", "东山村村"),
        ("本报记者 ", "本报记者", "本报"),
        ("大桥通车了，", "", ""),
        ("局长说得好。", "", ""),
        ("会上，和顺县委书记", "和顺县委书记", "和顺县委"),
        ("", "", ""),
    ],
)
def test_the_posts_before_a_name(before: str, post: str, organisation: str) -> None:
    assert posts(before) == (post, organisation)


@pytest.mark.parametrize(
    ("text", "number", "what"),
    [
        ("主城区159座公厕全部开放", "159座", "公厕"),
        ("大桥全长1280米，双向通行", "1280米", "全长"),
        ("馆内藏书82万册。", "82万册", "藏书"),
        ("登记不可移动文物76.7万处，", "76.7万处", "不可移动文物"),
        ("划定历史文化街区近1300片。", "1300片", "历史文化街区"),
        ("对县前巷等17处“马路市场”开展整治", "17处", "马路市场"),
        ("清洁能源装机占比突破50%，", "50%", "装机"),
        ("1280米", "1280米", ""),
    ],
)
def test_what_a_number_counts(text: str, number: str, what: str) -> None:
    start = text.index(number)
    assert what in counted(text, start, start + len(number))
    assert bool(counted(text, start, start + len(number))) is bool(what)


def test_people_of_the_small_newspaper_have_their_posts(newspaper: tuple[Article, ...]) -> None:
    found = by_name(collect(newspaper))
    assert found["何平"].roles == ("市交通局局长",) and found["何平"].organisations == ("市交通局",)
    assert found["李大山"].kind == "person"
    bridge = next(article for article in newspaper if article.title == "云河大桥建成通车")
    assert (found["何平"].articles, found["何平"].dates) == ((bridge.id,), ("2024-05-01",))
    assert len(found["林舟"].articles) == 3, "a reporter is named in three articles"
    assert "公交车" in "".join(found["45辆"].roles)


def test_every_mention_is_a_slice_of_its_article(newspaper: tuple[Article, ...]) -> None:
    texts = {article.id: article.text for article in newspaper}
    found = collect(newspaper)
    assert found
    for name in found:
        assert name.mentions
        for one in name.mentions:
            assert "".join(texts[one.article][one.start : one.end].split()) == name.name
            assert not one.role or one.role[:2] in texts[one.article]


def test_figures_of_speech_ranks_and_times_count_nothing() -> None:
    text = "一个时代有一个时代的主题。2024年7月18日，第3次会议召开，千家万户受益，持续15分钟。"
    assert [name.name for name in collect([make_article("会议", text)]) if name.kind == "number"] == []


def test_words_in_the_place_of_a_name_are_no_names() -> None:
    text = "市委书记强调，要抓好落实。总书记文章指出方向，党员干部表示赞成。"
    assert [name.name for name in collect([make_article("要闻", text)]) if name.kind == "person"] == []


def test_what_people_have_is_not_what_they_are_called() -> None:
    text = "打造文明城市，提升群众幸福感获得感。市政协副主席韩文让、牛革平参加会议。"
    found = [name.name for name in collect([make_article("要闻", text)]) if name.kind == "person"]
    assert "幸福感" not in found and "韩文让" in found and "韩文" not in found


def test_places_are_named_in_full_and_words_are_none() -> None:
    text = "长治市潞城区的志愿者来到黄河岸边，和平、美丽、文明的城市每年吸引山西各地游客。"
    places = [name.name for name in collect([make_article("要闻", text)]) if name.kind == "place"]
    assert set(places) == {"长治市潞城区", "黄河", "山西"}


def test_the_seeds_name_their_places(seeds: dict[str, Name]) -> None:
    assert {"长治", "潞城", "壶关县", "祁县"} <= {
        name.name for name in seeds.values() if name.kind == "place"
    }


def test_page_furniture_names_nobody() -> None:
    page = replace(make_article("", "本报记者 林舟"), kind="furniture")
    assert collect([page]) == ()
    assert collect([]) == ()


def test_the_seeds_name_who_holds_which_post(seeds: dict[str, Name]) -> None:
    assert seeds["贺思宇"].roles == ("潞州区委书记",)
    assert seeds["秦书伟"].roles == ("副市长,市公安局党委书记、局长",)
    assert seeds["秦书伟"].organisations == ("市公安局",)
    assert seeds["秦书伟"].dates == ("2025-07-14",)
    assert len(seeds["谢斌"].articles) == 2, "named on two pages"
    assert "公厕" in "".join(seeds["159座"].roles)


def test_names_are_found_by_any_word_that_belongs_to_them(
    newspaper_folder: Path, tmp_path: Path, encoder: FakeEncoder
) -> None:
    where = tmp_path / "indexes"
    build([newspaper_folder], where, encoder=encoder)
    index = open_index(where, encoder=encoder)
    everything = names(index)
    assert names(index, "交通局 局长")[0].name == "何平"
    assert names(index, "何平") == names(index, "市交通局局长")
    assert names(index, "并无此人") == ()
    assert set(names(index, "公交车")) < set(everything)
    kinds = [name.kind for name in everything]
    assert kinds == sorted(kinds, key=["person", "place", "number"].index), "people come first"
    fact = named(everything[0])
    assert fact["name"] == everything[0].name and fact["mentions"]
    index.close()


def test_a_character_that_a_cut_line_left_is_no_part_of_a_post() -> None:
    whole = "忻州市委副秘书长、市信访局局长"
    assert posts(f"制度化、规范化、常{whole}") == posts(whole) and posts(whole)[0] == whole
    assert posts("原忻州市委书记")[0] == "原忻州市委书记"


@pytest.mark.parametrize("name", ["王和平", "岳清和", "周望来", "李为民", "欧阳有为", "司马和", "王明"])
def test_any_letter_may_stand_in_a_name(name: str) -> None:
    text = f"云河镇水利站站长{name}说，清淤后可灌溉农田三百亩。"
    assert name in [text[start:end] for start, end, _ in persons(text)]
    assert like_person(name) >= 0.7


def test_a_name_ends_before_the_word_that_joins_it_to_another() -> None:
    text = "市长王明和书记李勇出席，局长何平为大家讲课。"
    assert [text[start:end] for start, end, _ in persons(text)] == ["王明", "李勇", "何平"]


def test_a_name_is_not_cut_behind_the_word_that_follows_it() -> None:
    texts = ("县委书记何平在参加座谈会时说，要把路修好。", "县委书记何平表示，全县有公厕35座。")
    articles = [make_article(f"标题{n}", text) for n, text in enumerate(texts)]
    found = collect(articles)
    (person,) = [name for name in found if name.kind == "person"]
    assert person.name == "何平" and len(person.mentions) == 2
    by_id = {one.id: one for one in articles}
    assert all(by_id[one.article].text[one.start : one.end] == "何平" for one in person.mentions)
    assert [name.roles for name in found if name.name == "35座"] == [("公厕",)]
