"""Quotes as values: the same amount in any writing is equal, and what is no value is None."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.language.dates import moments
from rag.language.numbers import parse, quantities
from rag.language.values import equal, meant_by, value_of
from rag.types import Value

ISSUED = "2025-07-16"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("35", "35"),
        ("三十五", "35"),
        ("十", "10"),
        ("一百零五", "105"),
        ("两百三十", "230"),
        ("三万五", "35000"),
        ("二〇二五", "2025"),
        ("1.2万", "12000"),
        ("1,234,567", "1234567"),
        ("１２．５", "12.5"),
        ("一点五亿", "150000000"),
        ("百分之六十七", "67"),
        ("四分之三", "0.75"),
        ("3/4", None),
        ("何平", None),
        ("点", None),
        ("", None),
        ("三千万", "30000000"),
        ("九百六十万", "9600000"),
        ("一亿二千万", "120000000"),
        ("零", "0"),
        ("叁佰伍拾陆万柒仟", "3567000"),
        ("壹拾贰", "12"),
        ("壹仟零伍拾", "1050"),
        ("贰零贰伍", "2025"),
    ],
)
def test_numerals(text: str, number: str | None) -> None:
    assert parse(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("三十五座", "number", "35", "座"),
        ("690多座城市", "number", "690", "座"),
        ("1.2万", "number", "12000", ""),
        ("超过1.5亿人", "number", "150000000", "人"),
        ("76.7万处", "number", "767000", "处"),
        ("第二十一次集体学习", "number", "21", "次"),
        ("4大类36个", "number", "36", "个"),
        ("40%以上", "percent", "40", "%"),
        ("七成", "percent", "70", "%"),
        ("两成五", "percent", "25", "%"),
        ("四分之三", "percent", "75", "%"),
        ("百分之六十七", "percent", "67", "%"),
        ("3.6亿元", "money", "360000000", "元"),
        ("两百多万元", "money", "2000000", "元"),
        ("1280米", "number", "1280", "米"),
        ("15.91平方米", "number", "15.91", "平方米"),
        ("15分钟", "duration", "15", "分钟"),
    ],
)
def test_amounts(text: str, kind: str, value: str, unit: str) -> None:
    found = value_of(text, "number")
    assert found is not None
    assert (found.kind, found.value, found.unit) == (kind, value, unit)


def test_a_length_of_time_is_an_amount_also_when_a_time_is_asked_for() -> None:
    found = value_of("三年行动", "time")
    assert found is not None
    assert (found.kind, found.value, found.unit) == ("duration", "3", "年")


@pytest.mark.parametrize(
    ("text", "issued", "value"),
    [
        ("7月14日至15日", ISSUED, "2025-07-14/2025-07-15"),
        ("7月14日至15日", "", "--07-14/--07-15"),
        ("2021年", "", "2021"),
        ("2023年11月29日", "", "2023-11-29"),
        ("二〇二五年七月", "", "2025-07"),
        ("昨日", ISSUED, "2025-07-15"),
        ("今年", ISSUED, "2025"),
        ("去年12月", ISSUED, "2024-12"),
        ("上月", "2025-01-03", "2024-12"),
        ("上周五", ISSUED, "2025-07-11"),
        ("12月5日", "2025-01-10", "2024-12-05"),
        ("15日下午", ISSUED, "2025-07-15"),
        ("2019年至2024年", "", "2019/2024"),
        ("2019至2024年", "", "2019/2024"),
        ("“十四五”期间", "", "2021/2025"),
        ("2024-07-03", "", "2024-07-03"),
        ("3月底", "2025-01-03", "2025-03"),
    ],
)
def test_dates(text: str, issued: str, value: str) -> None:
    found = value_of(text, "time", issued)
    assert found is not None
    assert (found.kind, found.value) == ("date", value)


@pytest.mark.parametrize(
    ("text", "type", "issued"),
    [
        ("昨日", "time", ""),  # nobody knows which day
        ("日前", "time", ISSUED),
        ("何平", "person", ISSUED),
        ("石灰糯米浆", "list", ISSUED),
        ("一定要统一思想", "number", ISSUED),
        ("", "number", ISSUED),
    ],
)
def test_what_states_no_value_is_none(text: str, type: str, issued: str) -> None:
    assert value_of(text, type, issued) is None


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("三十五座", "35座", True),
        ("35座", "35处", True),
        ("35座", "36座", False),
        ("35座", "35%", False),
        ("35个", "35公里", False),
        ("1.2公里", "1200米", True),
        ("2万平方米", "2公顷", True),
        ("七成五", "75%", True),
        ("四分之三", "百分之七十五", True),
        ("1.5亿人", "15000万人", True),
        ("12名", "12人", True),
        ("2小时", "120分钟", True),
        ("3000元", "3000人", False),
        ("690多座", "690座", True),
    ],
)
def test_equal_by_value(one: str, two: str, same: bool) -> None:
    first, second = value_of(one, "number"), value_of(two, "number")
    assert equal(first, second) is same
    assert equal(second, first) is same


def test_a_date_without_its_year_equals_the_same_day() -> None:
    assert equal(value_of("7月14日", "time"), value_of("2025年7月14日", "time"))
    assert not equal(value_of("7月14日", "time"), value_of("2025年7月15日", "time"))


def test_the_unknown_equals_nothing() -> None:
    assert not equal(None, None)
    assert not equal(None, Value("number", "1"))


def test_the_display_is_for_people() -> None:
    found = value_of("超过1.5亿人", "number")
    assert found is not None
    assert found.display == "150,000,000 人（超过）"


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 99_999_999))
def test_han_numerals_are_read_as_they_are_written(number: int) -> None:
    assert parse(han(number)) == number


def han(number: int) -> str:
    """Write a number below a hundred million in Chinese numerals."""
    if number >= 10_000:
        rest = number % 10_000
        return han(number // 10_000) + "万" + (("零" if rest < 1000 else "") + han(rest) if rest else "")
    out, zero = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            out += ("零" if zero and out else "") + "零一二三四五六七八九"[digit] + name
        zero = not digit
    return out or "零"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["", "2025", "2025-07", ISSUED, "never"]))
def test_any_text_is_read_without_harm_and_spans_lie_inside(text: str, issued: str) -> None:
    for quantity in quantities(text):
        assert 0 <= quantity.outer_start <= quantity.start < quantity.end <= quantity.outer_end <= len(text)
    for moment in moments(text, issued):
        assert 0 <= moment.start < moment.end <= len(text)
    value_of(text, "number", issued)
    value_of(text, "time", issued)


@pytest.mark.parametrize(
    ("quote", "kind", "shown"),
    [
        ("三十五座", "number", "35 座"),
        ("35座", "number", ""),
        ("2021年", "time", ""),
        ("去年", "time", "2024"),
        ("7月14日", "time", "2025-07-14"),
        ("修旧如旧", "other", ""),
    ],
)
def test_a_value_is_shown_where_the_quote_does_not_say_it(quote: str, kind: str, shown: str) -> None:
    assert meant_by(quote, value_of(quote, kind, ISSUED)) == shown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("合同价人民币柒拾贰万叁仟元整，购书架壹拾捌组", [("柒拾贰万叁仟元", "723000"), ("壹拾捌组", "18")]),
        ("保修期伍年，另配轮椅玖辆", [("伍年", "5"), ("玖辆", "9")]),
        ("陆路运输陆续恢复，伍德说，收拾停当", []),
    ],
)
def test_capital_numerals_are_numbers_and_surnames_are_not(text: str, found: list[tuple[str, str]]) -> None:
    seen = [(text[q.start : q.end], str(q.number)) for q in quantities(text)]
    assert seen == found


def test_an_amount_in_capital_numerals_equals_the_same_in_figures() -> None:
    assert equal(value_of("柒拾贰万叁仟元", "number"), value_of("72.3万元", "number"))
    assert not equal(value_of("柒拾贰万叁仟元", "number"), value_of("72万元", "number"))


@pytest.mark.parametrize(
    ("text", "value"),
    [("-18℃", "-18"), ("−3.5%", "-3.5"), ("零下5.2℃", "-5.2"), ("18℃", "18"), ("10-18℃", "10/18")],
)
def test_what_is_below_nought_is_not_lost(text: str, value: str) -> None:
    found = value_of(text, "number")
    assert found is not None and found.value == value


@pytest.mark.parametrize(
    ("text", "issued", "value"),
    [
        ("民国二十五年三月五日", ISSUED, "1936-03-05"),
        ("中华民国元年1月1日", "", "1912-01-01"),
        ("民国三十年至三十四年", "", "1941/1945"),
        ("民国时期", "", "1912/1949"),
        ("光绪三十二年", ISSUED, "1906"),
        ("清光绪三十二年八月十五日", "", "1906-10-02"),
        ("光绪三十二年八月", "", "1906-09-18/1906-10-17"),  # a lunar month is the days that it lasted
        ("光绪三十二年至宣统元年", "", "1906/1909"),
        ("明万历三十一年", "", "1603"),
        ("乾隆年间", "", "1736/1795"),
        ("农历八月十五", ISSUED, "2025-10-06"),
        ("二〇二四年农历腊月廿三", "", "2025-01-22"),
        ("腊月廿三", "2025-01-10", "2025-01-22"),
        ("正月初一", "2025-01-03", "2025-01-29"),
        ("农历闰六月初三", ISSUED, "2025-07-27"),
        ("今年农历九月初九", "2025-03", "2025-10-29"),
        ("农历乙巳年正月初五", "2025", "2025-02-02"),
        ("农历六月", ISSUED, "2025-06-25/2025-07-24"),
        ("大年初六", "2025-02-05", "2025-02-03"),
        ("8月15日", ISSUED, "2025-08-15"),  # no word of another calendar: ours
        ("八月十五日", ISSUED, "2025-08-15"),
    ],
)
def test_dates_of_other_calendars(text: str, issued: str, value: str) -> None:
    found = value_of(text, "time", issued)
    assert found is not None
    assert (found.kind, found.value) == ("date", value)


@pytest.mark.parametrize(
    ("text", "issued"),
    [
        ("农历八月十五", ""),  # of which year
        ("光绪四十年", ISSUED),  # there was none
        ("民国二十五年二月三十日", ISSUED),
        ("2025年农历二月三十", ISSUED),
    ],
)
def test_a_date_that_no_calendar_has_is_no_value_and_no_length_of_time(text: str, issued: str) -> None:
    assert value_of(text, "time", issued) is None
    assert any(
        moment.stated and (moment.start, moment.end) == (0, len(text)) for moment in moments(text, issued)
    )


def test_the_same_day_is_equal_in_every_calendar() -> None:
    assert equal(value_of("民国二十五年三月五日", "time"), value_of("1936年3月5日", "time"))
    assert not equal(value_of("民国二十五年", "time"), value_of("1935年", "time"))
    assert parse("廿三") == 23


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6至9万元", "60000/90000"),  # the first takes 万 from the second
        ("6万至9万元", "60000/90000"),
        ("20-35℃", "20/35"),
        ("零下8℃到2℃", "-8/2"),
        ("五六家", "5/6"),
        ("两三百人", "200/300"),
        ("五十六家", "56"),  # no two neighbours
        ("2.4个亿", "240000000"),
        ("负增长1.7%", "-1.7"),
        ("一半", "50"),
        ("半小时", "0.5"),
        ("两个半小时", "2.5"),
    ],
)
def test_ranges_halves_and_signs(text: str, value: str) -> None:
    found = value_of(text, "number")
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize("text", ["几十人", "数千亩", "十几家"])
def test_how_many_nobody_can_tell_is_no_value_but_a_number_in_the_text(text: str) -> None:
    assert value_of(text, "number") is None
    assert [one.unit for one in quantities(text)] == [text[-1]]


def test_ranges_are_equal_when_both_their_ends_are() -> None:
    assert equal(value_of("6至9万元", "number"), value_of("60000元—90000元", "number"))
    assert not equal(value_of("6至9万元", "number"), value_of("9万元", "number"))


def test_the_year_before_a_number_says_when_and_is_not_the_value() -> None:
    found = value_of("2024年的67%", "number")
    assert found is not None and (found.value, found.unit) == ("67", "%")
    alone = value_of("2024年", "number")
    assert alone is not None and alone.value == "2024"
