"""Documents and articles -> JSON text, and back.

Knows nothing of where the text is kept.
"""

import json
from dataclasses import asdict
from typing import Any

from rag.types import Article, Document, Evidence, Part, Repair, Run


def article_to_json(article: Article) -> str:
    """Return an article as one line of JSON in plain ASCII."""
    values = {
        **_fields(article),
        "parts": [[part.role, part.start, part.end] for part in article.parts],
        "runs": [[run.start, run.raw_start, run.length] for run in article.runs],
        "repairs": [asdict(repair) for repair in article.repairs],
        "evidence": {name: asdict(evidence) for name, evidence in article.evidence.items()},
    }
    return json.dumps(values, sort_keys=True)


def article_from_json(text: str) -> Article:
    """Return the article that was written by article_to_json."""
    values = json.loads(text)
    values["parts"] = tuple(Part(*part) for part in values["parts"])
    values["runs"] = tuple(Run(*run) for run in values["runs"])
    values["repairs"] = tuple(Repair(**repair) for repair in values["repairs"])
    values["evidence"] = {name: Evidence(**evidence) for name, evidence in values["evidence"].items()}
    values["copies"] = tuple(values["copies"])
    return Article(**values)


def document_to_json(document: Document) -> str:
    """Return a document as one line of JSON in plain ASCII."""
    return json.dumps({**_fields(document), "metadata": dict(document.metadata)}, sort_keys=True)


def document_from_json(text: str) -> Document:
    """Return the document that was written by document_to_json."""
    return Document(**json.loads(text))


def _fields(value: Article | Document) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}
