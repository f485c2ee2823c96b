"""What is missing is told once, not once for each line that names it."""

from bot.book import load
from bot.book.issue import Issues
from bot.core.script import Source


def told(issues):
    return [str(issue) for issue in issues.sorted()]


def test_absent_thing_is_told_where_it_is_named():
    issues = Issues()
    for line in (7, 3):
        issues.add_absent(
            Source("a.yaml", line, 1), "unknown_node", "there is no fault `x`", fix="Write it."
        )

    assert told(issues) == [
        "a.yaml:3:1 there is no fault `x`. Write it.",
        "a.yaml:7:1 there is no fault `x`. Write it.",
    ]


def test_absent_thing_named_in_two_packs_is_told_once():
    issues = Issues()
    for pack in ("bike", "shop"):
        issues.add_absent(
            Source("common/a.yaml", 3, 1),
            "unknown_phrase",
            "there is no phrase `x`",
            pack=pack,
            fix="Write it.",
        )

    assert told(issues) == [
        "common/a.yaml:3:1 there is no phrase `x` in packs `bike` and `shop`. Write it."
    ]


def test_absent_thing_named_by_many_lines_is_told_once_with_their_number():
    issues = Issues()
    for line in range(1, 141):
        issues.add_absent(
            Source("b.jsonl", line, 9), "bank_label", "there is no fault `x`", fix="Write it."
        )
    issues.add_absent(
        Source("areas.yaml", 4, 2), "unknown_node", "there is no fault `x`", pack="bike", fix="Do."
    )

    (only,) = told(issues)
    assert only == (
        "areas.yaml:4:2 there is no fault `x` in pack `bike`, and 141 lines name it"
        " (also b.jsonl:1, b.jsonl:2, …). Write it, or change those lines."
    )
    assert issues.has_errors
    assert issues.touch(Source("b.jsonl", 140, 9), "bank_label")


def test_deleted_fault_is_told_once(root):
    bank = root / "bike/bank/riders.jsonl"
    bank.parent.mkdir(exist_ok=True)
    bank.write_text('{"text": "大灯不亮", "labels": ["ev_gone"]}\n' * 50, "utf-8")

    (only,) = load(root, default="bike").issues

    assert str(only) == (
        "bike/bank/riders.jsonl:1:30 there is no fault `ev_gone`, and 50 lines name it"
        " (also bike/bank/riders.jsonl:2, bike/bank/riders.jsonl:3, …)."
        " Write it, or change those lines. Did you mean `ev_noise`?"
    )
