import io

import pytest
from openpyxl import load_workbook

from bot.core.document import MissingFieldsError
from bot.documents.sheets import read_table
from bot.documents.workbook import TEMPLATE_ROWS, workbook
from tests.documents.shipped import SPREADSHEETS, shipped_brand, shipped_forms


def made(form, data=None):
    described = shipped_forms()[form]
    return workbook(described, described.example if data is None else data, brand=shipped_brand())


def opened(data):
    return load_workbook(io.BytesIO(data))


@pytest.mark.parametrize("form", SPREADSHEETS)
def test_spreadsheet_reads_back_what_was_written(form):
    rows = read_table(made(form), "a.xlsx").rows
    example = shipped_forms()[form].example["lines"]
    parts = {row.get("part") or row.get("item") for row in example}
    assert parts <= {cell for row in rows for cell in row}


def test_settlement_counts_with_numbers_and_days():
    sheet = opened(made("settlement")).worksheets[0]
    cells = {sheet.cell(row, 1).value: sheet.cell(row, 2) for row in range(1, sheet.max_row + 1)}
    assert cells["费用合计"].value == 534.5
    assert cells["日期"].is_date
    split = [row[2].value for row in sheet.iter_rows() if row[0].value in {"车间", "小组", "组长"}]
    assert split == [53.45, 133.63, 181.71]


def test_text_that_looks_like_a_formula_stays_text():
    evil = '=HYPERLINK("http://example.com","退款")'
    data = {**shipped_forms()["monthly_returns"].example, "dealer": evil}
    sheet = opened(made("monthly_returns", data)).worksheets[0]
    assert [cell.data_type for row in sheet.iter_rows() for cell in row if cell.value == evil] == [
        "s"
    ]


def test_template_is_empty_and_says_how_to_fill_it_in():
    book = opened(made("return_lines", {}))
    sheet, guide = book.worksheets
    assert [cell.value for cell in sheet[1]] == [
        "配件*", "数量*", "车型", "发票日期", "故障", "编号", "外观", "备注",
    ]  # fmt: skip
    assert read_table(made("return_lines", {}), "a.xlsx").rows == (
        tuple(cell.value for cell in sheet[1]),
    )
    choices = [
        check.formula1 for check in sheet.data_validations.dataValidation if check.type == "list"
    ]
    assert choices == ['"完好,有摔碰,进过水,拆开过"']
    checked = {str(check.sqref) for check in sheet.data_validations.dataValidation}
    assert checked == {f"{letter}2:{letter}{TEMPLATE_ROWS + 1}" for letter in "ABCDEFGH"}
    assert sheet["F2"].number_format == "@"
    assert [cell.value for cell in guide[2]] == [
        "配件",
        "是",
        "写配件名就行，例如 控制器、充电器、电机。",
        "控制器",
    ]


def test_missing_fields_are_named():
    with pytest.raises(MissingFieldsError, match="monthly_returns lacks dealer, total"):
        made(
            "monthly_returns",
            {
                "month": "2026-11",
                "lines": [{"number": "1", "date": "2026-11-23", "part": "x", "quantity": 1}],
            },
        )


def test_control_characters_do_no_harm():
    data = {**shipped_forms()["monthly_returns"].example, "dealer": "车行\x00\x0b"}
    assert opened(made("monthly_returns", data)).worksheets[0]["B4"].value == "车行"


def test_amount_that_is_no_number_stays_as_it_was_said():
    example = shipped_forms()["settlement"].example
    lines = [{"item": "转把总成", "amount": "面议"}]
    rows = read_table(made("settlement", {**example, "lines": lines}), "a.xlsx").rows
    assert ("转把总成", "", "", "面议", "") in rows
