"""A conversation -> a Markdown or Word file with every citation.

Knows nothing of the page. In Markdown every character that would be markup is escaped.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from rag.errors import RagError
from rag.page.html import hides, shown
from rag.page.render import answer_text
from rag.page.service.stored_conversation import Turn
from rag.page.words.translations import text
from rag.types import Citation

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&$=:])")


def plain(words: str) -> str:
    """Return text with what hides in it made visible, on one line."""
    return " ".join("".join(shown(c) if hides(c) else c for c in words).split())


def _safe(words: str) -> str:
    return _MARKUP.sub(r"\\\1", plain(words))


def _lines(turn: Turn, language: str) -> list[str]:
    return [turn.message] if turn.answer is None else answer_text.lines(turn.answer, language)


def _citations(turn: Turn) -> Sequence[Citation]:
    return turn.answer.citations if turn.answer is not None and turn.answer.answerable else ()


def markdown(turns: Sequence[Turn], language: str = "zh") -> str:
    """Return a conversation as Markdown."""
    lines = [f"# {text('export_title', language)}", ""]
    for number, turn in enumerate(turns, 1):
        first, *rest = _lines(turn, language)
        lines += [f"## {number}\\. {_safe(turn.question)}", "", f"**{_safe(first)}**", ""]
        lines += [line for one in rest for line in (_safe(one), "")]
        for place, citation in enumerate(_citations(turn), 1):
            lines += [
                f"> 【{place}】{_safe(citation.sentence)}",
                ">",
                f"> —— {_safe(answer_text.where(citation, language))}",
                "",
            ]
    return "\n".join(lines)


def write_markdown(turns: Sequence[Turn], target: Path, language: str = "zh") -> None:
    """Write a conversation as Markdown."""
    target.write_text(markdown(turns, language), encoding="utf-8")


def write_docx(turns: Sequence[Turn], target: Path, language: str = "zh") -> None:
    """Write a conversation as a Word document. Raises RagError where python-docx cannot be had."""
    try:
        from docx import Document
    except ImportError:
        raise RagError(
            "这里没有装好 python-docx，写不了 Word；请先用“导出文本”。 "
            "python-docx is not installed here, so no Word file can be written; use “As text” instead."
        ) from None
    document = Document()
    document.add_heading(text("export_title", language), level=1)
    for number, turn in enumerate(turns, 1):
        document.add_heading(f"{number}. {_xml(turn.question)}", level=2)
        first, *rest = _lines(turn, language)
        document.add_paragraph().add_run(_xml(first)).bold = True
        for one in rest:
            document.add_paragraph(_xml(one))
        for place, citation in enumerate(_citations(turn), 1):
            document.add_paragraph(f"【{place}】{_xml(citation.sentence)}", style="Quote")
            document.add_paragraph(f"—— {_xml(answer_text.where(citation, language))}")
    document.save(str(target))


def _xml(words: str) -> str:
    return "".join(c for c in plain(words) if c >= " " and c not in "\ufffe\uffff")  # no XML file holds those
