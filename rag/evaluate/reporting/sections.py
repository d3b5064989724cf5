"""The blocks that a report's page is built of: two languages side by side, sections and tables.

Knows nothing of figures. A page that shows one language hides the other by its class.
"""

from collections.abc import Sequence

from rag.evaluate.reporting.markup import Markup, element, join
from rag.evaluate.scoring.metrics import STYLES, TYPES

# The two ways in which questions are grouped: key, names of the groups, heading.
KINDS = (("type", TYPES, "按题型", "by type"), ("style", STYLES, "按问法", "by style"))


def both(zh: str, en: str, tag: str = "span") -> Markup:
    """Return Chinese with its English beside it; ``tag`` is "tspan" within a plot."""
    if zh == en:
        return join((zh,))
    return join(
        (element(tag, zh, class_="zh", lang="zh-Hans"), " ", element(tag, en, class_="en", lang="en"))
    )


def named(name: str, names: dict[str, str], tag: str = "span") -> Markup:
    """Return a type or a style in both languages; one that we have no words for stands as it is."""
    return both(names[name], name.replace("_", " "), tag) if name in names else join((name,))


def section(zh: str, en: str, *inner: str) -> Markup:
    """Return a section under its heading."""
    return element("section", element("h2", both(zh, en)), *inner)


def table(head: Sequence[str], rows: Sequence[Sequence[str]], kind: str = "numbers") -> Markup:
    """Return a table that scrolls by itself where the page is narrow."""
    top = element("tr", *(element("th", cell, scope="col") for cell in head))
    body = [
        element("tr", element("th", row[0], scope="row"), *(element("td", cell) for cell in row[1:]))
        for row in rows
    ]
    inner = element("table", element("thead", top), element("tbody", *body), class_=kind)
    return element("div", inner, class_="wide", tabindex="0", role="group")


def folded(zh: str, en: str, *inner: str) -> Markup:
    """Return something that opens when its line is pressed."""
    return element("details", element("summary", both(zh, en)), *inner, class_="folded")
