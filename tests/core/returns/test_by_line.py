"""A quote answered line by line (R12)."""

from datetime import UTC, datetime

import pytest

from bot.core.cases import Case, CaseLine
from bot.core.returns.by_line import ByLine, read_by_line
from bot.core.returns.waybill import split_at_cases

A, D = "agree", "decline"


@pytest.fixture
def quoted():
    parts = ("meter", "motor", "charger")
    return Case(
        number="RT-20261123-0001",
        opened_at=datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
        stage="handling",
        procedure="dealer_return",
        conversation="x",
        lines=tuple(CaseLine(part=part, money="quoted", price_fen=8000) for part in parts),
    )


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ("第1行同意，第2行不同意", ((A, (1,)), (D, (2,)))),
        ("第1行同意第2行不修", ((A, (1,)), (D, (2,)))),
        ("同意第1行不同意第2行", ((A, (1,)), (D, (2,)))),
        ("第一个修，第二个就不修了，谢谢", ((A, (1,)), (D, (2,)))),
        ("1、3同意 2不修", ((A, (1, 3)), (D, (2,)))),
        ("第1，2行同意", ((A, (1, 2)),)),
        ("前两行都同意，最后一行退回来", ((A, (1, 2)), (D, (3,)))),
        ("仪表和电机修，充电器不修", ((A, (1, 2)), (D, (3,)))),
        ("电机不修，其他都同意", ((D, (2,)), (A, (1, 3)))),
        ("同意，但是第2行不修", ((D, (2,)), (A, (1, 3)))),
        ("三个都不修", ((D, (1, 2, 3)),)),
        ("第1行同意，第2行太贵了", ((A, (1,)), ("bargain", (2,)))),
        ("第1行同意，第2行我再看看", ((A, (1,)),)),
        ("Line 1 agree, line 2 decline", ((A, (1,)), (D, (2,)))),
        ("fix the motor, the rest send it back", ((A, (2,)), (D, (1, 3)))),
    ],
)
def test_lines_get_what_is_decided_of_them(said, chosen, quoted, words):
    read = read_by_line(said, quoted, words)
    assert read is not None
    assert not read.unclear
    assert dict(read.chosen) == dict(chosen)


@pytest.mark.parametrize(
    "said", ["第1行同意，第5行不修", "第1行同意，第1行不修", "第1行同意，第2行"]
)
def test_what_is_not_clear_is_asked(said, quoted, words):
    read = read_by_line(said, quoted, words)
    assert read is not None
    assert read.unclear


@pytest.mark.parametrize(
    "said",
    [
        "同意",
        "不修了",
        "第1行多少钱",
        "第1行为什么要收费",
        "第1行可以修吗",
        "控制器2个",
        "好的谢谢",
    ],
)
def test_words_that_decide_no_line_are_left_alone(said, quoted, words):
    assert read_by_line(said, quoted, words) is None


def test_all_lines_of_any_case_are_no_single_lines(quoted, words):
    assert read_by_line("都同意", quoted, words) == ByLine(((A, (1, 2, 3)),))


def test_message_of_two_case_numbers_is_split_at_them():
    assert split_at_cases("RT-20261123-0001同意，RT-20261123-0002不修") == (
        "RT-20261123-0001同意，",
        "RT-20261123-0002不修",
    )
    assert split_at_cases("同意RT-20261123-0001，不修RT-20261123-0002") == (
        "同意RT-20261123-0001",
        "，不修RT-20261123-0002",
    )
    assert split_at_cases("RT-20261123-0001 同意") == ("RT-20261123-0001 同意",)
