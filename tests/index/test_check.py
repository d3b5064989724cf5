"""The check finds what hashes cannot: an index that was written wrong is not verbatim."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import FakeEncoder

import rag.articles
from rag.index import build
from rag.index.inspection import check
from rag.types import Article, Document, Repair, Run

Spoil = Callable[[Article], Article]


def spoiled_run(article: Article) -> Article:
    first = article.runs[0]
    return replace(article, runs=(Run(first.start, first.raw_start + 1, first.length), *article.runs[1:]))


def unlisted_character(article: Article) -> Article:
    return replace(article, runs=article.runs[1:])


def wrong_repair(article: Article) -> Article:
    return replace(article, repairs=(Repair("character", 0, 1, 0, 1, "某", article.text[0]),))


def wrong_hash(article: Article) -> Article:
    return replace(article, sha256="0" * 64)


def overlapping_parts(article: Article) -> Article:
    return replace(article, parts=(article.parts[0], *article.parts))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoiled_run, "is not the source at"),
        (unlisted_character, "comes from nowhere"),
        (wrong_repair, "does not come from"),
        (wrong_hash, "sha256"),
        (overlapping_parts, "overlap"),
    ],
)
def test_an_article_that_is_not_verbatim_is_named(
    tmp_path: Path, newspaper_folder: Path, monkeypatch: pytest.MonkeyPatch, spoil: Spoil, said: str
) -> None:
    find = rag.articles.find_articles

    def spoiling(document: Document) -> list[Article]:
        return [spoil(article) if document.name == "04.txt" else article for article in find(document)]

    monkeypatch.setattr(rag.articles, "find_articles", spoiling)
    build([newspaper_folder], tmp_path / "indexes", encoder=FakeEncoder())
    faults = check(tmp_path / "indexes")
    assert any(said in fault for fault in faults)
    assert all("04.txt" in fault for fault in faults)


@pytest.mark.parametrize("name", ["repeats", "continues", "continued_by"])
@pytest.mark.parametrize("other", ["0" * 16, "another"])
def test_a_link_that_leads_nowhere_or_not_back_is_named(
    tmp_path: Path, newspaper_folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, other: str
) -> None:
    def linked(articles: Sequence[Article]) -> list[Article]:
        to = articles[-1].id if other == "another" else other
        return [replace(articles[0], **{name: to}), *articles[1:]]

    monkeypatch.setattr("rag.articles.links.relations.relate", linked)
    build([newspaper_folder], tmp_path / "indexes", encoder=FakeEncoder())
    faults = check(tmp_path / "indexes")
    one_way = name == "repeats" and other == "another"
    assert bool(faults) is not one_way, "a copy is not named by what it repeats, a half by its other half is"
    assert all(f"{name} " in fault for fault in faults)


def test_a_sound_index_has_no_faults(tmp_path: Path, newspaper_folder: Path) -> None:
    build([newspaper_folder], tmp_path / "indexes", encoder=FakeEncoder())
    assert check(tmp_path / "indexes") == []
