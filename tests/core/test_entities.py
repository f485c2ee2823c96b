from datetime import date

import pytest

from bot.core.entities import (
    find_date,
    find_frame_no,
    find_mobile,
    find_number,
    find_order_no,
    find_order_told,
    find_phone,
    find_purchase,
)

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024年3月8日", date(2024, 3, 8)),
        ("2024年3月", date(2024, 3, 1)),
        ("24.3.1", date(2024, 3, 1)),
        ("２０２４．３．８", date(2024, 3, 8)),
        ("20240308", date(2024, 3, 8)),
        ("去年5月", date(2025, 5, 1)),
        ("去年十二月买的", date(2025, 12, 1)),
        ("前年", date(2024, 1, 1)),
        ("昨天", date(2026, 11, 22)),
        ("上个月", date(2026, 10, 1)),
        ("三个月前", date(2026, 8, 25)),
        ("半年前", date(2026, 5, 25)),
        ("两年了", date(2024, 11, 23)),
        ("a month ago", date(2026, 10, 24)),
        ("bought it 3000 years ago", None),
        ("March 2026", date(2026, 3, 1)),
        ("Bought in Mar. 2026", date(2026, 3, 1)),
        ("March 3rd, 2026", date(2026, 3, 3)),
        ("on the 3rd of March 2026", date(2026, 3, 3)),
        ("12 Dec", date(2025, 12, 12)),
        ("last march", date(2026, 3, 1)),
        ("since early December", date(2025, 12, 1)),
        ("June '25", date(2025, 6, 1)),
        ("03/2026", date(2026, 3, 1)),
        ("15/03/2026", date(2026, 3, 15)),
        ("03/15/2026", date(2026, 3, 15)),
        ("12/03/2026", None),
        ("last summer", date(2026, 6, 1)),
        ("last winter", date(2025, 12, 1)),
        ("at christmas", date(2025, 12, 25)),
        ("last year", date(2025, 1, 1)),
        ("last month", date(2026, 10, 1)),
        ("last week", date(2026, 11, 16)),
        ("3 months ago", date(2026, 8, 25)),
        ("a year and a half ago", date(2025, 5, 24)),
        ("half a year ago", date(2026, 5, 25)),
        ("a couple of weeks ago", date(2026, 11, 9)),
        ("had it eleven months", date(2025, 12, 28)),
        ("30 February 2026", None),
        ("it may be the fuse", None),
        ("2026年13月", None),
        ("2月30日", None),
        ("13905550123", None),
        ("没有", None),
    ],
)
def test_date_in_a_sentence(text, day):
    assert find_date(text, TODAY) == day


def test_purchase_needs_a_word_of_buying_and_a_day_in_the_past():
    assert find_purchase("去年5月买的", TODAY) == date(2025, 5, 1)
    assert find_purchase("去年5月坏的", TODAY) is None
    assert find_purchase("2027年5月买的", TODAY) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("I bought it last March and it broke 2 weeks ago", date(2026, 3, 1)),
        ("It broke 2 weeks ago. Bought it in March 2026.", date(2026, 3, 1)),
        ("brakes are weak, got this in June 2025", date(2025, 6, 1)),
        ("three months ago, I ordered it from your shop", date(2026, 8, 25)),
        ("ordered from your shop, March 2026", date(2026, 3, 1)),
        ("bought it new, but yesterday it died", None),
        ("the light broke in March 2026", None),
        ("三个月前，在你们店买的，充了2天就不行了", date(2026, 8, 25)),
        ("去年5月在你们店里买的，昨天刹车坏了", date(2025, 5, 1)),
        ("在你们店买的，昨天晚上突然就充不进电了怎么办啊", None),
        ("昨天坏的，车是今年3月买的", date(2026, 3, 1)),
    ],
)
def test_purchase_is_the_day_told_with_the_buying(text, day):
    assert find_purchase(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("139 0555 0123", "13905550123"),
        ("+86 139-0555-0123", "13905550123"),
        ("１３９０５５５０１２３", "13905550123"),
        ("座机 0510-5550120", "05105550120"),
        ("555-0123", "5550123"),
        ("12345", None),
        ("2024-03-08", None),
        ("没有电话", None),
    ],
)
def test_phone_in_an_answer(text, phone):
    assert find_phone(text) == phone


@pytest.mark.parametrize(
    ("text", "mobile"),
    [
        ("编号零零零零零零零零零零零 我电话13912345678", "13912345678"),
        ("编号零零零零零零零零零零零 电话幺三九零五五五零一二三", "13905550123"),
        ("一三九零五五五零一二三", "13905550123"),
        ("单号9139055501234", None),
        ("单号零一三九零五五五零一二三", None),
        ("单号一三九零五五五零一二三四", None),
        ("一二三四五六七八九零一", None),
    ],
)
def test_mobile_in_a_sentence_and_not_inside_a_longer_number(text, mobile):
    assert find_mobile(text) == mobile


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("车架号LX12345678901234", "LX12345678901234"),
        ("是 119912345678901 这个", "119912345678901"),
        ("13905550123", None),
        ("TDR-12", None),
        ("HELLOWORLDABC", None),
    ],
)
def test_frame_number_in_a_sentence(text, number):
    assert find_frame_no(text) == number


@pytest.mark.parametrize(
    ("text", "day"),
    [("去年3月", date(2025, 3, 1)), ("大概前年十月份吧", date(2024, 10, 1)), ("去年修过", None)],
)
def test_bare_month_of_a_year_is_the_day_of_purchase(text, day):
    assert find_purchase(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "answered", "told"),
    [
        ("20261101555", "20261101555", None),
        ("订单号 20261101555", "20261101555", "20261101555"),
        ("少发了一个盖子，订单编号：JD2026110155500", "JD2026110155500", "JD2026110155500"),
        ("my order is TB-5550-123456", "TB-5550-123456", "TB-5550-123456"),
        ("订单 3 天没动", None, None),
        ("换一个吧", None, None),
    ],
)
def test_order_number_in_an_answer_and_in_passing(text, answered, told):
    assert (find_order_no(text), find_order_told(text)) == (answered, told)


def test_number_in_a_sentence():
    assert find_number("大概 3 个") == "3"
    assert find_number("好几个") is None


def test_endless_numerals_are_read_in_linear_time():
    found = [find_date("买" + "一" * count, TODAY) for count in (4, 100_000)]
    assert found == [None, None]
