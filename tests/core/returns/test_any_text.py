"""Whatever is typed: nothing raises, nothing impossible is taken."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.returns.edits import Change, Drop, apply_edit, read_edit
from bot.core.returns.listing import read_list
from bot.core.returns.table import read_rows
from bot.core.returns.waybill import read_waybill

TODAY = date(2026, 11, 23)
PIECES = st.sampled_from(
    [
        *("控制器", "充电器", "电池", "锁", "控制", "轮子"),
        *("3个", "-1", "0台", "九十九个", "俩", "*2", "1.5", "99999999999"),
        *("TDR-12", "tdr20", "YT 72", "TDR-99", "SF1399876543210", "60V20AH"),
        *("25.3", "2025年13月", "去年", "3月", "年", "月", "2099-99-99", "大前年底"),
        *("第1行", "改成", "不是", "是", "删掉", "全部", "最后一行", "各", "一共"),
        *("\n", "；", "，", "/", "\t", "。", "(1)", "①", "😀", "SN:", "https://", "<b>", "%s{}"),
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=14).map(" ".join), st.text(max_size=80))
QUIETLY = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def is_possible(line, words):
    return (
        (line.quantity is None or 0 < line.quantity <= words.limits.quantity)
        and (line.bought is None or line.bought <= TODAY)
        and (not line.model or line.model in words.models)
        and (not line.part or line.part in words.parts)
        and line.pieces > 0
        and all(serial == serial.upper() for serial in line.serials)
    )


@QUIETLY
@given(TEXTS)
def test_any_text_is_read(words, text):
    heard = read_list(text, words, today=TODAY)
    assert all(is_possible(line, words) for line in heard.lines)
    assert len(heard.lines) <= words.limits.pasted * 8


@QUIETLY
@given(TEXTS, TEXTS)
def test_any_correction_leaves_possible_lines(words, text, told):
    lines = read_list(told, words, today=TODAY).lines
    edit = read_edit(text, lines, words, today=TODAY)
    if isinstance(edit, Change | Drop):
        assert all(is_possible(line, words) for line in apply_edit(edit, lines))


@QUIETLY
@given(st.lists(st.lists(TEXTS, max_size=8), max_size=8))
def test_any_table_is_read(words, rows):
    heard = read_rows(rows, words, today=TODAY)
    assert all(is_possible(line, words) for line in heard.lines)


@QUIETLY
@given(TEXTS)
def test_any_waybill_is_read(carriers, text):
    found = read_waybill(text, carriers)
    assert found.pieces is None or found.pieces > 0
    if not found.problem:
        assert found.carrier.number.fullmatch(found.number)
