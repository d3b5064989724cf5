"""What composing an answer needs of an index, as a protocol: articles, their documents and how rare a word is.

Knows nothing of folders or stores; rag.index.Index fits it, and so does a small fake.
"""

from typing import Protocol

from rag.types import Article, Document


class Library(Protocol):
    """The part of an open index that answers are composed from."""

    @property
    def version(self) -> str:
        """The version of the index that is open."""

    def article(self, id: str) -> Article:
        """Return one article."""

    def document(self, name: str) -> Document:
        """Return the source text that an article was found in."""

    def document_frequency(self, term: str) -> int:
        """Return how many passages hold a search word."""

    def says(self, word: str) -> bool:
        """Say whether any article holds a word, looked for in the texts themselves, folded."""
