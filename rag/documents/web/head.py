"""The head and the scripts of a web page -> what they state: titles, dates, names, the page's address.

Does not judge which of it is true: ``stated`` weighs it against what is printed at the headline.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from rag.documents.iso_dates import day_of

_TITLES = ("og:title", "twitter:title", "headline")
_TAIL = re.compile(r"\s{0,9}(?:[-–—|](?=[^-–—|]{1,20}$)|_{1,9})\s{0,9}[^_]{1,60}$")
_SCRIPTED = re.compile(
    r"[\"']?\b(?:publish_?(?:time|date|at)|pub_?(?:date|time)|date_?published|var\s+ct)[\"']?\s*[:=]\s*[\"']?"
    r"(\d{10}(?:\d{3})?|(?:19|20)\d\d[-/年.]\d{1,2}[-/月.]\d{1,2})",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(
    r"[/_-]((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|\d{3,}|t)"
)
_MOST_SCRIPT = 400_000  # characters of one script that are looked through


@dataclass(slots=True)
class Head:
    """What stands in a page's head and scripts."""

    titles: list[str] = field(default_factory=list)  # the surest first; the last is <title> as it stands
    meta: dict[str, str] = field(default_factory=dict)  # name in lower case -> its first value
    linked: dict[str, str] = field(default_factory=dict)  # of JSON-LD: date, author, publisher
    scripted: str = ""  # the one date that the scripts give, if there is one
    addressed: str = ""  # the date in the page's own address

    @property
    def title(self) -> str:
        """The headline as the head has it, without the name of the site behind it."""
        named = [self.meta[key] for key in _TITLES if self.meta.get(key)]
        named += [words for words in (self.linked.get("title"),) if words]
        whole = self.titles[-1] if self.titles else ""
        begun = next((words for words in named if len(words) >= 2), "")
        if begun and not (
            flat(whole).startswith(flat(begun)) and len(flat(bare_title(whole))) > len(flat(begun))
        ):
            return begun
        return bare_title(whole)


def head_of(root: etree._Element) -> Head:
    """Return what the head and the scripts of a page state."""
    found = Head()
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        value = " ".join((meta.get("content") or "").split())
        if name and value:
            found.meta.setdefault(name.replace(" ", ""), value[:500])
    for record in _json_linked(root):
        _take_record(record, found.linked)
    written = " ".join((root.findtext(".//title") or "").split())[:500]
    found.titles = [
        words for words in (*(found.meta.get(key, "") for key in _TITLES), found.linked.get("title", ""))
    ]
    found.titles = [words for words in (*found.titles, written) if words]
    found.scripted = _scripted(root)
    found.addressed = _addressed(root, found.meta)
    return found


def bare_title(words: str) -> str:
    """Return a <title> without what sites set behind the headline: "标题_频道_长治日报"."""
    head = re.split(r"\s*_+\s*", words)[0]
    if len(head) >= 6 and head != words:
        return head
    return _TAIL.sub("", words) or words


def _json_linked(root: etree._Element) -> Iterator[Mapping[str, object]]:
    """Yield the objects of the page's JSON-LD, the outer ones first."""
    for script in root.iter("script"):
        text = (script.text or "")[:_MOST_SCRIPT]
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            waiting: list[object] = [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            continue
        for value in waiting:
            if isinstance(value, list) and len(waiting) < 100:
                waiting.extend(value)
            elif isinstance(value, dict):
                yield value
                waiting.extend(value[key] for key in ("@graph", "mainEntity") if key in value)


def _take_record(record: Mapping[str, object], found: dict[str, str]) -> None:
    kinds = {"title": ("headline", "title"), "date": ("datePublished", "pubDate", "dateCreated"),
             "author": ("author",), "publisher": ("publisher",)}  # fmt: skip
    if not any(isinstance(record.get(key), str) for key in (*kinds["title"], *kinds["date"])):
        return
    for name, keys in kinds.items():
        value = next((record[key] for key in keys if record.get(key)), "")
        while isinstance(value, list | dict) and value:
            value = value[0] if isinstance(value, list) else value.get("name", "")
        if isinstance(value, str) and value.strip():
            found.setdefault(name, " ".join(value.split())[:500])


def _scripted(root: etree._Element) -> str:
    """Return the one day that the page's scripts give for its publication; "" for none or several."""
    days: set[str] = set()
    for script in root.iter("script"):
        days |= {day_of(found.group(1)) for found in _SCRIPTED.finditer((script.text or "")[:_MOST_SCRIPT])}
    days.discard("")
    return days.pop() if len(days) == 1 else ""


def _addressed(root: etree._Element, meta: Mapping[str, str]) -> str:
    links = [
        link.get("href") or "" for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical"
    ]
    for address in (*links, meta.get("og:url", "")):
        if found := _IN_ADDRESS.search(address):
            return day_of("-".join(found.groups()))
    return ""


def flat(words: str) -> str:
    """Return the words without white space and quotation marks, as two copies of a headline are compared."""
    return re.sub(r"[\s\u3000\xa0\"'“”‘’]", "", words)
