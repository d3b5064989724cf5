"""A judgement or a correction -> one JSON line of the index's feedback file, which never changes the index.

Knows nothing of HTML. A correction is a test case of the QA test set form with its offsets, so that
``rag evaluate`` can read the exported file as it is.
"""

import hashlib
import json
import os
import threading
from datetime import datetime, timezone
from pathlib import Path

from rag.articles.passages import sentences
from rag.errors import QuestionError
from rag.index.files import kept_in
from rag.types import Answer, Article

FILE = "feedback.jsonl"
SIZE = 20_000_000  # bytes of the file; beyond it nothing more is taken
SELECTION = 300  # characters of a corrected answer

_LOCK = threading.Lock()


def correction(
    question: str, article: Article | None, start: int, end: int, version: str
) -> dict[str, object]:
    """Return a test case whose answer is ``article.text[start:end]``, or that has none when there is no article."""
    case: dict[str, object] = {
        "question": question,
        "answers": [],
        "answerable": article is not None,
        "style": "correction",
        "index_version": version,
    }
    if article is not None:
        words = article.text[start:end]
        if not words.strip() or len(words) > SELECTION:
            raise QuestionError(
                f"请选 1 到 {SELECTION} 字。 Please select between 1 and {SELECTION} characters."
            )
        start += len(words) - len(words.lstrip())
        end = start + len(words.strip())
        case |= {
            "answers": [article.text[start:end]],
            "evidence": _sentence(article, start, end),
            "source": article.source,
            "title": article.title,
            "article": article.id,
            "start": start,
            "end": end,
            "sha256": article.sha256,
        }
    digest = hashlib.sha256(json.dumps(case, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace"))
    return {"id": f"fix-{digest.hexdigest()[:12]}", **case}


def _sentence(article: Article, start: int, end: int) -> str:
    part = next((p for p in article.parts if p.start <= start < p.end), None)
    if part is None:
        return article.text[start:end]
    inside = [(a, b) for a, b in sentences(article.text, part.start, part.end) if a < end and b > start]
    return article.text[inside[0][0] : inside[-1][1]] if inside else article.text[start:end]


def judgement(answer: Answer, good: bool, reason: str) -> dict[str, object]:
    """Return a like or dislike with the answer it is about."""
    first = answer.citations[0] if answer.citations else None
    return {
        "kind": "judgement",
        "question": answer.question,
        "understood": answer.understood,
        "answer": answer.text,
        "answerable": answer.answerable,
        "article": first.article if first else "",
        "start": first.start if first else 0,
        "end": first.end if first else 0,
        "good": good,
        "reason": reason,
        "index_version": answer.index_version,
    }


def store(folder: Path, line: dict[str, object]) -> None:
    """Append one line with the time; the file is private and bounded."""
    path = folder / FILE
    entry = {"kind": "correction", **line, "time": datetime.now(timezone.utc).isoformat(timespec="seconds")}
    data = (json.dumps(entry, ensure_ascii=False) + "\n").encode("utf-8", "replace")
    with _LOCK, kept_in(folder):
        if path.is_symlink() or (path.exists() and path.stat().st_size + len(data) > SIZE):
            raise QuestionError(
                f"{path.name} 已满，请先导出再移走。 {path.name} is full; export it and move it away."
            )
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            file.write(data)


def corrections(folder: Path) -> list[dict[str, object]]:
    """Return the test cases stored so far, one for each question, the last one given."""
    return _latest(folder, "correction", "question")


def judgements(folder: Path) -> list[dict[str, object]]:
    """Return the likes and dislikes stored so far, one for each answer to a question, the last one given."""
    return _latest(folder, "judgement", "question", "answer")


def _latest(folder: Path, kind: str, *names: str) -> list[dict[str, object]]:
    """Return the last line of one kind for each value of some fields, oldest first; broken lines are skipped."""
    path = folder / FILE
    found: dict[tuple[str, ...], dict[str, object]] = {}
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                entry = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if (
                isinstance(entry, dict)
                and entry.get("kind") == kind
                and isinstance(entry.get("question"), str)
            ):
                key = tuple(str(entry.get(name, "")) for name in names)
                found.pop(key, None)
                found[key] = entry
    return list(found.values())


def export(folder: Path, target: Path) -> int:
    """Write the corrections as a QA test set and return how many there are."""
    cases = corrections(folder)
    lines = (json.dumps({k: v for k, v in case.items() if k != "kind"}, ensure_ascii=False) for case in cases)
    target.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return len(cases)
