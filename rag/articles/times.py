"""Words for a time (昨日, 今年, 7月15日, 3月底) and an issue date into an ISO date cut to its precision.

Does not know where the words stand or which are meant: it resolves one expression. Vague words (近日, 日前) give "".
"""

import re
from datetime import date, timedelta

_DIGITS = {letter: value for value, letter in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "Ｏ": 0,
    "O": 0,
    "两": 2,
    "元": 1,
}
_DAYS = {
    "今日": 0,
    "今天": 0,
    "当日": 0,
    "当天": 0,
    "今晨": 0,
    "今早": 0,
    "今晚": 0,
    "昨日": -1,
    "昨天": -1,
    "昨晚": -1,
    "昨晨": -1,
    "昨夜": -1,
    "昨": -1,
    "前日": -2,
    "前天": -2,
    "前晚": -2,
    "大前天": -3,
    "明日": 1,
    "明天": 1,
    "明晚": 1,
    "后日": 2,
    "后天": 2,
}
_MONTHS = {"本月": 0, "这个月": 0, "当月": 0, "上月": -1, "上个月": -1, "上上月": -2, "下月": 1, "下个月": 1}
_YEARS = {
    "今年": 0,
    "本年": 0,
    "本年度": 0,
    "当年": 0,
    "去年": -1,
    "上年": -1,
    "上一年": -1,
    "前年": -2,
    "大前年": -3,
    "明年": 1,
    "来年": 1,
    "后年": 2,
}
_VAGUE = re.compile(r"近日|日前|近期|连日来|这几天|目前|如今|当前|近年来|不久前")
_NUMBER = r"(?:\d{1,4}|[〇零○O一二三四五六七八九十两廿]{1,5})"
_FULL = re.compile(
    rf"(?:公元)?(?P<year>{_NUMBER}|今|去|前|明|本)年(?:度)?的?(?:(?P<month>{_NUMBER}|本|上|当)月份?)?(?:(?P<day>{_NUMBER})[日号])?"
)
_MONTH = re.compile(rf"(?P<month>{_NUMBER}|本|上个?|下个?|当|这个)月份?(?:(?P<day>{_NUMBER})[日号])?")
_DAY = re.compile(rf"(?:本月)?(?P<day>{_NUMBER})[日号]")
_ISO = re.compile(r"(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?(?!\d)")


def resolve(words: str, issue_date: str) -> str:
    """Return the ISO date that the words mean in an issue of this date, cut to what is certain; "" if unknown.

    ``issue_date`` may be cut to a month or a year, or be ""; then only what it supports is resolved.
    """
    text = "".join(words.split()).translate(_WIDE)[:60]
    if not text or _VAGUE.search(text):
        return ""
    issue = _parts(issue_date)
    for step in (_iso, _named_day, _full, _named, _month_day):
        found = step(text, issue)
        if found is not None:
            return found
    return ""


_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def number(letters: str) -> int | None:
    """Return the value of a number of at most four figures, written either way: 十五, 二十三, 二〇二五, 12."""
    if letters.isascii() and letters.isdigit():
        return int(letters)
    if "十" in letters or "廿" in letters:
        tens, _, ones = letters.replace("廿", "二十").partition("十")
        high = _DIGITS.get(tens, 1) if tens else 1
        low = _DIGITS.get(ones, 0) if ones else 0
        return high * 10 + low
    value = 0
    for letter in letters:
        if letter not in _DIGITS:
            return None
        value = value * 10 + _DIGITS[letter]
    return value if letters else None


def _parts(issue: str) -> tuple[int, int, int]:
    found = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", issue)
    if not found:
        return 0, 0, 0
    year, month, day = (int(part) if part else 0 for part in found.groups())
    return year, month, day


def _iso(text: str, issue: tuple[int, int, int]) -> str | None:
    del issue
    found = _ISO.search(text)
    return _date(int(found["year"]), int(found["month"]), int(found["day"] or 0)) if found else None


def _named_day(text: str, issue: tuple[int, int, int]) -> str | None:
    for word in sorted(_DAYS, key=len, reverse=True):
        if text.startswith(word):
            if not all(issue):
                return "-".join(_cut(issue)) if word in ("今日", "今天") else ""
            try:
                return (date(*issue) + timedelta(days=_DAYS[word])).isoformat()
            except (ValueError, OverflowError):
                return ""
    return None


def _full(text: str, issue: tuple[int, int, int]) -> str | None:
    found = _FULL.search(text)
    if not found:
        return None
    written = found["year"]
    named = {"今": 0, "本": 0, "去": -1, "前": -2, "明": 1}
    if written in named:
        year = issue[0] + named[written] if issue[0] else 0
    else:
        value = number(written)
        if value is None or (len(written) not in (2, 4)):
            return None
        year = value if len(written) == 4 else (2000 if value < 50 else 1900) + value
    if not year:
        return ""
    month = _month(found["month"], issue)
    day = number(found["day"]) or 0 if found["day"] and month else 0
    return _date(year, month, day)


def _named(text: str, issue: tuple[int, int, int]) -> str | None:
    for word, shift in _YEARS.items():
        if text.startswith(word):
            return _date(issue[0] + shift, 0, 0) if issue[0] else ""
    for word, shift in _MONTHS.items():
        if text.startswith(word):
            if not issue[1]:
                return ""
            months = issue[0] * 12 + issue[1] - 1 + shift
            day = _DAY.match(text[len(word) :])
            return _date(months // 12, months % 12 + 1, number(day["day"]) or 0 if day else 0)
    return None


def _month_day(text: str, issue: tuple[int, int, int]) -> str | None:
    found = _MONTH.search(text)
    if found:
        month = _month(found["month"], issue)
        if not month or not issue[0]:
            return ""
        day = number(found["day"]) or 0 if found["day"] else 0
        return _date(_year_of(month, issue), month, day)
    day_only = _DAY.match(text)
    if day_only and issue[1]:
        value = number(day_only["day"]) or 0
        year, month = issue[0], issue[1]
        if issue[2] and value > issue[2] + 1:  # "30日" in an issue of the 2nd: last month
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        return _date(year, month, value)
    return None


def _year_of(month: int, issue: tuple[int, int, int]) -> int:
    """Return the year of a month named without one: December in a paper of January is last year's."""
    return issue[0] - 1 if issue[1] and month - issue[1] > 6 else issue[0]


def _month(written: str | None, issue: tuple[int, int, int]) -> int:
    if not written:
        return 0
    if written[0] in "本当这上下":
        if not issue[1]:
            return 0
        shift = {"上": -1, "下": 1}.get(written[0], 0)
        return (issue[1] - 1 + shift) % 12 + 1
    value = number(written) or 0
    return value if 1 <= value <= 12 else 0


def _date(year: int, month: int, day: int) -> str:
    """Return an ISO date cut where a part is 0 or impossible."""
    if not 1000 <= year <= 2999:
        return ""
    if not 1 <= month <= 12:
        return f"{year:04}"
    try:
        return date(year, month, day).isoformat() if day else f"{year:04}-{month:02}"
    except ValueError:
        return f"{year:04}-{month:02}"


def _cut(issue: tuple[int, int, int]) -> list[str]:
    return [f"{part:04}" if place == 0 else f"{part:02}" for place, part in enumerate(issue) if part]
