"""All articles of a collection into the same articles with links between them: copies, repeats, continued stories.

Does not know where they are kept. The links follow from the texts alone, so that a collection that grew file by
file gets the same ones as a collection made at once; no text is changed.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from rag.articles.links.continued import continuations
from rag.articles.links.duplicates import link_repeats, near_copies
from rag.types import Article


def relate(articles: Sequence[Article]) -> list[Article]:
    """Return the articles with ``repeats``, ``continues`` and ``continued_by`` set anew.

    Of a group of near copies all but the longest, or the newest edition of that, repeat it; so does a pull-quote.
    """
    plain = [replace(article, repeats="", continues="", continued_by="") for article in articles]
    quoted = [
        linked  # the story on the same page first
        for _, page in groupby(plain, key=lambda article: article.source)
        for linked in link_repeats(list(page))
    ]
    groups = near_copies(plain)
    original = {copy: group[0] for group in groups for copy in group[1:]}
    following = continuations(plain, groups)
    before = {later: earlier for earlier, later in following.items()}
    return [
        replace(
            article,
            repeats=original.get(article.repeats or article.id, article.repeats),
            continues=before.get(article.id, ""),
            continued_by=following.get(article.id, ""),
        )
        for article in link_repeats(quoted)
    ]
