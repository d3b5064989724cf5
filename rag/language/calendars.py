"""Text -> the dates in it that are told by another calendar than ours: 民国二十五年, 光绪三十二年八月, 农历八月十五.

Knows the reign years of Ming and Qing, the years of the Republic, and the lunar calendar (lunar_python). A lunar month
is the days that it lasted; a lunar date without its year is the one nearest to the issue. What does not exist in its
calendar (光绪四十年, 民国二十五年二月三十日) is told, but no value.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from rag.language.numbers import parse

# Each reign with its first year and the number of its last one.
_REIGNS = {
    "洪武": (1368, 31), "建文": (1399, 4), "永乐": (1403, 22), "洪熙": (1425, 1), "宣德": (1426, 10),
    "正统": (1436, 14), "景泰": (1450, 8), "天顺": (1457, 8), "成化": (1465, 23), "弘治": (1488, 18),
    "正德": (1506, 16), "嘉靖": (1522, 45), "隆庆": (1567, 6), "万历": (1573, 48), "天启": (1621, 7),
    "崇祯": (1628, 17), "顺治": (1644, 18), "康熙": (1662, 61), "雍正": (1723, 13), "乾隆": (1736, 60),
    "嘉庆": (1796, 25), "道光": (1821, 30), "咸丰": (1851, 11), "同治": (1862, 13), "光绪": (1875, 34),
    "宣统": (1909, 3),
}  # fmt: skip
_REPUBLIC, _ISLAND = (1912, 200), 38  # its years went on being counted after 1949, but 民国时期 had ended
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_YEAR_WORDS = {"今年": 0, "去年": -1, "前年": -2, "明年": 1}
_N = "[0-9０-９〇零一二三四五六七八九十廿卅百]"
_LUNAR_MONTH = rf"(?P<month>闰?(?:[正冬腊]|{_N}{{1,2}}))月份?"
_TILL = rf"(?:[至到—~～-]{{1,2}}(?P<till>{_N}{{1,3}})年)"
_FEW = "[一二三四五六七八九]"
_LUNAR_DAY = rf"(?P<day>初{_FEW}|初十|[廿卅]{_FEW}?|[二三]?十{_FEW}?|[12][0-9]|30)日?"
_REIGN = re.compile(
    rf"(?:[明清](?:代|朝|末|初)?)?(?P<reign>{'|'.join(_REIGNS)})(?:皇?帝)?"
    rf"(?:(?P<year>元|{_N}{{1,3}})年(?:{_LUNAR_MONTH}(?:{_LUNAR_DAY})?|{_TILL})?|(?P<while>年间|时期))"
)
_OF_REPUBLIC = re.compile(
    rf"(?:中华)?民国(?:(?P<year>元|{_N}{{1,4}})年(?:(?P<month>{_N}{{1,2}})月(?:(?P<day>{_N}{{1,3}})[日号])?|{_TILL})?"
    r"|(?P<while>年间|时期))"
)
_LUNAR = re.compile(
    rf"(?:(?P<year>[12][0-9]{{3}}|[〇零一二三四五六七八九]{{4}})年|(?P<word>{'|'.join(_YEAR_WORDS)}))?的?"
    rf"(?:(?:农历|阴历|旧历|夏历)的?(?:(?P<cycle>[{_STEMS}][{_BRANCHES}])年)?{_LUNAR_MONTH}(?:{_LUNAR_DAY})?"
    r"|(?P<bare>闰?(?:[正冬腊]|[一二三四五六七八九十]{1,2}))月(?P<bareday>初[一二三四五六七八九十]|廿[一二三四五六七八九]?)日?"
    r"|(?P<feast>[正冬腊])月(?P<feastday>[二三]?十[一二三四五六七八九]?)日?"
    r"|大年(?P<newyear>初[一二三四五六七八九十]))"
)
_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_GREGORIAN = 1583  # the first whole year of our calendar
_AGO = 60  # years after which the names of years come again

Span = tuple[str, str]  # the first day, month or year of a date, and the last of a range
UNKNOWN = ("", "")


@dataclass(frozen=True, slots=True)
class Told:
    """A date where it stands, with the first day, month or year of it and the last; "" when it cannot be told."""

    start: int
    end: int
    iso: str
    to: str = ""


def told_otherwise(text: str, issued: str = "") -> Iterator[Told]:
    """Yield the dates of other calendars in a text of simplified characters."""
    for pattern, read in ((_REIGN, _of_reign), (_OF_REPUBLIC, _of_republic)):
        for match in pattern.finditer(text):
            yield Told(match.start(), match.end(), *read(match))
    for match in _LUNAR.finditer(text):
        yield Told(match.start(), match.end(), *_lunar(match, issued))


def _of_reign(match: re.Match[str]) -> Span:
    first, years = _REIGNS[match["reign"]]
    if match["while"]:
        return str(first), str(first + years - 1)
    span = _years(match, first, years)
    return _lunar_date(int(span[0]), match["month"], match["day"]) if match["month"] and span[0] else span


def _of_republic(match: re.Match[str]) -> Span:
    first, years = _REPUBLIC
    if match["while"]:
        return str(first), str(first + _ISLAND - 1)
    span = _years(match, first, years)
    if not match["month"] or not span[0]:
        return span
    try:
        whole = date(int(span[0]), _number(match["month"]), _number(match["day"]) or 1).isoformat()
    except ValueError:
        return UNKNOWN
    return whole[: 10 if match["day"] else 7], ""


def _years(match: re.Match[str], first: int, years: int) -> Span:
    """Return the year that a reign's number names, or the first and the last: 光绪三十年至三十二年."""
    number, till = _number(match["year"]), _number(match["till"])
    if not 1 <= number <= years or (match["till"] and not number <= till <= years):
        return UNKNOWN
    return str(first + number - 1), str(first + till - 1) if till else ""


