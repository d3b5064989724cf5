"""A BuildReport and the articles it brought -> what an addition did: found, mended, joined, repeated, refused.

Knows nothing of how an index is made; every text is escaped.
"""

from collections.abc import Callable, Sequence

from rag.index.build_report import BuildReport, Named
from rag.page.html import button, escape, tag
from rag.page.render import links as render_links
from rag.page.render.links import Links
from rag.page.render.lists import notice
from rag.page.words.translations import say
from rag.types import Article

SHOWN = 50  # articles and files of one kind that are named; the rest is counted


def addition(
    report: BuildReport, articles: Sequence[Article], total: int, linked: Callable[[Article], Links]
) -> str:
    """Return the whole report; ``articles`` are those of the files that are new or were replaced."""
    counts = (("report_new", len(report.added)), ("report_changed", len(report.changed)))
    told = [say(key, count=count) for key, count in counts if count]
    if not report.published:
        told = [say("report_same")]
    told.append(say("report_found", articles=len(articles), total=total))
    html = tag("h2", say("report")) + tag("p", "　".join(told))
    html += "".join(tag("p", say("report_renamed", old=old, name=new)) for old, new in report.renamed)
    html += "".join(tag("p", escape(warning)) for warning in report.warnings)
    html += _files("report_refused", report.refused, "refused") + _files("report_remarks", report.remarks, "")
    rows = "".join(tag("li", _article(one, linked(one))) for one in articles[:SHOWN])
    rows += _rest(len(articles))
    return tag("section", html + (tag("ul", rows) if rows else ""), class_="addition", role="status")


def _files(key: str, named: Named, class_: str) -> str:
    """Return files with what is to be told of each."""
    if not named:
        return ""
    rows = "".join(tag("li", tag("b", escape(name)) + "：" + escape(words)) for name, words in named[:SHOWN])
    return tag("h2", say(key)) + tag("ul", rows + _rest(len(named)), class_=class_ or None)


def _rest(count: int) -> str:
    return tag("li", say("names_rest", count=count - SHOWN), class_="facts") if count > SHOWN else ""


def _article(one: Article, links: Links) -> str:
    """Return an article with what was mended in it, what it repeats and what it continues."""
    facts = [tag("code", escape(one.source))]
    if one.repairs:
        facts.append(say("report_repairs", count=len(one.repairs)))
    if one.copies:
        facts.append(say("report_copy", files="、".join(one.copies)))
    words = tag("span", render_links.named(one), class_="words")
    line = tag("span", '<span class="dot" aria-hidden="true">·</span>'.join(facts), class_="facts")
    return button(words + line, "open", class_="entry", article=one.id) + render_links.line(links)


def removed(name: str, kept: bool) -> str:
    """Return that a file was removed, with the button that puts it back, or why there is none."""
    if not kept:
        return notice(say("kept_not", name=name))
    return notice(say("removed", name=name) + button(say("undo"), "restore", name=name))
