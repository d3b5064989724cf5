"""A Document into its Articles: boundaries, headlines, parts, span map, repairs, paper, date and page.

Knows nothing of passages, vectors or indexes. Evidence is general (words of the trade, length, punctuation,
place, likeness of headline and body); there is no rule for one page, paper or name.

Text is shown as it was printed. Suspected misreadings (深人 for 深入) are never changed in ``Article.text``:
``rag.articles.facts.misreadings.suggest`` lists them for the eye of a reader, so that every quote stays verbatim.
"""

from rag.articles.facts.metadata import describe
from rag.articles.links.duplicates import link_repeats
from rag.articles.printed import as_printed, in_plain_form
from rag.articles.segmentation.assemble import assemble
from rag.articles.segmentation.lines import find_lines
from rag.articles.segmentation.paragraphs import find_units
from rag.articles.segmentation.stories import place
from rag.articles.segmentation.whole import one_article
from rag.text import plain
from rag.types import Article, Document

__all__ = ["find_articles"]


def find_articles(document: Document) -> list[Article]:
    """Return the articles of a document, in the order of their text; page furniture comes last."""
    form = plain(document.text)
    if form.text != document.text:  # the rules read one form of each character, the articles are as printed
        return as_printed(_found(in_plain_form(document, form)), document, form)
    return _found(document)


def _found(document: Document) -> list[Article]:
    units = find_units(find_lines(document.text))
    articles = one_article(document, units) if document.whole else assemble(document, place(units))
    if not document.whole and document.metadata.get("title") and _is_one(articles):
        articles = one_article(document, units)
    return describe(document, units, link_repeats(articles))


def _is_one(articles: list[Article]) -> bool:
    """Tell whether a file that its owner gave a title holds one story: no more than one has a headline of its own."""
    stories = [article for article in articles if article.kind not in {"furniture", "pull_quote"}]
    return sum(bool(article.title) for article in stories) <= 1
