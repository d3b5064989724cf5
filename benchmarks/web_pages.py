"""Measure what is read off saved web pages: headline, newspaper, date, and whether the story is there and alone.

    python benchmarks/web_pages.py FOLDER TRUTH.json [--show]

TRUTH.json holds for each file name {"title": "…", "newspaper": ["…", …], "date": "2025-07-14", "starts": "…"}: any of
the names counts (the paper that wrote it, the site that shows it), "" means that the page does not print it, and the
optional "starts" are words that the story must hold. The pages are their publishers' and stay out of the project.
"""

import argparse
import json
import re
from collections import Counter
from pathlib import Path

from rag.articles import find_articles
from rag.documents import read
from rag.types import Article


def flat(words: str) -> str:
    """Return the words without white space and with one kind of quotation marks."""
    return re.sub(r"[\s\u3000\"'“”‘’]", "", words)


def judge(article: Article | None, truth: dict[str, object], others: int) -> dict[str, str]:
    """Return right, wrong or unknown for each of the four."""
    if article is None:
        return dict.fromkeys(("headline", "newspaper", "date", "story"), "wrong")
    names = {flat(str(name)) for name in truth["newspaper"]}  # type: ignore[attr-defined]
    date = str(truth["date"])
    said = {
        "headline": "right" if flat(article.title) == flat(str(truth["title"])) else "wrong",
        "newspaper": "right"
        if flat(article.newspaper) in names
        else "wrong"
        if article.newspaper
        else "unknown",
        "date": "right" if article.date == date else "wrong" if article.date else "unknown",
        "story": "right"
        if not others and flat(str(truth.get("starts", ""))) in flat(article.text)
        else "wrong",
    }
    return said


def main() -> None:
    """Print the counts and, with --show, every page that is not right."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    counts: dict[str, Counter[str]] = {}
    for name, truth in json.loads(arguments.truth.read_text("utf-8")).items():
        path = arguments.folder / name
        articles = [
            article for document in read(path, name, lambda _: None) for article in find_articles(document)
        ]
        stories = [article for article in articles if article.kind != "furniture"]
        article = max(stories, key=lambda one: len(one.text), default=None)
        said = judge(article, truth, len(stories) - 1)
        for what, verdict in said.items():
            counts.setdefault(what, Counter())[verdict] += 1
        wrong = {what: verdict for what, verdict in said.items() if verdict != "right"}
        if arguments.show and wrong and article is not None:
            print(f"{name} {wrong}: {article.title} | {article.newspaper} | {article.date} | {len(stories)}")
    for what, counted in counts.items():
        total = counted.total()
        shares = "  ".join(f"{verdict} {counted[verdict]}" for verdict in ("right", "wrong", "unknown"))
        print(f"{what:10} {shares}  of {total}: {counted['right'] / total:.0%}")


if __name__ == "__main__":
    main()
