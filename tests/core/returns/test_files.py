"""Lists that come as files: what was not read is said, and what to do with files that are no tables."""

from dataclasses import replace

import pytest

from bot.core.effects import SetTimer
from bot.core.events import CustomerSentMedia, DealerSentTable, MediaFile

ROWS = (
    ("配件", "数量", "车型", "发票日期", "故障"),
    ("控制器", "3", "TDR-12", "2026-03-01", "不通电"),
)


def table(**more):
    file = MediaFile(kind="document", ref="file:x", name="退件.xlsx")
    return replace(DealerSentTable(name="退件.xlsx", rows=ROWS, file=file), **more)


def sends(talk, name):
    file = MediaFile(kind="document", ref=f"file:{name}", name=name)
    return talk.happen(CustomerSentMedia(file=file))


@pytest.mark.parametrize(
    ("remarks", "said"),
    [
        (
            (("not_calculated", "B2"), ("not_calculated", "D3")),
            "有 2 格是公式，没存下结果（B2、D3）",
        ),
        ((("other_sheet", "其他"),), "还有“其他”没读"),
        ((("long_number", "F2"),), "编号 F2 太长"),
    ],
)
def test_what_was_not_read_is_said(remarks, said, talk):
    assert said in talk.happen(table(remarks=remarks))
    assert len(talk.lines) == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("退件.doc", "Word 文档我读不了"),
        ("退件.docx", "Word 文档我读不了"),
        ("退件.zip", "压缩包我打不开"),
        ("退件.pdf", "PDF 里的字我读不了"),
        ("退件.numbers", "导出成 xlsx"),
        ("退件.dat", "这个文件不是表格"),
        ("退件.jpg", "照片先收着"),
    ],
)
def test_other_files_get_a_way_on(name, said, talk):
    assert said in sends(talk, name)


def test_spreadsheet_still_on_its_way_is_told_of_and_read_later(talk):
    assert "传得慢" in talk.happen(table(rows=(), unreadable="late"))
    assert talk.lines == []
    talk.happen(table(again=True))
    assert len(talk.lines) == 1


def test_spreadsheet_that_never_comes_is_asked_for_again_though_nobody_waits_for_it_any_more(talk):
    talk.happen(table(rows=(), unreadable="late"))
    (timer,) = [one for one in talk.effects if isinstance(one, SetTimer) and "table" in one.name]
    assert "一直没收到" in talk.fire(timer.name)


def test_list_beyond_its_limit_says_what_to_do_with_the_rest(talk):
    rows = (ROWS[0], *[ROWS[1]] * 1200)
    assert "前 1000 行收了，后面 200 行没收" in talk.happen(table(rows=rows))
    assert "先提交" in talk.happen(table())
    assert len(talk.lines) == 1000
