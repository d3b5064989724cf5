"""Files and folders -> documents and articles in a collection; each one that cannot be used is named.

Knows nothing of formats, nor of what is made of an article later. One bad file never stops the others.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import DocumentError
from rag.index.collection import Collection
from rag.settings import ARTICLE_LENGTH
from rag.types import Article, Document

Progress = Callable[[str, int, int], None]

_FULL = "这一次添加的文字已经太多，请分几次添加（rag add）。 Too much text for one addition: add the rest by `rag add`."


@dataclass(frozen=True, slots=True)
class Taken:
    """What is to be told about the files that were read."""

    refused: list[tuple[str, str]] = field(default_factory=list)  # name and reason
    remarks: list[tuple[str, str]] = field(default_factory=list)  # name and what its reader warned of

    def refuse(self, name: str, reason: str) -> None:
        """Note a file, or a part of one, that could not be read."""
        self.refused.append((name, reason))


def take_in(paths: Sequence[str | Path], collection: Collection, progress: Progress) -> Taken:
    """Read every file into the collection; raises DocumentError when none of them could be used."""
    from rag.documents import LIMITS, Refusal, discover

    taken = Taken()

    def refuse(refusal: Refusal) -> None:
        taken.refuse(refusal.name, refusal.reason)

    found = list(discover([Path(path) for path in paths], refuse))
    used, left = 0, LIMITS.build_characters
    for number, (name, path) in enumerate(found):
        progress("reading", number, len(found))
        documents, characters = _take_file(name, path, collection, taken, left)
        used, left = used + documents, left - characters
    progress("reading", len(found), len(found))
    if not used:
        reasons = "".join(f"\n  {name}：{reason}" for name, reason in taken.refused[:20])
        raise DocumentError(f"没有一个文件可用，索引没有变。 No file is of use; the index stays.{reasons}")
    return taken


def _take_file(name: str, path: Path, collection: Collection, taken: Taken, left: int) -> tuple[int, int]:
    """Read one file; returns how many documents and characters came of it. What had its name goes only then.

    A file with more than the ``left`` characters is refused whole: half of one would pass for all of it.
    """
    from rag.documents import Refusal, read

    made: list[tuple[Document, list[Article]]] = []
    size = 0

    def refuse(refusal: Refusal) -> None:
        taken.refuse(refusal.name, refusal.reason)

    try:
        for document in read(path, name, refuse):
            size += len(document.text)
            if size > left:
                raise DocumentError(_FULL)
            made.append((document, _articles(document)))
    except DocumentError as error:
        refuse(getattr(error, "refusal", Refusal(name, str(error))))
    except Exception as error:  # a library may raise anything over a damaged file
        refuse(Refusal(name, f"{type(error).__name__}: {error}"[:300]))
    if size > left:
        return 0, 0
    if made:
        collection.remove(name)
    for document, articles in made:
        collection.put(document, articles)
        if words := document.metadata.get("warning"):
            taken.remarks.append((document.name, words))
    return len(made), size


def _articles(document: Document) -> list[Article]:
    from rag.articles import find_articles

    found = find_articles(document)
    if any(len(article.text) > ARTICLE_LENGTH for article in found):
        raise DocumentError(f"文章超过 {ARTICLE_LENGTH} 字，请拆分。 An article is too long: split it.")
    return found
