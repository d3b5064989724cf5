"""A stretch of text -> the value it states, comparable: 三十五座 -> 35 座, 昨日 -> 2025-07-13, 七成 -> 70 %.

Knows nothing of where the text stands; what it cannot turn into a value is None, never a guess.
"""

import re
from decimal import Decimal

from rag.language.dates import Moment, moments
from rag.language.measures import family
from rag.language.numbers import MINUS, Quantity, is_minus, parse, quantities
from rag.types import Value

_BASE: dict[str, tuple[str, Decimal]] = {
    "公里": ("米", Decimal(1000)), "里": ("米", Decimal(500)), "厘米": ("米", Decimal("0.01")),
    "毫米": ("米", Decimal("0.001")), "平方公里": ("平方米", Decimal(1000000)), "公顷": ("平方米", Decimal(10000)),
    "公斤": ("克", Decimal(1000)), "千克": ("克", Decimal(1000)), "吨": ("克", Decimal(1000000)),
    "斤": ("克", Decimal(500)), "小时": ("分钟", Decimal(60)), "个小时": ("分钟", Decimal(60)),
    "天": ("日", Decimal(1)), "个月": ("月", Decimal(1)), "兆瓦": ("千瓦", Decimal(1000)),
    "个百分点": ("百分点", Decimal(1)), "块钱": ("元", Decimal(1)), "块": ("元", Decimal(1)),
    "名": ("人", Decimal(1)), "位": ("人", Decimal(1)), "个人": ("人", Decimal(1)),
}  # fmt: skip
_TO = ("至", "到", "-", "—", "–", "~", "～", "－", "——")
_BIG = re.compile("[千百十]?[万亿]+")
_BELOW = re.compile("(?:零下|负(?:增长)?)$")
_FINEST, _LARGE = Decimal("0.000001"), Decimal(10) ** 12  # 三分之一 has to end somewhere
_KINDS = {"money": "money", "percent": "percent", "time": "duration"}


def meant_by(text: str, value: Value | None) -> str:
    """Return a value as it is shown beside its quote: 35 座 beside 三十五座; "" beside one that says it already."""
    if value is None:
        return ""
    shown = value.display or f"{value.value} {value.unit}".strip()
    said, told = text.replace(" ", ""), shown.replace(" ", "")
    return "" if said in (told, told + "年") else shown


def value_of(text: str, type: str = "", issued: str = "") -> Value | None:
    """Return the value that a quote states; ``type`` says what was asked for, ``issued`` dates 昨日 and 今年."""
    told = list(moments(text, issued))
    when = [moment for moment in told if moment.iso]
    every = list(quantities(text))
    counted = [one for one in every if not _dated(told, one)]  # 2024年的67%: the year says when
    if not counted and type != "time":
        counted = every
    if when and (type == "time" or (type != "number" and _covers(text, when[0].start, when[0].end))):
        return _date(text, when[0])
    if (
        not counted
        or type not in ("number", "time", "")
        or (type == "time" and family(counted[0].unit) != "time")
    ):
        return None
    if type == "" and not any(
        _covers(text, quantity.outer_start, quantity.outer_end) for quantity in counted
    ):
        return None
    return _range(text, counted) or _number(text, _main(counted))


def equal(first: Value | None, second: Value | None) -> bool:
    """Say whether two values are the same, whatever words they are written in; unknown equals nothing."""
    if first is None or second is None:
        return False
    if first.kind == second.kind == "date":
        return _same_date(first.value, second.value)
    if "date" in (first.kind, second.kind):
        return False
    (one, unit), (two, other) = _comparable(first), _comparable(second)
    return one == two and _same_unit(unit, other)


def _dated(told: list[Moment], quantity: Quantity) -> bool:
    """Say whether a number belongs to a date, also to one that cannot be told: 农历八月十五 lasts no eight months."""
    return any(moment.stated and moment.start <= quantity.start < moment.end for moment in told)


def _covers(text: str, start: int, end: int) -> bool:
    """Say whether a span is the text but for a few characters around it."""
    return end - start >= 0.6 * len(text)


def _main(counted: list[Quantity]) -> Quantity:
    """Return the quantity that a quote is about: the last one with a unit that is not a rank (4大类36个 -> 36个)."""
    named = [quantity for quantity in counted if quantity.unit and quantity.unit != "大"]
    return (named or counted)[-1] if len(counted) > 1 and counted[0].unit == "大" else (named or counted)[0]


