"""A place named by the browser -> the reading pane: the article with the place marked, or its raw page.

Knows nothing of Gradio; everything that came from outside is checked here before it is used.
"""

from collections.abc import Mapping
from dataclasses import replace

from rag.page.render import article as render_article
from rag.page.render.article import View
from rag.page.security import validate
from rag.page.service import article_search
from rag.page.service.shared_library import Library
from rag.types import Article


def open_article(library: Library, data: Mapping[str, object], picking: str = "") -> str:
    """Return the pane for {article, start, end, sentence_start, sentence_end, weak, query}."""
    article = library.article(validate.article_id(data.get("article")))
    length = len(article.text)
    start, end = validate.span(data.get("start"), data.get("end"), length)
    sentence = validate.span(data.get("sentence_start"), data.get("sentence_end"), length)
    before, after = library.neighbours(article)
    view = View(
        article,
        start,
        end,
        *sentence,
        weak=data.get("weak") == "yes",
        previous=before,
        next=after,
        links=(*library.linked(article), *library.repeated(article)),
        picking=picking,
    )
    words = article_search.query_words(validate.text(data.get("query"), name="query"))
    if words:
        view = replace(
            view,
            matches=tuple(
                sorted(place for word in words for place in article_search.places_of(article, word))
            ),
        )
    return render_article.article(_with_steps(view, library, article))


def _with_steps(view: View, library: Library, article: Article) -> View:
    if view.start >= view.end:
        return view
    passages = list(library.passages(article.id))
    at = next((n for n, one in enumerate(passages) if one.start <= view.start < one.end), None)
    if at is None:
        return view
    before = passages[at - 1] if at > 0 else None
    after = passages[at + 1] if at + 1 < len(passages) else None
    return replace(
        view,
        previous_passage=(before.start, before.end) if before else None,
        next_passage=(after.start, after.end) if after else None,
    )


def open_raw(library: Library, data: Mapping[str, object]) -> str:
    """Return the raw page of an article with the same words marked."""
    from rag.articles.offsets import to_raw

    article = library.article(validate.article_id(data.get("article")))
    start, end = validate.span(data.get("start"), data.get("end"), len(article.text))
    place = to_raw(article, start, end) if start < end else (0, 0)
    return render_article.raw(library.document(article.source), article.id, place, (start, end))
