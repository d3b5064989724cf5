"""A checked draft -> JSON: what the page exports, the API returns and ``rag verify --json`` writes.

Knows nothing of how a verdict was found. docs/verify.schema.json describes the same form.
"""

from typing import Any

from rag.answer.as_json import citation_to_json
from rag.verify.check import Checked
from rag.verify.judge import Finding

FORM = 1  # raised whenever a name is taken away or changes its meaning


def to_json(checked: Checked) -> dict[str, Any]:
    """Return a checked draft as an object of JSON types; offsets count Unicode code points of the draft."""
    return {
        "version": FORM,
        "consistent": checked.fine,
        "counts": checked.counts,
        "claims": [_finding(finding, checked.draft) for finding in checked.findings],
        "index_version": checked.index_version,
    }


def _finding(finding: Finding, draft: str) -> dict[str, Any]:
    claim = finding.claim
    return {
        "kind": claim.kind,
        "text": claim.text,
        "start": claim.start,
        "end": claim.end,
        "sentence": draft[claim.sentence_start : claim.sentence_end],
        "verdict": finding.verdict,
        "stated": finding.stated,
        "reason": {"zh": finding.zh, "en": finding.en},
        "citations": [citation_to_json(citation) for citation in finding.citations],
    }
