"""Lists as dealers really send them."""

from datetime import date

import pytest

from bot.core.returns.line import Fault
from bot.core.returns.listing import read_list


def brief(line):
    """What a line says, in the order of a summary."""
    return (line.part, line.quantity, line.model, line.bought, line.fault)


MARCH = date(2025, 3, 1)
CONTROLLER = ("controller", 3, "TDR-12", MARCH, "进水")
CHARGER = ("charger", 2, "YT-60", date(2024, 11, 1), "不充电")
ONE_LINE = {
    "控制器 3个 TDR-12 2025年3月 进水": CONTROLLER,
    "3 控制器 tdr12 进水 25.3": CONTROLLER,
    "进水 TDR12 控制器*3 25.03": CONTROLLER,
    "控制器３个ＴＤＲ－１２　２０２５年３月　进水": CONTROLLER,
    "控制器-3个-TDR-12-25.3-进水": CONTROLLER,
    "控制器，3个，TDR-12，2025年3月，进水": CONTROLLER,
    "控制器/3/TDR-12/25.3/进水": ("controller", 3, "TDR-12", MARCH, "进水"),
    "控制器\t3\tTDR-12\t2025-03\t进水": CONTROLLER,
    "数量：3 型号：TDR-12 配件：控制器 故障：进水 购买日期：2025-03": CONTROLLER,
    "退控制器三个，TDR-12上的，2025年3月买的，进水了": CONTROLLER,
    "控制嚣 3个 TDR-12 25.3 进水": CONTROLLER,
    "電控 3個 TDR-12 2025年3月 進水": CONTROLLER,
    "充电器*2 不充电 YT-60 24年11月买的": CHARGER,
    "冲电器 2个 YT60 2024.11 不充电": CHARGER,
    "充电器x2 YT-60 24/11 不充电": CHARGER,
    "不充电的充电器2只 yt 60 二四年十一月": CHARGER,
    "转把俩 yt72 去年5月 松了不回位": (
        "throttle",
        2,
        "YT-72",
        date(2025, 5, 1),
        "松了不回位",
    ),
    "仪表仨，YT-60，25年8月，黑屏": ("meter", 3, "YT-60", date(2025, 8, 1), "黑屏"),
    "刹把一对 TDR20 2025-6-1 不断电": ("brake_lever", 2, "TDR-20", date(2025, 6, 1), "不断电"),
    "大灯总成 十二个 YT72 26.1 不亮": ("headlight", 12, "YT-72", date(2026, 1, 1), "不亮"),
    "电机 1台 TDR-20 2025年10月 报错21": ("motor", 1, "TDR-20", date(2025, 10, 1), "报错21"),
    "电池 60V20Ah 5组 YT-60 25.9 不存电": (
        "battery",
        5,
        "YT-60",
        date(2025, 9, 1),
        "60V20Ah，不存电",
    ),
    "后减震一对，YT-60，漏油，2026年7月": ("shock", 2, "YT-60", date(2026, 7, 1), "漏油"),
    "controller x3 TDR-12 March 2025 water inside": (
        "controller",
        3,
        "TDR-12",
        MARCH,
        "water inside",
    ),
    "2 chargers, YT-60, bought Nov 2024, no output": (
        "charger",
        2,
        "YT-60",
        date(2024, 11, 1),
        "no output",
    ),
    "three throttles TDR-20 2025-06 sticking": (
        "throttle",
        3,
        "TDR-20",
        date(2025, 6, 1),
        "sticking",
    ),
    "a pair of shock absorbers YT-72 2026-02-03 leaking": (
        "shock",
        2,
        "YT-72",
        date(2026, 2, 3),
        "leaking",
    ),
}


@pytest.mark.parametrize("text", ONE_LINE)
def test_line_in_any_order_and_writing(text, words, today):
    heard = read_list(text, words, today=today)
    assert [brief(line) for line in heard.lines] == [ONE_LINE[text]]
    assert heard.is_list


LISTS = {
    "有一批件要退：控制器 3个 TDR-12 25.3 进水\n充电器 2个 YT-60 24.11 不充电": 2,
    "控制器3 tdr12 25.3 进水 / 充电器2 yt60 24.11 不充电": 2,
    "控制器 3个 TDR-12 25.3 进水；充电器 2个 YT-60 24.11 不充电": 2,
    "控制器3个TDR-12 25.3进水，充电器2个YT-60 24.11不充电": 2,
    "1. 控制器 3个 TDR-12 25.3 进水\n2. 充电器 2个 YT-60 24.11 不充电": 2,
    "1、控制器 3个 TDR-12 25.3 进水\n\n2、充电器 2个 YT-60 24.11 不充电\n": 2,
    "① 控制器 3个 TDR-12 25.3 进水\n② 充电器 2个 YT-60 24.11 不充电": 2,
    "1️⃣控制器 3个 TDR-12 25.3 进水\n2️⃣充电器 2个 YT-60 24.11 不充电": 2,
    "(1) 控制器 3个 TDR-12 25.3 进水\n(2) 充电器 2个 YT-60 24.11 不充电": 2,
    "- 控制器 3个 TDR-12 25.3 进水\n- 充电器 2个 YT-60 24.11 不充电": 2,
    "1 控制器 3个 TDR-12 25.3 进水\n2 充电器 2个 YT-60 24.11 不充电": 2,
    "老板好：\n控制器 3个 TDR-12 25.3 进水\n充电器 2个 YT-60 24.11 不充电\n我是城东店老林 13855501234": 2,
    "TDR-12：\n控制器 3个 25.3 进水\nYT-60：\n充电器 2个 24.11 不充电": 2,
    "TDR-12 25.3\n控制器 3个 进水\nYT-60 24.11\n充电器 2个 不充电": 2,
}


