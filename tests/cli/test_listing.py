"""What `rag articles` shows: every fact of an article, the words it was inferred from, and what looks misread."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import make_article

from rag.articles import find_articles
from rag.articles.facts.misreadings import suggest
from rag.cli.terminal import article_line, article_lines
from rag.index.as_json import listed
from rag.types import Article, Document

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@pytest.fixture(scope="module")
def page() -> list[Article]:
    """The articles of a page with misreadings, a date that was inferred, and half of a continued story."""
    (path,) = SEEDS.glob("003*.txt")
    return find_articles(Document(path.name, "text/plain", "", path.read_text("utf-8"), "utf-8", "text"))


def test_an_article_is_shown_whole_with_all_that_was_inferred_and_repaired(page: list[Article]) -> None:
    for article in page:
        told = "\n".join(article_lines(article))
        for part in article.parts:
            assert article.text[part.start : part.end] in told
        for repair in article.repairs:
            assert f"raw {repair.raw_start}-{repair.raw_end}" in told
        for name, evidence in article.evidence.items():
            assert name in told and evidence.words in told and evidence.reason in told
        assert article.jump in told


def test_suspected_misreadings_are_listed_and_nothing_is_changed(page: list[Article]) -> None:
    article = next(article for article in page if any(one.after == "深入" for one in suggest(article)))
    told = "\n".join(article_lines(article))
    assert "可能的误读" in told and "'深人' -> '深入'" in told
    assert "深人推进" in article.text, "what was printed is what is shown"
    clean = make_article("云河大桥建成通车", "大桥全长1280米。")
    assert "可能的误读" not in "\n".join(article_lines(clean))


def test_links_to_other_articles_are_shown() -> None:
    article = replace(
        make_article("为转型发展筑牢基石", "创新治理，守护长治久安。"),
        continues="a" * 16,
        continued_by="b" * 16,
        repeats="c" * 16,
        copies=("别的版面.txt",),
    )
    line = article_line(article)
    assert f"接 {'a' * 16}" in line and f"续 {'b' * 16}" in line and f"重复 {'c' * 16}" in line
    assert "别的版面.txt" in "\n".join(article_lines(article))


def test_the_json_of_an_article_is_complete(page: list[Article]) -> None:
    for article in page:
        fact = json.loads(json.dumps(listed(article), ensure_ascii=False, allow_nan=False))
        for name in (
            "id",
            "source",
            "kind",
            "text",
            "jump",
            "continues",
            "continued_by",
            "repeats",
            "page",
            "sha256",
        ):
            assert fact[name] == getattr(article, name), name
        assert fact["paper"] == fact["newspaper"] == article.newspaper
        for role in ("kicker", "title", "subtitle", "byline"):
            assert fact[role] == article.role(role)
        assert 0 <= fact["start"] < fact["end"]
        assert all(line in fact["text"] for line in fact["body"].split("\n"))
