"""All articles of a collection into the pairs that are two halves of one story: 下转第4版 and 上接1版.

Does not join any text: it only says which article goes on where. A pair needs a printed jump and the same headline
(or jumps that name each other's pages, and no other pair that they could mean); whatever contradicts it, page, date
or newspaper, forbids it. Of two equally good pairs neither is taken.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rag.articles.times import number
from rag.types import Article

ALIKE = 0.7  # share of character pairs that two forms of one headline have in common (Dice)
_LEAST = 4  # letters of a headline that can tell a story: 公告 and 短评 cannot
_SURE = 0.9  # confidence of a date that was printed or given: then both halves have the very same
_APART = 3  # days that two dates of one issue can differ when they were inferred from what each page reports
_SHEET = r"第?\s*([0-9A-Z]{1,4}|[一二三四五六七八九十]{1,3})(?:\s*[、,至-]\s*[0-9A-Z]{1,3})*\s*版"
_TO = re.compile(rf"(?:下转|(?<!下)转)\s*{_SHEET}")
_FROM = re.compile(rf"(?:上接|紧接|(?<![上紧])接)\s*{_SHEET}")


@dataclass(frozen=True, slots=True)
class _Half:
    """What an article says of its other half."""

    article: Article
    titles: tuple[str, ...]  # letters of the headline, and of the headline with its kicker
    page: str
    to: str  # page it goes on, "" if it does not say
    origin: str  # page it comes from

    def runs(self) -> set[str]:
        """Return the runs of letters by which a like headline can be found."""
        return {title[at : at + _LEAST] for title in self.titles for at in range(len(title) - _LEAST + 1)}


def continuations(articles: Sequence[Article], groups: Iterable[Sequence[str]] = ()) -> dict[str, str]:
    """Return the id of the second half by the id of the first; ``groups`` of near copies are no halves of each other.

    Unless one of them says 上接: the piece on the first page may well be repeated where it goes on.
    """
    halves = [_half(article) for article in articles if article.kind not in {"furniture", "pull_quote"}]
    copies = {id: number for number, group in enumerate(groups) for id in group}
    scores: dict[tuple[str, str], float] = {}
    for first, second in _proposed(halves):
        score = _score(first, second)
        one, two = first.article.id, second.article.id
        if score and (second.origin or one not in copies or copies[one] != copies.get(two)):
            scores[one, two] = score
    return dict(pair for pair, score in scores.items() if _only_best(pair, score, scores))


def _half(article: Article) -> _Half:
    jump = unicodedata.normalize("NFKC", article.jump)
    to, origin = _TO.search(jump), _FROM.search(jump)
    titles = dict.fromkeys((_letters(article.title), _letters(article.role("kicker") + article.title)))
    return _Half(
        article,
        tuple(title for title in titles if len(title) >= _LEAST),
        _plain(unicodedata.normalize("NFKC", article.page)),
        _plain(to.group(1)) if to else "",
        _plain(origin.group(1)) if origin else "",
    )


def _proposed(halves: Sequence[_Half]) -> Iterator[tuple[_Half, _Half]]:
    """Yield the pairs worth a look: one of the two has a jump, and headlines or pages meet."""
    heads: dict[str, list[_Half]] = defaultdict(list)  # by a run of letters of the headline
    sheets: dict[tuple[str, str, str], list[_Half]] = defaultdict(list)  # by newspaper, date and page
    for half in halves:
        for run in half.runs():
            heads[run].append(half)
        sheets[half.article.newspaper, half.article.date, half.page].append(half)
    seen: set[tuple[str, str]] = set()
    for half in halves:
        if not half.to and not half.origin:
            continue
        near = [other for run in half.runs() for other in heads[run]]
        if half.article.newspaper and half.article.date:
            issue = (half.article.newspaper, half.article.date)
            near += [other for page in (half.to, half.origin) if page for other in sheets[(*issue, page)]]
        for other in near:
            for first, second in ((half, other), (other, half)):
                pair = (first.article.id, second.article.id)
                if (first.to or second.origin) and pair[0] != pair[1] and pair not in seen:
                    seen.add(pair)
                    yield first, second


def _score(first: _Half, second: _Half) -> float:
    """Return how well two halves fit, 0 when they do not."""
    one, two = first.article, second.article
    if one.newspaper and two.newspaper and one.newspaper != two.newspaper:
        return 0.0
    if (first.to and second.page and first.to != second.page) or (
        second.origin and first.page and second.origin != first.page
    ):
        return 0.0
    if (first.page and first.page == second.page) or not _same_issue(one, two):
        return 0.0
    told = bool(first.to and second.page) + bool(second.origin and first.page)
    likeness = max((_alike(a, b) for a in first.titles for b in second.titles), default=0.0)
    if likeness >= ALIKE and (second.origin or told) and (first.to or one.kind == "digest" or told):
        return 2 * likeness + told + bool(one.date and one.date == two.date)
    issue = bool(one.newspaper and two.newspaper and one.date) and one.date == two.date
    return 1.0 if issue and told == 2 and not second.titles else 0.0


def _same_issue(one: Article, two: Article) -> bool:
    """Say whether the dates of two articles can be those of one issue; an unknown date can."""
    size = min(len(one.date), len(two.date))
    if size < 10 or one.date == two.date:
        return one.date[:size] == two.date[:size]
    if all(each.evidence["date"].confidence >= _SURE for each in (one, two) if "date" in each.evidence):
        return False
    try:
        return abs((date.fromisoformat(one.date) - date.fromisoformat(two.date)).days) <= _APART
    except ValueError:
        return False


def _only_best(pair: tuple[str, str], score: float, scores: Mapping[tuple[str, str], float]) -> bool:
    """Say whether no other pair with one of these halves in the same place is as good."""
    return not any(
        other != pair and (other[0] == pair[0] or other[1] == pair[1]) and rival >= score
        for other, rival in scores.items()
    )


def _alike(one: str, two: str) -> float:
    """Return how alike two headlines are: 1 for equal ones, nearly that when one holds the other."""
    if one == two:
        return 1.0
    if one in two or two in one:
        return 0.9
    mine, theirs = _pairs(one), _pairs(two)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def _pairs(title: str) -> set[str]:
    return {title[at : at + 2] for at in range(len(title) - 1)}


def _letters(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum())


def _plain(page: str) -> str:
    """Return a page's name in one form: 二 and 02 are 2, A2 stays."""
    value = number(page) if page and not re.search(r"[A-Z]", page) else None
    return str(value) if value is not None else page
