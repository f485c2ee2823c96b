"""A form of the book as a spreadsheet: facts above, rows below, or a template to fill in."""

import io
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, cast
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bot.core.book import Brand
from bot.core.document import Data, Field, Form, MissingFieldsError, missing
from bot.core.say import FALLBACK_LANGUAGE, in_language
from bot.documents.values import laid_out

TEMPLATE_ROWS = 500
"""Rows of a template that have its formats and drop-downs."""

_SIDE = Side(style="thin", color="808080")
_BOX = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_SHADE = PatternFill("solid", fgColor="E8ECEA")
_TITLE = Font(name="Microsoft YaHei", size=16, bold=True)
_HEAD = Font(name="Microsoft YaHei", size=10, bold=True)
_PLAIN = Font(name="Microsoft YaHei", size=10)
_FAINT = Font(name="Microsoft YaHei", size=9, color="595959")
_WRAP = Alignment(vertical="center", wrap_text=True)
_CENTER = Alignment(horizontal="center", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")
_TEXT, _WHOLE, _MONEY, _DAY = "@", "0", "#,##0.00", "yyyy-mm-dd"
_FORMATS: Mapping[str, str] = {"number": "General", "money": _MONEY, "date": _DAY}
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOST_PROMPT = 255
"""Characters Excel shows beside a cell."""


def workbook(form: Form, data: Data, *, brand: Brand) -> bytes:
    """Return a filled spreadsheet as XLSX; columns with help make it a template to be filled in.

    What people typed is never a formula. Raises MissingFieldsError.
    """
    lacking = missing(form, data)
    if lacking:
        raise MissingFieldsError(form, lacking)
    given = laid_out(form.fields, data, zone=ZoneInfo(brand.hours.timezone))
    book = Workbook()
    sheet = book.worksheets[0]
    tables = [one for one in form.fields if one.kind == "rows"]
    sheet.title = _title(tables[0].about if tables else form.id)
    if tables and any(column.help for column in tables[0].fields):
        _template(sheet, tables[0], given[tables[0].name])
        _guide(book.create_sheet(), form, tables[0])
    else:
        _report(sheet, form, given, company=in_language(brand.name, FALLBACK_LANGUAGE))
    book.properties.title = in_language(form.name, FALLBACK_LANGUAGE)
    book.properties.creator = in_language(brand.name, FALLBACK_LANGUAGE)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def heading(field: Field) -> str:
    """Return a field's column heading: what it is, without the examples behind a comma."""
    return field.about.partition("，")[0]


def _title(text: str) -> str:
    return "".join(sign for sign in text.partition("，")[0] if sign not in r"[]:*?/\ ")[:31]


def _put(
    cell: Cell | MergedCell, value: Any, *, font: Font = _PLAIN, align: Alignment = _WRAP
) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # else a text that begins with = would be a formula
    cell.font, cell.alignment = font, align


def _typed(field: Field, value: Any) -> Any:
    """Return a value as the spreadsheet counts with it: a number, or a text."""
    if isinstance(value, list):
        return "、".join(value)
    if isinstance(value, str) and field.kind in ("number", "money"):
        try:
            number = Decimal(value.replace(",", ""))
        except InvalidOperation:
            return value
        return int(number) if number == int(number) and field.kind == "number" else float(number)
    if isinstance(value, str) and field.kind == "date" and _ISO_DAY.fullmatch(value):
        return date.fromisoformat(value)
    return value


def _report(sheet: Worksheet, form: Form, given: Mapping[str, Any], *, company: str) -> None:
    tables = [one for one in form.fields if one.kind == "rows"]
    width = max([len(one.fields) for one in tables], default=2)
    _put(sheet.cell(1, 1), in_language(form.name, FALLBACK_LANGUAGE), font=_TITLE, align=_CENTER)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    sheet.row_dimensions[1].height = 30
    _put(sheet.cell(2, 1), f"{company}　{form.number}　{form.version}".rstrip(), font=_FAINT)
    sheet.cell(2, 1).alignment = _CENTER
    sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=width)
    row = 3
    for field in form.fields:
        if field.kind == "rows":
            row = _table(sheet, field, given[field.name], row=row + 1)
        elif given[field.name] is not None:
            row = _fact(sheet, field, given[field.name], row=row, width=width)
    _widen(sheet, tables)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    cast("Any", sheet.oddFooter).center.text = "&P / &N"


