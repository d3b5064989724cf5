"""Artificial and real pages with known truth into figures: how well articles and their headlines are found.

Run ``python benchmarks/segmentation.py NEWS.jsonl.gz [--gold ARTICLES.json --seeds FOLDER] [--pages 200]``, with
``--variants`` also on pages that each have one kind of trouble throughout.
Boundary F1 counts characters: each true article is paired with at most one found article (largest overlap first),
precision is the paired overlap over all characters found in stories, recall over all characters of true stories.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.pages import VARIANTS, Page, make_page, stories
from rag.articles import find_articles
from rag.types import Article, Document


@dataclass(slots=True)
class Figures:
    """Sums over pages."""

    shared: int = 0
    found: int = 0
    true: int = 0
    titles: int = 0
    right: int = 0
    pages: int = 0
    seconds: float = 0.0

    def add(self, other: "Figures") -> None:
        """Add the figures of other pages."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def f1(self) -> float:
        """Boundary F1 by characters."""
        return 2 * self.shared / max(1, self.found + self.true)

    @property
    def headlines(self) -> float:
        """Share of true articles whose headline was found as printed ("" where none is printed)."""
        return self.right / max(1, self.titles)

    def line(self, name: str) -> str:
        """Return one line of the report."""
        return (
            f"{name:28} pages {self.pages:4}  F1 {self.f1:.4f}  precision {self.shared / max(1, self.found):.4f}  "
            f"recall {self.shared / max(1, self.true):.4f}  headline {self.headlines:.4f}  "
            f"{1000 * self.seconds / max(1, self.pages):.0f} ms/page"
        )


def score(page: Page, articles: Sequence[Article]) -> Figures:
    """Compare the articles found on one page with its truth."""
    blank = [character.isspace() or character == "#" for character in page.text]
    owned: list[dict[int, int]] = []
    sizes: list[int] = []
    stories_found = [article for article in articles if article.kind != "furniture"]
    for article in stories_found:
        counts: dict[int, int] = {}
        for run in article.runs:
            for at in range(run.raw_start, run.raw_start + run.length):
                if not blank[at]:
                    counts[page.owners[at]] = counts.get(page.owners[at], 0) + 1
        owned.append(counts)
        sizes.append(sum(counts.values()))
    pairs = sorted(
        (
            (count, -n, owner)
            for n, counts in enumerate(owned)
            for owner, count in counts.items()
            if owner >= 0
        ),
        reverse=True,
    )
    result = Figures(found=sum(sizes), titles=len(page.titles), pages=1)
    result.true = sum(owner >= 0 and not space for owner, space in zip(page.owners, blank, strict=True))
    matched: dict[int, int] = {}
    for count, number, owner in pairs:
        if owner not in matched and -number not in matched.values():
            matched[owner] = -number
            result.shared += count
    for owner, title in enumerate(page.titles):
        found = stories_found[matched[owner]].title if owner in matched else None
        result.right += found is not None and _flat(found) == _flat(title)
    return result


def _flat(text: str) -> str:
    table = str.maketrans("，；：？！（）", ",;:?!()")
    return "".join(text.split()).translate(table)


def gold_pages(truth: Path, seeds: Path) -> list[tuple[str, Page]]:
    """Read the pages with known truth."""
    found: list[tuple[str, Page]] = []
    for entry in json.loads(truth.read_text("utf-8"))["files"]:
        text = (seeds / entry["file"]).read_text("utf-8")
        starts = [0]
        for line in text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        page = Page(text, [-1] * len(text), [])
        for number, article in enumerate(entry["articles"]):
            page.titles.append(article["title"])
            lines = article["lines"]
            numbers = {*lines["title"], *lines["byline"]}
            for first, last in lines["body"]:
                numbers.update(range(first, last + 1))
            for section in article.get("sections", []):
                numbers.update(section["lines"]["title"])
            for line in numbers:
                for at in range(starts[line - 1], min(starts[line], len(text))):
                    page.owners[at] = number
        _own_jumps(
            page, [starts[item["line"] - 1] for item in entry["non_content"] if item["kind"] == "jump"]
        )
        found.append((entry["file"], page))
    return found


def _own_jumps(page: Page, starts: Sequence[int]) -> None:
    """Give jump lines on lines of their own to the story above them, with which they are kept."""
    for start in starts:
        above = next((page.owners[at] for at in range(start - 1, -1, -1) if page.owners[at] >= 0), -1)
        at = start
        while at < len(page.text) and page.text[at] != "\n":
            page.owners[at] = above if page.owners[at] < 0 else page.owners[at]
            at += 1


def measure(page: Page, name: str = "page.txt") -> tuple[Figures, list[Article]]:
    """Find the articles of a page and score them."""
    started = time.perf_counter()
    articles = find_articles(Document(name, "text/plain", "", page.text, "utf-8", "text"))
    seconds = time.perf_counter() - started
    figures = score(page, articles)
    figures.seconds = seconds
    return figures, articles


def artificial(news: Path, pages: int, seed: int, variant: str = "mixed") -> list[Page]:
    """Make pages; the seed chooses stories and styles."""
    pool = list(stories(news))
    chance = Random(seed)
    return [make_page(chance, chance.sample(pool, chance.randint(3, 9)), variant) for _ in range(pages)]


def summed(pages: Iterable[Page]) -> Figures:
    """Return the figures of several pages together."""
    total = Figures()
    for page in pages:
        total.add(measure(page)[0])
    return total


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("news", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--seeds", type=Path, default=Path("seeds"))
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--variants", type=int, default=0, metavar="PAGES", help="pages of each kind of trouble"
    )
    options = parser.parse_args(arguments)
    report = [summed(artificial(options.news, options.pages, options.seed)).line("artificial pages")]
    for variant in VARIANTS if options.variants else ():
        pages = artificial(options.news, options.variants, options.seed, variant)
        report.append(summed(pages).line(variant))
    if options.gold:
        gold = Figures()
        for name, page in gold_pages(options.gold, options.seeds):
            figures = measure(page, name)[0]
            report.append(figures.line(name))
            gold.add(figures)
        report.append(gold.line("pages with known truth"))
    sys.stdout.write("\n".join(report) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
