"""Sheets of what dealers bought, as their office's systems write them."""

from datetime import date

import pytest

from bot.core.dealers import Purchase
from bot.core.purchasing import Problem, Sheet, read_purchases
from tests.core.engine.conversation import shipped_book

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def pack():
    return shipped_book().pack("ebike")


def read(pack, *rows: str) -> Sheet:
    cells = [row.split("|") for row in rows]
    return read_purchases(
        cells,
        numbers=range(1, len(cells) + 1),
        dealer="D1001",
        policy=pack.policies["purchases"],
        words=pack.returns,
        today=TODAY,
    )


def bought(**more) -> Purchase:
    base = {
        "dealer": "D1001",
        "model": "TDR-12",
        "part": "vehicle",
        "quantity": 2,
        "invoice": "FP1",
        "invoice_date": date(2025, 3, 8),
        "serials": ("YT12A0001", "YT12A0002"),
    }
    return Purchase(**(base | more))


def test_headings_stand_in_any_order_below_a_title(pack):
    sheet = read(
        pack,
        "2025 年发货明细",
        "发票日期|序列号|发票号|车型|数量|品名",
        "2025-03-08|yt12a-0001、YT12A0002|FP1|tdr-12|2|整车",
        "2025.3.8||FP1|TDR-12|30|控制器",
    )
    parts = bought(part="controller", quantity=30, serials=())
    assert sheet == Sheet((bought(), parts), ())


def test_english_headings_and_missing_columns_do(pack):
    assert read(pack, "model|invoice date", "TDR-12|2025-03-08").purchases == (
        bought(quantity=1, invoice="", serials=()),
    )


def test_rows_of_one_invoice_line_are_added_up(pack):
    sheet = read(
        pack,
        "型号|日期|发票号|数量|车架号",
        "TDR-12|2025-03-08|FP1|1|YT12A0001",
        "TDR-12|2025-03-08|FP1|1|YT12A0002",
    )
    assert sheet == Sheet((bought(),), ())


def test_wrong_rows_are_told_and_the_good_ones_go_on(pack):
    sheet = read(
        pack,
        "型号|日期|数量|品名|序列号",
        "XX-99|2025-03-08|1||",
        "|2025-03-08|1||",
        "TDR-12|1970-01-01|1||",
        "TDR-12|昨天前面|1||",
        "TDR-12|2025-03-08|-3||",
        "TDR-12|2025-03-08|many||",
        "TDR-12|2025-03-08|1|方向盘|",
        "TDR-12|2025-03-08|1||A1234 B1234",
        "||||",
        "TDR-12|2025-03-08|2|电动车|YT12A0001 YT12A0002",
    )
    assert sheet.purchases == (bought(invoice=""),)
    assert [(one.row, one.flaw) for one in sheet.problems] == [
        (2, "model_unknown"),
        (3, "model_missing"),
        (4, "bought_wrong"),
        (5, "bought_wrong"),
        (6, "quantity_wrong"),
        (7, "quantity_wrong"),
        (8, "part_unknown"),
        (9, "serials_many"),
    ]


def test_sheet_without_headings_is_refused_as_a_whole(pack):
    assert read(pack, "TDR-12|2025-03-08") == Sheet((), (Problem(0, "no_headings"),))
    assert read(pack) == Sheet((), (Problem(0, "no_headings"),))
