"""Text -> the points of time in it, with their ISO date where the text and the issue date say enough.

Knows nothing of questions; lengths of time (三年, 15分钟) are quantities, not dates.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rag.language.calendars import told_otherwise
from rag.language.numbers import parse

_N = r"[0-9０-９一二三四五六七八九十]{1,3}"
_YEAR = (
    r"(?P<year>(?:[12][0-9]{3}|[０-９]{4}|[零〇○一二三四五六七八九]{4})(?=年)|[12][0-9]{3}(?=(?:至|到|"
    r"—|-|~)[12][0-9]{3}年)|[12][0-9]{3}(?=[-./][01]?[0-9][-./]))"
)
_EDGE = (
    r"(?:初|底|末|上旬|中旬|下旬|上半年|下半年|年初|年底|年末|年中|春节|国庆|暑期|冬季|夏季|春季|秋季|"
    r"冬天|夏天|前夕|以来|期间)"
)
_DAY_WORDS = {
    "今天": 0, "今日": 0, "今晨": 0, "今晚": 0, "昨天": -1, "昨日": -1, "昨晚": -1, "前天": -2, "前日": -2, "明天": 1,
    "明日": 1, "后天": 2,
}  # fmt: skip
_YEAR_WORDS = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1, "后年": 2}
_MONTH_WORDS = {"本月": 0, "当月": 0, "上月": -1, "上个月": -1, "下月": 1, "下个月": 1}
_PLAN = re.compile('[“"‘]?(?P<plan>十[一二三四五六七八九]?|二十)五[”"’]?(?:规划)?(?:期间|时期|末|以来)')
_WEEK = re.compile("(?P<week>上上|上|本|这|下)?(?:个)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])")
_CLOCK = (
    r"(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚|夜里|夜间)?(?:[0-9]{1,2}|"
    r"[一二两三四五六七八九十]{1,3})(?:[:：][0-9]{2}|[时点](?!候|间)(?:[0-9]{1,2}分|"
    r"[一二三四五六七八九十]{1,3}分|半|整)?)"
)
_TIME = re.compile(
    rf"(?P<yearword>{'|'.join(_YEAR_WORDS)})?(?:{_YEAR}(?:年|[-./](?=[01]?[0-9][-./])|(?=至|到|—|-|"
    rf"~)))?(?:(?P<month>{_N})(?:月份?|(?(year)[-./](?=[0-9])|(?!))))?"
    rf"(?:(?<![第0-9])(?P<day>{_N})(?:[日号](?!线|楼|院)|(?(month)(?:(?<=[-./][0-9])|"
    rf"(?<=[-./][0-9]{{2}}))(?![0-9])|(?!))))?(?P<edge>{_EDGE})?"
    rf"(?P<clock>{_CLOCK})?"
    rf"|(?P<dayword>{'|'.join(_DAY_WORDS)})(?:{_CLOCK})?|(?P<monthword>{'|'.join(_MONTH_WORDS)})(?:{_EDGE})?"
)
_VAGUE = re.compile(
    "近日|日前|近期|目前|当前|连日来|近年来|多年来|如今|当时|当天|当日|此前|不久前|年底|年初|年末|"
    "岁末|明清|古代"
)
_TO = re.compile(r"\s*(?:至|到|—+|-|–|~|～)\s*")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time expression where it stands; ``iso`` is "" when it cannot be told, "--07-14" when only the year is open."""

    start: int
    end: int
    iso: str
    to: str = ""  # the other end of a range
    stated: bool = True  # False for vague words like 日前


def moments(text: str, issued: str = "") -> Iterator[Moment]:
    """Yield the time expressions of a text in order, ranges as one."""
    at = 0
    previous: Moment | None = None
    found = sorted(_found(text, issued), key=lambda moment: (moment.start, -moment.end))
    for moment in found:
        if moment.start < at:
            continue
        at = moment.end
        if previous and (gap := _TO.fullmatch(text, previous.end, moment.start)) and gap.group().strip():
            joined = _inherit(moment.to or moment.iso, previous.iso)
            previous = Moment(previous.start, moment.end, previous.iso, joined)
            continue
        if previous:
            yield previous
        previous = moment
    if previous:
        yield previous


