"""Many articles into groups of near copies, and pull-quotes into links to the article that they repeat.

Does not know indexes or sources: it compares texts. Wire copy that two papers print with other headlines shares most
of its shingles (runs of characters); a pull-quote shares nearly all of its own with the longer article.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from zlib import crc32

from rag.types import Article

SHINGLE = 12  # characters; shorter runs are stock phrases of the trade
COPY = 0.5  # share of the shorter text's shingles that a near copy has in common with the longer
REPEAT = 0.75  # share of a pull-quote's shingles that stand in its article
_KEEP = 4  # one shingle of so many is kept, chosen by its checksum: the same in every text
_COMMON = 40  # a shingle that stands in more articles than this tells nothing
_BODY = frozenset({"paragraph", "caption"})


def shingles(article: Article) -> frozenset[int]:
    """Return the checksums of a fixed sample of the runs of letters in an article's body."""
    body = "".join(article.text[part.start : part.end] for part in article.parts if part.role in _BODY)
    return sample(body, _KEEP if len(body) >= 400 else 1)


def sample(body: str, keep: int = _KEEP) -> frozenset[int]:
    """Return the checksums of the runs of letters in a text, one in ``keep``."""
    flat = "".join(letter for letter in body if letter.isalnum())
    sums = (
        crc32(flat[at : at + SHINGLE].encode("utf-8", "surrogatepass"))
        for at in range(len(flat) - SHINGLE + 1)
    )
    return frozenset(one for one in sums if one % keep == 0)


def near_copies(articles: Sequence[Article]) -> list[tuple[str, ...]]:
    """Return groups of the ids of articles whose bodies are near copies, largest body first in each group.

    Only stories are compared (no furniture, no pull-quotes); groups are in the order of their first article.
    """
    chosen = [article for article in articles if article.kind not in {"furniture", "pull_quote"}]
    bodies = [_sampled(article) for article in chosen]
    parent = list(range(len(chosen)))
    for one, other, shared in _pairs(bodies):
        if (
            shared >= COPY * min(len(bodies[one]), len(bodies[other]))
            and min(len(bodies[one]), len(bodies[other])) >= 8
        ):
            _unite(parent, one, other)
    groups: dict[int, list[int]] = defaultdict(list)
    for number in range(len(chosen)):
        groups[_root(parent, number)].append(number)
    found: list[tuple[str, ...]] = []
    for members in groups.values():
        ids = list(
            dict.fromkeys(
                chosen[number].id for number in sorted(members, key=lambda n: (-len(chosen[n].text), n))
            )
        )
        if len(ids) > 1:
            found.append(tuple(ids))
    return found


def link_repeats(articles: Sequence[Article]) -> list[Article]:
    """Return the articles with ``repeats`` set on pull-quotes: the id of the longer article that holds their words."""
    stories = [article for article in articles if article.kind not in {"furniture", "pull_quote"}]
    linked: list[Article] = []
    for article in articles:
        if article.kind != "pull_quote" or article.repeats:
            linked.append(article)
            continue
        own = sample(_body(article), 1)
        best = max(((len(own & sample(_body(story), 1)), story.id) for story in stories), default=(0, ""))
        linked.append(replace(article, repeats=best[1]) if own and best[0] >= REPEAT * len(own) else article)
    return linked


def _body(article: Article) -> str:
    return "".join(article.text[part.start : part.end] for part in article.parts if part.role in _BODY)


def _sampled(article: Article) -> frozenset[int]:
    return sample(_body(article), _KEEP)


def _pairs(bodies: Sequence[frozenset[int]]) -> Iterable[tuple[int, int, int]]:
    """Yield the pairs of texts that share shingles, with how many."""
    holders: dict[int, list[int]] = defaultdict(list)
    for number, body in enumerate(bodies):
        for one in body:
            holders[one].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        if 2 <= len(numbers) <= _COMMON:
            shared.update((one, other) for place, one in enumerate(numbers) for other in numbers[place + 1 :])
    for (one, other), count in sorted(shared.items()):
        yield one, other, count


def _root(parent: list[int], number: int) -> int:
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number


def _unite(parent: list[int], one: int, other: int) -> None:
    left, right = sorted((_root(parent, one), _root(parent, other)))
    parent[right] = left
