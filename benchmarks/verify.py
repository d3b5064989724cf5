"""Drafts made from the sentences of an index -> how often each verdict is right: precision and recall of 不一致.

Each sentence with a claim is taken four ways: unchanged (everything 一致), with one figure changed, with one name
changed (that claim 不一致, the rest 一致), and against an index search that leaves its article out (nothing 不一致).

    python benchmarks/verify.py [INDEX] [SENTENCES]
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rag.articles.passages import sentences
from rag.index import open_index
from rag.types import Article, Candidate
from rag.verify import Checked, verify
from rag.verify.check import Source, over
from rag.verify.claims import Claim, claims

SEED = 7
SURNAMES, GIVEN = "王李张刘陈杨赵周", ("建国", "志强", "海燕", "晓梅", "立军")


def sampled(articles: Sequence[Article], count: int) -> list[tuple[Article, str]]:
    """Return sentences of the articles' bodies that hold a figure or a person, at random, always the same."""
    found = []
    for one in articles:
        for part in one.parts:
            if part.role == "paragraph" and one.kind != "furniture":
                for start, end in sentences(one.text, part.start, part.end):
                    text = one.text[start:end]
                    if 15 <= end - start <= 200 and any(_changes(claim) for claim in claims(text)):
                        found.append((one, text))
    random.Random(SEED).shuffle(found)
    return found[:count]


def _changes(claim: Claim) -> bool:
    return claim.kind == "figure" or claim.role == "person"


def changed(text: str, kind: str, chance: random.Random) -> tuple[str, int] | None:
    """Return a sentence with one figure or one person's name replaced, and where; None where it has none."""
    chosen = [c for c in claims(text) if (c.kind == "figure" if kind == "figure" else c.role == "person")]
    if not chosen:
        return None
    claim = chance.choice(chosen)
    if kind == "figure":
        digits = [n for n, c in enumerate(claim.text) if c in "123456789一二三四五六七八九"]
        if not digits:
            return None
        at = digits[0]
        row = "123456789" if claim.text[at].isascii() else "一二三四五六七八九"
        new = claim.text[:at] + chance.choice([c for c in row if c != claim.text[at]]) + claim.text[at + 1 :]
    else:
        new = chance.choice(SURNAMES) + chance.choice(GIVEN)
    return text[: claim.start] + new + text[claim.end :], claim.start


def main(index_folder: Path = Path("indexes"), count: int = 150) -> None:
    """Measure and print one line for each kind of draft."""
    index = open_index(index_folder)
    source = over(index)
    chance = random.Random(SEED)
    tallies: dict[str, Counter[str]] = {}
    taken = 0.0
    chosen = sampled(source.articles, count)
    for one, text in chosen:
        for kind in ("unchanged", "figure", "name", "unrelated"):
            made = changed(text, kind, chance) if kind in ("figure", "name") else (text, -1)
            if made is None:
                continue
            began = time.perf_counter()
            checked = verify(made[0], _without(one, source) if kind == "unrelated" else source)
            taken += time.perf_counter() - began
            _tally(tallies.setdefault(kind, Counter()), checked, made[1])
    for kind, tally in tallies.items():
        sys.stdout.write(f"{kind:<10} {dict(sorted(tally.items()))}\n")
    right = sum(tallies[kind]["changed contradicted"] for kind in ("figure", "name"))
    all_changed = sum(
        n for kind in ("figure", "name") for k, n in tallies[kind].items() if k[:7] == "changed"
    )
    wrong = sum(tally["other contradicted"] for tally in tallies.values())
    sys.stdout.write(
        f"contradicted: precision {right}/{right + wrong} = {right / max(1, right + wrong):.3f}, "
        f"recall {right}/{all_changed} = {right / max(1, all_changed):.3f}; "
        f"{taken / sum(map(sum_of, tallies.values())):.3f} s a claim\n"
    )


def sum_of(tally: Counter[str]) -> int:
    """Return how many claims a tally holds."""
    return sum(tally.values())


def _tally(tally: Counter[str], checked: Checked, at: int) -> None:
    for finding in checked.findings:
        # a quotation that holds the changed word is no longer verbatim: that is the change as well
        touched = at >= 0 and finding.claim.start <= at < finding.claim.end
        tally[f"{'changed' if touched else 'other'} {finding.verdict}"] += 1


def _without(one: Article, source: Source) -> Source:
    """Return the source with one article and its repetitions out of reach."""
    gone = {one.id, one.repeats, *(other.id for other in source.articles if other.repeats == one.id)}

    def search(text: str) -> Sequence[Candidate]:
        return [found for found in source.search(text) if found.passage.article not in gone]

    return Source([other for other in source.articles if other.id not in gone], search)


if __name__ == "__main__":
    main(*[Path(word) if n == 0 else int(word) for n, word in enumerate(sys.argv[1:])])  # type: ignore[arg-type]