def _lunar(match: re.Match[str], issued: str) -> Span:
    """Read a lunar date; its year is told, or that of the date nearest to the issue."""
    month = match["month"] or match["bare"] or match["feast"] or "正"
    day = match["day"] or match["bareday"] or match["feastday"] or match["newyear"]
    if match["year"]:
        return _lunar_date(_number(match["year"]), month, day)
    near = int(issued[:4]) if issued[:4].isdigit() else 0
    if not near or (not match["word"] and not match["cycle"] and len(issued) < 7):
        return UNKNOWN
    if match["word"]:
        return _lunar_date(near + _YEAR_WORDS[match["word"]], month, day)
    years = range(near - _AGO // 2, near + _AGO // 2) if match["cycle"] else range(near - 1, near + 2)
    found = (_lunar_date(y, month, day) for y in years if not match["cycle"] or _cycle(y) == match["cycle"])
    dates = [one for one in found if len(one[0]) == 10]
    middle = date.fromisoformat(_whole(issued))
    return min(dates, key=lambda one: abs(date.fromisoformat(_whole(one[0])) - middle)) if dates else UNKNOWN


def _whole(iso: str) -> str:
    """Return a day in the middle of what a date says, for comparing."""
    return iso + {4: "-07-01", 7: "-15"}.get(len(iso), "")


def _cycle(year: int) -> str:
    """Return the name of a year in the cycle of sixty: 2025 is 乙巳."""
    return _STEMS[(year - 4) % 10] + _BRANCHES[(year - 4) % 12]


def _lunar_date(year: int, month: str, day: str | None) -> Span:
    """Return the day of a lunar date, or the first and the last day of its month."""
    if year < _GREGORIAN:  # its days are counted in the Julian calendar by some and in ours by others
        return str(year), ""
    written = month.removeprefix("闰")
    number = _MONTHS.get(written) or _number(written)
    number = -number if month.startswith("闰") else number  # as lunar_python has it
    if day:
        return solar(year, number, _number(day.removeprefix("初"))), ""
    return solar(year, number, 1), solar(year, number, 30) or solar(year, number, 29)


@lru_cache(maxsize=4096)
def solar(year: int, month: int, day: int) -> str:
    """Return the ISO date of a lunar one, "" when there is none; a leap month is negative."""
    if not (_GREGORIAN <= year <= 2200 and 1 <= abs(month) <= 12 and 1 <= day <= 30):
        return ""
    from lunar_python import LunarMonth

    found = LunarMonth.fromYm(year, month)
    if found is None or day > found.getDayCount():
        return ""
    julian = int(found.getFirstJulianDay() + 0.5)  # of noon; date 1 is the Julian day 1721426
    return (date.fromordinal(julian - 1721425) + timedelta(days=day - 1)).isoformat()


def _number(written: str | None) -> int:
    if not written:
        return 0
    number = 1 if written == "元" else parse(written)
    return int(number) if number is not None else 0