def _found(text: str, issued: str) -> Iterator[Moment]:
    for match in _TIME.finditer(text):
        if match.group() and (moment := _moment(match, issued)):
            yield moment
    for told in told_otherwise(text, issued):
        yield Moment(told.start, told.end, told.iso, told.to)
    for match in _PLAN.finditer(text):
        number = parse(match.group("plan"))
        first = 2021 + 5 * (int(number) - 14) if number else 0  # the fourteenth plan began in 2021
        yield Moment(match.start(), match.end(), str(first), str(first + 4)) if first else _vague(match)
    for match in _WEEK.finditer(text):
        yield Moment(
            match.start(), match.end(), _weekday(match.group("week"), match.group("weekday"), issued)
        )
    for match in _VAGUE.finditer(text):
        yield _vague(match)


def _vague(match: re.Match[str]) -> Moment:
    return Moment(match.start(), match.end(), "", stated=False)


def _moment(match: re.Match[str], issued: str) -> Moment | None:
    group = match.groupdict()
    if word := group["dayword"]:
        return Moment(match.start(), match.end(), _shifted_day(issued, _DAY_WORDS[word]))
    if word := group["monthword"]:
        return Moment(match.start(), match.end(), _shifted_month(issued, _MONTH_WORDS[word]))
    year = parse(group["year"]) if group["year"] else None
    known = str(int(year)) if year else _shifted_year(issued, group["yearword"])
    month, day = _whole(group["month"], 12), _whole(group["day"], 31)
    if (group["month"] and not month) or (group["day"] and not day):
        return None
    if not known and not month and not day:
        return Moment(match.start(), match.end(), "") if group["clock"] or group["yearword"] else None
    if not known and not month and match.group("day") and not issued:
        return Moment(match.start(), match.end(), f"---{day:02d}")
    return Moment(match.start(), match.end(), _iso(known, month, day, issued))


def _iso(year: str, month: int, day: int, issued: str) -> str:
    if not year and not month and day and len(issued) >= 7:  # 14日: of the month of the issue
        return f"{issued[:7]}-{day:02d}"
    if not year and issued[:4].isdigit():
        year = issued[:4]
        if month and len(issued) >= 7 and month - int(issued[5:7]) > 6:  # 12月 in a January issue
            year = str(int(year) - 1)
    if not month:
        return year
    return f"{year or '-'}-{month:02d}" + (f"-{day:02d}" if day else "")


def _whole(text: str | None, most: int) -> int:
    number = parse(text) if text else None
    return int(number) if number is not None and 1 <= number <= most else 0


def _shifted_year(issued: str, word: str | None) -> str:
    return str(int(issued[:4]) + _YEAR_WORDS[word]) if word and issued[:4].isdigit() else ""


def _shifted_month(issued: str, months: int) -> str:
    if len(issued) < 7:
        return ""
    count = int(issued[:4]) * 12 + int(issued[5:7]) - 1 + months
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


def _day_of(issued: str) -> date | None:
    try:
        return date.fromisoformat(issued)
    except ValueError:
        return None


def _shifted_day(issued: str, days: int) -> str:
    day = _day_of(issued)
    return (day + timedelta(days)).isoformat() if day else ""


def _weekday(week: str | None, weekday: str, issued: str) -> str:
    day = _day_of(issued)
    if not day or not week:
        return ""
    weeks = {"上上": -2, "上": -1, "下": 1}.get(week, 0)
    number = 6 if weekday in "日天" else "一二三四五六".index(weekday)
    return (day + timedelta(days=number - day.weekday() + 7 * weeks)).isoformat()


def _inherit(second: str, first: str) -> str:
    """Give the second end of a range what it leaves unsaid: 7月14日至15日."""
    if second.startswith("---"):
        return first[:-2] + second[3:] if len(first) >= 7 else second
    if second.startswith("--") and first[:4].isdigit():
        return first[:4] + second[1:]
    return second
