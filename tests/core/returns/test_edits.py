"""Corrections by saying so."""

import pytest

from bot.core.returns.edits import Change, Drop, Unclear, apply_edit, read_edit
from bot.core.returns.listing import read_list

LIST = """控制器 3个 TDR-12 2025年3月 进水
充电器 2个 YT-60 24.11 不充电
转把 1个 TDR-20 25.6 失灵
控制器 1个 TDR-20 25.6 烧"""


@pytest.fixture
def lines(words, today):
    return read_list(LIST, words, today=today).lines


CHANGES = {
    "第3行改成5个": (2, "quantity", 5),
    "把第三行的数量改为 8": (2, "quantity", 8),
    "第三行 3个改成2个": (2, "quantity", 2),
    "2行 5个": (1, "quantity", 5),
    "第二行不是2个是3个": (1, "quantity", 3),
    "最后一行改成2个": (3, "quantity", 2),
    "充电器改成4个": (1, "quantity", 4),
    "line 2 should be 4": (1, "quantity", 4),
    "row 1 qty 6": (0, "quantity", 6),
    "第二行不是充电器是控制器": (1, "part", "controller"),
    "第2行型号YT-72": (1, "model", "YT-72"),
    "第2行是TDR-20的": (1, "model", "TDR-20"),
    "第3行故障是不转": (2, "fault", "不转"),
    "第2行加序列号 AB1234567": (1, "serials", ("AB1234567",)),
}


@pytest.mark.parametrize("text", CHANGES)
def test_one_line_is_changed(text, lines, words, today):
    row, field, value = CHANGES[text]
    edit = read_edit(text, lines, words, today=today)
    assert isinstance(edit, Change)
    after = apply_edit(edit, lines)
    assert getattr(after[row], field) == value
    others = [place for place in range(len(lines)) if place != row]
    assert [after[place] for place in others] == [lines[place] for place in others]


def test_day_is_changed(lines, words, today):
    after = apply_edit(read_edit("第2行日期改成2025年5月", lines, words, today=today), lines)
    assert (after[1].bought.isoformat(), after[1].fault) == ("2025-05-01", "不充电")


DROPS = {
    "删掉第4行": (3,),
    "第1、3行不要了": (0, 2),
    "去掉第一行和第二行": (0, 1),
    "转把不要了": (2,),
    "delete line 3": (2,),
}


@pytest.mark.parametrize("text", DROPS)
def test_lines_are_dropped(text, lines, words, today):
    assert read_edit(text, lines, words, today=today) == Drop(DROPS[text])


def test_all_lines_are_changed_at_once(lines, words, today):
    after = apply_edit(read_edit("全部都是TDR-12", lines, words, today=today), lines)
    assert {line.model for line in after} == {"TDR-12"}


UNCLEAR = {
    "第9行改成2个": Unclear("no_row", value="9"),
    "控制器改成5个": Unclear("which", (0, 3)),
    "第1行": Unclear("what", (0,)),
}


@pytest.mark.parametrize("text", UNCLEAR)
def test_unclear_correction_says_why(text, lines, words, today):
    assert read_edit(text, lines, words, today=today) == UNCLEAR[text]


NONE = ("对", "没问题", "提交", "充电器 2个 YT-60 25.3 坏", "保修多久", "明天继续")


@pytest.mark.parametrize("text", NONE)
def test_other_words_are_no_correction(text, lines, words, today):
    assert read_edit(text, lines, words, today=today) is None


def test_a_good_value_heals_a_wrong_one(words, today):
    lines = read_list("控制器 -3个 TDR-12 25.3 坏", words, today=today).lines
    (after,) = apply_edit(read_edit("第1行改成3个", lines, words, today=today), lines)
    assert (after.quantity, after.wrong) == (3, ())


def test_count_alone_corrects_no_line_whose_part_is_unknown(words, today):
    unknown = read_list("控制器 -3个 TDR-12 26.3 坏\n那个盒子 2个 TDR-12 26.1", words, today=today)

    assert read_edit("3个", unknown.lines, words, today=today) is None