def _number(text: str, quantity: Quantity) -> Value | None:
    if "几" in quantity.about:  # 几十人: how many nobody can tell
        return None
    unit = quantity.unit
    kind = "number" if quantity.ordinal else _KINDS.get(family(unit), "number")
    if quantity.most is not None:
        return _between(kind, quantity.number, quantity.most, unit)
    plain = _plain(-quantity.number if _is_below(text, quantity) else quantity.number)
    return Value(kind, plain, unit, _display(plain, unit, quantity))


def _range(text: str, counted: list[Quantity]) -> Value | None:
    """Return 5至8万元 as both its ends; the first takes the unit, and 万 without one, from the second."""
    if len(counted) != 2 or any(one.ordinal or "几" in one.about for one in counted):
        return None
    first, second = counted
    minus = 1 if _is_below(text, second) and text[second.start - 1] in MINUS else 0
    between = text[first.end : second.start - minus].removesuffix("零下").strip()
    if between not in _TO or (first.unit and first.unit != second.unit):
        return None
    low = -first.number if _is_below(text, first) else first.number
    high = -second.number if _is_below(text, second) else second.number
    big = _BIG.search(text[second.start : second.end])
    if not first.unit and big and not _BIG.search(text[first.start : first.end]) and low < high:
        low *= parse(f"一{big.group()}") or 1
    kind = _KINDS.get(family(second.unit), "number")
    return _between(kind, low, high, second.unit) if low < high else None


def _between(kind: str, low: Decimal, high: Decimal, unit: str) -> Value:
    ends = _plain(low), _plain(high)
    shown = "–".join(_grouped(end) for end in ends) + ("" if unit == "%" else f" {unit}" if unit else "")
    return Value(kind, "/".join(ends), unit, shown)


def _is_below(text: str, quantity: Quantity) -> bool:
    """Say whether a number is told as less than nought: -18℃, 零下5℃, 负增长2.1%."""
    signed = is_minus(text, quantity.start - 1) if quantity.start else False
    return signed or _BELOW.search(text[: quantity.start]) is not None


def _plain(number: Decimal) -> str:
    return f"{number.quantize(_FINEST).normalize() if abs(number) < _LARGE else number.normalize():f}"


def _display(plain: str, unit: str, quantity: Quantity) -> str:
    prefix = "第" if quantity.ordinal else ""
    about = f"（{quantity.about}）" if quantity.about else ""
    return f"{prefix}{_grouped(plain)}{'' if unit == '%' else ' ' if unit else ''}{unit}{about}"


def _grouped(plain: str) -> str:
    whole, point, decimals = plain.partition(".")
    return f"{int(whole):,}{point}{decimals}" if whole.lstrip("-").isdigit() else plain


def _date(text: str, moment: Moment) -> Value:
    value = f"{moment.iso}/{moment.to}" if moment.to else moment.iso
    return Value("date", value, "", value if moment.iso[:1] != "-" else text[moment.start : moment.end])


def comparable(value: Value) -> tuple[Decimal | str, str] | None:
    """Return a value as what can be put in order beside others of its unit: a number, or an ISO date; no range."""
    if value.kind == "date":
        return value.value, "date"
    ends, unit = _comparable(value)
    return (ends[0], unit) if len(ends) == 1 else None


def _comparable(value: Value) -> tuple[list[Decimal], str]:
    unit, factor = _BASE.get(value.unit, (value.unit, Decimal(1)))
    return [Decimal(end) * factor for end in value.value.split("/")], unit


def _same_unit(first: str, second: str) -> bool:
    if first == second or not first or not second:
        return True
    one, two = family(first), family(second)
    return {one, two} <= {"thing", "people"} and (one == two == "thing")


def _same_date(first: str, second: str) -> bool:
    """Compare ISO dates and ranges; a date without a year equals the same day of any year."""
    one, two = first.split("/"), second.split("/")
    return len(one) == len(two) and all(
        a == b or ("-" in (a[:1], b[:1]) and a.lstrip("-")[-5:] == b.lstrip("-")[-5:] and len(a) > 4 < len(b))
        for a, b in zip(one, two, strict=True)
    )
