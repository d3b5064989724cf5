"""A draft, articles and a search over them -> every claim with its verdict, one after the other.

Knows nothing of pages, files or the command line.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import QuestionError
from rag.settings import QUESTION_LENGTH
from rag.types import Article, Candidate
from rag.verify.claims import claims
from rag.verify.comparisons.outcome import CONSISTENT, CONTRADICTED, UNSEEN
from rag.verify.evidence import NEAR, Stand, stands
from rag.verify.judge import Finding, judge

if TYPE_CHECKING:
    from rag.index import Index

DRAFT_LENGTH = 20_000  # characters: ten columns of a newspaper
VERIFIED = (CONSISTENT, CONTRADICTED, UNSEEN)


@dataclass(frozen=True, slots=True)
class Source:
    """What a draft is compared with: all articles, and a search for the passages near a sentence."""

    articles: Sequence[Article]
    search: Callable[[str], Sequence[Candidate]]


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft with the finding on each of its claims, in order."""

    draft: str
    findings: tuple[Finding, ...]
    index_version: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """How many claims came out which way."""
        found = Counter(finding.verdict for finding in self.findings)
        return {verdict: found[verdict] for verdict in VERIFIED}

    @property
    def fine(self) -> bool:
        """Whether every claim stands in the articles."""
        return all(finding.verdict == CONSISTENT for finding in self.findings)


def checked_draft(draft: object) -> str:
    """Return a draft that can be compared; raises QuestionError where it is empty or too long."""
    if not isinstance(draft, str):
        raise QuestionError("稿子应当是一段文字。 A draft must be text.")
    if len(draft) > DRAFT_LENGTH:
        raise QuestionError(
            f"稿子太长：最多 {DRAFT_LENGTH} 字，现有 {len(draft)} 字，请分几次。 The draft is too long: "
            f"at most {DRAFT_LENGTH} characters, not {len(draft)}; please check it in parts."
        )
    if not any(character.isalnum() for character in draft):
        raise QuestionError("请先放入稿子。 Please put in a draft first.")
    return draft


def over(index: "Index") -> Source:
    """Return an open index as what a draft is compared with."""
    from rag.answer.retrieve import search

    return Source(index.articles(), lambda text: search(index, text, top_k=NEAR))


def steps(draft: object, source: Source, version: str = "") -> Iterator[tuple[int, int] | Checked]:
    """Yield (done, total) after each claim and, last, the whole."""
    text = checked_draft(draft)
    found = claims(text)
    known = {one.id: one for one in source.articles}
    near: dict[tuple[int, int], list[Stand]] = {}
    findings: list[Finding] = []
    for claim in found:
        span = (claim.sentence_start, claim.sentence_end)
        if span not in near:
            near[span] = stands(source.search(text[slice(*span)][:QUESTION_LENGTH]), known.__getitem__)
        findings.append(judge(text, claim, near[span], source.articles))
        yield len(findings), len(found)
    yield Checked(text, tuple(findings), version)


def verify(draft: object, source: Source, version: str = "") -> Checked:
    """Return every claim of a draft with its verdict."""
    *_, last = steps(draft, source, version)
    assert isinstance(last, Checked)
    return last
