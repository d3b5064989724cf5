"""Text -> the quantities in it: where they stand, their number, their unit, and words like 约 or 以上 around them.

Knows nothing of questions or dates; a number inside a date is found here too, and told apart elsewhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from rag.language.measures import UNIT, UNITS

MINUS = frozenset("-－−﹣–")  # as pages print it
_DIGITS = (
    {char: n for n, char in enumerate("零一二三四五六七八九")}
    | {
        "〇": 0,
        "○": 0,
        "两": 2,
        "俩": 2,
        "半": 0,
    }
    | {char: n for n, char in enumerate("壹贰叁肆伍陆柒捌玖", 1)}
)
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_BIG = {"万": 10**4, "亿": 10**8, "萬": 10**4, "億": 10**8}
_WIDE = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")

_ARABIC = r"[0-9０-９](?:[0-9０-９]|[,，](?=[0-9０-９]{3}(?![0-9０-９])))*(?:[.．·][0-9０-９]+)?"
_HAN = "[零〇一二两三四五六七八九十百千万亿]"
# Capital numerals, as contracts and notices write amounts; 伍 and 陆 are surnames too, and 陆路 a way by land.
_CAPITALS = "[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]"
_CAPITAL = (
    rf"(?:[壹贰叁肆柒捌玖]{_CAPITALS}*|[伍陆](?:[拾佰仟]{_CAPITALS}*|[零壹贰叁肆柒捌玖万亿]{_CAPITALS}+"
    rf"|[万亿]?(?=[元年个名人辆台套项份间吨亩天成])))"
)
BEFORE = (
    "(?:超过|突破|超出|不低于|不少于|不超过|不足|不到|至少|至多|最多|大约|将近|接近|达到|多达|高达|超|"
    "约|近|逾|达|第|前)"
)
AFTER = "(?:以上|以下|以内|左右|上下|之多|之间)"
_CORE = (
    rf"百分之(?:{_ARABIC}|{_HAN}+(?:点{_HAN}+)?)"
    rf"|[一二两三四五六七八九]成[一二三四五六七八九半]?|一半|半数"
    rf"|(?:{_HAN}+|{_ARABIC})分之(?:{_HAN}+|{_ARABIC})"
    rf"|{_ARABIC}(?:[十百千]?[万亿]{{1,2}}|[百千](?![克米瓦]))?"
    rf"|半(?=个?(?:小时|月|世纪)|[天年亩斤里]|公里)"
    rf"|{_CAPITAL}"
    rf"|[几数好]?{_HAN}+(?:点[零〇一二三四五六七八九]+|[几多余](?=[万亿]))?[万亿]?"
)
_QUANTITY = re.compile(
    rf"(?P<before>{BEFORE})?(?P<core>{_CORE})(?P<more>[多余来几]?)(?:个(?=亿))?(?P<big>[万亿]*)"
    rf"(?P<unit>{UNIT}|[万亿百千]{UNIT}|)(?P<half>(?:(?<=[年月天时成周])|(?<=个)(?=半(?:小时|月|世纪)))半|)"
    rf"(?P<rest>(?<=个半)(?:小时|月|世纪)|)(?P<after>{AFTER}?)",
    re.IGNORECASE,
)
_NEIGHBOURS = re.compile("(?P<least>[一二两三四五六七八])(?P<most>[二三四五六七八九])(?P<tens>[十百千万亿]*)")
_HALVES = ("一半", "半数")
_EXACT = ("第", "前", "达", "达到")
# 一 and its like stand inside words far more often than they count: 一定, 第一时间, 统一, 三农, 千家万户.
_UNCOUNTED = re.compile("[一二两三四五六七八九十百千万亿零]{1,2}")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number where it stands; ``start`` to ``end`` covers number and unit, the outer span the words around too."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    number: Decimal
    unit: str
    about: str = ""  # 约, 多, 以上: the number is not meant exactly; 几: nobody can tell it
    ordinal: bool = False
    most: Decimal | None = None  # of 七八家: eight


def quantities(text: str) -> Iterator[Quantity]:
    """Yield the quantities of a text in order."""
    for match in _QUANTITY.finditer(text):
        core, unit = match.group("core"), match.group("rest") or match.group("unit")
        vague = "几" if core[0] in "几数好" else ""
        least, most = _few(core)
        number = parse(least.lstrip("几数好"))
        if number is not None and match.group("half"):
            number += Decimal("0.5")
        if re.search("分之|成", core):  # 四分之三 and 七成五 are 75%
            unit, number = unit or "%", None if number is None else number * (1 if core[0] == "百" else 100)
        elif core in _HALVES:
            unit = "%"
        if number is None or (_UNCOUNTED.fullmatch(core) and not unit and not match.group("before")):
            continue
        top = parse(most) if most else None
        top = _scaled(top, match.group("big"), unit)[0] if top is not None else None
        number, unit = _scaled(number, match.group("big"), unit)
        before = match.group("before") or ""
        words = ("" if before in _EXACT else before, vague, match.group("more"), match.group("after"))
        inner = match.start("core") if before != "第" else match.start()
        yield Quantity(
            inner,
            match.end("rest"),
            match.start(),
            match.end(),
            number,
            _bare(unit),
            "".join(words),
            before == "第",
            top,
        )


def _few(core: str) -> tuple[str, str]:
    """Return the two numbers of 七八 or 两三百, the number itself and "" for any other: 七十八."""
    found = _NEIGHBOURS.fullmatch(core)
    if not found or _DIGITS[found["least"]] + 1 != _DIGITS[found["most"]]:
        return core, ""
    return found["least"] + found["tens"], found["most"] + found["tens"]


def _scaled(number: Decimal, big: str, unit: str) -> tuple[Decimal, str]:
    """Multiply by 万 and 亿 that stand between the digits and the unit: 690多万元."""
    for mark in big:
        number *= _BIG[mark]
    if len(unit) > 1 and unit[0] in "万亿千百" and unit not in UNITS:
        number *= _BIG.get(unit[0]) or _SMALL[unit[0]]
        unit = unit[1:]
    return number, unit


def _bare(unit: str) -> str:
    return {"％": "%", "㎡": "平方米", "m²": "平方米", "m2": "平方米", "平米": "平方米", "千米": "公里"}.get(
        unit, unit
    )


def parse(text: str) -> Decimal | None:
    """Return the number that digits, Chinese numerals, 百分之…, …分之… or a mixture spell; None if they spell none."""
    text = text.translate(_WIDE).replace("·", ".").replace("廿", "二十").replace("卅", "三十")
    if text == "半" or text in _HALVES:
        return Decimal("0.5") if text == "半" else Decimal(50)
    if text.startswith("百分之"):
        return parse(text[3:])
    if tenths := re.fullmatch("([一二两三四五六七八九])成([一二三四五六七八九半]?)", text):
        rest = 5 if tenths.group(2) == "半" else _DIGITS.get(tenths.group(2), 0)
        return Decimal(10 * _DIGITS[tenths.group(1)] + rest) / 100
    if "分之" in text:
        below, above = (parse(part) for part in text.split("分之", 1))
        return None if not below or above is None else above / below
    if match := re.fullmatch(r"([0-9][0-9,]*(?:\.[0-9]+)?)([十百千万亿]*)", text):
        number = Decimal(match.group(1).replace(",", ""))
        for mark in match.group(2):
            number *= _SMALL.get(mark) or _BIG[mark]
        return number
    return _han(text)


def _han(text: str) -> Decimal | None:
    whole, _, decimals = re.sub("[几多余]", "", text).partition("点")
    if not whole or any(char not in _DIGITS and char not in _SMALL and char not in _BIG for char in whole):
        return None
    if len(whole) > 1 and all(char in _DIGITS for char in whole):  # 二〇二五
        return Decimal("".join(str(_DIGITS[char]) for char in whole))
    number = Decimal(_whole(whole))
    plain = decimals.rstrip("万亿")
    if any(char not in _DIGITS for char in plain):
        return None
    if plain:
        number += Decimal("0." + "".join(str(_DIGITS[char]) for char in plain))
    for mark in decimals[len(plain) :]:
        number *= _BIG[mark]
    return number


def _whole(whole: str) -> int:
    """Return the whole number that numerals with 十百千万亿 spell."""
    total, section, digit = 0, 0, 0
    for char in whole:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _SMALL:
            section += (digit or 1) * _SMALL[char]
            digit = 0
        else:
            if char in "亿億":
                total = (total + section + digit or 1) * _BIG[char]
            else:  # 一亿二千万: 万 counts only what stands between it and 亿
                total += (section + digit or 1) * _BIG[char]
            section, digit = 0, 0
    if digit and whole[-2:-1] in _BIG:  # 三万五 is 35,000
        digit *= _BIG[whole[-2]] // 10
    return total + section + digit


def is_minus(text: str, at: int) -> bool:
    """Say whether a minus sign stands at ``at``: -18℃ after 降至, not the dash of 10-18℃ or of A-18."""
    before = text[max(0, at - 1) : at]
    return (
        text[at : at + 1] in MINUS
        and text[at + 1 : at + 2].isdigit()
        and not (before.isascii() and before.isalnum())
    )
