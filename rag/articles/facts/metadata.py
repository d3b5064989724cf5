"""What a page says about itself into newspaper, issue date and page number, each with the words it was read from.

Does not guess names: a paper whose name is not printed stays unknown (rag.articles.facts.papers tells whose it may be).
A date is inferred only from what is printed (a masthead, datelines, the years that stand beside months); what cannot
be inferred stays "", though the evidence may still tell what it cannot be older than.
The user's own metadata and the file's name win over everything that is inferred.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from rag.articles.facts.papers import suspect
from rag.articles.segmentation.units import Unit
from rag.articles.segmentation.vocabulary import PAPER, squeeze
from rag.articles.times import number, resolve
from rag.language.calendars import solar, told_otherwise
from rag.text import simplified
from rag.types import Article, Document, Evidence

Found = tuple[str, Evidence]  # the value and where it comes from

_PRINTED = re.compile(r"((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_STAMP = re.compile(r"\s*(?:时间[:：]\s*)?((?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2})(?:\s+\d{1,2}:\d\d)?")
_IN_NAME = re.compile(
    r"(?<![0-9A-Za-z])((?:19|20)\d\d)[-_.年]?(0?[1-9]|1[0-2])[-_.月]?([0-2]?\d|3[01])日?(?![0-9A-Za-z])"
)
_MONTH_DAY = re.compile(
    r"(?<![\d年])(?<!年 )(\d{1,2})\s*月\s*(\d{1,2})\s*日(?:\s*(?:至|到|-|—|~)\s*(?:(\d{1,2})\s*月\s*)?(\d{1,2})\s*日)?"
)
_YEAR_MONTH = re.compile(r"((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?(?!底前|前|之前)")
_GOAL = re.compile(r"(?:到|至|力争|截至|预计)$")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*(年度?|新蓝图|新征程)")
_ANY_YEAR = re.compile(r"(?<![\d第])((?:19|20)\d\d)\s*年")
_PLANNED = re.compile(r"远景|目标|规划|计划|力争|预计|将|底前|以后|之前|愿景|届时|年前")
_AHEAD = re.compile(r"将|拟|截止|之前|以前|前(?:完成|报名)")
_FESTIVAL_NEAR = re.compile(
    r"(?:新春佳节|新春|春节)(?:的)?(?:临近|将至|将近|来临之际|即将到来)|(?:临近|迎)(?:春节|新春)|年关"
)
_PAGE = re.compile(r"(?:第\s*)?([0-9]{1,3}|[A-Z][0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*版")
_ANY_PAPER = re.compile(PAPER)


def describe(document: Document, units: Sequence[Unit], articles: Sequence[Article]) -> list[Article]:
    """Return the articles with newspaper, date and page, and the evidence for each."""
    top = _top(document, units)
    found = {
        "date": _given_date(document) or _masthead_date(document, top) or _inferred(document, units),
        "newspaper": _given(document, "newspaper") or _masthead_paper(top),
        "page": _given(document, "page") or _page(top),
    }
    values = {name: one[0] if one else "" for name, one in found.items()}
    evidence = {name: one[1] for name, one in found.items() if one}
    paper = None if values["newspaper"] else suspect(articles)
    earliest = None if values["date"] else _not_before(units)
    evidence |= {name: guess for name, guess in (("newspaper", paper), ("date", earliest)) if guess}
    precision = {0: "", 4: "year", 7: "month", 10: "day"}.get(len(values["date"]), "")
    return [
        replace(
            article, newspaper=values["newspaper"], date=values["date"], date_precision=precision,
            page=values["page"], evidence=evidence,
        )
        for article in articles
    ]  # fmt: skip


def _top(document: Document, units: Sequence[Unit]) -> Sequence[Unit]:
    """Return where a masthead may stand: anywhere on a page, but only above the text of what is one article."""
    prose = next((number for number, unit in enumerate(units) if unit.kind == "prose"), len(units))
    return units[:prose] if document.whole else units


def _inferred(document: Document, units: Sequence[Unit]) -> Found | None:
    """Infer a date of a newspaper's page; a web page may stand there for years after what it tells."""
    return None if document.media_type == "text/html" else _inferred_date(units)


def _given(document: Document, name: str) -> Found | None:
    words = " ".join(str(document.metadata.get(name, "")).split())[:80]
    return (words, _stated(document, name, words)) if words else None


def _stated(document: Document, name: str, words: str) -> Evidence:
    """Return where a value of the metadata comes from: the page itself says so, or the user does."""
    where = document.metadata.get(f"{name}_from", "")
    return Evidence(words, where or "the user's own metadata", 0.95 if where else 1.0)


def _given_date(document: Document) -> Found | None:
    words = " ".join(str(document.metadata.get("date", "")).split())[:40]
    if words:
        compact = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", words)
        value = resolve("-".join(compact.groups()) if compact else words, "")
        value = words if re.fullmatch(r"(?:1[5-9]|20)\d\d", words) else value
        if value:
            return value, _stated(document, "date", words)
    found = _IN_NAME.search(document.name)
    if found:
        value = resolve("-".join(found.groups()), "")
        if len(value) == 10:
            return value, Evidence(found.group(), "the file's name", 0.9)
    return None


