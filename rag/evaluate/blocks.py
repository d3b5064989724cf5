"""The blocks that a report's page is built of: two languages side by side, sections and tables.

Knows nothing of figures.
"""

from collections.abc import Sequence

from rag.evaluate.figures import STYLES, TYPES
from rag.evaluate.markup import Markup, element, join

# The two ways in which questions are grouped: key, names of the groups, heading.
KINDS = (("type", TYPES, "按题型", "by type"), ("style", STYLES, "按问法", "by style"))


def both(zh: str, en: str) -> Markup:
    """Return Chinese with its English beside it."""
    return join((zh, " ", element("span", en, class_="en", lang="en")))


def section(zh: str, en: str, *inner: str) -> Markup:
    """Return a section under its heading."""
    return element("section", element("h2", both(zh, en)), *inner)


def table(head: Sequence[str], rows: Sequence[Sequence[str]], kind: str = "numbers") -> Markup:
    """Return a table that scrolls by itself where the page is narrow."""
    top = element("tr", *(element("th", cell, scope="col") for cell in head))
    body = [element("tr", *(element("td", cell) for cell in row)) for row in rows]
    inner = element("table", element("thead", top), element("tbody", *body), class_=kind)
    return element("div", inner, class_="wide", tabindex="0")
