"""One claim and the sentences that may speak of the same -> 一致, 不一致 or 未见, with the citation it rests on.

不一致 is said only where the same thing is stated with another value: the words around it, the unit and what is
counted agree. Whatever is less sure is 未见, which claims nothing but that no such sentence was found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.cite import cite
from rag.types import Article, Citation
from rag.verify.claims import Claim
from rag.verify.comparisons import dates, figures, people, quotations
from rag.verify.comparisons.outcome import CONTRADICTED, UNSEEN, Found
from rag.verify.evidence import Place, Stand

_BEFORE = 120  # characters before a sentence in which its subject can stand
CITED = 3  # places shown for one claim

_REASONS = {
    "same": ("文章里也这样写。", "The articles say the same."),
    "verbatim": ("与文章一字不差。", "Word for word as in an article."),
    "other": ("文章里写的是“{stated}”。", "The articles say “{stated}”."),
    "reworded": ("文章里的原话是“{stated}”。", "The words in the article are “{stated}”."),
    "holder": ("文章里任此职的是“{stated}”。", "The articles name “{stated}” in this post."),
    "nowhere": ("没有一篇文章写到“{claim}”。", "No article holds “{claim}”."),
    "elsewhere": (
        "文章里有“{claim}”，但没有找到和这件事写在一起的地方。",
        "The articles hold “{claim}”, but not beside what is said here.",
    ),
    "none": ("没有找到说这件事的句子。", "No sentence that says this was found."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one claim: the verdict, why, what is stated instead, and where that can be read."""

    claim: Claim
    verdict: str
    zh: str
    en: str
    stated: str = ""
    citations: tuple[Citation, ...] = ()


def judge(draft: str, claim: Claim, near: Sequence[Stand], articles: Sequence[Article]) -> Finding:
    """Return the finding on one claim; ``near`` are the sentences proposed by search for its sentence."""
    first = claim.sentence_start
    paragraph = max(draft.rfind("\n", 0, first) + 1, first - _BEFORE)
    place = Place(
        draft[first : claim.sentence_end], claim.start - first, claim.end - first, draft[paragraph:first]
    )
    if claim.kind == "quotation":
        found = quotations.judged(place, near, articles)
    elif claim.kind == "figure":
        found = figures.judged(place, near)
    elif claim.kind == "date":
        found = dates.judged(place, near)
    else:
        found = people.judged(place, claim.role, near, articles)
    return _told(claim, found)


def _told(claim: Claim, found: Found) -> Finding:
    zh, en = _REASONS[found.reason]
    words = {"stated": found.stated, "claim": claim.text}
    cited: dict[str, Citation] = {}
    for article, start, end in found.places:
        if article.id not in cited and len(cited) < CITED:
            cited[article.id] = cite(article, start, end)
    stated = found.stated if found.verdict == CONTRADICTED else ""
    shown = () if found.verdict == UNSEEN else tuple(cited.values())
    return Finding(claim, found.verdict, zh.format(**words), en.format(**words), stated, shown)
