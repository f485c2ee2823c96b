import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from bot.documents.sheets import Remark, Table, Unreadable, read_table
from bot.documents.tables import MAX_BYTES, MAX_CELL, MAX_ROWS

HEADING = ("配件", "数量", "发票日期")
ROWS = (HEADING, ("控制器", "3", "2025-03-01"))


def xlsx(fill):
    book, out = Workbook(), io.BytesIO()
    fill(book)
    book.save(out)
    return out.getvalue()


def sheet(*rows):
    def fill(book):
        for row in rows:
            book.active.append(row)

    return xlsx(fill)


def changed(data, part, change):
    """The same archive with one part rewritten."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry, change(content) if entry.filename == part else content)
    return out.getvalue()


GOOD = sheet(HEADING, ("控制器", 3, date(2025, 3, 1)))
CSV = "配件,数量,发票日期\n控制器,3,2025-03-01\n"


@pytest.mark.parametrize(
    "data",
    [
        CSV.encode(),
        CSV.encode("utf-8-sig"),
        CSV.encode("gbk"),
        CSV.encode("gb18030"),
        CSV.encode("utf-16"),
        CSV.encode("utf-16-le"),
        CSV.encode("utf-16-be"),
        CSV.replace(",", ";").encode(),
        CSV.replace(",", "\t").encode("utf-16"),
        CSV.replace(",", "，").encode("gbk"),
        CSV.replace(",", " | ").encode(),
        CSV.replace("\n", "\r\n").encode(),
        ("sep=;\n" + CSV.replace(",", ";")).encode(),
        CSV.replace("控制器", '" 控制器　"').encode(),
        (CSV + ",,\n\n  ,　,\n" * 1000).encode(),
    ],
    ids=[
        "utf-8", "bom", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "semicolon", "tab",
        "full-width", "bar", "crlf", "sep", "quotes", "blank rows",
    ],
)  # fmt: skip
def test_csv_of_any_program_reads_the_same(data):
    table = read_table(data, "退货.csv")
    assert isinstance(table, Table)
    assert (table.rows, table.sheet, table.remarks) == (ROWS, "", ())


def test_xlsx_reads_like_csv():
    assert read_table(GOOD, "退货.xlsx") == Table(
        name="退货.xlsx", sheet="Sheet", rows=ROWS, numbers=(1, 2)
    )


def test_file_is_read_by_what_it_is_and_not_by_its_name():
    assert read_table(GOOD, "退货.csv").rows == ROWS
    assert read_table(CSV.encode(), "退货.xls").rows == ROWS


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.csv", "empty"),
        (b" \r\n\t\n", "a.csv", "empty"),
        (b",,,\n" * 50, "a.csv", "empty"),
        (sheet(), "a.xlsx", "empty"),
        (GOOD[:3000], "a.xlsx", "corrupt"),
        (GOOD[:-200], "a.xlsx", "corrupt"),
        (b"not a zip", "a.xlsx", "corrupt"),
        (changed(GOOD, "xl/worksheets/sheet1.xml", lambda xml: xml[:300]), "a.xlsx", "corrupt"),
        (changed(GOOD, "xl/workbook.xml", lambda _: b"<workbook"), "a.xlsx", "corrupt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Workbook" * 99, "a.xls", "old_excel"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.xlsx",
            "password",
        ),
        (b"%PDF-1.7 ...", "a.pdf", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n", "a.xlsx", "not_a_table"),
        (b"<html><table><tr><td>1</td></tr></table>", "a.xls", "not_a_table"),
        (bytes(range(256)) * 64, "a.csv", "encoding"),
        (b"x" * (30 * 1024 * 1024), "a.xlsx", "too_large"),
        (b"x" * (MAX_BYTES + 1), "a.csv", "too_large"),
        (b"a,b\n" * (MAX_ROWS + 1), "a.csv", "too_many_rows"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(data, name, reason):
    read = read_table(data, name)
    assert isinstance(read, Unreadable)
    assert read.reason == reason


def zipped(*parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def test_archive_that_unpacks_to_gigabytes_is_never_unpacked():
    bomb = changed(GOOD, "xl/worksheets/sheet1.xml", lambda xml: xml)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(bomb)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename != "xl/worksheets/sheet1.xml":
                new.writestr(entry.filename, old.read(entry))
        with new.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(100):
                part.write(b" " * 1024 * 1024)
    assert read_table(out.getvalue(), "a.xlsx").reason == "too_large"


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ([("word/document.xml", "<w/>")], "not_a_table"),
        ([("mimetype", "application/vnd.oasis.opendocument.spreadsheet")], "open_document"),
        ([("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "aa">]><workbook/>')], "corrupt"),
        ([("xl/workbook.xml", "<workbook/>".encode("utf-16"))], "corrupt"),
        ([("xl/workbook.xml", "<workbook/>"), *((f"xl/{n}", "") for n in range(2001))], "too_large"),
    ],
    ids=["word", "ods", "entities", "other encoding", "parts"],
)  # fmt: skip
def test_archive_of_something_else_is_refused(parts, reason):
    assert read_table(zipped(*parts), "a.xlsx").reason == reason


def test_archive_with_a_password_says_so():
    data = bytearray(GOOD)
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        for entry in archive.infolist():
            data[entry.header_offset + 6] |= 1
    for at in range(len(data) - 4):
        if data[at : at + 4] == b"PK\x01\x02":
            data[at + 8] |= 1
    assert read_table(bytes(data), "a.xlsx").reason == "password"


def test_formula_counts_by_its_saved_result_and_is_told_when_there_is_none():
    def saved(xml):
        cell = b'<c r="B2" t="n"><f>1+2</f><v>3</v></c>'
        start = xml.index(b'<c r="B2"')
        return xml[:start] + cell + xml[xml.index(b"</c>", start) + 4 :]

    formulas = sheet(("配件", "数量"), ("控制器", "=1+2"), ("电机", "=1+3"))
    read = read_table(changed(formulas, "xl/worksheets/sheet1.xml", saved), "a.xlsx")
    assert read.rows == (("配件", "数量"), ("控制器", "3"), ("电机", ""))
    assert read.remarks == (Remark("not_calculated", "B3"),)


def test_values_read_as_people_see_them():
    row = (
        "TDR-12",
        3,
        3.0,
        2.5,
        0.1 + 0.2,
        datetime.fromisoformat("2025-03-01"),
        datetime.fromisoformat("2025-03-01T09:30"),
        True,
    )
    assert read_table(sheet(row), "a.xlsx").rows == (
        ("TDR-12", "3", "3", "2.5", "0.3", "2025-03-01", "2025-03-01 09:30", "TRUE"),
    )


def test_long_number_kept_as_a_number_is_told():
    read = read_table(sheet(("编号",), (12345678901234567,), ("12345678901234567",)), "a.xlsx")
    assert read.remarks == (Remark("long_number", "A2"),)
    assert read.rows[2] == ("12345678901234567",)


def test_cells_merged_downwards_count_in_each_row():
    def fill(book):
        for row in (("配件", "数量"), ("控制器", 1), (None, 2), (None, 3), ("电机", 4)):
            book.active.append(row)
        book.active.merge_cells("A2:A4")

    rows = read_table(xlsx(fill), "a.xlsx").rows
    assert [row[0] for row in rows] == ["配件", "控制器", "控制器", "控制器", "电机"]


def test_heading_merged_over_two_rows_names_its_column_in_the_second():
    def fill(book):
        book.active.append(("配件", "购买", None))
        book.active.append((None, "年", "月"))
        book.active.append(("控制器", 2025, 3))
        book.active.merge_cells("A1:A2")
        book.active.merge_cells("B1:C1")

    assert read_table(xlsx(fill), "a.xlsx").rows[1] == ("配件", "年", "月")


def test_rows_keep_the_numbers_people_see():
    table = read_table(sheet((), HEADING, (), ("控制器", 3, None), (), ()), "a.xlsx")
    assert (table.numbers, table.rows[1]) == ((2, 4), ("控制器", "3", ""))


def test_sheet_with_columns_is_read_and_the_others_are_told():
    def fill(book):
        book.active["A1"] = "请看第二页"
        book.create_sheet("明细").append(HEADING)
        book["明细"].append(("控制器", 3, "2025-03-01"))
        book.create_sheet("备注")["A1"] = "x"
        book.create_sheet("空白")
        hidden = book.create_sheet("隐藏")
        hidden.append(("a", "b"))
        hidden.sheet_state = "hidden"

    read = read_table(xlsx(fill), "a.xlsx")
    assert (read.sheet, read.rows) == ("明细", ROWS)
    assert read.remarks == (Remark("other_sheet", "Sheet"), Remark("other_sheet", "备注"))


def test_hundred_thousand_blank_rows_are_not_all_looked_at():
    def fill(book):
        book.active.append(HEADING)
        book.active.append(("控制器", 3, "2025-03-01"))
        for row in range(3, 20_000):
            book.active.cell(row, 1).number_format = "0.00"
        book.active.cell(100_000, 5).number_format = "0.00"

    assert read_table(xlsx(fill), "a.xlsx").rows == ROWS


def test_cell_far_to_the_right_does_not_widen_the_table():
    def fill(book):
        book.active.append(HEADING)
        book.active["XFD1"] = "!"
        book.active.append(("控制器", 3, "2025-03-01"))

    assert read_table(xlsx(fill), "a.xlsx").rows == ROWS


def test_endless_cell_is_cut_and_told():
    read = read_table(sheet(("故障",), ("很" * 30_000,)), "a.xlsx")
    assert (len(read.rows[1][0]), read.remarks) == (MAX_CELL, (Remark("cut", "A2"),))
    read = read_table(f"故障,数\n{'很' * 30_000},1\n".encode(), "a.csv")
    assert (len(read.rows[1][0]), read.remarks) == (MAX_CELL, (Remark("cut", "2"),))


def test_hostile_texts_stay_texts():
    words = (
        "'; DROP TABLE case_file; --",
        "<script>alert(1)</script>",
        "😀SN1",
        "=cmd|'/c calc'!A1",
    )
    read = read_table(",".join(f'"{word}"' for word in words).encode(), "a.csv")
    assert read.rows == (words,)


@pytest.mark.parametrize("cut", range(0, len(GOOD), 97))
def test_no_broken_file_raises(cut):
    broken = GOOD[:cut] + bytes(40) + GOOD[cut + 40 :]
    assert isinstance(read_table(broken, "a.xlsx"), (Table, Unreadable))
