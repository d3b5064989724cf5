"""A date as databases, spreadsheets, crawlers and people write it -> its ISO form, or "" and never a part of it.

Does not resolve words that need an issue date (昨日): rag.articles.times does. An instant (a time with Z, seconds
since 1970) is the day that it was in China.
"""

import re
from datetime import date, datetime, timedelta, timezone

from rag.text import HAN

_CHINA = timezone(timedelta(hours=8))
_MONTHS = {
    name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
_FIGURES = {letter: str(value) for value, letter in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "Ｏ": "0",
}
_TIME = (
    r"(?:[T\s]*(?:[上下]午|[AaPp][Mm])?\s*\d{1,2}[:：时]\d{1,2}.*|T?\s*(?:星期|周|礼拜).*|[(（].*|-\d\d:.*"
    r"|Z|第?[A-Z]?\d{1,3}版)?"
)
_YMD = re.compile(
    rf"((?:1[5-9]|20)\d\d)\s*[-/._年]\s*(\d{{1,2}})\s*[-/._月]\s*(\d{{1,2}})\s*[日号]?\s*{_TIME}$", re.DOTALL
)
_YM = re.compile(r"((?:1[5-9]|20)\d\d)\s*(?:[-/.]\s*(\d{1,2})|年\s*(\d{1,2})\s*月份?)$")
_PACKED = re.compile(r"((?:1[5-9]|20)\d\d)(\d\d)(\d\d)(?:T?\d{4,6}(?:Z|[+-]\d\d.*)?)?$")
_REPUBLIC = re.compile(
    rf"(?:民[国國]|中華民國)?\s*(1?\d\d)\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*日?\s*{_TIME}$"
)
_DMY = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.]((?:19|20)\d\d)\s*{_TIME}$")
_NAMED = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+([A-Za-z]{3,9})\.?,?[\s-]+((?:19|20)\d\d)\b.*$"
)
_NAMED_FIRST = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?([A-Za-z]{3,9})\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+(?:[\d:]+\s+\S+\s+)?((?:19|20)\d\d)\b.*$"
)
_YEAR_FIRST = re.compile(r"((?:19|20)\d\d)[\s-]+([A-Za-z]{3,9})\.?[\s-]+(\d{1,2})\b.*$")
_LABEL = re.compile(  # 发布时间：, 公元, the mark by which Excel keeps a text, the D: of PDF
    rf"^(?:'|D:(?=\d{{8}})|公元(?=[\d〇零一二])|[{HAN}]{{0,6}}(?:时间|日期|发表于|发布于)\s*[:：]?\s*(?=\d|民国|二)|/?Date(?=\())"
)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|\+00:?00)$")


def day_of(words: str) -> str:
    """Return the day that is written, "" unless it is one whole, possible day."""
    found = iso_of(words)
    return found if len(found) == 10 else ""


def iso_of(words: str) -> str:
    """Return the date that is written: a day, a month or a year as far as it is written; "" if it is none or unsure."""
    text = " ".join(words.split()).translate(_WIDE)[:80].strip()
    text = _LABEL.sub("", text).rstrip(".。 讯电")
    if not text:
        return ""
    for step in (_instant, _counted, _written, _other):
        if found := step(text):
            return found
    return ""


_WIDE = str.maketrans("０１２３４５６７８９：－／．", "0123456789:-/.")


def _instant(text: str) -> str:
    """Read a time of the world's clock: in China it may be the next day already."""
    if not _INSTANT.match(text):
        return ""
    try:
        return datetime.fromisoformat(text[:16] + "+00:00").astimezone(_CHINA).date().isoformat()
    except ValueError:
        return ""


def _counted(text: str) -> str:
    """Read seconds or milliseconds since 1970 and the days that Excel counts."""
    number = re.sub(
        r"\.\d+$", "", text.strip("/()")
    )  # 45760.34 is the morning of a day; /Date(1748908800000)/
    if not number.isascii() or not number.isdigit():
        return ""
    try:
        if len(number) in (10, 13, 16, 19):
            return datetime.fromtimestamp(int(number[:10]), _CHINA).date().isoformat()
        if len(number) == 5 and 20_000 <= int(number) <= 73_000:  # 1954 to 2099
            return (date(1899, 12, 30) + timedelta(days=int(number))).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""
    return ""


def _written(text: str) -> str:
    """Read year, month and day in this order, in figures or in Chinese numerals."""
    text = _in_figures(text)
    for pattern in (_YMD, _PACKED):
        if found := pattern.match(text):
            return _day(*(int(part) for part in found.groups()[:3]))
    if (found := _YM.match(text)) and 1 <= int(found.group(2) or found.group(3)) <= 12:
        return f"{found.group(1)}-{int(found.group(2) or found.group(3)):02}"
    if found := re.fullmatch(r"((?:1[5-9]|20)\d\d)年?", text):
        return found.group(1)
    return ""


def _other(text: str) -> str:
    """Read the Republic's years, a day that comes first, and English months."""
    if found := _REPUBLIC.match(_in_figures(text)):
        year, month, day = (int(part) for part in found.groups()[:3])
        return _day(1911 + year, month, day) if year >= 100 or text.startswith(("民", "中")) else ""
    if found := _DMY.match(text):
        first, second, year = (int(part) for part in found.groups()[:3])
        if first > 12 or first == second:
            return _day(year, second, first)
        return _day(year, first, second) if second > 12 else ""  # else nobody can tell which is the month
    for pattern, order in ((_NAMED, (2, 1, 0)), (_NAMED_FIRST, (2, 0, 1)), (_YEAR_FIRST, (0, 1, 2))):
        if found := pattern.match(text):
            written, name, number = (found.groups()[at] for at in order)
            return _day(int(written), _MONTHS.get(name[:3].lower(), 0), int(number))
    return ""


def _in_figures(text: str) -> str:
    """Write Chinese numerals as figures: 二〇二五年四月十三日, 民国二十五年."""
    return re.sub(
        r"[〇零○Ｏ一二三四五六七八九十廿卅元]+(?=年|月|日|号)", lambda found: _figures(found.group()), text
    )


def _figures(letters: str) -> str:
    letters = letters.replace("廿", "二十").replace("卅", "三十").replace("元", "一")
    if "十" not in letters:
        return "".join(_FIGURES[letter] for letter in letters)
    tens, _, ones = letters.partition("十")
    if len(tens) > 1 or "十" in ones or len(ones) > 1:
        return letters
    return str(int(_FIGURES.get(tens, "1")) * 10 + int(_FIGURES.get(ones, "0")))


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