@pytest.mark.parametrize("text", LISTS)
def test_list_among_chatter_numbers_and_headings(text, words, today):
    lines = read_list(text, words, today=today).lines
    assert [brief(line) for line in lines] == [CONTROLLER, CHARGER]


def test_model_and_day_at_the_end_speak_for_the_lines_above(words, today):
    lines = read_list("控制器 2个\n充电器 3个\nTDR-12 的，2025年3月买的", words, today=today).lines
    assert [brief(line) for line in lines] == [
        ("controller", 2, "TDR-12", MARCH, ""),
        ("charger", 3, "TDR-12", MARCH, ""),
    ]


def test_each_part_of_one_breath(words, today):
    lines = read_list("控制器、充电器各两个 TDR-12 25.3 都不通电", words, today=today).lines
    assert [(line.part, line.quantity, line.model) for line in lines] == [
        ("controller", 2, "TDR-12"),
        ("charger", 2, "TDR-12"),
    ]


def test_total_is_no_line(words, today):
    heard = read_list("控制器 3个 TDR-12 25.3 进水\n一共3个，麻烦尽快", words, today=today)
    assert (len(heard.lines), heard.stated) == (1, 3)


SERIALS = {
    "控制器 3个 TDR-12 25.3 进水 SN: A2025001、A2025002、A2025003",
    "控制器 3个 TDR-12 25.3 进水\nA2025001\nA2025002\nA2025003",
    "控制器 3个 TDR-12 25.3 进水\n编号 A2025001 A2025002 A2025003",
    "控制器 TDR-12 25.3 3个 a2025001，a2025002，a2025003 进水",
}


@pytest.mark.parametrize("text", sorted(SERIALS))
def test_serial_numbers_of_each_piece(text, words, today):
    (line,) = read_list(text, words, today=today).lines
    assert line.serials == ("A2025001", "A2025002", "A2025003")
    assert brief(line) == CONTROLLER


def test_scanned_code_is_a_serial(words, today):
    text = "https://q.example.com/u?sn=LX12345678&m=1 电机 TDR-20 25.10 不转"
    (line,) = read_list(text, words, today=today).lines
    assert (line.serials, line.fault, line.pieces) == (("LX12345678",), "不转", 1)


def test_serial_that_begins_like_its_mark_stays_whole(words, today):
    (line,) = read_list("电机 TDR-20 25.10 不转 SN12345678", words, today=today).lines
    assert line.serials == ("SN12345678",)


def test_pieces_follow_serials_when_not_counted(words, today):
    (line,) = read_list("电机 TDR-20 25.10 不转 LX12345678 LX12345679", words, today=today).lines
    assert (line.quantity, line.pieces) == (None, 2)


WRONG = {
    "控制器 -3个 TDR-12 25.3 坏": Fault("quantity_negative", "-3"),
    "控制器 0个 TDR-12 25.3 坏": Fault("quantity_zero", "0"),
    "控制器 99999个 TDR-12 25.3 坏": Fault("quantity_many", "99999"),
    "控制器 1.5个 TDR-12 25.3 坏": Fault("quantity_broken", "1.5"),
    "控制器 3个 TDR-99 25.3 坏": Fault("model_unknown", "TDR-99"),
    "控制器 3个 TDR-12 1970年1月 坏": Fault("bought_early", "1970年1月"),
    "控制器 3个 TDR-12 2099-01-01 坏": Fault("bought_future", "2099-01-01"),
    "控制器 3个 TDR-12 2025年13月 坏": Fault("bought_wrong", "2025年13月"),
    "控制器 3个 TDR-12 2025年 坏": Fault("bought_year", "2025年"),
    "控制器 1个 TDR-12 25.3 SN12😀3456 坏": Fault("serials_wrong", "SN12😀3456"),
    "控制器 2个 TDR-12 25.3 A2025001 A2025001 坏": Fault("serials_twice", "A2025001"),
}


@pytest.mark.parametrize("text", WRONG)
def test_value_that_cannot_be_right(text, words, today):
    (line,) = read_list(text, words, today=today).lines
    assert line.wrong == (WRONG[text],)
    assert line.part == "controller"


STORIES = (
    "充电器充不进电怎么办",
    "客户的车不走了，仪表没电",
    "控制器质量太差了，客户天天来找我",
    "你好",
    "保修多久",
    "",
    "😀😀",
)


@pytest.mark.parametrize("text", STORIES)
def test_story_is_no_list(text, words, today):
    assert not read_list(text, words, today=today).is_list


def test_markup_and_sql_are_only_text(words, today):
    text = "<b>控制器</b> 3个 TDR-12 25.3 <script>alert(1)</script>'; DROP TABLE cases;--"
    (line,) = read_list(text, words, today=today).lines
    assert brief(line)[:4] == CONTROLLER[:4]
    assert "<" not in line.fault


def test_endless_paste_is_taken_up_to_the_limit(words, today):
    text = "\n".join(f"控制器 {n % 5 + 1}个 TDR-12 25.3 进水" for n in range(500))
    heard = read_list(text, words, today=today)
    assert (len(heard.lines), heard.left_out) == (words.limits.pasted, 500 - words.limits.pasted)


def test_half_line_is_kept_for_a_question(words, today):
    lines = read_list("控制器 3个 TDR-12 25.3 进水\n充电器 2", words, today=today).lines
    assert [brief(line) for line in lines] == [CONTROLLER, ("charger", 2, "", None, "")]
