"""Spreadsheets: columns in any order and under any heading."""

from datetime import date

import pytest

from bot.core.returns.line import Fault
from bot.core.returns.table import read_rows

HEADINGS = ("序号", "配件名称", "数量", "车型", "购买日期", "故障现象", "序列号", "外观", "备注")
ROWS = (
    ("1", "控制器", "3", "TDR-12", "2025-03-01", "不通电", "", "进过水", ""),
    ("2", "充电器", "2", "YT60", "2025年3月", "不充电", "A2025001、A2025002", "完好", "急"),
)


def brief(line):
    return (line.part, line.quantity, line.model, line.bought, line.fault, line.serials)


WANTED = [
    ("controller", 3, "TDR-12", date(2025, 3, 1), "不通电，进过水", ()),
    ("charger", 2, "YT-60", date(2025, 3, 1), "不充电，急", ("A2025001", "A2025002")),
]


def test_columns_are_known_by_their_headings(words, today):
    heard = read_rows((HEADINGS, *ROWS), words, today=today)
    assert [brief(line) for line in heard.lines] == WANTED


def test_columns_in_another_order_below_a_title(words, today):
    order = (4, 3, 1, 6, 2, 5, 8, 7, 0)
    rows = [
        ("城东店 11 月退件表",),
        *([row[place] for place in order] for row in (HEADINGS, *ROWS)),
    ]
    assert [brief(line) for line in read_rows(rows, words, today=today).lines] == WANTED


def test_english_headings(words, today):
    rows = (
        ("Part", "Qty", "Model", "Invoice date", "Problem"),
        ("controller", "3", "TDR-12", "March 2025", "dead"),
    )
    (line,) = read_rows(rows, words, today=today).lines
    assert brief(line) == ("controller", 3, "TDR-12", date(2025, 3, 1), "dead", ())


def test_rows_without_headings_are_read_like_typed_lines(words, today):
    rows = (("控制器", "3", "TDR-12", "2025-03-01", "进水"), ("", "", "", "", ""))
    (line,) = read_rows(rows, words, today=today).lines
    assert brief(line) == ("controller", 3, "TDR-12", date(2025, 3, 1), "进水", ())


def test_total_row_is_no_line(words, today):
    rows = (HEADINGS, *ROWS, ("合计", "", "5"))
    heard = read_rows(rows, words, today=today)
    assert (len(heard.lines), heard.stated) == (2, 5)


WRONG = {
    ("飞碟", "1", "TDR-12", "2025-03-01"): (),
    ("控制器", "三", "TDR-12", "2025-03-01"): (),
    ("控制器", "很多", "TDR-12", "2025-03-01"): (Fault("quantity_broken", "很多"),),
    ("控制器", "-2", "TDR-12", "2025-03-01"): (Fault("quantity_negative", "-2"),),
    ("控制器", "1", "XX-1", "2025-03-01"): (Fault("model_unknown", "XX-1"),),
    ("控制器", "1", "TDR-12", "2099-01-01"): (Fault("bought_future", "2099-01-01"),),
    ("控制器", "1", "TDR-12", "不详"): (Fault("bought_wrong", "不详"),),
}


@pytest.mark.parametrize("cells", WRONG)
def test_wrong_cell_is_named(cells, words, today):
    rows = (("配件", "数量", "车型", "日期"), cells)
    (line,) = read_rows(rows, words, today=today).lines
    assert line.wrong == WRONG[cells]


def test_more_rows_than_a_return_may_have_are_counted(words, today):
    rows = (("配件", "数量", "车型"), *(("控制器", "1", "TDR-12"),) * 1100)
    heard = read_rows(rows, words, today=today)
    assert (len(heard.lines), heard.left_out) == (1000, 100)
