"""A checked draft -> HTML: what has to be corrected first, each claim in its sentence, with the place in the paper.

Knows nothing of Gradio or of how a verdict was found; every text is escaped.
"""

from rag.page.html import escape, tag
from rag.page.render.lists import bar, notice
from rag.page.render.marks import Mark, marked
from rag.page.render.parts import opening, source_line
from rag.page.words.translations import both, say
from rag.types import Citation
from rag.verify import VERIFIED, Checked, Finding
from rag.verify.write import ordered


def report(checked: Checked) -> str:
    """Return every finding, with how many came out which way above them."""
    if not checked.findings:
        return notice(say("verify_none"))
    counts = "".join(
        tag(
            "span",
            say(f"verify_{verdict}") + tag("b", str(checked.counts[verdict])),
            class_=f"verdict {verdict}",
        )
        for verdict in VERIFIED
    )
    head = tag(
        "p", say("verify_all", count=len(checked.findings)) + counts, class_="verify-counts", role="status"
    )
    rows = "".join(tag("li", _row(checked, one), class_=f"is-{one.verdict}") for one in ordered(checked))
    return head + tag("ol", rows, class_="verified")


def _row(checked: Checked, finding: Finding) -> str:
    claim = finding.claim
    kind = tag("span", say(f"verify_{claim.kind}"), class_="facts")
    badge = tag("span", say(f"verify_{finding.verdict}"), class_=f"verdict is-{finding.verdict}")
    head = tag("p", badge + tag("b", escape(claim.text), class_="words") + kind, class_="claim")
    sentence = checked.draft[claim.sentence_start : claim.sentence_end]
    drafted = marked(sentence, claim.sentence_start, [Mark(claim.start, claim.end, "match")])
    why = tag("p", both(finding.zh, finding.en), class_="reason")
    places = "".join(_place(one) for one in finding.citations[:1])
    rest = "".join(_place(one) for one in finding.citations[1:])
    more = (
        tag("details", tag("summary", say("also", count=len(finding.citations) - 1)) + rest) if rest else ""
    )
    return head + tag("p", drafted, class_="drafted") + why + places + more


def _place(one: Citation) -> str:
    words = tag("span", marked(one.sentence, one.sentence_start, [Mark(one.start, one.end, "quote")]))
    return opening(one, words + tag("span", source_line(one), class_="facts"))


def progress(done: int, total: int) -> str:
    """Return how far a check has come."""
    return bar(say("verify_progress", done=done, total=total), done, total)