def _fact(sheet: Worksheet, field: Field, value: Any, *, row: int, width: int) -> int:
    _put(sheet.cell(row, 1), heading(field), font=_HEAD)
    sheet.cell(row, 1).fill = _SHADE
    cell = sheet.cell(row, 2)
    _put(cell, _typed(field, value), align=Alignment(horizontal="left", vertical="center"))
    cell.number_format = _FORMATS.get(field.kind, _TEXT)
    if width > 2:
        sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=width)
    return row + 1


def _table(sheet: Worksheet, field: Field, rows: list[Any], *, row: int) -> int:
    for place, column in enumerate(field.fields, 1):
        _head(sheet.cell(row, place), column)
    for number, line in enumerate(rows, row + 1):
        for place, column in enumerate(field.fields, 1):
            cell = sheet.cell(number, place)
            align = _RIGHT if column.kind == "money" else _WRAP
            _put(cell, _typed(column, line[column.name]), align=align)
            cell.number_format = _FORMATS.get(column.kind, _TEXT)
            cell.border = _BOX
    return row + 1 + len(rows)


def _head(cell: Cell | MergedCell, column: Field) -> None:
    _put(cell, heading(column), font=_HEAD, align=_CENTER)
    cell.fill, cell.border = _SHADE, _BOX


def _widen(sheet: Worksheet, tables: list[Field]) -> None:
    widths: dict[int, int] = {}
    for table in tables:
        for place, column in enumerate(table.fields, 1):
            widths[place] = max(widths.get(place, 0), column.width)
    for place, width in widths.items():
        sheet.column_dimensions[get_column_letter(place)].width = width + 1


def _template(sheet: Worksheet, field: Field, rows: list[Any]) -> None:
    _table(sheet, field, rows, row=1)
    _widen(sheet, [field])
    sheet.freeze_panes = "A2"
    sheet.row_dimensions[1].height = 22
    for place, column in enumerate(field.fields, 1):
        letter = get_column_letter(place)
        if column.required:
            sheet.cell(1, place).value = f"{heading(column)}*"
        for number in range(len(rows) + 2, TEMPLATE_ROWS + 2):
            cell = sheet.cell(number, place)
            # A long serial kept as a number would lose its last digits.
            cell.number_format = _WHOLE if column.kind == "number" else _TEXT
            cell.alignment = _WRAP
        check = _check(column)
        check.add(f"{letter}2:{letter}{TEMPLATE_ROWS + 1}")
        sheet.add_data_validation(check)


def _check(column: Field) -> DataValidation:
    """Return what Excel offers, demands and says in a template's column."""
    if column.kind == "choice":
        check = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"')
    elif column.kind == "number":
        check = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="1")
    else:
        check = DataValidation()
    check.allow_blank = True
    check.showErrorMessage = True
    check.showInputMessage = bool(column.help)
    check.promptTitle, check.prompt = heading(column)[:32], column.help[:_MOST_PROMPT]
    check.errorTitle, check.error = heading(column)[:32], column.help[:_MOST_PROMPT]
    return check


def _guide(sheet: Worksheet, form: Form, field: Field) -> None:
    """Write the second sheet: what goes into which column, with an example."""
    sheet.title = _title(form.words["guide"])
    for row, cells in enumerate(_guide_rows(form, field), 1):
        for place, text in enumerate(cells, 1):
            _put(sheet.cell(row, place), text, font=_HEAD if row == 1 else _PLAIN)
            sheet.cell(row, place).border = _BOX
            if row == 1:
                sheet.cell(row, place).fill = _SHADE
    for letter, width in (("A", 14), ("B", 8), ("C", 60), ("D", 34)):
        sheet.column_dimensions[letter].width = width


def _guide_rows(form: Form, field: Field) -> Iterator[tuple[str, str, str, str]]:
    words = form.words
    yield (words["column"], words["required"], words["how"], words["example"])
    example: Data = next(iter(form.example.get(field.name, ())), {})
    for column in field.fields:
        shown = _typed(column, example.get(column.name))
        yield (
            heading(column),
            words["yes"] if column.required else "",
            column.help,
            "" if shown is None else str(shown),
        )
