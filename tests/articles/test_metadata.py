"""Newspaper, date and page are read from what is printed, with the words; unknown stays unknown."""

import json
from pathlib import Path

import pytest

from rag.articles import find_articles
from rag.articles.links.duplicates import near_copies
from rag.articles.times import resolve
from rag.types import Article, Document

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
STORY = "本报讯（记者王小明）7月15日，全县小麦收割工作全面展开，各乡镇组织联合收割机下地作业，确保颗粒归仓。"


def first(text: str, name: str = "页.txt", **metadata: str) -> Article:
    return find_articles(Document(name, "text/plain", "", text, "utf-8", "text", metadata))[0]


def seed(start: str) -> Article:
    (path,) = SEEDS.glob(start + "*.txt")
    return first(path.read_text("utf-8"), path.name)


@pytest.mark.parametrize(
    ("start", "date", "precision"),
    [
        ("000", "2025-07-14", "day"),
        ("001", "2025-01", "month"),
        ("002", "2025-07-16", "day"),
        ("004", "", ""),
    ],
)
def test_the_seed_pages_are_dated_by_what_they_print(start: str, date: str, precision: str) -> None:
    article = seed(start)
    assert (article.date, article.date_precision) == (date, precision)
    assert "date" in article.evidence
    assert ("not before" in article.evidence["date"].reason) == (not date)


def test_evidence_quotes_the_page_and_is_never_certain() -> None:
    evidence = seed("000").evidence["date"]
    assert "7月13日" in evidence.words
    assert 0 < evidence.confidence < 1


@pytest.mark.parametrize(
    ("start", "place"), [("000", "长治"), ("001", "长治"), ("002", "晋中"), ("004", "长治")]
)
def test_a_paper_that_is_not_printed_is_unknown_but_may_be_suspected(start: str, place: str) -> None:
    article = seed(start)
    assert article.newspaper == "", "nothing that was not printed can be filtered by"
    suspected = article.evidence["newspaper"]
    assert place + "市的地方报" in suspected.reason and place in suspected.words
    assert suspected.confidence <= 0.5


def test_the_suspected_place_is_that_of_the_truth() -> None:
    truth = SEEDS.parent.parent / "shared" / "gold" / "articles.json"
    if not truth.exists():
        pytest.skip("the truth is not in this copy")
    for entry in json.loads(truth.read_text("utf-8"))["files"]:
        article = seed(entry["file"][:3])
        assert f"疑似{entry['newspaper'].removesuffix('日报')}市" in article.evidence["newspaper"].reason
        assert article.date and entry["issue_date"].startswith(article.date)


def test_a_page_of_many_places_or_of_an_agency_is_nobodys() -> None:
    wire = "新华社北京7月15日电 北京市委、北京市政府今日宣布，北京地铁新线开通，北京全市市民出行更方便。"
    assert "newspaper" not in first(wire).evidence
    many = "本报讯（记者王小明）全市工作会议召开，市委要求学习太原、大同、长治、晋城、临汾、运城的做法。"
    assert "newspaper" not in first(many).evidence


def test_what_lies_ahead_is_no_lower_bound() -> None:
    article = first("到2035年，全县将建成示范区。回顾2021年，全县小麦收割机下地作业，粮食丰收，农民增收。")
    assert article.date == ""
    assert "2021" in article.evidence["date"].reason


def test_a_masthead_gives_paper_date_and_page() -> None:
    article = first(f"长治日报 2025年7月16日 星期三 第3版\n\n全县小麦收割展开\n\n{STORY}\n")
    assert (article.newspaper, article.date, article.page) == ("长治日报", "2025-07-16", "3")
    assert article.title == "全县小麦收割展开"


def test_the_users_metadata_wins_over_what_is_printed() -> None:
    article = first(
        f"长治日报 2025年7月16日 星期三 第3版\n\n{STORY}", newspaper="晋中日报", date="2024年1月2日", page="5"
    )
    assert (article.newspaper, article.date, article.page) == ("晋中日报", "2024-01-02", "5")
    assert article.evidence["date"].confidence == 1.0


@pytest.mark.parametrize("name", ["2025-07-16_长治日报.txt", "报/20250716.txt", "长治_2025.7.16.txt"])
def test_a_date_in_the_files_name_counts(name: str) -> None:
    assert first(STORY, name).date == "2025-07-16"


def test_a_day_without_any_year_gives_no_date() -> None:
    assert first(STORY).date == ""


def test_a_plan_for_a_later_year_does_not_date_the_page() -> None:
    assert (
        first(
            "到2035年12月，全县将建成现代农业示范区，小麦产量将再上新台阶。7月15日，全县动员会召开，部署工作。"
        ).date[:4]
        != "2035"
    )


@pytest.mark.parametrize(
    ("words", "issue", "meant"),
    [
        ("昨日", "2025-07-01", "2025-06-30"),
        ("昨天", "2025-07", ""),
        ("今年", "2025-07", "2025"),
        ("去年", "2025", "2024"),
        ("去年3月", "2025-07-14", "2024-03"),
        ("上月", "2025-01-05", "2024-12"),
        ("本月5日", "2025-07-14", "2025-07-05"),
        ("7月15日", "2025-07-16", "2025-07-15"),
        ("12月30日", "2025-01-02", "2024-12-30"),
        ("3月底", "2025-01", "2025-03"),
        ("30日", "2025-07-02", "2025-06-30"),
        ("十五日", "2025-07-16", "2025-07-15"),
        ("二〇二二年七月", "", "2022-07"),
        ("2012 年 12 月", "", "2012-12"),
        ("2月30日", "2025-07-14", "2025-02"),
        ("近日", "2025-07-14", ""),
        ("7月15日", "", ""),
        ("", "2025-07-14", ""),
        ("99月", "not a date", ""),
    ],
)
def test_words_for_a_time_are_resolved_as_far_as_the_issue_date_allows(
    words: str, issue: str, meant: str
) -> None:
    assert resolve(words, issue) == meant


def test_wire_copy_is_grouped_and_other_stories_are_not() -> None:
    wire = "".join(
        f"国家统计局第{n}次发布的数据显示，第{n}季度工业生产平稳增长，消费市场持续恢复。" for n in range(12)
    )
    other = "".join(f"市图书馆第{n}场读书会举行，第{n}组读者交流心得，活动受到市民欢迎。" for n in range(12))
    one, two = (
        first(f"经济运行平稳\n\n{wire}"),
        first(f"我国经济稳中向好\n\n新华社北京7月15日电 {wire}", "b.txt"),
    )
    three = first(f"书香满城\n\n{other}", "c.txt")
    assert [set(group) for group in near_copies([one, two, three])] == [{one.id, two.id}]


def test_nothing_is_a_copy_of_nothing() -> None:
    assert near_copies([]) == []


@pytest.mark.parametrize(
    ("masthead", "date"),
    [
        ("河东晨报　中華民國二十五年三月五日　星期四", "1936-03-05"),
        ("民国36年11月2日 第二版", "1947-11-02"),
        ("民国二十五年二月三十日", ""),
    ],
)
def test_an_old_masthead_is_dated_in_the_years_of_the_republic(masthead: str, date: str) -> None:
    article = first(f"{masthead}\n\n县城新桥落成通车\n{STORY}")
    assert article.date == date
