"""A checked draft -> Markdown or a Word document for whoever has to correct it; every claim with its citation.

Knows nothing of how a verdict was found. In Markdown every character that would be markup is escaped.
"""

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from rag.errors import RagError
from rag.types import Citation
from rag.verify.as_json import to_json
from rag.verify.check import Checked
from rag.verify.judge import Finding

TITLE = ("问报核稿", "Wenbao fact-check")
VERDICTS = {
    "consistent": ("一致", "consistent"),
    "contradicted": ("不一致", "contradicted"),
    "unseen": ("未见", "not seen"),
}
KINDS = {
    "figure": ("数字", "figure"),
    "name": ("名称", "name"),
    "date": ("日期", "date"),
    "quotation": ("引语", "quotation"),
}
_ORDER = ("contradicted", "unseen", "consistent")  # what has to be corrected comes first
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&$=:])")
_COLOURS = {"contradicted": "B3261E", "unseen": "8A6100", "consistent": "2E6B34"}


def word(pair: tuple[str, str], language: str) -> str:
    """Return the Chinese or the English one of two words."""
    return pair[1] if language == "en" else pair[0]


def ordered(checked: Checked) -> list[Finding]:
    """Return the findings, those to correct first, each kind in the order of the draft."""
    return sorted(checked.findings, key=lambda one: (_ORDER.index(one.verdict), one.claim.start))


def summary(checked: Checked, language: str = "zh") -> str:
    """Return how many claims came out which way."""
    counts = checked.counts
    told = [f"{word(VERDICTS[verdict], language)} {counts[verdict]}" for verdict in VERDICTS]
    return ("，" if language != "en" else ", ").join(told)


def where(citation: Citation) -> str:
    """Return where a citation stands."""
    paragraph = f"第 {citation.paragraph} 段" if citation.paragraph else ""
    facts = (citation.newspaper, citation.date, paragraph, citation.source)
    return f"《{citation.title or '无题'}》" + " · ".join(fact for fact in facts if fact)


def reason(finding: Finding, language: str) -> str:
    """Return why a claim came out as it did."""
    return finding.en if language == "en" else finding.zh


def plain(words: str) -> str:
    """Return words on one line, characters that hide or steer left out."""
    return " ".join("".join(c if c.isprintable() or c.isspace() else "" for c in words).split())


def _safe(words: str) -> str:
    return _MARKUP.sub(r"\\\1", plain(words))


def markdown(checked: Checked, language: str = "zh") -> str:
    """Return a checked draft as Markdown."""
    lines = [f"# {word(TITLE, language)}", "", summary(checked, language), ""]
    for finding in ordered(checked):
        head = f"{word(VERDICTS[finding.verdict], language)} · {word(KINDS[finding.claim.kind], language)}"
        lines += [f"## {head} · {_safe(finding.claim.text)}", ""]
        lines += [_safe(sentence_of(checked, finding)), "", f"**{_safe(reason(finding, language))}**", ""]
        for citation in finding.citations:
            lines += [f"> {_safe(citation.sentence)}", ">", f"> —— {_safe(where(citation))}", ""]
    return "\n".join(lines)


def docx(checked: Checked, language: str = "zh") -> bytes:
    """Return a checked draft as a Word document. Raises RagError where python-docx cannot be had."""
    try:
        from docx import Document
        from docx.shared import RGBColor
    except ImportError:
        raise RagError(
            "这里没有装好 python-docx，写不了 Word；请改用 Markdown 或 JSON。 "
            "python-docx is not installed here, so no Word file can be written; use Markdown or JSON."
        ) from None
    document = Document()
    document.add_heading(word(TITLE, language), level=1)
    document.add_paragraph(summary(checked, language))
    for finding in ordered(checked):
        line = document.add_paragraph()
        verdict = line.add_run(f"{word(VERDICTS[finding.verdict], language)}　")
        verdict.bold = True
        verdict.font.color.rgb = RGBColor.from_string(_COLOURS[finding.verdict])
        line.add_run(_xml(finding.claim.text)).bold = True
        line.add_run(f"　{_xml(reason(finding, language))}")
        document.add_paragraph(_xml(sentence_of(checked, finding)))
        for citation in finding.citations:
            document.add_paragraph(_xml(citation.sentence), style="Quote")
            document.add_paragraph(f"—— {_xml(where(citation))}")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def write(checked: Checked, target: Path) -> None:
    """Write a checked draft in the form that the file's name asks for; raises RagError where it cannot be."""
    made: dict[str, Callable[[], bytes]] = {
        ".md": lambda: markdown(checked).encode("utf-8", "replace"),
        ".docx": lambda: docx(checked),
        ".json": lambda: (json.dumps(to_json(checked), ensure_ascii=False, indent=2) + "\n").encode(),
    }
    if target.suffix.lower() not in made:
        raise RagError(
            f"{target}: 报告只能写成 .md、.docx 或 .json。 A report is written as .md, .docx or .json."
        )
    try:
        target.write_bytes(made[target.suffix.lower()]())
    except OSError as error:
        raise RagError(
            f"{target}: 写不了（{error.strerror}）。 Cannot be written ({error.strerror})."
        ) from None


def _xml(words: str) -> str:
    return "".join(c for c in plain(words) if c >= " " and c not in "\ufffe\uffff")  # no XML file holds those


def sentence_of(checked: Checked, finding: Finding) -> str:
    """Return the draft's sentence that a finding is about."""
    return checked.draft[finding.claim.sentence_start : finding.claim.sentence_end]


def lines(checked: Checked) -> Iterator[str]:
    """Yield a checked draft for a terminal, what has to be corrected first."""
    yield f"{summary(checked)}（{summary(checked, 'en')}）"
    for finding in ordered(checked):
        kind = KINDS[finding.claim.kind][0]
        yield f"{VERDICTS[finding.verdict][0]}  {kind} {plain(finding.claim.text)}  {finding.zh}"
        if finding.verdict != "consistent":
            yield f"    稿 draft: {plain(sentence_of(checked, finding))}"
        for citation in finding.citations[:1]:
            yield f"    报 paper: {plain(citation.sentence)}"
            yield f"    {plain(where(citation))}"
