"""Many articles into groups of near copies, and pull-quotes into links to the article that they repeat.

Does not know indexes or sources: it compares texts. Wire copy that two papers print with other headlines shares most
of its shingles (runs of characters); a pull-quote shares nearly all of its own with the longer article.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from zlib import crc32

from rag.types import Article

SHINGLE = 12  # characters; shorter runs are stock phrases of the trade
COPY = 0.5  # share of the shorter text's shingles that a near copy has in common with the longer
FRAGMENT = 3  # times as long, and the shorter text is a piece of the longer, not a copy
EDITION = 0.7  # of the largest text's length: a correction may shorten a story, but not to a digest
REPEAT = 0.75  # share of a pull-quote's shingles that stand in its article
_DAY = len("2025-07-14")
_KEEP = 4  # one shingle of so many is kept, chosen by its checksum: the same in every text
_LEAST = 8  # kept shingles, about fifty letters: shorter texts share too much by chance
_COMMON = 40  # a shingle that stands in more articles than this is compared from each to the next only
_BODY = frozenset({"paragraph", "caption"})
_NO_STORY = frozenset({"furniture", "pull_quote"})


def sample(body: str, keep: int = _KEEP) -> frozenset[int]:
    """Return the checksums of the runs of letters in a text, one in ``keep``."""
    flat = "".join(letter for letter in body if letter.isalnum())
    data = memoryview(flat.encode("utf-32-le", "surrogatepass"))  # four bytes a letter: runs are slices
    sums = (crc32(data[4 * at : 4 * (at + SHINGLE)]) for at in range(len(flat) - SHINGLE + 1))
    return frozenset(one for one in sums if one % keep == 0)


def near_copies(articles: Sequence[Article]) -> list[tuple[str, ...]]:
    """Return groups of the ids of articles whose bodies are near copies: the one that counts first, then by size.

    That is the largest, or its newest edition: the same newspaper printed it again later under the same headline.
    Only stories are compared (no furniture, no pull-quotes); groups are in the order of their first article.
    """
    chosen = [article for article in articles if article.kind not in _NO_STORY]
    groups: dict[int, list[int]] = defaultdict(list)
    for number, root in enumerate(_united([_sampled(article) for article in chosen])):
        groups[root].append(number)
    found: list[tuple[str, ...]] = []
    for members in groups.values():
        sized = [chosen[number] for number in sorted(members, key=lambda n: (-len(chosen[n].text), n))]
        ids = list(dict.fromkeys(article.id for article in (_newest_edition(sized), *sized)))
        if len(ids) > 1:
            found.append(tuple(ids))
    return found


def _newest_edition(sized: Sequence[Article]) -> Article:
    """Return the latest edition of the largest article of a group; only days that are known can tell."""
    largest = sized[0]
    editions = [
        other
        for other in sized
        if other.title == largest.title
        and other.newspaper == largest.newspaper
        and len(other.text) >= EDITION * len(largest.text)
        and len(other.date) == len(largest.date) == _DAY
    ]
    return max(editions, key=lambda article: article.date, default=largest)


def _united(bodies: Sequence[frozenset[int]]) -> list[int]:
    """Return for each text the number that stands for its group: copies first, then pieces of a longer text."""
    parent = list(range(len(bodies)))
    longer: dict[int, tuple[int, int]] = {}  # of a piece: how much it shares, and with which text
    for one, other, shared in _pairs(bodies):
        short, long = sorted((one, other), key=lambda number: (len(bodies[number]), number))
        size = len(bodies[short])
        if size < _LEAST or shared < COPY * size:
            continue
        if len(bodies[long]) <= FRAGMENT * size:
            _unite(parent, one, other)
        elif shared > longer.get(short, (0, 0))[0]:
            longer[short] = (shared, long)
    copies = Counter(_root(parent, number) for number in range(len(bodies)))
    alone = [short for short in longer if copies[_root(parent, short)] == 1]
    for short in alone:  # only to one: two stories must not meet through a caption that both print
        _unite(parent, short, longer[short][1])
    return [_root(parent, number) for number in range(len(bodies))]


def link_repeats(articles: Sequence[Article]) -> list[Article]:
    """Return the articles with ``repeats`` set on pull-quotes: the id of the longer article that holds their words."""
    quotes = {
        number: sample(_body(article), 1)
        for number, article in enumerate(articles)
        if article.kind == "pull_quote" and not article.repeats
    }
    holders: dict[int, list[int]] = defaultdict(list)
    for number, own in quotes.items():
        for one in own:
            holders[one].append(number)
    best: dict[int, tuple[int, str]] = {}
    for story in articles if holders else ():
        if story.kind in _NO_STORY:
            continue
        shared = Counter(n for one in sample(_body(story), 1) for n in holders.get(one, ()))
        for number, count in shared.items():
            if count >= REPEAT * len(quotes[number]):
                best[number] = max(best.get(number, (0, "")), (count, story.id))
    return [
        replace(article, repeats=best[number][1]) if number in best else article
        for number, article in enumerate(articles)
    ]


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
        if (
            len(numbers) > _COMMON
        ):  # wire copy in fifty papers: a chain holds it together as well as all pairs
            shared.update(pairwise(numbers))
        else:
            shared.update(combinations(numbers, 2))
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