def _masthead_date(document: Document, units: Sequence[Unit]) -> Found | None:
    for unit in units:
        if unit.kind == "masthead":
            found = _PRINTED.search(unit.text)
            days = [resolve(found.group(), "")] if found else _republic_days(unit.text)
            for value in days:
                if len(value) == 10:
                    return value, Evidence(unit.text[:60], "printed in the masthead", 0.95)
    stamp = _STAMP.match(document.text[:60])
    if stamp:
        value = resolve(stamp.group(1), "")
        if len(value) == 10:
            return value, Evidence(stamp.group(1), "printed at the head of the text", 0.85)
    return None


def _republic_days(text: str) -> list[str]:
    """Return the days of 中華民國二十五年三月五日, as old mastheads print them."""
    return [told.iso for told in told_otherwise(simplified(squeeze(text))) if not told.to]


def _masthead_paper(units: Sequence[Unit]) -> Found | None:
    for unit in units:
        if unit.kind == "masthead":
            found = _ANY_PAPER.search(squeeze(unit.text))
            if found:
                return found.group(), Evidence(unit.text[:60], "printed in the masthead", 0.95)
    return None


def _page(units: Sequence[Unit]) -> Found | None:
    for unit in units:
        if unit.kind == "masthead":
            found = _PAGE.search(unit.text)
            if found:
                return _plain(found.group(1)), Evidence(unit.text[:60], "printed in the masthead", 0.95)
    jumps = [unit for unit in units if unit.kind == "jump"]
    if jumps and not any(unit.kind == "from" for unit in units):
        found = _PAGE.search(jumps[0].text)
        second = bool(found) and found is not None and _plain(found.group(1)) == "2"
        return "1", Evidence(
            jumps[0].text, "stories jump from the front page to later ones", 0.8 if second else 0.6
        )
    return None


def _plain(written: str) -> str:
    value = number(written) if not written[0].isascii() or written.isdigit() else None
    return str(value) if value is not None else written


def _inferred_date(units: Sequence[Unit]) -> Found | None:
    """Infer the issue date: the morning after the latest event, in the first year that no printed date contradicts."""
    texts = [unit.text for unit in units if unit.kind in {"prose", "dateline", "signature", "quote"}]
    floor, floor_words = _latest_written(texts)
    latest = max(_month_days(texts), default=None)
    if latest is not None and floor:
        (month, day), words = latest
        year = floor.year
        if (month, day) < (floor.month, floor.day):
            year += 1
        event = _safe(year, month, day)
        if event is not None:
            reason = f"the day after the latest dated event; the year from “{floor_words}”"
            value = max(event, floor) + timedelta(days=1)
            return value.isoformat(), Evidence(words, reason, 0.75 if year == floor.year else 0.6)
    return _inferred_year(texts)


def _latest_written(texts: Sequence[str]) -> tuple[date | None, str]:
    """Return the latest day or month that is written with its year and lies behind the writer, with its words."""
    best: date | None = None
    words = ""
    for text in texts:
        for found in _YEAR_MONTH.finditer(text):
            if _GOAL.search(text[max(0, found.start() - 2) : found.start()]) and _AHEAD.search(
                text[found.end() : found.end() + 12]
            ):
                continue
            day = _safe(int(found.group(1)), int(found.group(2)), int(found.group(3) or 1))
            if day is not None and (best is None or day > best):
                best, words = day, found.group()
    return best, words


def _month_days(texts: Sequence[str]) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the days written without a year that lie behind the writer, with the words around them."""
    for text in texts:
        for found in _MONTH_DAY.finditer(text):
            after = text[found.end() : found.end() + 24]
            if _AHEAD.search(re.split(r"[，,。；;]", after)[0]):
                continue
            month, day = int(found.group(3) or found.group(1)), int(found.group(4) or found.group(2))
            if 1 <= month <= 12 and 1 <= day <= 31:
                yield (month, day), text[max(0, found.start() - 6) : found.end() + 14]


def _inferred_year(texts: Sequence[str]) -> Found | None:
    """Infer the year from plans for it beside a report on the year before; the month where the new year is near."""
    whole = "\n".join(texts)
    years = {
        int(found.group(1)): found
        for found in _YEAR.finditer(whole)
        if not _GOAL.search(whole[max(0, found.start() - 2) : found.start()])
    }
    if len(years) < 2 or max(years) - 1 not in years:
        return None
    year = max(years)
    at = years[year]
    words = whole[max(0, at.start() - 10) : at.end() + 14].replace("\n", " ")
    near = _FESTIVAL_NEAR.search(whole)
    if near and (first := solar(year, 1, 1)):
        month, day = int(first[5:7]), int(first[8:])
        if day >= 20:  # earlier in a month, "near" may mean the month before
            reason = f"plans for {year} and a new year festival that is near"
            return f"{year}-{month:02}", Evidence(f"{near.group()}；{words}", reason, 0.5)
    return str(year), Evidence(words, f"plans for {year} beside a report on {year - 1}", 0.4)


def _not_before(units: Sequence[Unit]) -> Evidence | None:
    """Return the latest year that the page looks back on: it cannot be older, but may be younger."""
    best, words = 0, ""
    for unit in units:
        for found in _ANY_YEAR.finditer(unit.text) if unit.kind == "prose" else ():
            before, after = unit.text[: found.start()][-6:], unit.text[found.end() :][:12]
            ahead = _GOAL.search(before) or _PLANNED.search(before + after) or _AHEAD.search(after)
            if int(found.group(1)) > best and not ahead:
                best, words = int(found.group(1)), before + found.group() + after
    if not best:
        return None
    reason = f"不早于{best}年，只是下限，日期仍不详 not before {best}: a lower bound, the date stays unknown"
    return Evidence(words, reason, 0.3)


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
